"""What a report's page tells of its signatures and its past."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.lifecycle.models import JournalEntry, Signature
from portal.offices.roles import Role
from reports.models import Report, ReportSignature

ACTS = {
    "draft": _("Drafted"),
    "refresh": _("Figures read again"),
    "edit": _("Text edited"),
    "submit": _("Submitted"),
    "review": _("Reviewed"),
    "approve": _("Approved"),
    "approved": _("Signed and numbered"),
    "return": _("Returned"),
    "render": _("Printed and sealed"),
}
MAIN_ACTS = {"submit", "approved", "return"}
NEWEST = 30


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the chain: whose it is, and the signature under it once there is one."""

    role: Promise | str
    act: Promise | str
    signature: ReportSignature | None
    is_next: bool


def steps(report: Report) -> list[Step]:
    """The chain of the present round; empty before the first submission."""
    signed = list(report.signed_this_round().select_related("by", "on_behalf_of"))
    return [
        Step(
            role=Role(step["role"]).label,
            act=Signature.Verb(step["verb"]).label,
            signature=signed[place] if place < len(signed) else None,
            is_next=report.state == Report.State.IN_REVIEW and place == len(signed),
        )
        for place, step in enumerate(report.chain)
    ]


def timeline(report: Report) -> list[dict[str, Any]]:
    """The journal of the report, newest first, for the timeline component."""
    entries = JournalEntry.objects.about(report).select_related("by").order_by("-sequence")[:NEWEST]
    return [
        {
            "at": entry.at,
            "who": entry.by_name or _("the portal"),
            "what": ACTS.get(entry.verb, entry.verb),
            "note": entry.note,
            "is_main": entry.verb in MAIN_ACTS,
        }
        for entry in entries
    ]


def reason_for_return(report: Report) -> str:
    """Why it was given back last; "" unless it is returned now."""
    if report.state != Report.State.RETURNED:
        return ""
    returned = JournalEntry.objects.about(report).filter(verb="return").order_by("-sequence").first()
    return returned.note if returned else ""
