"""The shell around the four apps, and the kernel beneath them."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
