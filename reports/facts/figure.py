"""A figure of a report: its value, and the rows it was taken from.

``{"value": 12, "rows": {"of": "responses.item", "ids": [3, 5, …], "how": "count"}}``; with "how" "sum" the
value comes from `field` of the rows' figures, with "hour" and "day" it is an air quality index.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from responses.figures import FIGURES, Number, added, total

ITEMS, TASKS, RETURNS = "responses.item", "responses.unittask", "responses.unitreturn"
NOTICES, WARNINGS = "outbox.notice", "early_warnings.earlywarning"
OBSERVATIONS = "early_warnings.observation"

Figure = dict[str, Any]
# A unit's figures of one day, under the key of the unit's task.
DayOfUnit = tuple[int, Mapping[str, Number]]


def counted(of: str, rows: Iterable[Any]) -> Figure:
    """How many rows there are."""
    ids = [row.pk for row in rows]
    return {"value": len(ids), "rows": {"of": of, "ids": ids, "how": "count"}}


def summed(name: str, returns: Sequence[Any]) -> Figure:
    """The figure `name` over returns that state it: over a unit's days, then over the units."""
    stating = [each for each in returns if name in each.figures]
    value = together(name, ((each.task, each.figures) for each in stating))
    ids = [each.pk for each in stating]
    return {"value": value, "rows": {"of": RETURNS, "ids": ids, "how": "sum", "field": name}}


def every_sum(returns: Sequence[Any]) -> dict[str, Figure]:
    """Every figure that any return states, in the vocabulary's order; what nobody states is absent."""
    stated = {name for each in returns for name in each.figures}
    return {name: summed(name, returns) for name in FIGURES if name in stated}


def together(name: str, days: Iterable[DayOfUnit]) -> Number | None:
    """Acts added up over days and units, of a standing state each unit's highest day; None without any."""
    by_task: dict[int, list[Mapping[str, Number]]] = {}
    for task, figures in days:
        by_task.setdefault(task, []).append({name: figures[name]})
    return added(total(each) for each in by_task.values()).get(name)


def is_figure(value: object) -> bool:
    """Whether a part of the facts is a figure."""
    return isinstance(value, dict) and value.keys() == {"value", "rows"}


def figures_in(facts: object, path: str = "") -> Iterator[tuple[str, Figure]]:
    """Every figure with its path, e.g. ("totals.done", {...}); lists by their index."""
    if isinstance(facts, dict) and is_figure(facts):
        yield path, facts
    elif isinstance(facts, dict):
        for name, part in facts.items():
            yield from figures_in(part, f"{path}.{name}" if path else name)
    elif isinstance(facts, list):
        for place, part in enumerate(facts):
            yield from figures_in(part, f"{path}.{place}")


def figure_at(facts: object, path: str) -> Figure | None:
    """The figure under `path`, or None where there is none."""
    return next((figure for found, figure in figures_in(facts) if found == path), None)
