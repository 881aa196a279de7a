"""The portal's clock: one function for every door, so that a trial can run at another time.

Outside production a file (`PORTAL_CLOCK_FILE`) may hold an offset in seconds that is added to the machine's
time; all processes of an installation read the same file, so web, worker and beat agree.
"""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """The moment it is for the portal, as an aware datetime."""
    return timezone.now() + offset()


def offset() -> timedelta:
    """How far the portal's clock is from the machine's; zero in production."""
    if settings.PRODUCTION or not settings.CLOCK_FILE:
        return timedelta()
    path = Path(settings.CLOCK_FILE)
    return timedelta(seconds=float(path.read_text())) if path.exists() else timedelta()
