"""The figures of a return, added up from what the unit reported."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from responses.figures import FIGURES, Number, added, total
from responses.models import Item, Tick, UnitReturn, UnitTask

Figures = dict[str, Number]


@dataclass(frozen=True, slots=True)
class Owed:
    """A return the unit owes, and how many of the figures asked for nobody gave yet."""

    report: UnitReturn
    missing: int


def owed_returns(task: UnitTask) -> list[Owed]:
    """What the unit owes, the earliest deadline first; four queries however many."""
    wanted, ticked, sent = wanted_of(task), figures_by_day(task), _sent_days(task)
    return [
        Owed(report, len(missing(_start(report, ticked, sent), wanted)))
        for report in UnitReturn.objects.owed().filter(task=task).order_by("due_at")
    ]


def figures_for(report: UnitReturn) -> Figures:
    """What a return starts from: its own figures once sent, else those of the ticks or daily returns."""
    if report.sent_at:
        return report.figures
    return _start(report, figures_by_day(report.task), _sent_days(report.task))


def missing(figures: Figures, wanted: set[str]) -> list[str]:
    """Names of the figures that are asked for and that nobody gave; in the vocabulary's order."""
    return [name for name in FIGURES if name in wanted and name not in figures]


def wanted_of(task: UnitTask) -> set[str]:
    """Names of the figures that the unit's measures ask for."""
    items = Item.objects.standing().filter(task=task).order_by()
    return {name for names in items.values_list("measure__wants", flat=True) for name in names}


def counts_of(task: UnitTask) -> dict[str, int]:
    """How many of the unit's items stand in each state."""
    states = list(Item.objects.filter(task=task).values_list("state", flat=True))
    return {state: states.count(state) for state in Item.State.values}


def figures_by_day(task: UnitTask) -> dict[date, Figures]:
    """For each day, Beijing time, the figures of the day's last tick of each item, added up."""
    days: dict[date, dict[int, Figures]] = defaultdict(dict)
    ticks = Tick.objects.filter(item__task=task).order_by("at", "pk")
    for item, at, figures in ticks.values_list("item_id", "at", "figures"):
        # A later tick of the day corrects the earlier one.
        days[timezone.localdate(at)][item] = figures
    return {day: added(items.values()) for day, items in days.items()}


def _sent_days(task: UnitTask) -> list[Figures]:
    daily = task.returns.filter(kind=UnitReturn.Kind.DAILY, sent_at__isnull=False)
    return list(daily.order_by("date").values_list("figures", flat=True))


def _start(report: UnitReturn, ticked: dict[date, Figures], sent: list[Figures]) -> Figures:
    if report.sent_at:
        return report.figures
    return total(sent) if report.kind == UnitReturn.Kind.FINAL else ticked.get(report.date, {})
