"""Which stretches of heavy pollution a series holds, and which of them are one."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import numpy as np

from early_warnings.blocks import span_of
from early_warnings.rolling import runs
from early_warnings.rules import Met, Places, PlanRules, rule_met
from early_warnings.verdicts import Episode, Span
from early_warnings.windows import Windows
from plans.levels import Level


def episodes(windows: Windows, rules: PlanRules, now_place: int) -> tuple[Episode, ...]:
    """Every episode that reaches beyond now, in order; windows within the plan's scope.

    Two stretches whose gap is shorter than the plan's merging hours are one episode (Kuitun §3.3.6).
    """
    met = {rule.level: rule_met(windows, rule, now_place) for rule in rules.levels}
    apart = timedelta(hours=rules.merging_hours)
    groups: list[list[tuple[Span, int, int]]] = []
    for begin, end, level in _stretches(_levels_called_for(windows, met)):
        gap = (begin - groups[-1][-1][2]) * windows.step if groups else apart
        if gap >= apart:
            groups.append([])
        groups[-1].append((_part(windows, met[level], level, begin, end), begin, end))
    return tuple(_episode(windows, group) for group in groups)


def _episode(windows: Windows, group: list[tuple[Span, int, int]]) -> Episode:
    gaps = (later - end for (_part, _begin, end), (_next, later, _end) in pairwise(group))
    return Episode(tuple(part for part, _begin, _end in group), tuple(gap * windows.step for gap in gaps))


def _levels_called_for(windows: Windows, met: dict[Level, Met]) -> Places:
    """For every hour (day) of the series the highest level any of whose chains covers it, else 0."""
    places = np.arange(windows.count + windows.block)
    called = np.zeros(len(places), dtype=np.int64)
    for level in sorted(met):
        reach = np.zeros(len(places), dtype=np.int64)
        reach[: windows.count] = np.where(met[level].at, met[level].end, 0)
        called[np.maximum.accumulate(reach) > places] = level
    return called


def _stretches(called: Places) -> Iterator[tuple[int, int, Level]]:
    for begin, end in runs(called > 0):
        yield begin, end, Level(int(called[begin:end].max()))


def _part(windows: Windows, met: Met, level: Level, begin: int, end: int) -> Span:
    start = begin + int(met.at[begin:end].argmax())
    return span_of(windows, level, start, int(met.end[start]))
