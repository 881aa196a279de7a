"""Tags of the pages of plans: where a line comes from, and words for its parts."""

from typing import Any
from urllib.parse import quote

from django import template
from django.template import Context
from django.urls import reverse

from plans import fieldwords, wording
from plans.confirming import Default
from plans.differing import Field
from plans.document import Approval, Measure, Plan, Provenance, ReportingDuty, Trigger
from plans.findings import Finding
from plans.levels import Level
from plans.lines import DUE, lines_of
from plans.models import Standing
from plans.picture import levels_of
from plans.views.seen import Reading
from portal.offices.roles import Role

register = template.Library()


@register.inclusion_tag("plans/_origin.html", takes_context=True)
def origin(context: Context, path: str, provenance: Provenance, standing: str = "") -> dict[str, Any]:
    """Clause, source and standing of the line at `path`; a default says who confirmed it, if anyone."""
    reading: Reading = context["reading"]
    own = standing or provenance.standing
    return {
        "clause": provenance.clause,
        "source": "" if provenance.source == reading.plan.source else provenance.source,
        "standing": own,
        "word": Standing(own).label,
        "confirmation": reading.confirmed.get(path),
    }


@register.filter
def words(line: object) -> str:
    """What a line of a plan says."""
    return wording.in_words(line)


@register.filter
def setting_value(setting: Any) -> str:
    """The value of a setting with its unit."""
    return wording.setting_value(setting)


@register.filter
def setting_label(name: str) -> str:
    """What a setting is about."""
    return str(wording.SETTINGS[name])


@register.filter
def report_word(kind: str) -> str:
    """The kind of a reporting duty."""
    return str(wording.REPORTS[kind])


@register.filter
def body_word(kind: str) -> str:
    """The kind of a body."""
    return str(wording.BODIES[kind])


@register.filter
def sender_word(sender: str) -> str:
    """Who owes a report."""
    return wording.sender_words(sender)


@register.filter
def due_word(due: str) -> str:
    """When a report is due."""
    return wording.due_words(due)


@register.filter
def action_word(action: str) -> str:
    """What is approved."""
    return wording.action_word(action)


@register.filter
def role_word(role: str) -> str:
    """A role of the office."""
    return str(Role(role).label)


@register.filter
def excluded_word(cause: str) -> str:
    """What a plan does not cover."""
    return str(wording.EXCLUDED[cause])


@register.filter
def section_word(path: str) -> str:
    """The part of the plan that a path lies in."""
    return wording.section_word(path)


@register.filter
def said(finding: Finding) -> str:
    """A finding in the reader's language."""
    return finding.zh if wording.reads_chinese() else finding.en


@register.filter
def of(mapping: dict[Any, Any], key: Any) -> Any:
    """The value of a mapping, None where the key is not there."""
    return mapping.get(key)


@register.filter
def default_words(default: Default, plan: Plan) -> str:
    """What a default says; of a line that stands in the plan only its deadline, or its first day."""
    if default.line is None:
        return wording.first_day(plan)
    if isinstance(default.line, ReportingDuty) and default.path.endswith(DUE):
        return f"{wording.in_words(default.line)}（{wording.deadline_only()}）"
    return wording.in_words(default.line)


@register.filter
def lines_in(reading: Reading, section: str) -> list[tuple[str, Any]]:
    """The lines of one part of the plan, each with its path."""
    found = lines_of(reading.plan).items()
    return [(path, line) for path, line in found if path.startswith(f"{section}/")]


@register.filter
def path_of(chain: Approval) -> str:
    """The path of a chain."""
    return f"approvals/{chain.level.slug}/{chain.action}"


@register.filter
def tail(path: str) -> str:
    """A path without its section."""
    return path.partition("/")[2]


@register.filter
def level_word(level: Level) -> str:
    """The level's word."""
    return wording.level_word(level)


@register.filter
def kind_word(measure: Measure) -> str:
    """Kind and source of a measure."""
    return wording.kind_words(measure)


@register.filter
def last_level(triggers: tuple[Trigger, ...]) -> Level:
    """The gravest level."""
    return Level(max(trigger.level for trigger in triggers))


@register.filter
def rest(percent: float) -> float:
    """What is left to a hundred."""
    return round(100 - percent, 2)


@register.filter
def unlocal(number: float) -> str:
    """A number as stylesheets read it, whatever the reader's language."""
    return f"{number:.2f}"


@register.filter
def field_word(field: Field) -> str:
    """What a field of a line is."""
    return fieldwords.field_word(field)


@register.filter
def marked(field: Field) -> tuple[str, str]:
    """A changed field before and after."""
    return fieldwords.marked(field)


@register.simple_tag(takes_context=True)
def place_of(context: Context, path: str) -> str:
    """The address where the line at `path` is read."""
    reading: Reading = context["reading"]
    return f"{_page(reading, path)}{reading.query}#{quote(path)}"


def _page(reading: Reading, path: str) -> str:
    section, _slash, rest = path.partition("/")
    code, name = reading.plan.jurisdiction, rest.partition("/")[0]
    if section == "units" and (key := reading.unit_keys.get(name)):
        return reverse("plans:unit", args=(code, key))
    if section == "measures":
        found = next((m.from_level for m in reading.plan.measures if m.key == name), None)
        level = found or next((each for each in levels_of(reading.plan) if each.slug == name), None)
        if level:
            return reverse("plans:level", args=(code, level.slug))
    return reverse("plans:detail", args=(code,))
