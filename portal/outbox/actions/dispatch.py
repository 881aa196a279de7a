"""Send what is due: lease in a short transaction, talk to the channel outside it, then record the result."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.db import connection, transaction
from django.db.models import F

from portal.outbox.channels import ChannelError, mail
from portal.outbox.models import Channel, Notice

LEASE = timedelta(minutes=5)
# Ten sends of at most 15 s each end well inside the lease, so no second worker takes them up.
BATCH = 10
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=30)
MOST_ATTEMPTS = 8

SENDERS: dict[str, Callable[[Notice], None]] = {Channel.MAIL: mail.send}

log = structlog.get_logger()


def dispatch(*, now: Callable[[], datetime], limit: int = 200) -> int:
    """Send up to `limit` due notices; returns how many a channel took.

    `now` is a function, because sending takes time and each result is stamped when it is known. A channel
    that is found down is not asked again in the same run: waiting for it would hold up the workers.
    """
    sent = tried = 0
    down: dict[str, ChannelError] = {}
    while tried < limit and (batch := claim(now=now(), limit=BATCH)):
        sent += sum(_send(notice, down, now) for notice in batch)
        tried += len(batch)
    return sent


@transaction.atomic
def claim(*, now: datetime, limit: int) -> list[Notice]:
    """Lease due notices; a worker that dies simply lets its lease run out."""
    skip = connection.features.has_select_for_update_skip_locked
    claimed = list(Notice.objects.due(now).select_for_update(skip_locked=skip).order_by("not_before")[:limit])
    keys = [notice.pk for notice in claimed]
    Notice.objects.filter(pk__in=keys).update(attempts=F("attempts") + 1, not_before=now + LEASE)
    for notice in claimed:
        notice.attempts += 1
    return claimed


def _send(notice: Notice, down: dict[str, ChannelError], now: Callable[[], datetime]) -> bool:
    try:
        if notice.channel in down:
            raise down[notice.channel]
        SENDERS[notice.channel](notice)
    except ChannelError as error:
        if error.is_down:
            down[notice.channel] = error
        _put_off(notice, error, now())
        return False
    except Exception as error:
        # One notice that breaks a channel's code must not stop the others of this lease.
        log.exception("channel failed", notice=notice.key, channel=notice.channel)
        _put_off(notice, ChannelError(f"{type(error).__name__}: {error}"), now())
        return False
    Notice.objects.filter(pk=notice.pk).update(sent_at=now(), error="")
    return True


def _put_off(notice: Notice, error: ChannelError, now: datetime) -> None:
    if error.permanent or notice.attempts >= MOST_ATTEMPTS:
        log.warning("notice given up", notice=notice.key, error=str(error))
        Notice.objects.filter(pk=notice.pk).update(dead_at=now, error=str(error)[:300])
        return
    pause = min(FIRST_PAUSE * 2 ** (notice.attempts - 1), LONGEST_PAUSE)
    Notice.objects.filter(pk=notice.pk).update(not_before=now + pause, error=str(error)[:300])
