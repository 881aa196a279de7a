"""What an evaluation found: frozen, complete, the proof of a proposal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from early_warnings.concentrations import Pollutant
from early_warnings.rules import Condition, JudgedAt
from plans.levels import Level


@dataclass(frozen=True, slots=True)
class Span:
    """A level called for, from the first hour of the first block to the end of the last; or none."""

    level: Level | None = None
    begins_at: datetime | None = None
    ends_at: datetime | None = None
    primary: tuple[Pollutant, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """24 hours. `aqi` is None where the standard gives no index; `is_known` false where data is missing.

    `largest` is the largest sub-index at hand of what the plan covers, which the rules look at;
    `is_in_scope` is false where the plan does not cover this air at all.
    """

    begins_at: datetime
    aqi: int | None
    largest: int | None
    primary: tuple[Pollutant, ...]
    is_known: bool
    is_in_scope: bool


@dataclass(frozen=True, slots=True)
class Shortfall:
    """By how much a condition is missed on the blocks that come nearest.

    `units`: what the weakest of them lacks in AQI (or µg/m³; CO mg/m³) to be above, None where data is
    missing everywhere. `hours`: what the longest chain lacks.
    """

    units: Decimal | None
    hours: int
    blocks: tuple[tuple[datetime, Decimal], ...]


@dataclass(frozen=True, slots=True)
class ConditionVerdict:
    """One condition, met or missed by how much."""

    condition: Condition
    shortfall: Shortfall | None

    @property
    def is_met(self) -> bool:
        """Nothing is lacking."""
        return self.shortfall is None


@dataclass(frozen=True, slots=True)
class AlternativeVerdict:
    """Conditions that must hold together; times are None where they do not."""

    conditions: tuple[ConditionVerdict, ...]
    is_met: bool
    begins_at: datetime | None
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class RuleVerdict:
    """One level's rule; times are None where it is not met."""

    level: Level
    is_met: bool
    begins_at: datetime | None
    ends_at: datetime | None
    alternatives: tuple[AlternativeVerdict, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Hours (or days) that lack pollutants; `is_breaking` when a block becomes unknown by it."""

    begins_at: datetime
    ends_at: datetime
    pollutants: tuple[Pollutant, ...]
    is_breaking: bool


@dataclass(frozen=True, slots=True)
class Episode:
    """Heavy pollution without a break as long as the lifting condition: one warning, at its highest level.

    `parts` are its stretches in order, each with the highest level met in it; `gaps` the time between
    one stretch and the next.
    """

    parts: tuple[Span, ...]
    gaps: tuple[timedelta, ...] = ()

    @property
    def level(self) -> Level:
        """The highest level of its parts."""
        return max(part.level for part in self.parts if part.level)

    @property
    def begins_at(self) -> datetime:
        """The first hour of its first part."""
        return min(part.begins_at for part in self.parts if part.begins_at)

    @property
    def ends_at(self) -> datetime:
        """The end of its last part."""
        return max(part.ends_at for part in self.parts if part.ends_at)

    @property
    def primary(self) -> tuple[Pollutant, ...]:
        """The primary pollutants of its parts, each once."""
        return tuple(dict.fromkeys(pollutant for part in self.parts for pollutant in part.primary))

    @property
    def is_merged(self) -> bool:
        """Whether it holds a gap."""
        return len(self.parts) > 1


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What would be called for, were it not outside of the plan; `by`: "dust" and pollutants."""

    span: Span
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outlook:
    """The blocks on which raising, lowering and lifting are decided, all within the plan's scope.

    `observed`: adjoining blocks back from now, latest first. `coming`: adjoining blocks from now on.
    `ending_soon`: every block that ends within the lifting hours.
    """

    observed: tuple[Block, ...]
    coming: tuple[Block, ...]
    ending_soon: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What the plan's rules say of the air known at `evaluated_at`.

    `span` is the highest level met; `blocks` its chain, or the blocks from now on when no level is met.
    `ranges` is filled for daily series only.
    """

    evaluated_at: datetime
    standard: str
    span: Span
    rules: tuple[RuleVerdict, ...]
    blocks: tuple[Block, ...]
    gaps: tuple[Gap, ...]
    episodes: tuple[Episode, ...]
    outlook: Outlook
    excluded: Exclusion | None
    ranges: Mapping[JudgedAt, Span]

    @property
    def level(self) -> Level | None:
        """The highest level met."""
        return self.span.level
