"""How the lines of a plan are put into words, in the reader's language."""

from collections.abc import Iterable
from datetime import date
from functools import singledispatch

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from plans.deadlines import AfterLifting, Daily, Due, parse_due
from plans.document import (
    ALL_UNITS,
    Alternatives,
    Approval,
    Assignment,
    Body,
    Condition,
    Definition,
    Duty,
    Lifting,
    Measure,
    Merging,
    Plan,
    Raising,
    Recipient,
    ReportingDuty,
    Setting,
    Step,
    Superior,
    Target,
    Trigger,
    Unit,
)
from plans.levels import Level
from plans.models import ApprovalAction, ApprovalStep, LevelChoice, MeasureUnit
from plans.models import Measure as MeasureRow
from portal.offices.roles import Role

SECTIONS: dict[str, Promise] = {
    "plan": gettext_lazy("Head of the plan"),
    "settings": gettext_lazy("Deadlines and settings"),
    "definition": gettext_lazy("What counts as heavy pollution"),
    "triggers": gettext_lazy("When a level is called for"),
    "rules": gettext_lazy("Raising, lifting, merging"),
    "lifting": gettext_lazy("Lifting"),
    "raising": gettext_lazy("Raising"),
    "merging": gettext_lazy("Merging of episodes"),
    "superior": gettext_lazy("Following the superior"),
    "reduction_targets": gettext_lazy("Reduction targets"),
    "approvals": gettext_lazy("Approval"),
    "recipients": gettext_lazy("Recipients"),
    "reporting": gettext_lazy("Reporting duties"),
    "bodies": gettext_lazy("Bodies above the units"),
    "units": gettext_lazy("Units and duties"),
    "measures": gettext_lazy("Measures"),
    "doubts": gettext_lazy("Doubts about the source"),
}
SETTINGS: dict[str, Promise] = {
    "acknowledge_within_minutes": gettext_lazy("Time to acknowledge"),
    "daily_return_due": gettext_lazy("Daily return due, the next day"),
    "range_judged_at": gettext_lazy("A forecast range is judged at its"),
    "remind_before_minutes": gettext_lazy("Reminder before a deadline"),
    "escalate_to_leader_after_minutes": gettext_lazy("Unit's leader told after"),
    "escalate_to_office_after_minutes": gettext_lazy("Office told after"),
}
RANGES: dict[str, Promise] = {
    "low": gettext_lazy("lowest value"),
    "middle": gettext_lazy("middle"),
    "high": gettext_lazy("highest value"),
}
REPORTS: dict[str, Promise] = {
    "unit_daily": gettext_lazy("Daily return of the units"),
    "unit_final": gettext_lazy("Overall return of the units"),
    "office_daily": gettext_lazy("Daily report of the office"),
    "office_final": gettext_lazy("Post-event report"),
    "assessment": gettext_lazy("Assessment"),
    "yearly_list": gettext_lazy("Reduction list, each year"),
    "yearly_filing": gettext_lazy("Filing, each year"),
    "yearly_revision": gettext_lazy("Revision of the plan"),
    "yearly_drill": gettext_lazy("Drill before the heating season"),
    "yearly_training": gettext_lazy("Training"),
}
BODIES: dict[str, Promise] = {
    "command": gettext_lazy("Command"),
    "office": gettext_lazy("Command office"),
    "group": gettext_lazy("Working group"),
    "expert": gettext_lazy("Expert group"),
}
FOLLOWS: dict[str, Promise] = {
    "minimum": gettext_lazy("The superior's level is the lowest that may apply here."),
    "same": gettext_lazy("The superior's warning is followed as it is."),
}
EXCLUDED: dict[str, Promise] = {"dust": gettext_lazy("dust weather"), "ozone": gettext_lazy("ozone")}


def reads_chinese() -> bool:
    """Whether the reader's language is Chinese."""
    return (get_language() or "zh").startswith("zh")


def level_word(level: Level) -> str:
    """The level's word: "Orange"."""
    return str(LevelChoice(level).label)


def action_word(action: str) -> str:
    """What is approved: "issue"."""
    return str(ApprovalAction(action).label)


def minutes(count: int) -> str:
    """A number of minutes with its unit."""
    return ngettext("%(count)d minute", "%(count)d minutes", count) % {"count": count}


def hours(count: int) -> str:
    """A number of hours with its unit."""
    return ngettext("%(count)d hour", "%(count)d hours", count) % {"count": count}


def setting_value(setting: Setting) -> str:
    """The value with its unit, or the word for it."""
    if isinstance(setting.value, int):
        return minutes(setting.value)
    return str(RANGES.get(setting.value, setting.value))


def condition_words(condition: Condition) -> str:
    """One condition: "AQI > 200 for 48 hours"; one on observed air alone says so."""
    said = _("%(metric)s > %(above)s for %(span)s") % {
        "metric": condition.metric, "above": condition.above, "span": hours(condition.hours),
    }  # fmt: skip
    return _("observed: %(condition)s") % {"condition": said} if condition.air == "observed" else said


def conditions_words(any_of: Alternatives) -> str:
    """All alternatives in one sentence."""
    either = " " + _("or") + " "
    both = " " + _("and") + " "
    return either.join(both.join(map(condition_words, each)) for each in any_of)


