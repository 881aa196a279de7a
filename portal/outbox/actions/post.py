"""Write notices into the outbox, in the transaction of the fact they tell of."""

from collections.abc import Iterable

from portal.outbox.models import Channel, Notice


def post(notices: Iterable[Notice]) -> None:
    """Store the notices; one whose key is there already is not said again."""
    rows = list(notices)
    for notice in rows:
        if notice.channel == Channel.INBOX and notice.sent_at is None:
            notice.sent_at = notice.created_at
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
