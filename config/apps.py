from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Installed only so that ``manage.py up`` and its like are found."""

    name = "config"
