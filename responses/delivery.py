"""The audit of a fan-out: every task told of, and each notice delivered, failed or on its way."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from portal.outbox.models import Channel, Notice
from responses.models import EmergencyResponse


@dataclass(frozen=True, slots=True)
class Delivery:
    """Counts of one channel; `untold` are tasks without a notice by it."""

    channel: Channel
    tasks: int
    delivered: int
    failed: int
    pending: int

    @property
    def untold(self) -> int:
        """Tasks without a notice: by mail the units without an address, in the portal never any."""
        return self.tasks - self.delivered - self.failed - self.pending

    @property
    def is_whole(self) -> bool:
        """Whether it adds up: in the portal, tasks = delivered + failed + pending."""
        return self.untold == 0 if self.channel == Channel.INBOX else self.untold >= 0


def audit(response: EmergencyResponse) -> list[Delivery]:
    """One row for the portal's inbox and one for mail (not for a drill, which stays inside)."""
    given = Notice.objects.filter(topic=response.topic, kind="task_given")
    counts: dict[str, Any] = {
        row["channel"]: row
        for row in given.order_by().values("channel").annotate(
            delivered=Count("pk", filter=Q(sent_at__isnull=False)),
            failed=Count("pk", filter=Q(dead_at__isnull=False)),
            pending=Count("pk", filter=Q(sent_at=None, dead_at=None)),
        )
    }  # fmt: skip
    tasks = response.tasks.count()
    channels = [Channel.INBOX] if response.is_drill else [Channel.INBOX, Channel.MAIL]
    return [_row(channel, tasks, counts.get(channel, {})) for channel in channels]


def _row(channel: Channel, tasks: int, counts: dict[str, int]) -> Delivery:
    return Delivery(
        channel, tasks, counts.get("delivered", 0), counts.get("failed", 0), counts.get("pending", 0)
    )
