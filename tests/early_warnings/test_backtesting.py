"""What a season adds up to: spans, days, tallies, and how two sets of rules differ."""

from dataclasses import replace
from datetime import date, datetime
from functools import cache

import pytest

from early_warnings.backtesting import (
    Difference,
    LevelSpan,
    Period,
    compared,
    differences,
    levels_of_days,
    outcome,
    season,
    spans,
)
from early_warnings.replay import ReplayedWarning, Step, replay
from early_warnings.rules import NATIONAL, LevelRule, aqi_above
from early_warnings.series import DAY, HOUR, SHANGHAI, DayRow, daily_series, midnight
from plans.levels import Level
from tests.early_warnings.air import beijing, days, real_rows

DECEMBER = Period(date(2025, 12, 8), date(2025, 12, 19))
# Three days above 200, two of them above 300, after two clean ones: red.
EPISODE = (60, 70, 210, 310, 320, 80, 70, 60, 60, 60, 60, 60)


def at(day, hour=0):
    return datetime(2025, 12, day, hour, tzinfo=SHANGHAI)


def step(when, action, level=None, begins_at=None):
    return Step(when, action, level, begins_at, None, ())


def test_a_raise_leaves_the_lower_level_in_force_until_it_begins():
    warning = ReplayedWarning(
        (
            step(at(1), "issue", Level.YELLOW, at(2)),
            step(at(3), "raise", Level.RED, at(4)),
            step(at(6), "lift"),
        )
    )
    assert spans(warning, at(20)) == (
        LevelSpan(Level.YELLOW, at(2), at(4)),
        LevelSpan(Level.RED, at(4), at(6)),
    )


def test_a_warning_changed_before_it_begins_never_had_its_first_level():
    issued = step(at(1), "issue", Level.YELLOW, at(4))
    warning = ReplayedWarning((issued, step(at(2), "raise", Level.RED, at(5))))
    assert spans(warning, at(9)) == (LevelSpan(Level.RED, at(5), at(9)),)


def test_a_warning_lifted_before_it_begins_was_never_in_force():
    warning = ReplayedWarning((step(at(1), "issue", Level.YELLOW, at(4)), step(at(2), "lift")))
    assert spans(warning, at(9)) == ()


def test_a_day_has_the_highest_level_in_force_on_it():
    found = [LevelSpan(Level.YELLOW, at(2, 20), at(4, 12)), LevelSpan(Level.RED, at(4, 12), at(6))]
    assert levels_of_days(found) == {
        date(2025, 12, 2): Level.YELLOW,
        date(2025, 12, 3): Level.YELLOW,
        date(2025, 12, 4): Level.RED,
        date(2025, 12, 5): Level.RED,
    }


def test_adjoining_days_that_differ_in_the_same_way_are_one_stretch():
    period = Period(date(2025, 12, 1), date(2025, 12, 4))
    one, two, three, _four = period.days
    here = {one: Level.RED, two: Level.RED, three: Level.YELLOW}
    assert differences(here, {three: Level.YELLOW}, period.days) == (Difference(one, two, Level.RED, None),)


def test_a_season_by_days_is_tallied():
    found = outcome(days(*EPISODE), NATIONAL, DECEMBER)
    assert {level: each["warnings"] for level, each in found["levels"].items()} == {
        "yellow": 0,
        "orange": 0,
        "red": 1,
    }
    assert [day for day, level in found["days"].items() if level == "red"][:3] == [
        "2025-12-10",
        "2025-12-11",
        "2025-12-12",
    ]
    assert found["warnings"][0]["primary"] == ["PM2.5"]


def test_every_day_of_the_tally_stands_in_the_calendar():
    found = outcome(days(*EPISODE), NATIONAL, DECEMBER)
    assert sum(each["days"] for each in found["levels"].values()) == len(found["days"])


def test_a_missing_day_has_no_index_and_is_not_zero():
    air = season(days(60, None, 70), Period(date(2025, 12, 8), date(2025, 12, 10)))
    assert air["days"] == {"2025-12-08": 60, "2025-12-09": None, "2025-12-10": 70}


def test_two_editions_differ_where_only_one_calls():
    strict = replace(NATIONAL, levels=(LevelRule(Level.YELLOW, (aqi_above((350, 24)),)),))
    series = days(*EPISODE)
    here, there = (outcome(series, rules, DECEMBER) for rules in (NATIONAL, strict))
    (stretch,) = compared(here, there, DECEMBER)
    assert (stretch["from"], stretch["here"], stretch["there"]) == ("2025-12-10", "red", None)


def test_each_moment_is_told_once():
    seen = []
    outcome(days(*EPISODE), NATIONAL, DECEMBER, seen.append)
    assert len(seen) == DECEMBER.moments == 12


@cache
def winter():
    return beijing()


def test_beijing_judged_on_the_eve_calls_red_from_the_next_noon():
    eve, new_year = datetime(2015, 12, 18, 12, tzinfo=SHANGHAI), datetime(2016, 1, 10, tzinfo=SHANGHAI)
    (first, *_others), _advisories = replay(winter(), NATIONAL, eve, new_year, every=HOUR)
    red = spans(first, new_year)[0]
    assert (red.level, red.begins_at) == (Level.RED, datetime(2015, 12, 19, 13, tzinfo=SHANGHAI))


def test_beijings_winter_by_hours():
    """Both real red alerts of that December fall on days that the national rules warn of."""
    found = outcome(winter(), NATIONAL, Period(date(2015, 11, 1), date(2016, 3, 15)))
    assert found["levels"]["red"]["warnings"] >= 3
    assert {found["days"].get(f"2015-12-{day:02d}") for day in (20, 21, 22)} == {"red"}
    assert {found["days"].get(f"2015-12-{day:02d}") for day in (8, 9)} == {"orange"}


def test_urumqis_three_winters_by_days():
    """Every day above AQI 300 is inside a warning, and most days of warning are of winter."""
    rows = [
        DayRow(date.fromisoformat(row["date"]), int(row["aqi"]), int(row["aqi"]))
        for row in real_rows("cities-daily-2013-12_2017-01.csv")
        if row["city"] == "乌鲁木齐" and row["aqi"]
    ]
    period = Period(rows[0].day, rows[-1].day)
    found = outcome(daily_series(rows, rows[-1].day), NATIONAL, period)
    winter_days = [day for day in found["days"] if day[5:7] in ("11", "12", "01", "02", "03")]
    assert len(winter_days) > 0.8 * len(found["days"])
    assert [row.day for row in rows if row.low > 300 and row.day.isoformat() not in found["days"]] == []


@pytest.mark.parametrize(("every", "moments"), [(DAY, 2), (HOUR, 48)])
def test_a_period_is_whole_days(every, moments):
    period = Period(date(2025, 12, 8), date(2025, 12, 9), every)
    assert (period.moments, period.ends_at) == (moments, midnight(date(2025, 12, 10)))
