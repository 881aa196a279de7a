"""When a level is called for: the plan's thresholds on 24-hour blocks at any offset."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from early_warnings.concentrations import Pollutant
from early_warnings.evaluation import evaluate
from early_warnings.proof import as_json
from early_warnings.rules import (
    NATIONAL,
    Alternative,
    Condition,
    LevelRule,
    PlanRules,
    aqi_above,
    chain_lengths,
    highest_level,
    next_true,
)
from early_warnings.series import HOUR, SHANGHAI, HourlySeries
from early_warnings.standards import standard
from early_warnings.windows import hourly_windows
from plans.levels import Level
from tests.early_warnings.air import (
    BRINK,
    CLEAN,
    EDGE,
    HEAVY,
    MODERATE,
    NOW,
    OVER,
    SEVERE,
    beijing,
    days,
    hours,
    judged,
    real_rows,
)

YELLOW, ORANGE, RED = Level.YELLOW, Level.ORANGE, Level.RED


def from_now(*stretches, lead=72):
    """Clean air up to `lead` hours after the series begins, then the stretches."""
    return hours((CLEAN, lead), *stretches)


@pytest.mark.parametrize(
    ("stretches", "level"),
    [
        ([(HEAVY, 24)], YELLOW), ([(MODERATE, 48)], YELLOW), ([(HEAVY, 48)], ORANGE),
        ([(MODERATE, 72)], ORANGE), ([(HEAVY, 72)], ORANGE), ([(SEVERE, 24), (HEAVY, 48)], RED),
        ([(HEAVY, 48), (SEVERE, 24)], RED), ([(MODERATE, 24)], None), ([(BRINK, 24)], None),
        ([(EDGE, 96)], None), ([], None), ([(SEVERE, 48)], ORANGE),
    ],
)  # fmt: skip
def test_the_national_thresholds(stretches, level):
    assert judged(from_now(*stretches)).level == level


@pytest.mark.parametrize("offset", [0, 1, 7, 13, 23])
def test_a_chain_may_begin_at_any_hour(offset):
    # The mean of a block stays above 200 only when every hour of it is heavy.
    span = judged(from_now((BRINK + 1, 48), lead=72 + offset)).span
    assert (span.level, span.begins_at) == (ORANGE, NOW + offset * HOUR)
    assert span.ends_at == NOW + (offset + 48) * HOUR


def test_reds_and_needs_24_severe_hours_at_any_offset_within_the_chain():
    apart = from_now((BRINK + 1, 30), (OVER, 24), (BRINK + 1, 18))
    assert judged(apart).level == RED
    assert judged(from_now((BRINK + 1, 30), (OVER, 23), (BRINK + 1, 19))).level == ORANGE


def test_severe_hours_outside_of_the_chain_do_not_make_red():
    air = hours((CLEAN, 72), (BRINK + 1, 72), (0, 24), (OVER, 24))
    assert judged(air).level == ORANGE


def test_the_longest_chain_counts_and_gives_the_end():
    two_days = replace(NATIONAL, levels=(LevelRule(ORANGE, (aqi_above((200, 48)),)),))
    span = judged(hours((0, 80), (BRINK + 1, 120), (0, 40)), rules=two_days).span
    assert (span.begins_at, span.ends_at) == (NOW + 8 * HOUR, NOW + 128 * HOUR)


def test_of_several_starts_the_earliest_counts():
    # A block from five hours before the heavy air still has more than 150.
    assert judged(hours((0, 80), (BRINK + 1, 120), (0, 40))).span.begins_at == NOW + 3 * HOUR


def test_a_rule_must_reach_into_the_future():
    assert judged(hours((BRINK + 1, 66), (0, 174))).level is None
    assert judged(hours((0, 24), (BRINK + 1, 49), (0, 167))).level == ORANGE


def test_only_72_hours_back_and_168_ahead_are_looked_at():
    assert judged(hours((CLEAN, 72 + 168), (SEVERE, 96))).level is None
    long = judged(hours((HEAVY, 400), start=NOW - 200 * HOUR)).span
    assert (long.begins_at, long.ends_at) == (NOW - 72 * HOUR, NOW + 168 * HOUR)


def test_a_moment_within_an_hour_is_judged_from_that_hour():
    assert (
        judged(from_now((HEAVY, 48)), NOW + timedelta(minutes=59)).span == judged(from_now((HEAVY, 48))).span
    )


def test_missing_hours_break_a_chain_and_are_reported():
    whole, broken = from_now((HEAVY, 72)), from_now((HEAVY, 30), (None, 12), (HEAVY, 30))
    assert (judged(whole).level, judged(whole).gaps) == (ORANGE, ())
    found = judged(broken)
    assert found.level == YELLOW
    assert [(gap.begins_at, gap.ends_at, gap.is_breaking) for gap in found.gaps] == [
        (NOW + 30 * HOUR, NOW + 42 * HOUR, True)
    ]


def test_four_missing_hours_in_a_block_break_nothing_and_are_still_reported():
    found = judged(from_now((HEAVY, 30), (None, 4), (HEAVY, 14)))
    assert found.level == ORANGE
    assert [gap.is_breaking for gap in found.gaps] == [False]


def test_a_forecast_that_ends_early_is_no_gap_but_nothing_is_known_beyond():
    short = hours((CLEAN, 72 + 48)).between(NOW - 72 * HOUR, NOW + 48 * HOUR)
    found = judged(short)
    assert found.gaps == ()
    assert [block.is_known for block in found.blocks] == [True, True, False, False, False, False, False]


def test_pm25_is_a_second_metric():
    heavy = LevelRule(YELLOW, (Alternative((Condition("PM2.5", Decimal(115), 24),)),))
    rules = replace(NATIONAL, levels=(heavy,))
    assert judged(from_now((116, 24)), rules=rules).level == YELLOW
    assert judged(from_now((115, 24)), rules=rules).level is None
    assert judged(days(60, 60, 250, 250), rules=rules).level is None


@pytest.mark.parametrize(("metric", "wanted"), [("AQI", 36), ("AQI", 0), ("smell", 24)])
def test_a_condition_that_makes_no_sense_is_refused(metric, wanted):
    with pytest.raises(ValueError, match="no"):
        Condition(metric, Decimal(200), wanted)


@pytest.mark.parametrize(
    ("indices", "level", "begin", "end"),
    [
        ((60, 60, 210), YELLOW, 10, 11), ((60, 60, 160, 160), YELLOW, 10, 12),
        ((60, 60, 160, 160, 160), ORANGE, 10, 13), ((60, 210, 210), ORANGE, 9, 11),
        ((60, 60, 60, 210, 310, 210), RED, 11, 14), ((210, 210, 60), None, 0, 0),
        ((60, 60, 210, None, 210), YELLOW, 10, 11), ((310, 60, 210, 210, 210), ORANGE, 10, 13),
    ],
)  # fmt: skip
def test_daily_series_are_judged_by_calendar_days(indices, level, begin, end):
    span = judged(days(*indices)).span
    assert span.level == level
    if level:
        assert (span.begins_at, span.ends_at) == tuple(
            datetime(2025, 12, day, tzinfo=SHANGHAI) for day in (begin, end)
        )


def test_a_range_is_judged_at_both_ends_and_the_middle_decides():
    air = days(60, 60, (180, 230), (190, 240), (150, 170))
    found = judged(air)
    assert {key: span.level for key, span in found.ranges.items()} == {
        "low": YELLOW, "middle": ORANGE, "high": ORANGE,
    }  # fmt: skip
    assert found.level == ORANGE
    assert judged(air, rules=replace(NATIONAL, judged_at="low")).level == YELLOW


def test_a_missing_day_is_reported():
    gap = judged(days(60, 60, 210, None, 210)).gaps[0]
    assert (gap.begins_at.date(), gap.ends_at.date(), gap.is_breaking) == (
        date(2025, 12, 11),
        date(2025, 12, 12),
        True,
    )


def test_a_missed_rule_says_by_how_much_and_where():
    rules = {each.level: each for each in judged(days(60, 60, 210, 150)).rules}
    assert rules[YELLOW].is_met
    missed = rules[ORANGE].alternatives[0].conditions[0].shortfall
    assert (missed.units, missed.hours) == (Decimal(51), 24)
    assert [(begin.day, value) for begin, value in missed.blocks] == [(10, 210), (11, 150)]


def test_reds_shortfall_of_300_is_sought_inside_of_the_chain():
    red = judged(from_now((HEAVY, 72), (CLEAN, 24), (SEVERE, 24))).rules[0]
    chain, inner = red.alternatives[0].conditions
    assert chain.is_met
    assert (inner.shortfall.units, inner.shortfall.hours) == (Decimal(91), 24)


def test_a_concentration_lacks_micrograms():
    rule = LevelRule(YELLOW, (Alternative((Condition("PM2.5", Decimal(115), 24),)),))
    shortfall = (
        judged(from_now((110, 48)), rules=PlanRules((rule,))).rules[0].alternatives[0].conditions[0].shortfall
    )
    assert shortfall.units == Decimal(6)


def test_without_data_no_shortfall_is_made_up():
    empty = hours((CLEAN, 24)).between(NOW - 72 * HOUR, NOW - 48 * HOUR)
    found = judged(empty)
    assert found.level is None
    assert all(
        condition.shortfall.units is None
        for rule in found.rules
        for alternative in rule.alternatives
        for condition in alternative.conditions
    )


HEAVY_DAYS = (LevelRule(YELLOW, (aqi_above((200, 24)),)), LevelRule(ORANGE, (aqi_above((200, 48)),)))


@pytest.mark.parametrize(("gap", "levels"), [(35, [ORANGE]), (36, [YELLOW, ORANGE])])
def test_episodes_closer_than_the_lifting_hours_are_one_at_the_higher_level(gap, levels):
    air = hours((0, 72), (BRINK + 1, 24), (0, gap), (BRINK + 1, 48), (0, 60))
    found = judged(air, rules=replace(NATIONAL, levels=HEAVY_DAYS))
    assert [each.level for each in found.episodes] == levels
    assert found.episodes[0].begins_at == NOW
    assert found.span.begins_at == NOW + (24 + gap) * HOUR


def test_days_are_merged_over_one_clean_day_and_not_over_two():
    one, two = judged(days(60, 60, 210, 60, 210, 210)), judged(days(60, 60, 210, 60, 60, 210, 210))
    assert [(each.level, each.is_merged) for each in one.episodes] == [(ORANGE, True)]
    assert [(each.level, each.is_merged) for each in two.episodes] == [(YELLOW, False), (ORANGE, False)]


def test_what_the_plan_excludes_is_named_and_not_proposed():
    only_pm25 = replace(NATIONAL, covers=(Pollutant.PM25,))
    ozone = hours((CLEAN, 72), (290, 48), (CLEAN, 120), pollutant=Pollutant.O3)
    found = judged(ozone, rules=only_pm25)
    assert (found.level, found.excluded.span.level, found.excluded.by) == (None, ORANGE, ("O3",))
    assert judged(ozone).level == ORANGE


def test_dust_weather_is_no_episode_of_a_plan_that_excludes_it():
    no_dust = replace(NATIONAL, covers_dust=False)
    dusty = hours((CLEAN, 72), (HEAVY, 30), dust=range(72, 102))
    found = judged(dusty, rules=no_dust)
    assert (found.level, found.excluded.span.level, found.excluded.by) == (None, YELLOW, ("dust",))
    assert judged(dusty).level == YELLOW
    assert judged(hours((CLEAN, 72), (HEAVY, 30)), rules=no_dust).excluded is None


def test_thresholds_derived_from_the_rules():
    assert [NATIONAL.reached_above(level) for level in (YELLOW, ORANGE, RED)] == [200, 200, 300]
    assert [NATIONAL.clear_at(level) for level in (YELLOW, ORANGE, RED)] == [150, 150, 150]


def test_the_json_has_the_agreed_shape():
    answer = json.loads(json.dumps(as_json(judged(from_now((SEVERE, 24), (BRINK + 1, 48))), "654003")))
    assert (answer["jurisdiction"], answer["level"], answer["standard"]) == ("654003", "red", "HJ633-2012")
    assert answer["begins_at"].endswith("+08:00")
    assert answer["primary_pollutants"] == ["PM2.5"]
    assert [rule["level"] for rule in answer["rules"]] == ["red", "orange", "yellow"]
    condition = answer["rules"][0]["alternatives"][0]["conditions"][0]
    assert {"metric": "AQI", "above": 200, "hours": 72}.items() <= condition.items()
    assert {"begins_at", "aqi", "primary"} <= answer["blocks"][0].keys()
    assert {"rules", "blocks", "gaps", "begins_at", "ends_at", "evaluated_at"} <= answer.keys()


def test_gaps_and_shortfalls_in_json():
    answer = as_json(judged(from_now((HEAVY, 30), (None, 12))), "654003")
    assert answer["gaps"][0]["from"] == "2025-12-11T18:00:00+08:00"
    assert answer["gaps"][0]["pollutants"] == ["PM2.5"]
    assert answer["rules"][0]["alternatives"][0]["conditions"][0]["shortfall"]["hours"] == 48


@pytest.mark.parametrize(
    ("at", "level", "begin", "end"),
    [
        ("2015-11-26T12", "red", "2015-11-26T19", "2015-12-01T19"),
        ("2015-12-05T12", "orange", "2015-12-05T22", "2015-12-10T22"),
        ("2015-12-11T00", "orange", "2015-12-11T23", "2015-12-14T23"),
        ("2015-12-18T12", "red", "2015-12-19T13", "2015-12-23T13"),
        ("2015-12-26T00", "red", "2015-12-23T02", "2015-12-27T02"),
        ("2016-01-10T00", None, None, None),
        ("2016-03-01T12", "red", "2016-03-01T11", "2016-03-05T11"),
    ],
)
def test_beijing_s_winter_to_the_hour(at, level, begin, end):
    now = datetime.fromisoformat(f"{at}:00:00+08:00")
    found = as_json(evaluate(beijing(), NATIONAL, now, standard=standard("HJ633-2012")), "654003")
    assert found["level"] == level
    times = [moment and f"{moment}:00:00+08:00" for moment in (begin, end)]
    assert [found["begins_at"], found["ends_at"]] == times


def test_urumqis_daily_winter_calls_for_warnings():
    rows = [row for row in real_rows("cities-daily-2013-12_2017-01.csv") if row["city"] == "乌鲁木齐"]
    january = [int(row["aqi"]) for row in rows if row["date"].startswith("2016-01")]
    series = days(*january, first=date(2016, 1, 1), until=date(2016, 1, 31))
    levels = {judged(series, datetime(2016, 1, day, 9, tzinfo=SHANGHAI)).level for day in range(4, 25)}
    assert ORANGE in levels


def naive_level(indices, now_place) -> int:
    """The national rules once more, by plain loops over windows of one hour's step."""

    def run(start, above):
        length = 0
        while start + 24 * length < len(indices) and indices[start + 24 * length] > above:
            length += 1
        return length

    best = 0
    for start in range(len(indices)):
        for level, above, blocks in ((4, 200, 3), (3, 200, 2), (3, 150, 3), (2, 200, 1), (2, 150, 2)):
            length = run(start, above)
            end = start + 24 * length
            severe = level < 4 or any(indices[t] > 300 for t in range(start, end - 23))
            if length >= blocks and end > now_place and severe:
                best = max(best, level)
    return best


