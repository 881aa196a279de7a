"""Write the text beside the figures."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portal.lifecycle.errors import IllegalMove
from portal.lifecycle.journal import record
from portal.lifecycle.moves import lock
from portal.offices.authority import require
from portal.offices.models import User
from portal.offices.roles import Role
from reports.models import Report


@transaction.atomic
def edit_report(
    report: Report, *, by: User, now: datetime, addressee: str, narrative: Mapping[str, str]
) -> None:
    """Save addressee and chapters of a report that is not under review; nothing happens when nothing differs.

    Chapters that the kind of report does not have are refused with KeyError. Who edits may not sign.
    """
    require(by, Role.OFFICE, report.jurisdiction, now)
    known = {*Report.CHAPTERS[report.kind], "copies"}
    if narrative.keys() - known:
        raise KeyError(sorted(narrative.keys() - known))
    lock(report)
    if not report.is_editable:
        raise IllegalMove(
            _("“%(document)s” is under review or signed; its text is fixed.") % {"document": report}
        )
    text = report.narrative | {name: said.strip() for name, said in narrative.items()}
    written = {name: said for name, said in text.items() if said}
    if (addressee.strip(), written) == (report.addressee, report.narrative):
        return
    report.addressee, report.narrative = addressee.strip(), written
    report.save(update_fields=["addressee", "narrative"])
    facts = {"to": report.addressee, "text": written}
    record(report, "edit", scope=report.jurisdiction, by=by, now=now, facts=facts)
