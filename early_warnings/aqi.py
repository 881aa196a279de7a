"""The air quality index of HJ 633, exact, on whole arrays."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from early_warnings.concentrations import MISSING, Ints, Mask, Pollutant, rounded
from early_warnings.standards import Index, Standard

CATEGORY_LIMITS = np.array([50, 100, 150, 200, 300])
POLLUTANTS = tuple(Pollutant)


class Averaging(enum.StrEnum):
    """HOUR: 1-hour means. DAY: 24-hour means, of O3 the largest 8-hour mean."""

    HOUR = "1h"
    DAY = "24h"

    @property
    def other(self) -> "Averaging":
        """The averaging that takes over where this one's table ends (HJ 633—2012, table 1, notes 2 and 3)."""
        return Averaging.DAY if self is Averaging.HOUR else Averaging.HOUR


@dataclass(frozen=True, slots=True, eq=False)
class AirIndex:
    """The index of air of any shape S.

    `iaqi`: int32, shape (6, *S), in the order of `POLLUTANTS`; `aqi`: int32, shape S. MISSING where there
    is none ("NA").
    """

    standard: Standard
    iaqi: Index
    aqi: Index

    @property
    def category(self) -> Index:
        """1 to 6, and 0 where there is no index; shape S."""
        return category_of(self.aqi)

    @property
    def primary(self) -> Mask:
        """Which pollutants are primary (首要污染物): all that share the largest sub-index; shape (6, *S)."""
        largest: Mask = (self.iaqi == self.aqi) & (self.aqi > self.standard.primary_above)
        return largest

    @property
    def exceeding(self) -> Mask:
        """Which pollutants exceed the standard (超标污染物, 2012 edition only); shape (6, *S)."""
        above = self.standard.exceeding_above
        return np.zeros(self.iaqi.shape, dtype=bool) if above is None else self.iaqi > above


def iaqi(values: Ints, pollutant: Pollutant, averaging: Averaging, standard: Standard) -> Index:
    """Sub-indices of one pollutant: thousandths of any shape to int32 of that shape (HJ 633, formula 1).

    The concentration is rounded first, the sub-index up. MISSING where the concentration is missing or
    the column has no index for it (2012: SO2 1 h and O3 8 h above 800).
    """
    return standard.columns[pollutant, averaging].of(rounded(values, pollutant))


def aqi(
    values: Mapping[Pollutant, Ints],
    averaging: Averaging,
    standard: Standard,
    *,
    beyond: Mapping[Pollutant, Ints] | None = None,
) -> AirIndex:
    """The index of concentrations in thousandths, one array of the same shape for each pollutant.

    An absent pollutant counts as missing: the 2012 edition then takes the others, the 2026 edition takes
    them only above 100. `beyond` holds concentrations of the other averaging, for the pollutants whose
    own column has no index any more (2012: hourly SO2, 8-hour O3 above 800).
    """
    shape = np.broadcast_shapes(*(array.shape for array in values.values()))
    absent = np.full(shape, MISSING, dtype=np.int64)
    found = np.stack([iaqi(values.get(each, absent), each, averaging, standard) for each in POLLUTANTS])
    for pollutant, instead in (beyond or {}).items():
        row = found[POLLUTANTS.index(pollutant)]
        over = (row < 0) & (values[pollutant] >= 0)
        row[over] = iaqi(instead, pollutant, averaging.other, standard)[over]
    return index_of(found, standard)


def index_of(found: Index, standard: Standard) -> AirIndex:
    """The index over sub-indices of shape (6, *S), or over a part of the pollutants (HJ 633, formula 2)."""
    largest = found.max(axis=0)
    enough = (found >= 0).all(axis=0) | (largest > standard.others_count_above)
    return AirIndex(standard, found, np.where(enough, largest, np.int32(MISSING)))


def category_of(index: Index) -> Index:
    """1 (优) to 6 (严重污染), 0 where the index is missing; any shape."""
    numbers = np.searchsorted(CATEGORY_LIMITS, index, side="left").astype(np.int32) + 1
    return np.where(index < 0, np.int32(0), numbers)


def names(mask: Mask) -> tuple[Pollutant, ...]:
    """The pollutants that a mask of shape (6,) selects, in the order of the standard."""
    return tuple(each for each, chosen in zip(POLLUTANTS, mask, strict=True) if chosen)
