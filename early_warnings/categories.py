"""The six categories of the index: number, words, colours and advice, as data."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from early_warnings.concentrations import Pollutant
from early_warnings.standards import HERE


@dataclass(frozen=True, slots=True)
class Category:
    """One category; `text` is the colour of writing that can be read on `hex`."""

    number: int
    up_to: int
    grade: str
    zh: str
    en: str
    rgb: tuple[int, int, int]
    hex: str
    text: str
    effect_zh: str
    effect_en: str
    advice_zh: str
    advice_en: str


@cache
def categories() -> tuple[Category, ...]:
    """All six, from 优 to 严重污染."""
    return tuple(Category(**{**row, "rgb": tuple(row["rgb"])}) for row in data()["categories"])


def category(number: int) -> Category:
    """The category with that number; IndexError outside 1 to 6."""
    if not 1 <= number <= 6:
        raise IndexError(f"no category {number}")
    return categories()[number - 1]


def sensitive_groups(pollutant: Pollutant) -> Mapping[str, str]:
    """Who feels this pollutant first, by language ("zh", "en")."""
    groups: Mapping[str, str] = data()["sensitive_groups"][pollutant]
    return groups


@cache
def data() -> Mapping[str, Any]:
    """The data file."""
    loaded: Mapping[str, Any] = json.loads((HERE / "categories.json").read_text(encoding="utf-8"))
    return loaded
