"""A backtest's result arranged for its page: tallies, warnings, calendar, chart."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from early_warnings.reasons import sentences
from plans.levels import Level
from plans.models import LevelChoice

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of one edition: its level and how it is written."""

    day: date
    level: Level | None
    word: str = ""
    aqi: int | None = None


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the calendar: the index of each day, and a row of levels for each edition."""

    first: date
    lead: range
    indices: list[int | None]
    rows: list[tuple[str, list[Cell]]]
    rest: range

    @property
    def height(self) -> int:
        """How many rows it takes."""
        return 1 + len(self.rows)


def level_of(slug: str | None) -> Level | None:
    """The level of a slug, None for none."""
    return Level.from_slug(slug) if slug else None


def word_of(level: Level | None) -> str:
    """The level in the reader's language."""
    return str(LevelChoice(level).label) if level else ""


def months(result: Json) -> list[Month]:
    """The season by months, each with every day that was judged in its column."""
    days = [(date.fromisoformat(day), aqi) for day, aqi in result["season"]["days"].items()]
    return [
        _month(list(group), result["runs"])
        for _key, group in groupby(days, lambda each: each[0].strftime("%Y-%m"))
    ]


def _month(days: list[tuple[date, int | None]], runs: list[Json]) -> Month:
    first, last = days[0][0], days[-1][0]
    rows = [(run["edition"], [_cell(day, aqi, run) for day, aqi in days]) for run in runs]
    return Month(first, range(1, first.day), [aqi for _day, aqi in days], rows, range(last.day, 31))


def _cell(day: date, aqi: int | None, run: Json) -> Cell:
    level = level_of(run["days"].get(day.isoformat()))
    return Cell(day, level, word_of(level), aqi)


def tallies(result: Json) -> list[tuple[Level, list[Json]]]:
    """For every level, gravest first, what each edition counts; nothing where it knows no such level."""
    known = {slug for run in result["runs"] for slug in run["levels"]}
    levels = sorted((Level.from_slug(slug) for slug in known), reverse=True)
    return [(level, [run["levels"].get(level.slug, {}) for run in result["runs"]]) for level in levels]


def runs(result: Json) -> list[Json]:
    """Each edition with its warnings in the shape that the page shows."""
    return [
        {**run, "shown": [_warning(each) for each in run["warnings"]], "advised": _advised(run)}
        for run in result["runs"]
    ]


def _warning(warning: Json) -> Json:
    return {
        **warning,
        "level": level_of(warning["level"]),
        "issued_at": moment(warning["issued_at"]),
        "begins_at": moment(warning["begins_at"]),
        "lifted_at": moment(warning["lifted_at"]),
        "steps": [_step(each) for each in warning["steps"]],
    }


def _step(step: Json) -> Json:
    return {
        **step,
        "at": moment(step["at"]),
        "word": action_word(step["action"]),
        "level": level_of(step["level"]),
        "begins_at": moment(step["begins_at"]),
        "why": sentences(step["reasons"]),
    }


def _advised(run: Json) -> list[Json]:
    return [{"at": moment(each["at"]), "why": sentences(each["reasons"])} for each in run["advisories"]]


def action_word(action: str) -> str:
    """What was done, in the reader's language."""
    words = {"issue": _("issued"), "raise": _("raised"), "lower": _("lowered"), "lift": _("lifted")}
    return words[action]


def moment(text: str | None) -> datetime | None:
    """A stored time."""
    return datetime.fromisoformat(text) if text else None


def differing(result: Json) -> list[Json]:
    """Where two editions differ, with days and levels to show."""
    return [
        {
            "from": date.fromisoformat(each["from"]),
            "to": date.fromisoformat(each["to"]),
            "here": level_of(each["here"]),
            "there": level_of(each["there"]),
        }
        for each in result["differences"]
    ]


def chart(result: Json) -> Json:
    """What `portal/static/js/backtest.js` draws, in plain JSON values."""
    air = result["season"]
    return {
        "course": air["course"],
        "thresholds": sorted({limit for run in result["runs"] for limit in run["limits"]}),
        "lanes": [{"name": run["edition"], "spans": [*_lane(run)]} for run in result["runs"]],
        "words": {"aqi": _("AQI of the past 24 h") if air["hourly"] else _("AQI of the day")},
    }


def _lane(run: Json) -> Iterator[Json]:
    for warning in run["warnings"]:
        for span in warning["spans"]:
            level = Level.from_slug(span["level"])
            yield {**span, "level": int(level), "word": word_of(level)}
