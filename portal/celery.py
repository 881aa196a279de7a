"""The Celery application; it rings the bell, the database holds what is owed."""

import os
from typing import Any

import structlog
from celery import Celery, Task
from django.db import transaction

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

log = structlog.get_logger()


def ring(task: Task, *args: Any) -> None:
    """Ask a worker to run `task` once the current transaction is committed.

    A broker that is down never fails the act that rang: the sweep of the timetable does the work later.
    """

    def publish() -> None:
        try:
            task.apply_async(args, retry=False)
        except (*app.connection_for_write().connection_errors, task.OperationalError) as error:
            log.warning(
                "the broker did not answer; the next sweep will do it", task=task.name, error=str(error)
            )

    transaction.on_commit(publish)
