"""Everything that beat sends is a task that workers know."""

from django.conf import settings

from config.celery import app


def test_workers_know_every_scheduled_task() -> None:
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert scheduled
    assert scheduled <= set(app.tasks)
