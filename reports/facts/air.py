"""The air of a day and of an episode, by HJ 633."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from early_warnings.aqi import Averaging, aqi, names
from early_warnings.categories import Category, categories
from early_warnings.series import DAY, HOUR, SHANGHAI, hourly_series, midnight
from early_warnings.standards import standard_for
from early_warnings.windows import hourly_windows
from reports.facts.figure import OBSERVATIONS, Figure, counted
from reports.facts.rows import AirRow


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour with its index; None where the standard gives none."""

    row: AirRow
    index: int | None


@dataclass(frozen=True, slots=True)
class Day:
    """One calendar day: the index of its 24-hour means, None where data lack, and its hours."""

    day: date
    index: int | None
    primary: tuple[str, ...]
    hours: tuple[Hour, ...]


def days_of(rows: Sequence[AirRow]) -> Iterator[Day]:
    """Each calendar day (Beijing time) of which there is any hour, oldest first."""
    by_day: dict[date, list[AirRow]] = {}
    for row in sorted(rows, key=lambda each: each.hour.time):
        by_day.setdefault(row.hour.time.astimezone(SHANGHAI).date(), []).append(row)
    for day, hours in by_day.items():
        yield _day(day, hours)


def _day(day: date, rows: list[AirRow]) -> Day:
    standard, begin = standard_for(day), midnight(day)
    series = hourly_series((row.hour for row in rows), begin + DAY).between(begin, begin + DAY)
    whole = hourly_windows(series, standard)
    hourly = aqi(series.values, Averaging.HOUR, standard).aqi
    places = [(row.hour.time - begin) // HOUR for row in rows]
    return Day(
        day=day,
        index=_known(whole.aqi[0]),
        primary=tuple(each.value for each in names(whole.primary[:, 0])),
        hours=tuple(Hour(row, _known(hourly[place])) for row, place in zip(rows, places, strict=True)),
    )


def day_facts(day: Day) -> dict[str, Any]:
    """A day's index, category, primary pollutants, and its best and worst hour."""
    return {
        "day": day.day.isoformat(),
        "index": _index(day.index, [hour.row for hour in day.hours], "day"),
        "category": _word(day.index),
        "primary": list(day.primary),
        "hours": counted(OBSERVATIONS, [hour.row for hour in day.hours]),
        **extremes(day.hours),
    }


def extremes(hours: Sequence[Hour]) -> dict[str, Any]:
    """The highest and the lowest hourly index with the hour; None where no hour has one."""
    known = [hour for hour in hours if hour.index is not None]
    if not known:
        return {"highest": None, "lowest": None}
    return {
        "highest": _extreme(max(known, key=lambda hour: hour.index or 0)),
        "lowest": _extreme(min(known, key=lambda hour: hour.index or 0)),
    }


def episode_facts(rows: Sequence[AirRow], begin: datetime, end: datetime) -> dict[str, Any] | None:
    """The days of an episode, the extremes and the time in each category of its hours; None without air."""
    days = list(days_of(rows))
    hours = [hour for day in days for hour in day.hours if begin <= hour.row.hour.time < end]
    if not hours:
        return None
    return {
        "days": [day_facts(day) for day in days],
        "hours": counted(OBSERVATIONS, [hour.row for hour in hours]),
        "categories": _time_in_categories(hours),
        **extremes(hours),
    }


def _time_in_categories(hours: Sequence[Hour]) -> list[dict[str, Any]]:
    known = [(_category(hour.index), hour.row) for hour in hours if hour.index is not None]
    found = sorted({each.number for each, _row in known}, reverse=True)
    return [
        {
            "category": categories()[number - 1].zh,
            "hours": counted(OBSERVATIONS, [row for each, row in known if each.number == number]),
        }
        for number in found
    ]


def _extreme(hour: Hour) -> dict[str, Any]:
    return {
        "index": _index(hour.index, [hour.row], "hour"),
        "category": _word(hour.index),
        "at": hour.row.hour.time.astimezone(SHANGHAI).isoformat(),
    }


def _index(value: int | None, rows: list[AirRow], how: str) -> Figure:
    return {"value": value, "rows": {"of": OBSERVATIONS, "ids": [row.pk for row in rows], "how": how}}


def _word(index: int | None) -> str:
    return "" if index is None else _category(index).zh


def _category(index: int) -> Category:
    return next(each for each in categories() if index <= each.up_to)


def _known(index: int) -> int | None:
    return int(index) if index >= 0 else None
