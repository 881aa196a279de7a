"""How punctual and how thorough a unit was, as points from 0 to 100, and what it lost by what.

No plan sets a formula; this is the portal's default, and the page states it beside the ranking. Three parts:

- acknowledging, 30 points: the share of tasks signed for in time; one signed for late counts half;
- returns, 30 points: the share sent in time; one sent late counts half, one missing past its time nothing;
- measures, 40 points: the share done of those owed; what does not apply is not owed, what cannot be done is.

A part in which nothing was asked yet is left out and the others carry its weight. Each problem found by an
inspection and mended late, or overdue now, costs 5 points, at most 20; one mended in time costs nothing.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

LATE_COUNTS = 0.5
LATE_MENDING_COSTS, MOST_FOR_MENDING = 5, 20

Key = TypeVar("Key", bound=Hashable)


class Part(StrEnum):
    """What the score is made of."""

    ACKNOWLEDGED = "acknowledged"
    RETURNS = "returns"
    MEASURES = "measures"
    MENDING = "mending"


WEIGHTS = {Part.ACKNOWLEDGED: 30, Part.RETURNS: 30, Part.MEASURES: 40}


@dataclass(frozen=True, slots=True)
class Punctuality:
    """How many of those whose time has come were met in time, late, or not at all."""

    in_time: int = 0
    late: int = 0
    missing: int = 0

    def __add__(self, other: "Punctuality") -> "Punctuality":
        return Punctuality(self.in_time + other.in_time, self.late + other.late, self.missing + other.missing)

    @property
    def total(self) -> int:
        """How many there were."""
        return self.in_time + self.late + self.missing

    @property
    def share(self) -> float | None:
        """From 0 to 1, late ones counting half; None when there were none."""
        return (self.in_time + LATE_COUNTS * self.late) / self.total if self.total else None


@dataclass(frozen=True, slots=True)
class Conduct:
    """What a unit did over one or several responses."""

    acknowledged: Punctuality = Punctuality()
    returns: Punctuality = Punctuality()
    done: int = 0
    owed: int = 0
    problems: int = 0
    late_mendings: int = 0

    def __add__(self, other: "Conduct") -> "Conduct":
        return Conduct(
            self.acknowledged + other.acknowledged,
            self.returns + other.returns,
            self.done + other.done,
            self.owed + other.owed,
            self.problems + other.problems,
            self.late_mendings + other.late_mendings,
        )

    def shares(self) -> dict[Part, float]:
        """What was reached of each part, from 0 to 1; without the parts in which nothing was asked."""
        found = {
            Part.ACKNOWLEDGED: self.acknowledged.share,
            Part.RETURNS: self.returns.share,
            Part.MEASURES: self.done / self.owed if self.owed else None,
        }
        return {part: share for part, share in found.items() if share is not None}


@dataclass(frozen=True, slots=True)
class Loss:
    """The points that one part cost."""

    part: Part
    points: float


@dataclass(frozen=True, slots=True)
class Score:
    """Points from 0 to 100 and where the missing ones went, the greatest loss first."""

    points: float
    losses: tuple[Loss, ...]


def score(conduct: Conduct) -> Score | None:
    """The score by the formula above; None when nothing was asked of the unit."""
    shares = conduct.shares()
    if not shares:
        return None
    whole = sum(WEIGHTS[part] for part in shares)
    lost = {part: 100 * WEIGHTS[part] / whole * (1 - share) for part, share in shares.items()}
    lost[Part.MENDING] = float(min(MOST_FOR_MENDING, LATE_MENDING_COSTS * conduct.late_mendings))
    losses = [Loss(part, round(points, 1)) for part, points in lost.items() if points > 0]
    losses.sort(key=lambda loss: loss.points, reverse=True)
    return Score(round(max(0.0, 100 - sum(lost.values())), 1), tuple(losses))


def places(scores: Mapping[Key, Score | None]) -> dict[Key, int | None]:
    """1 for the most points; equal points share a place and the next one is skipped; None without a score."""
    points = sorted((each.points for each in scores.values() if each), reverse=True)
    return {key: points.index(each.points) + 1 if each else None for key, each in scores.items()}
