"""Concentrations as exact integers: thousandths of µg/m³, for CO thousandths of mg/m³."""

import enum
from collections.abc import Iterable
from decimal import ROUND_05UP, Decimal, InvalidOperation

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

# One sentinel for concentrations, sub-indices and indices: a missing value is never zero.
MISSING = -1

# Bounds the sum of 24 values far inside int64; no instrument reads as much.
LARGEST = 10**9


class Pollutant(enum.StrEnum):
    """The six pollutants of the index, in the order of the standard's table."""

    SO2 = "SO2"
    NO2 = "NO2"
    CO = "CO"
    O3 = "O3"
    PM10 = "PM10"
    PM25 = "PM2.5"

    @property
    def unit(self) -> str:
        """The unit in which people read and write it."""
        return "mg/m³" if self is Pollutant.CO else "µg/m³"

    @property
    def step(self) -> int:
        """The reporting step in thousandths: one decimal for CO, whole numbers for the rest (HJ 633)."""
        return 100 if self is Pollutant.CO else 1000


def thousandths(value: Decimal | str | float | None) -> int:
    """A concentration in µg/m³ (CO: mg/m³) as integer thousandths; None and "" give MISSING.

    More than three decimals are cut so that no later rounding comes out otherwise than with the full
    number (`ROUND_05UP`). ValueError for a negative, infinite or absurd number and for text.
    """
    if value is None or value == "":
        return MISSING
    text = str(value).strip()
    try:
        # Decimal would read "1_000" as Python does.
        number = Decimal(text.replace("_", "?"))
    except InvalidOperation as error:
        raise ValueError(f"{value!r} is not a number") from error
    if not number.is_finite():
        raise ValueError(f"{value!r} is not a finite number")
    if number < 0:
        raise ValueError(f"{value!r} is negative")
    # Looked at before it is written out: "1e999999999" would fill the memory with digits.
    if number > LARGEST:
        raise ValueError(f"{value!r} is too large")
    return int(number.scaleb(3).to_integral_value(rounding=ROUND_05UP))


def thousandths_of(values: Iterable[Decimal | str | float | None]) -> Ints:
    """The values of one pollutant as an int64 array; see `thousandths`."""
    return np.array([thousandths(value) for value in values], dtype=np.int64)


def number(value: int) -> Decimal | None:
    """Thousandths back to the exact number, or None where missing."""
    return None if value < 0 else Decimal(int(value)).scaleb(-3)


def divide_half_even(numerator: Ints, denominator: Ints | int) -> Ints:
    """Exact quotients of non-negative integers, ties to the even neighbour (GB/T 8170)."""
    quotient = numerator // denominator
    doubled = 2 * (numerator - quotient * denominator)
    up = (doubled > denominator) | ((doubled == denominator) & (quotient & 1 == 1))
    rounded: Ints = quotient + up
    return rounded


def rounded(values: Ints, pollutant: Pollutant) -> Ints:
    """Thousandths rounded to the pollutant's reporting step, any shape; MISSING stays."""
    steps = divide_half_even(np.maximum(values, 0), pollutant.step)
    return np.where(values < 0, MISSING, steps * pollutant.step)


def rounded_mean(total: Ints, count: Ints | int, at_least: int, pollutant: Pollutant) -> Ints:
    """total / count rounded once to the reporting step; MISSING where count < at_least.

    `total` in thousandths, `count` valid values in it, same shape or one number for all.
    """
    steps = divide_half_even(total, np.maximum(count, 1) * pollutant.step)
    return np.where(count < at_least, MISSING, steps * pollutant.step)
