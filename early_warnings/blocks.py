"""Windows turned into what people read: 24-hour blocks, and the span of a chain of them."""

from collections import Counter
from collections.abc import Iterable

from early_warnings.aqi import POLLUTANTS, names
from early_warnings.concentrations import Pollutant
from early_warnings.verdicts import Block, Span
from early_warnings.windows import Windows
from plans.levels import Level


def block_at(windows: Windows, place: int) -> Block:
    """The block of one window; outside of the series it is unknown."""
    if not 0 <= place < windows.count:
        return Block(windows.at(place), None, None, (), is_known=False, is_in_scope=True)
    index, largest = int(windows.aqi[place]), int(windows.largest[place])
    return Block(
        windows.at(place),
        None if index < 0 else index,
        None if largest < 0 else largest,
        names(windows.primary[:, place]),
        is_known=bool(windows.known[place]),
        is_in_scope=bool(windows.in_scope[place]),
    )


def chain(windows: Windows, begin: int, end: int) -> tuple[Block, ...]:
    """The adjoining blocks from one place to before another."""
    return tuple(block_at(windows, place) for place in range(begin, end, windows.block))


def span_of(windows: Windows, level: Level, begin: int, end: int) -> Span:
    """A level called for by the chain from one place to before another."""
    primary = primary_of(chain(windows, begin, end))
    return Span(level, windows.at(begin), windows.at(end), primary)


def primary_of(blocks: Iterable[Block]) -> tuple[Pollutant, ...]:
    """The primary pollutants of the blocks, the most frequent first."""
    times = Counter(pollutant for block in blocks for pollutant in block.primary)
    return tuple(sorted(times, key=lambda each: (-times[each], POLLUTANTS.index(each))))
