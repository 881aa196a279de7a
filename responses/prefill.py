"""The figures of a return, added up from what the unit reported."""

from datetime import datetime

from responses import timing
from responses.figures import FIGURES, Number, added, total
from responses.models import Item, Tick, UnitReturn


def figures_for(report: UnitReturn) -> dict[str, Number]:
    """What a return starts from: its own figures once sent, else those of the ticks or daily returns."""
    if report.sent_at:
        return report.figures
    if report.kind == UnitReturn.Kind.FINAL:
        return _of_the_response(report)
    return _of_the_day(report)


def missing(report: UnitReturn, figures: dict[str, Number]) -> list[str]:
    """Names of the figures that the unit's measures ask for and nobody gave; in the vocabulary's order."""
    wanted = wanted_of(report)
    return [name for name in FIGURES if name in wanted and name not in figures]


def wanted_of(report: UnitReturn) -> set[str]:
    """Names of the figures that the unit's measures ask for."""
    items = Item.objects.standing().filter(task=report.task).select_related("measure")
    return {name for item in items for name in item.measure.wants}


def counts_of(report: UnitReturn) -> dict[str, int]:
    """How many of the unit's items stand in each state."""
    states = Item.objects.filter(task=report.task).values_list("state", flat=True)
    return {state: sum(1 for each in states if each == state) for state in Item.State.values}


def _of_the_day(report: UnitReturn) -> dict[str, Number]:
    begins = timing.start_of(report.date)
    return added(_last_of_each_item(report, begins, begins + timing.DAY).values())


def _last_of_each_item(report: UnitReturn, begins: datetime, ends: datetime) -> dict[int, dict[str, Number]]:
    # A later tick of the day corrects the earlier one.
    ticks = Tick.objects.filter(item__task=report.task, at__gte=begins, at__lt=ends).order_by("at", "pk")
    return {tick.item_id: tick.figures for tick in ticks}


def _of_the_response(report: UnitReturn) -> dict[str, Number]:
    daily = UnitReturn.objects.filter(task=report.task, kind=UnitReturn.Kind.DAILY, sent_at__isnull=False)
    return total(day.figures for day in daily.order_by("date"))
