"""The editions of HJ 633 as data, each ready for exact look-up."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from early_warnings.concentrations import MISSING, Pollutant

HERE = Path(__file__).parent
Index = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column of table 1, evaluated at every reporting step up to the last breakpoint and one beyond."""

    step: int
    iaqi: Index

    def of(self, rounded: NDArray[np.int64]) -> Index:
        """Sub-indices of rounded thousandths, any shape; MISSING where there is no index."""
        steps = np.minimum(rounded // self.step, len(self.iaqi) - 1)
        return np.where(rounded < 0, np.int32(MISSING), self.iaqi[steps])


@dataclass(frozen=True, slots=True)
class Validity:
    """How many valid values a mean needs."""

    day_mean_hours: int
    eight_hour_mean_hours: int
    eight_hour_means: int


@dataclass(frozen=True, slots=True, eq=False)
class Standard:
    """One edition of HJ 633."""

    name: str
    title: str
    in_force_from: date
    columns: Mapping[tuple[Pollutant, str], Column]
    others_count_above: int
    primary_above: int
    exceeding_above: int | None
    validity: Validity

    def __str__(self) -> str:
        return self.name


def standard(name: str) -> Standard:
    """The edition of that name ("HJ633-2012"); KeyError when there is none."""
    return standards()[name]


def standard_for(day: date) -> Standard:
    """The edition in force on the day of the air.

    The 2012 edition also serves the years before it was in force everywhere: it was introduced in steps
    from 2012 on, and no older one is held.
    """
    editions = list(standards().values())
    in_force = [edition for edition in editions if edition.in_force_from <= day]
    return (in_force or editions[:1])[-1]


@cache
def standards() -> Mapping[str, Standard]:
    """Every edition by name, oldest first."""
    editions = [load(path) for path in HERE.glob("hj633_*.json")]
    return {edition.name: edition for edition in sorted(editions, key=lambda each: each.in_force_from)}


def load(path: Path) -> Standard:
    """Read one edition from its file."""
    data = json.loads(path.read_text(encoding="utf-8"))
    validity = {key: value for key, value in data["validity"].items() if key != "source"}
    needed = data["missing"]["others_count_above"]
    return Standard(
        name=data["name"],
        title=data["title"],
        in_force_from=date.fromisoformat(data["in_force_from"]),
        columns=dict(columns(data)),
        others_count_above=MISSING if needed is None else needed,
        primary_above=data["primary_above"]["aqi"],
        exceeding_above=data["exceeding_above"] and data["exceeding_above"]["iaqi"],
        validity=Validity(**validity),
    )


def columns(data: Mapping[str, Any]) -> list[tuple[tuple[Pollutant, str], Column]]:
    """Every column of the edition's table 1, keyed by pollutant and averaging ("24h", "1h")."""
    return [
        ((Pollutant(pollutant), averaging), column(data, Pollutant(pollutant), averaging))
        for pollutant, tables in data["breakpoints"].items()
        for averaging in tables
    ]


def column(data: Mapping[str, Any], pollutant: Pollutant, averaging: str) -> Column:
    """Table 1 for one pollutant, each step interpolated exactly and rounded up."""
    breaks = [limit * 1000 // pollutant.step for limit in data["breakpoints"][pollutant][averaging]]
    beyond = data["over_top"].get(f"{pollutant} {averaging}", data["over_top"]["other"])["iaqi"]
    table = [0]
    spans = zip(pairwise(breaks), pairwise(data["iaqi"]), strict=False)
    for (low, high), (index_low, index_high) in spans:
        run, rise = high - low, index_high - index_low
        # -(-a // b) is a / b rounded up, in integers.
        table += [index_low - (-rise * (step - low) // run) for step in range(low + 1, high + 1)]
    table.append(MISSING if beyond is None else beyond)
    return Column(pollutant.step, np.array(table, dtype=np.int32))
