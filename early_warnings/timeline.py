"""A document's journal in the reader's words."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from early_warnings.models import EarlyWarning
from portal.lifecycle.models import JournalEntry

VERBS: dict[str, Promise] = {
    "draft": gettext_lazy("Drafted"),
    "revise": gettext_lazy("Text changed"),
    "submit": gettext_lazy("Submitted"),
    "review": gettext_lazy("Reviewed"),
    "approve": gettext_lazy("Approved"),
    "approved": gettext_lazy("All have signed"),
    "return": gettext_lazy("Returned"),
    "withdraw": gettext_lazy("Withdrawn"),
    "issue": gettext_lazy("Issued"),
    "adjust": gettext_lazy("Adjustment issued"),
    "lift": gettext_lazy("Lifting issued"),
    "superseded": gettext_lazy("Followed by another warning"),
    "lifted": gettext_lazy("Lifted"),
}
MAIN = {"issue", "adjust", "lift", "lifted"}


def entries(warning: EarlyWarning) -> list[dict[str, Any]]:
    """Newest first, for components/_timeline.html."""
    journal = JournalEntry.objects.about(warning).order_by("-sequence")
    return [
        {
            "at": entry.at,
            "what": str(VERBS.get(entry.verb, entry.verb)),
            "who": _who(entry),
            "note": entry.note,
            "is_main": entry.verb in MAIN,
        }
        for entry in journal
    ]


def _who(entry: JournalEntry) -> str:
    if not entry.by_name:
        return _("the portal")
    if holder := entry.facts.get("on_behalf_of"):
        return _("%(deputy)s for %(holder)s") % {"deputy": entry.by_name, "holder": holder}
    return entry.by_name
