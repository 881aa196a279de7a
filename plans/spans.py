"""At which levels a measure is in force, so that one condition selects the set of any level."""

from collections.abc import Iterable

from plans.levels import Level

Span = tuple[Level, Level]


def cumulative_span(level: Level, replaced_at: Iterable[Level]) -> Span:
    """From `level` up to just below where another measure takes its place, else to the top."""
    above = min(replaced_at, default=None)
    return level, Level.RED if above is None else Level(above - 1)


def whole_list_spans(levels: Iterable[Level]) -> list[Span]:
    """The runs of adjoining levels: yellow, orange and red are one span, yellow and red two."""
    spans: list[Span] = []
    for level in sorted(levels):
        if spans and spans[-1][1] + 1 == level:
            spans[-1] = (spans[-1][0], level)
        else:
            spans.append((level, level))
    return spans
