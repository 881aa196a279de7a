"""Read the rows again for a report that is not under review."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.lifecycle.errors import IllegalMove
from portal.lifecycle.journal import record
from portal.lifecycle.moves import lock
from portal.offices.authority import require
from portal.offices.models import User
from portal.offices.roles import Role
from reports.actions.draft_report import facts_of
from reports.canonical import digest
from reports.duties import duty_of
from reports.models import Report


@transaction.atomic
def refresh_report(report: Report, *, by: User | None, now: datetime) -> bool:
    """Freeze the facts anew; False when no figure changed. `by` None is the portal.

    Raises IllegalMove once it is submitted: what is signed is what was read.
    """
    if by is not None:
        require(by, Role.OFFICE, report.jurisdiction, now)
    lock(report)
    if not report.is_editable:
        raise IllegalMove(
            _("“%(document)s” is under review or signed; its figures are fixed.") % {"document": report}
        )
    response = report.episode.response
    facts = facts_of(response, report.kind, report.date, duty_of(response, report.kind), now)
    if _without_time(facts) == _without_time(report.facts):
        return False
    was, report.facts = digest(report.facts), facts
    report.save(update_fields=["facts"])
    digests = {"was": was, "is": digest(facts)}
    record(report, "refresh", scope=report.jurisdiction, by=by, now=now, facts=digests)
    return True


def _without_time(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name != "as_of"}
