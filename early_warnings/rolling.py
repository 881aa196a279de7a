"""Rolling sums and maxima over the last axis, in whole numbers, for any number of leading axes."""

from collections.abc import Iterator

import numpy as np

from early_warnings.concentrations import Ints, Mask, Pollutant, rounded_mean


def rolling_sum(values: Ints | Mask, width: int) -> Ints:
    """Sums of every `width` neighbours: (..., H) to (..., H - width + 1)."""
    upto = np.cumsum(values, axis=-1, dtype=np.int64)
    sums: Ints = upto[..., width - 1 :].copy()
    sums[..., 1:] -= upto[..., :-width]
    return sums


def rolling_max(values: Ints, width: int) -> Ints:
    """The largest of every `width` neighbours: (..., H) to (..., H - width + 1)."""
    largest, covered = values, 1
    while covered < width:
        # Two overlapping stretches of `covered` values make one of covered + shift.
        shift = min(covered, width - covered)
        largest = np.maximum(largest[..., :-shift], largest[..., shift:])
        covered += shift
    return largest


def rolling_mean(values: Ints, width: int, at_least: int, pollutant: Pollutant) -> Ints:
    """Means of every `width` neighbours, rounded to the reporting step; thousandths.

    MISSING where fewer than `at_least` of them are there. (..., H) to (..., H - width + 1).
    """
    valid = values >= 0
    if valid.all():
        # Dividing by one number is many times faster than by an array.
        return rounded_mean(rolling_sum(values, width), width, at_least, pollutant)
    total = rolling_sum(np.where(valid, values, 0), width)
    return rounded_mean(total, rolling_sum(valid, width), at_least, pollutant)


def runs(flags: Mask) -> Iterator[tuple[int, int]]:
    """Begin and end of every run of set flags, in order; (H,)."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    for begin, end in edges.reshape(-1, 2):
        yield int(begin), int(end)