STRETCHES = st.lists(
    st.tuples(st.sampled_from([CLEAN, EDGE, MODERATE, BRINK, HEAVY, OVER, SEVERE]), st.integers(3, 60)),
    max_size=9,
)


@given(STRETCHES)
@settings(max_examples=150, deadline=None)
def test_the_array_pass_agrees_with_plain_loops(stretches):
    windows = hourly_windows(hours(*stretches).between(NOW - 72 * HOUR, NOW + 168 * HOUR))
    level, _begin, _end = highest_level(windows, NATIONAL, windows.place(NOW))
    assert level == naive_level(windows.largest.tolist(), windows.place(NOW))


@given(STRETCHES, st.integers(0, 239), st.integers(1, 80), st.integers(1, 300))
@settings(max_examples=80, deadline=None)
def test_adding_pollution_never_lowers_the_level(stretches, place, count, more):
    air = hours(*stretches).between(NOW - 72 * HOUR, NOW + 168 * HOUR)
    worse = air.values[Pollutant.PM25].copy()
    worse[place : place + count] += more * 1000
    before, after = judged(air).level, judged(replace(air, values={Pollutant.PM25: worse})).level
    assert (after or 0) >= (before or 0)


@given(STRETCHES, st.integers(1, 23))
@settings(max_examples=40, deadline=None)
def test_the_same_air_at_another_hour_of_the_day_gives_the_same_spans(stretches, shift):
    air = hours(*stretches)
    here = judged(air).span
    moved = replace(air, start=air.start + shift * HOUR, observed_until=air.observed_until + shift * HOUR)
    there = judged(moved, NOW + shift * HOUR).span
    assert here.level == there.level
    if here.begins_at:
        assert there.begins_at - here.begins_at == there.ends_at - here.ends_at == shift * HOUR


