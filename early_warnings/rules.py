"""A plan's thresholds as data, and on which 24-hour blocks they are met."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from early_warnings.aqi import POLLUTANTS, Averaging, iaqi
from early_warnings.concentrations import Mask, Pollutant, thousandths
from early_warnings.standards import standards
from early_warnings.windows import Windows, within
from plans.levels import Level

AQI = "AQI"
Places = NDArray[np.int64]
JudgedAt = Literal["low", "middle", "high"]
Air = Literal["forecast", "observed"]


@dataclass(frozen=True, slots=True)
class Condition:
    """`metric` above `above` for `hours`: the AQI, or a pollutant's 24-hour mean in µg/m³ (CO: mg/m³).

    `hours` is a multiple of 24: so many adjoining 24-hour blocks, each above. `air` "observed": the blocks
    that end now; "forecast": blocks of which the last ends later.
    """

    metric: str
    above: Decimal
    hours: int
    air: Air = "forecast"

    def __post_init__(self) -> None:
        if self.metric != AQI and self.metric not in POLLUTANTS:
            raise ValueError(f"no metric {self.metric!r}")
        if self.hours <= 0 or self.hours % 24:
            raise ValueError(f"{self.hours} hours are not whole 24-hour blocks")

    @property
    def blocks(self) -> int:
        """How many adjoining blocks it takes."""
        return self.hours // 24

    @property
    def as_index(self) -> int:
        """`above` as an AQI: a concentration's sub-index in the newest edition (PM2.5 115 is 150)."""
        if self.metric == AQI:
            return int(self.above)
        limit = np.array([thousandths(self.above)])
        return int(iaqi(limit, Pollutant(self.metric), Averaging.DAY, [*standards().values()][-1])[0])


@dataclass(frozen=True, slots=True)
class Alternative:
    """Conditions that must hold together."""

    all_of: tuple[Condition, ...]

    @property
    def chain(self) -> Condition:
        """The condition whose blocks make the episode: the longest, of these the lowest threshold."""
        return min(self.all_of, key=lambda each: (-each.hours, each.above))

    @property
    def inside(self) -> tuple[Condition, ...]:
        """The conditions that must hold within that chain."""
        return tuple(each for each in self.all_of if each is not self.chain)


@dataclass(frozen=True, slots=True)
class LevelRule:
    """A level is called for when any alternative is met."""

    level: Level
    any_of: tuple[Alternative, ...]

    def indices(self) -> list[int]:
        """The AQI values it names, of concentrations their sub-indices."""
        return [each.as_index for one in self.any_of for each in one.all_of]


@dataclass(frozen=True, slots=True)
class Lifting:
    """Lower or lift once the AQI is, and for `hours` stays, at or under `below` (None: from the rules)."""

    hours: int = 36
    below: int | None = None


@dataclass(frozen=True, slots=True)
class Raising:
    """Raise when `observed_hours` reached a higher level and `outlook_hours` bring no better category."""

    observed_hours: int = 24
    outlook_hours: int = 24


@dataclass(frozen=True, slots=True)
class PlanRules:
    """All that a plan says of when to warn.

    `merging_hours`: two episodes with a shorter gap are one. `covers`: the pollutants whose pollution is
    meant; `covers_dust`: whether dust weather is. `judged_at`: which end of a forecast range decides.
    """

    levels: tuple[LevelRule, ...]
    lifting: Lifting = field(default_factory=Lifting)
    raising: Raising = field(default_factory=Raising)
    merging_hours: int = 36
    covers: tuple[Pollutant, ...] = POLLUTANTS
    covers_dust: bool = True
    judged_at: JudgedAt = "middle"

    @property
    def from_high(self) -> tuple[LevelRule, ...]:
        """The rules, gravest level first."""
        return tuple(sorted(self.levels, key=lambda each: each.level, reverse=True))

    def reached_above(self, level: Level) -> int:
        """[decided] The AQI above which observed air has reached `level`: the highest its rule names."""
        return max(value for rule in self.levels if rule.level == level for value in rule.indices())

    def clear_at(self, level: Level) -> int:
        """[decided] The AQI at or under which air is below the start standard of `level`.

        The lowest value that the rules name up to that level: 150 for all three of the national ones.
        """
        if self.lifting.below is not None:
            return self.lifting.below
        return min(value for rule in self.levels if rule.level <= level for value in rule.indices())


def aqi_above(*pairs: tuple[int, int]) -> Alternative:
    """AQI above the first for the second number of hours, all together."""
    return Alternative(tuple(Condition(AQI, Decimal(above), hours) for above, hours in pairs))


