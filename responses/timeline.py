"""What happened in a response, newest first, from the journal."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from plans.models import LevelChoice
from portal.lifecycle.models import JournalEntry
from responses.models import EmergencyResponse, Item, UnitReturn, UnitTask

VERBS: Mapping[str, Promise] = {
    "launch": _("Response started"),
    "adjust": _("Response adjusted"),
    "close": _("Response ended"),
    "withdraw_items": _("Measures no longer asked for"),
    "reopen_items": _("Measures asked for again"),
    "acknowledge": _("Acknowledged"),
    "tick": _("Answered"),
    "urge": _("Urged"),
    "send_return": _("Return sent"),
    "return_back": _("Return sent back"),
}
STATE_LABELS: Mapping[str, Any] = dict(Item.State.choices)
LEVELS: Mapping[int, Any] = dict(LevelChoice.choices)


def timeline(response: EmergencyResponse, *, most: int) -> list[dict[str, Any]]:
    """The latest entries about the response, its tasks, items and returns, as `_timeline.html` wants them."""
    about = Q(document_type=response._meta.label_lower, document_id=response.pk)
    for model, rows in (
        (UnitTask, response.tasks.all()),
        (Item, response.items()),
        (UnitReturn, UnitReturn.objects.filter(task__response=response)),
    ):
        about |= Q(document_type=model._meta.label_lower, document_id__in=rows.order_by().values("pk"))
    entries = JournalEntry.objects.filter(about, jurisdiction_id=response.jurisdiction_id)
    return [_shown(entry) for entry in entries.order_by("-sequence")[:most]]


def _shown(entry: JournalEntry) -> dict[str, Any]:
    parts = [VERBS.get(entry.verb, entry.verb), *_details(entry)]
    return {
        "at": entry.at,
        "what": " · ".join(str(part) for part in parts if part),
        "who": entry.by_name,
        "note": entry.note,
        "is_main": entry.document_type == EmergencyResponse._meta.label_lower,
    }


def _details(entry: JournalEntry) -> list[object]:
    facts = entry.facts
    if entry.verb == "tick":
        return [facts.get("unit"), STATE_LABELS.get(entry.became)]
    if entry.verb == "launch":
        counts = _("%(tasks)s units, %(items)s measures") % {"tasks": facts["tasks"], "items": facts["items"]}
        return [counts]
    if entry.verb == "adjust":
        levels = f"{LEVELS[facts['from']]} → {LEVELS[facts['to']]}"
        return [levels, f"+{facts['added']} −{facts['withdrawn']}"]
    return [facts.get("unit"), facts.get("day")]
