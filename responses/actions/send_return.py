"""A unit sends its return (日报) to the command office."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from portal.lifecycle.moves import move
from portal.offices.models import User
from responses.membership import require_member
from responses.models import UnitReturn
from responses.prefill import counts_of
from responses.refusals import figures_or_refusal


@transaction.atomic
def send_return(
    report: UnitReturn,
    *,
    by: User,
    now: datetime,
    figures: Mapping[str, object],
    narrative: str,
) -> None:
    """Send it, or send it again; the latest counts and the journal keeps each.

    Raises ValidationError naming the figures that are wrong, PermissionDenied to all but the unit's staff.
    """
    require_member(by, report.task.unit)
    values = figures_or_refusal(figures)
    text = narrative.strip()
    move(
        report, UnitReturn.State.SENT, by=by, now=now, verb="send_return",
        facts={
            "unit": report.task.unit.name, "day": report.date, "figures": values, "narrative": text,
            "late": now > report.due_at,
        },
        figures=values, narrative=text, items=counts_of(report.task), sent_at=now, sent_by=by,
    )  # fmt: skip