@given(st.lists(st.booleans(), min_size=1, max_size=70), st.sampled_from([1, 3, 24]))
def test_chain_lengths_count_adjoining_blocks(flags, block):
    above = np.array(flags)

    def length(place):
        return 1 + length(place + block) if place < len(flags) and flags[place] else 0

    assert chain_lengths(above, block).tolist() == [length(place) for place in range(len(flags))]
    nearest = next_true(above)
    assert all(
        nearest[i] == next(j for j in range(i, len(flags)) if flags[j])
        for i in range(len(flags))
        if any(flags[i:])
    )


def test_thousands_are_judged_as_one_by_one():
    rng = np.random.default_rng(11)
    grid = (
        np.repeat(rng.choice([CLEAN, MODERATE, HEAVY, SEVERE], (40, 10)), 24, axis=1).astype(np.int64) * 1000
    )
    start = NOW - 72 * HOUR
    together = HourlySeries(start, {Pollutant.PM25: grid}, NOW, np.zeros(240, dtype=bool))
    windows = hourly_windows(together)
    levels, begins, ends = highest_level(windows, NATIONAL, windows.place(NOW))
    for row, level, begin, end in zip(grid, levels, begins, ends, strict=True):
        span = judged(replace(together, values={Pollutant.PM25: row})).span
        assert (span.level or 0) == level
        if level:
            assert (span.begins_at, span.ends_at) == (windows.at(int(begin)), windows.at(int(end)))
