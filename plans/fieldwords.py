"""The fields of a plan's lines and their values in words, for comparing two editions."""

from collections.abc import Mapping
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans import wording
from plans.differing import Field
from plans.document import Condition, Head, Step
from plans.levels import Level
from plans.models import ApprovalAction, Measure, MeasureUnit, Standing

FIELDS: dict[str, Promise] = {
    "title": gettext_lazy("title"),
    "document_number": gettext_lazy("document number"),
    "edition": gettext_lazy("edition"),
    "in_force_from": gettext_lazy("in force from"),
    "in_force_standing": gettext_lazy("standing of the first day"),
    "source": gettext_lazy("source"),
    "area": gettext_lazy("area"),
    "document_series": gettext_lazy("document series"),
    "excludes": gettext_lazy("does not cover"),
    "covers": gettext_lazy("covers only"),
    "cumulative": gettext_lazy("levels add to the lower level"),
    "doubts": gettext_lazy("doubts"),
    "clause": gettext_lazy("clause"),
    "standing": gettext_lazy("standing"),
    "value": gettext_lazy("value"),
    "any_of": gettext_lazy("conditions"),
    "hours": gettext_lazy("hours"),
    "below": gettext_lazy("at or under the AQI"),
    "approval": gettext_lazy("needs approval"),
    "observed_hours": gettext_lazy("hours observed"),
    "outlook_hours": gettext_lazy("hours ahead"),
    "gap_hours": gettext_lazy("hours between"),
    "follows": gettext_lazy("follows the superior"),
    "percent": gettext_lazy("percent"),
    "pollutants": gettext_lazy("pollutants"),
    "steps": gettext_lazy("signatures"),
    "on_superior_notice": gettext_lazy("on the superior's notice"),
    "kind": gettext_lazy("kind"),
    "jurisdiction": gettext_lazy("jurisdiction"),
    "actions": gettext_lazy("told of"),
    "to": gettext_lazy("to"),
    "due": gettext_lazy("due"),
    "due_standing": gettext_lazy("standing of the deadline"),
    "contents": gettext_lazy("contents"),
    "text": gettext_lazy("text"),
    "during_response": gettext_lazy("applies during a response"),
    "part_of": gettext_lazy("part of"),
    "seat": gettext_lazy("seat"),
    "heads": gettext_lazy("heads"),
    "members": gettext_lazy("members"),
    "aliases": gettext_lazy("other name-plates"),
    "group": gettext_lazy("group"),
    "part": gettext_lazy("part"),
    "basis": gettext_lazy("rests on"),
    "from_level": gettext_lazy("from level"),
    "to_level": gettext_lazy("to level"),
    "figures": gettext_lazy("figures"),
    "exceptions": gettext_lazy("exceptions"),
    "replaces": gettext_lazy("takes the place of"),
    "wants": gettext_lazy("figures to report"),
}
WORDS: dict[str, Promise] = {
    **{choice.value: choice.label for choice in (*Measure.Kind, *Measure.Source)},
    **{choice.value: choice.label for choice in (*Standing, *ApprovalAction, *MeasureUnit.Part)},
    **wording.FOLLOWS,
    **wording.RANGES,
    **wording.EXCLUDED,
}
TEXTS = ("text", "exceptions")


def field_word(field: Field) -> str:
    """What the field is."""
    return str(FIELDS.get(field.name, field.name))


def value_words(value: Any) -> str:
    """A value as people read it; "—" where there is none."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value in (None, "", ()) or value == {}:
        return "—"
    if isinstance(value, Level):
        return wording.level_word(value)
    if isinstance(value, Mapping):
        return "；".join(f"{name} {part}" for name, part in value.items())
    if isinstance(value, tuple):
        return _tuple_words(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(WORDS.get(value, value))


def _tuple_words(value: tuple[Any, ...]) -> str:
    first = value[0]
    if isinstance(first, tuple) and isinstance(first[0], Condition):
        return wording.conditions_words(value)
    if isinstance(first, Step):
        return " → ".join(map(wording.step_words, value))
    if isinstance(first, Head):
        return "；".join(f"{head.title} {head.holder}" for head in value)
    return wording.listed(map(value_words, value))


def marked(field: Field) -> tuple[SafeString, SafeString]:
    """Before and after; of a text what was taken out and put in is marked within it."""
    before, after = value_words(field.before), value_words(field.after)
    if field.name not in TEXTS or not (field.before and field.after):
        return format_html("<del>{}</del>", before), format_html("<ins>{}</ins>", after)
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return (
        _pieces("del", [(before[i:j], tag != "equal") for tag, i, j, _k, _l in steps]),
        _pieces("ins", [(after[k:end], tag != "equal") for tag, _i, _j, k, end in steps]),
    )


def _pieces(mark: str, pieces: list[tuple[str, bool]]) -> SafeString:
    opened, closed = SafeString(f"<{mark}>"), SafeString(f"</{mark}>")
    rows = ((opened, text, closed) if changed else ("", text, "") for text, changed in pieces if text)
    return format_html_join("", "{}{}{}", rows)