# 环大气〔2024〕6号, word for word the thresholds of Kuitun §3.3.2 and Shuimogou §3.1.1.
NATIONAL = PlanRules(
    levels=(
        LevelRule(Level.YELLOW, (aqi_above((200, 24)), aqi_above((150, 48)))),
        LevelRule(Level.ORANGE, (aqi_above((200, 48)), aqi_above((150, 72)))),
        LevelRule(Level.RED, (aqi_above((200, 72), (300, 24)),)),
    )
)


@dataclass(frozen=True, slots=True, eq=False)
class Met:
    """Where an alternative or a rule is met, per start: bool (..., W), and the place where its chain ends."""

    at: Mask
    end: Places

    def first(self) -> tuple[Mask, Places, Places]:
        """Whether anywhere, the earliest start, and the end of its chain; shapes (...)."""
        start = np.asarray(self.at.argmax(axis=-1))
        end = np.take_along_axis(self.end, start[..., None], -1)[..., 0]
        return np.asarray(self.at.any(axis=-1)), start, end


def values_of(windows: Windows, metric: str) -> Places | None:
    """The metric of every window, MISSING where unknown: AQI as it is, pollutants in thousandths.

    None where the windows do not carry it, such as concentrations in a series of daily AQI.
    """
    if metric == AQI:
        return windows.largest.astype(np.int64)
    return windows.means.get(Pollutant(metric))


def threshold(condition: Condition) -> int:
    """The largest whole value that is not above: AQI as it is, pollutants in thousandths."""
    return int(condition.above) if condition.metric == AQI else thousandths(condition.above)


def exceeds(windows: Windows, condition: Condition) -> Mask:
    """Windows above the condition's value and in the plan's scope; an unknown one is not."""
    values = values_of(windows, condition.metric)
    if values is None:
        return np.zeros(windows.aqi.shape, dtype=bool)
    above: Mask = (values > threshold(condition)) & windows.in_scope
    return above


def chain_lengths(above: Mask, block: int) -> Places:
    """For every window the number of adjoining blocks from it on that are all above; (..., W)."""
    lengths = above.astype(np.int64)
    count = above.shape[-1]
    for begin in range(count - 2 * block, -block, -block):
        here = slice(max(begin, 0), begin + block)
        following = lengths[..., here.start + block : here.stop + block]
        lengths[..., here] = np.where(above[..., here], following + 1, 0)
    return lengths


def next_true(flags: Mask) -> Places:
    """For every window the first place from it on where the flag is set, else W or more; (..., W)."""
    count = flags.shape[-1]
    places = np.where(flags, np.arange(count), 2 * count)
    nearest: Places = np.minimum.accumulate(places[..., ::-1], axis=-1)[..., ::-1]
    return nearest


def in_time(condition: Condition, enough: Places, end: Places, now_place: int) -> Mask:
    """Chains that count now: on observed air just `enough` blocks reach to now, else the `end` lies later."""
    return enough == now_place if condition.air == "observed" else end > now_place


def where_met(windows: Windows, alternative: Alternative, now_place: int) -> Met:
    """Every start from which the alternative is met by a chain that ends after the window of now.

    [decided] The chain is the longest run of adjoining blocks from the start; every other condition must
    hold inside of it, at any offset (red's "and"). A chain on observed air ends now.
    """
    lengths = chain_lengths(exceeds(windows, alternative.chain), windows.block)
    starts = np.arange(windows.count)
    end = starts + lengths * windows.block
    if alternative.chain.air == "observed":
        end = np.minimum(end, now_place)
    enough = starts + alternative.chain.blocks * windows.block
    met = (lengths >= alternative.chain.blocks) & in_time(alternative.chain, enough, end, now_place)
    for condition in alternative.inside:
        runs = chain_lengths(exceeds(windows, condition), windows.block)
        found = next_true(runs >= condition.blocks)
        met &= found + condition.blocks * windows.block <= end
    return Met(met, end)


def rule_met(windows: Windows, rule: LevelRule, now_place: int) -> Met:
    """Every start from which any alternative is met, with the later end where several are."""
    each = [where_met(windows, alternative, now_place) for alternative in rule.any_of]
    at = np.logical_or.reduce([one.at for one in each])
    end = np.maximum.reduce([np.where(one.at, one.end, 0) for one in each])
    return Met(at, end)


def highest_level(windows: Windows, rules: PlanRules, now_place: int) -> tuple[Places, Places, Places]:
    """The highest level met, 0 for none, and the places where its chain begins and ends; shapes (...)."""
    shape = windows.aqi.shape[:-1]
    level, begin, end = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    seen = within(windows, rules.covers, dust=rules.covers_dust)
    for rule in rules.from_high:
        met, start, stop = rule_met(seen, rule, now_place).first()
        new = met & (level == 0)
        level = np.where(new, rule.level, level)
        begin, end = np.where(new, start, begin), np.where(new, stop, end)
    return level, begin, end