def step_words(step: Step) -> str:
    """One signature: "review, Office director"."""
    return f"{ApprovalStep.Verb(step.verb).label} · {Role(step.role).label}"


def chain_words(approval: Approval) -> str:
    """The whole chain in one line."""
    if approval.steps:
        return " → ".join(map(step_words, approval.steps))
    return _("on the superior's notice") if approval.on_superior_notice else _("the office acts by itself")


def sender_words(sender: str) -> str:
    """Who owes a report."""
    return _("all units") if sender == ALL_UNITS else sender


def due_words(text: str) -> str:
    """The deadline of a reporting duty; "" where none is set."""
    if not text:
        return ""
    return _due(parse_due(text))


def _due(due: Due) -> str:
    if isinstance(due, Daily):
        return _daily(due)
    if isinstance(due, AfterLifting):
        return _after_lifting(due)
    # Any common year: only month and day are shown.
    day = date(2025, due.month, min(due.day, 28) if due.month == 2 else due.day)
    return _("each year before %(day)s") % {"day": f"{day:%m-%d}"}


def _daily(due: Daily) -> str:
    day = _("the next day") if due.days_later else _("the same day")
    if due.clock is None:
        return day
    return _("%(day)s by %(clock)s") % {"day": day, "clock": f"{due.clock:%H:%M}"}


def _after_lifting(due: AfterLifting) -> str:
    facts = {"count": due.count}
    if due.unit == "hour":
        return (
            ngettext("within %(count)d hour of lifting", "within %(count)d hours of lifting", due.count)
            % facts
        )
    if due.unit == "day":
        return (
            ngettext("within %(count)d day of lifting", "within %(count)d days of lifting", due.count) % facts
        )
    return (
        ngettext(
            "within %(count)d working day of lifting", "within %(count)d working days of lifting", due.count
        )
        % facts
    )


@singledispatch
def in_words(line: object) -> str:
    """What a line says, in one or two sentences; plan's own text stays Chinese."""
    return str(line)


@in_words.register
def _setting(line: Setting) -> str:
    return f"{SETTINGS[line.name]}: {setting_value(line)}"


@in_words.register(Trigger)
@in_words.register(Definition)
def _conditions(line: Trigger | Definition) -> str:
    return conditions_words(line.any_of)


@in_words.register
def _lifting(line: Lifting) -> str:
    below = _("the lowest figure of the level's rules") if line.below is None else f"AQI {line.below}"
    said = _("Lower or lift when the air is, and for %(span)s stays, at or under %(below)s.") % {
        "span": hours(line.hours), "below": below,
    }  # fmt: skip
    return " ".join([said, _("Lifting needs approval.")]) if line.approval else said


@in_words.register
def _raising(line: Raising) -> str:
    return _(
        "Raise when the last %(observed)s reach a higher level and the next %(outlook)s bring no relief."
    ) % {"observed": hours(line.observed_hours), "outlook": hours(line.outlook_hours)}


@in_words.register
def _merging(line: Merging) -> str:
    return _("Two episodes less than %(gap)s apart are one.") % {"gap": hours(line.gap_hours)}


@in_words.register
def _superior(line: Superior) -> str:
    return str(FOLLOWS[line.follows])


@in_words.register
def _target(line: Target) -> str:
    return _("%(pollutants)s each at least %(percent)d %% less") % {
        "pollutants": "、".join(line.pollutants), "percent": line.percent,
    }  # fmt: skip


@in_words.register
def _approval(line: Approval) -> str:
    return f"{level_word(line.level)} · {action_word(line.action)}: {chain_words(line)}"


@in_words.register
def _recipient(line: Recipient) -> str:
    return f"{line.name}（{'、'.join(map(action_word, line.actions))}）"


@in_words.register
def _reporting(line: ReportingDuty) -> str:
    said = f"{REPORTS[line.kind]}: {sender_words(line.sender)} → {line.to or '—'}"
    return f"{said}, {due_words(line.due)}" if line.due else said


@in_words.register(Body)
@in_words.register(Unit)
def _named(line: Body | Unit) -> str:
    return line.name


@in_words.register(Duty)
@in_words.register(Measure)
def _text(line: Duty | Measure) -> str:
    return line.text


@in_words.register
def _step(line: Step) -> str:
    return step_words(line)


@in_words.register
def _assignment(line: Assignment) -> str:
    return f"{line.unit}（{MeasureUnit.Part(line.part).label}）"


def first_day(plan: Plan) -> str:
    """From when the plan is in force."""
    return _("In force from %(day)s") % {"day": plan.in_force_from.isoformat()}


def deadline_only() -> str:
    """Said of a line whose deadline alone is a default."""
    return _("only the deadline")


def kind_words(measure: Measure) -> str:
    """Kind and source of a measure: "Mandatory · Dust sources"."""
    kind = str(MeasureRow.Kind(measure.kind).label)
    return f"{kind} · {MeasureRow.Source(measure.source).label}" if measure.source else kind


def section_word(path: str) -> str:
    """The part of the plan to which a path belongs."""
    return str(SECTIONS.get(path.partition("/")[0], path))


def listed(words: Iterable[str]) -> str:
    """Words one after another."""
    return "、".join(words)
