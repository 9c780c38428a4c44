"""Settings, URLs, Celery and the translation of errors to HTTP: the top of the import order."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
