"""The thresholds of a plan on the scale of the AQI, and its chains as steps; positions in percent."""

from dataclasses import dataclass
from itertools import pairwise

from plans.document import Condition, Plan, Trigger
from plans.levels import Level
from plans.linter import index_of
from plans.wording import condition_words

# Each of the six categories is equally wide: the thresholds lie where the scale would be narrow.
BOUNDS = (0, 50, 100, 150, 200, 300, 500)
HOURS_OF_A_BLOCK = 24


@dataclass(frozen=True, slots=True)
class Bar:
    """One condition: where its bar begins, what it says, how many days; `left` None where it has no AQI."""

    left: float | None
    words: str
    index: int | None
    days: range


@dataclass(frozen=True, slots=True)
class Row:
    """One level of the picture; its conditions stand in alternatives."""

    trigger: Trigger
    path: str
    alternatives: tuple[tuple[Bar, ...], ...]


@dataclass(frozen=True, slots=True)
class Category:
    """A part of the axis: its number, its bounds, a value inside for its name."""

    number: int
    low: int
    high: int
    inside: int


def axis() -> list[Category]:
    """The six categories, best first."""
    return [Category(n, low, high, high) for n, (low, high) in enumerate(pairwise(BOUNDS), start=1)]


def threshold_rows(plan: Plan) -> list[Row]:
    """One row for each level, gravest last, as the plan lists them."""
    return [
        Row(
            trigger,
            f"triggers/{trigger.level.slug}",
            tuple(tuple(map(_bar, each)) for each in trigger.any_of),
        )
        for trigger in plan.triggers
    ]


def position(index: float) -> float:
    """Where an AQI lies on the axis, 0 to 100."""
    width = 100 / (len(BOUNDS) - 1)
    for place, (low, high) in enumerate(pairwise(BOUNDS)):
        if index <= high:
            return round(width * (place + (index - low) / (high - low)), 2)
    return 100.0


def _bar(condition: Condition) -> Bar:
    exact = condition.above if condition.metric == "AQI" else index_of(condition.metric, condition.above)
    left = None if exact is None else position(float(exact))
    shown = None if exact is None or condition.metric == "AQI" else round(exact)
    return Bar(left, condition_words(condition), shown, range(max(1, condition.hours // HOURS_OF_A_BLOCK)))


def levels_of(plan: Plan) -> list[Level]:
    """The levels that can be called for, lowest first."""
    return [trigger.level for trigger in plan.triggers]
