"""The Celery application. The truth about a job is its row; the broker only wakes a worker up."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("touchstone")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def show_yourself(**_: Any) -> None:
    """Let leads see the worker at once, instead of a warning until beat's first turn."""
    app.send_task("annotator.tasks.note_worker_alive", args=[["worker"]])
