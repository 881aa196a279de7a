"""By how much a rule is missed, and on which blocks."""

from decimal import Decimal

import numpy as np

from early_warnings.concentrations import MISSING, Mask, Pollutant
from early_warnings.rules import (
    AQI,
    Alternative,
    Condition,
    Met,
    Places,
    chain_lengths,
    exceeds,
    in_time,
    threshold,
    values_of,
    where_met,
)
from early_warnings.verdicts import AlternativeVerdict, ConditionVerdict, Shortfall
from early_warnings.windows import Windows


def judge(windows: Windows, alternative: Alternative, now_place: int) -> AlternativeVerdict:
    """Whether the alternative is met, when, and what every condition lacks; for one jurisdiction."""
    met = where_met(windows, alternative, now_place)
    is_met, start, end = met.first()
    chain = where_met(windows, Alternative((alternative.chain,)), now_place)
    conditions = []
    for each in alternative.all_of:
        starts = _starts(windows, each, now_place, None if each is alternative.chain else chain)
        conditions.append(ConditionVerdict(each, _shortfall(windows, each, starts)))
    return AlternativeVerdict(
        tuple(conditions),
        bool(is_met),
        windows.at(int(start)) if is_met else None,
        windows.at(int(end)) if is_met else None,
    )


def _starts(windows: Windows, condition: Condition, now_place: int, chain: Met | None) -> Mask:
    """From where the condition may count: inside a chain that is met, else where it reaches beyond now."""
    ends = np.arange(windows.count) + condition.blocks * windows.block
    if chain is None or not chain.at.any():
        return in_time(condition, ends, ends, now_place)
    return ends <= np.maximum.accumulate(np.where(chain.at, chain.end, 0))


def _shortfall(windows: Windows, condition: Condition, starts: Mask) -> Shortfall | None:
    above = exceeds(windows, condition)
    lengths = np.where(starts, chain_lengths(above, windows.block), 0)
    longest = int(lengths.max(initial=0))
    if longest >= condition.blocks:
        return None
    hours = condition.hours - 24 * longest
    values = values_of(windows, condition.metric)
    if values is None:
        return Shortfall(None, hours, ())
    seen = np.where(windows.in_scope & (windows.known | above), values, MISSING)
    weakest = np.where(starts, _weakest(seen, condition.blocks, windows.block), MISSING)
    best = int(weakest.argmax())
    if weakest[best] < 0:
        return Shortfall(None, hours, ())
    places = range(best, best + condition.blocks * windows.block, windows.block)
    blocks = tuple((windows.at(place), _in_units(condition, seen[place])) for place in places)
    lacking = threshold(condition) + _least_step(condition) - weakest[best]
    return Shortfall(_in_units(condition, lacking), hours, blocks)


def _weakest(values: Places, blocks: int, step: int) -> Places:
    """The smallest of so many adjoining blocks from each start, MISSING where they leave the series."""
    weakest = values.copy()
    for number in range(1, blocks):
        later = np.full_like(values, MISSING)
        later[: max(len(values) - number * step, 0)] = values[number * step :]
        weakest = np.minimum(weakest, later)
    return weakest


def _least_step(condition: Condition) -> int:
    return 1 if condition.metric == AQI else Pollutant(condition.metric).step


def _in_units(condition: Condition, value: int | np.int64) -> Decimal:
    return Decimal(int(value)) if condition.metric == AQI else Decimal(int(value)).scaleb(-3).normalize()
