"""Series and their 24-hour windows, against an independent reading in fractions."""

from datetime import date, datetime
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from early_warnings.aqi import POLLUTANTS, Averaging, aqi, names
from early_warnings.concentrations import MISSING, Pollutant, thousandths_of
from early_warnings.rolling import rolling_max, rolling_mean, rolling_sum, runs
from early_warnings.series import (
    HOUR,
    SHANGHAI,
    DayRow,
    HourlySeries,
    HourRow,
    daily_series,
    hourly_series,
    midnight,
    on_the_hour,
)
from early_warnings.standards import standard, standards
from early_warnings.windows import daily_windows, day_means, hourly_windows, within
from tests.early_warnings.air import CLEAN, HEAVY, NOW, beijing, days, hours, missing

VALIDITY = standard("HJ633-2012").validity
START = datetime(2025, 12, 1, tzinfo=SHANGHAI)
CONCENTRATIONS = st.integers(0, 700).map(lambda value: value * 997) | st.just(MISSING)


def made(values, pollutant=Pollutant.PM25, start=START):
    array = np.array(values, dtype=np.int64)
    return HourlySeries(start, {pollutant: array}, start, np.zeros(array.shape[-1], dtype=bool))


def mean(values, pollutant, at_least) -> int:
    """The rounded mean of one stretch, in fractions."""
    valid = [int(value) for value in values if value >= 0]
    if len(valid) < at_least:
        return MISSING
    return round(Fraction(sum(valid), len(valid) * pollutant.step)) * pollutant.step


def o3_of(values) -> int:
    eights = [mean(values[begin : begin + 8], Pollutant.O3, 6) for begin in range(17)]
    return max(eights) if sum(each >= 0 for each in eights) >= 14 else MISSING


@given(arrays(np.int64, st.tuples(st.integers(1, 3), st.integers(24, 60)), elements=CONCENTRATIONS))
@settings(max_examples=60)
def test_means_of_every_24_hours_equal_the_fractions(grid):
    for pollutant in (Pollutant.PM25, Pollutant.CO):
        found = day_means(grid, pollutant, VALIDITY)
        assert found.shape == (grid.shape[0], grid.shape[1] - 23)
        for row, means in zip(grid, found, strict=True):
            assert means.tolist() == [mean(row[i : i + 24], pollutant, 20) for i in range(len(means))]


@given(arrays(np.int64, st.integers(24, 50), elements=CONCENTRATIONS))
@settings(max_examples=60)
def test_o3_of_24_hours_is_the_largest_of_the_17_eight_hour_means_inside(row):
    found = day_means(row, Pollutant.O3, VALIDITY)
    assert found.tolist() == [o3_of(row[i : i + 24]) for i in range(len(found))]


@given(arrays(np.int64, st.integers(5, 40), elements=st.integers(-1, 1000)), st.integers(1, 5))
def test_rolling_sums_and_maxima(row, width):
    stretches = [row[i : i + width] for i in range(len(row) - width + 1)]
    assert rolling_sum(row, width).tolist() == [int(each.sum()) for each in stretches]
    assert rolling_max(row, width).tolist() == [int(each.max()) for each in stretches]


def test_runs_of_flags():
    assert list(runs(np.array([True, False, True, True]))) == [(0, 1), (2, 4)]
    assert list(runs(np.zeros(3, dtype=bool))) == []


@pytest.mark.parametrize(("lost", "valid"), [(4, True), (5, False)])
def test_a_24_hour_mean_needs_20_hours(lost, valid):
    windows = hourly_windows(made(missing([100_000] * 24, *range(lost))))
    assert (windows.largest[0] >= 0) == windows.known[0] == valid


@pytest.mark.parametrize(("lost", "valid"), [(2, True), (3, False)])
def test_an_8_hour_mean_needs_6_hours(lost, valid):
    assert (rolling_mean(missing([50_000] * 8, *range(lost)), 8, 6, Pollutant.O3)[0] >= 0) == valid


def test_o3_of_24_hours_needs_14_eight_hour_means():
    # Three missing hours at the end spoil the eight-hour means that hold all of them: four do.
    assert day_means(missing([90_000] * 24, 21, 22, 23), Pollutant.O3, VALIDITY).tolist() == [90_000]
    assert day_means(missing([90_000] * 24, 18, 19, 20), Pollutant.O3, VALIDITY).tolist() == [MISSING]


def test_a_window_is_the_index_of_its_means():
    rng = np.random.default_rng(3)
    values = {
        each: rng.integers(0, 300, 60) * 1000 // (1 if each is not Pollutant.CO else 10)
        for each in POLLUTANTS
    }
    windows = hourly_windows(HourlySeries(START, values, START, np.zeros(60, dtype=bool)))
    means = {each: day_means(array, each, VALIDITY) for each, array in values.items()}
    expected = aqi(means, Averaging.DAY, standard("HJ633-2012"))
    assert windows.aqi.tolist() == expected.aqi.tolist()
    assert windows.at(1) == START + HOUR


@given(st.integers(0, 23), st.lists(st.integers(0, 400), min_size=48, max_size=48))
def test_midnight_means_nothing_to_a_24_hour_window(shift, values):
    here = hourly_windows(made(np.array(values) * 1000))
    there = hourly_windows(made(np.array(values) * 1000, start=START + shift * HOUR))
    assert here.aqi.tolist() == there.aqi.tolist()


def test_many_jurisdictions_at_once_are_each_as_alone():
    rng = np.random.default_rng(5)
    grid = rng.integers(-1, 300_000, (4, 50))
    together = hourly_windows(made(grid))
    for row, index, known in zip(grid, together.largest, together.known, strict=True):
        alone = hourly_windows(made(row))
        assert alone.largest.tolist() == index.tolist()
        assert alone.known.tolist() == known.tolist()


def test_in_2012_the_hourly_o3_takes_over_above_800():
    values = np.full(24, 850_000)
    values[5] = 1_100_000
    windows = hourly_windows(made(values, Pollutant.O3), standard("HJ633-2012"))
    assert windows.largest[0] == 450
    assert hourly_windows(made(values, Pollutant.O3), standard("HJ633-2026")).largest[0] == 300


def test_each_window_follows_the_edition_in_force_when_it_begins():
    start = datetime(2026, 2, 27, 12, tzinfo=SHANGHAI)
    whole = {each: np.full(96, 60_000 if each is Pollutant.PM25 else 1000) for each in POLLUTANTS}
    windows = hourly_windows(HourlySeries(start, whole, start, np.zeros(96, dtype=bool)))
    change = windows.place(midnight(date(2026, 3, 1)))
    assert set(windows.aqi[:change].tolist()) == {82}
    assert set(windows.aqi[change:].tolist()) == {100}
    named = hourly_windows(
        HourlySeries(start, whole, start, np.zeros(96, dtype=bool)), standard("HJ633-2012")
    )
    assert set(named.aqi.tolist()) == {82}


def test_in_2026_a_missing_pollutant_takes_the_index_but_not_the_knowledge():
    windows = hourly_windows(made([30_000] * 30), standard("HJ633-2026"))
    assert windows.aqi.tolist() == [MISSING] * 7
    assert windows.known.all()
    assert windows.largest.tolist() == [43] * 7


def test_a_window_that_lacks_a_carried_pollutant_is_not_known_to_be_clean():
    pm10 = missing([20_000] * 48, *range(10, 30))
    series = HourlySeries(
        START,
        {Pollutant.PM25: np.full(48, 20_000), Pollutant.PM10: pm10},
        START,
        np.zeros(48, dtype=bool),
    )
    windows = hourly_windows(series, standard("HJ633-2012"))
    assert not windows.known[10]
    assert windows.aqi[10] == 29


def test_a_forecast_of_one_pollutant_after_observations_of_two_is_not_full_of_gaps():
    series = HourlySeries(
        START,
        {Pollutant.PM25: np.full(96, 20_000), Pollutant.PM10: missing([20_000] * 96, *range(48, 96))},
        START + 48 * HOUR,
        np.zeros(96, dtype=bool),
    )
    assert hourly_windows(series).known.all()


def test_a_series_is_cut_and_filled_with_missing_hours():
    series = made([1000, 2000, 3000])
    assert series.between(START - HOUR, START + 5 * HOUR).values[Pollutant.PM25].tolist() == [
        MISSING, 1000, 2000, 3000, MISSING, MISSING,
    ]  # fmt: skip
    assert series.between(START + HOUR, START + 2 * HOUR).values[Pollutant.PM25].tolist() == [2000]
    far = series.between(START + 90 * HOUR, START + 92 * HOUR)
    assert (far.values[Pollutant.PM25].tolist(), far.start) == ([MISSING] * 2, START + 90 * HOUR)
    assert series.between(START - 9 * HOUR, START - 7 * HOUR).values[Pollutant.PM25].tolist() == [MISSING] * 2


def test_rows_in_any_order_make_a_series_with_gaps():
    rows = [
        HourRow(START + 3 * HOUR, {Pollutant.CO: 700}, is_dust=True),
        HourRow(START, {Pollutant.CO: 500, Pollutant.PM25: 40_000}),
    ]
    series = hourly_series(rows, START + 2 * HOUR)
    assert series.values[Pollutant.CO].tolist() == [500, MISSING, MISSING, 700]
    assert series.values[Pollutant.PM25].tolist() == [40_000, MISSING, MISSING, MISSING]
    assert series.dust.tolist() == [False, False, False, True]
    assert (series.hours, series.end) == (4, START + 4 * HOUR)


@pytest.mark.parametrize("rows", [[], [HourRow(START, {})]])
def test_a_series_without_a_value_is_refused(rows):
    with pytest.raises(ValueError, match="no value"):
        hourly_series(rows, START)


def test_fewer_than_24_hours_have_no_mean():
    with pytest.raises(ValueError, match="24 hours"):
        hourly_windows(made([1000] * 23))


def test_a_daily_range_has_a_middle_rounded_up_and_missing_days_stay_missing():
    series = days((160, 191), None, 80)
    assert series.middle.tolist() == [176, MISSING, 80]
    assert daily_windows(series, "low").aqi.tolist() == [160, MISSING, 80]
    assert daily_windows(series, "high").aqi.tolist() == [191, MISSING, 80]
    assert daily_windows(series).known.tolist() == [True, False, True]
    with pytest.raises(ValueError, match="no days"):
        daily_series([], date(2025, 12, 1))


def test_days_are_cut_as_hours_are():
    series = daily_series(
        [DayRow(date(2025, 12, 2), 90, 90, (Pollutant.O3,), is_dust=True)], date(2025, 12, 3)
    )
    wide = series.between(date(2025, 12, 1), date(2025, 12, 4))
    assert (wide.low.tolist(), wide.dust.tolist()) == ([MISSING, 90, MISSING], [False, True, False])
    assert names(wide.primary[:, 1]) == (Pollutant.O3,)


def test_only_what_the_plan_covers_is_judged():
    values = {Pollutant.PM25: np.full(30, 40_000), Pollutant.O3: np.full(30, 290_000)}
    windows = hourly_windows(
        HourlySeries(START, values, START, np.zeros(30, dtype=bool)), standard("HJ633-2012")
    )
    assert windows.largest[0] == 205
    assert within(windows, (Pollutant.PM25,), dust=True).largest[0] == 57


def test_a_window_that_touches_dust_is_out_of_scope_where_dust_is_excluded():
    windows = hourly_windows(hours((HEAVY, 60), dust=[30]))
    outside = ~within(windows, POLLUTANTS, dust=False).in_scope
    assert np.flatnonzero(outside).tolist() == list(range(7, 31))
    assert within(windows, POLLUTANTS, dust=True).in_scope.all()


def test_a_day_counts_unless_its_primary_pollutant_is_not_covered():
    o3, unlabelled = days(210, primary=Pollutant.O3), daily_series([DayRow(NOW.date(), 210, 210)], NOW.date())
    assert not within(daily_windows(o3), (Pollutant.PM25,), dust=True).in_scope.any()
    assert within(daily_windows(unlabelled), (Pollutant.PM25,), dust=True).in_scope.all()


def test_the_hour_of_a_moment_is_that_of_shanghai():
    utc = datetime.fromisoformat("2025-12-10T04:59:59+00:00")
    assert on_the_hour(utc) == NOW
    assert on_the_hour(utc).isoformat() == "2025-12-10T12:00:00+08:00"


def test_real_air_never_differs_from_the_fractions():
    series = beijing()
    windows = hourly_windows(series)
    pm25 = series.values[Pollutant.PM25]
    for place in range(0, windows.count, 37):
        expected = mean(pm25[place : place + 24], Pollutant.PM25, 20)
        assert windows.means[Pollutant.PM25][place] == expected
        assert windows.means[Pollutant.O3][place] == o3_of(series.values[Pollutant.O3][place : place + 24])


@pytest.mark.parametrize("name", list(standards()))
def test_adding_pollution_never_lowers_an_index(name):
    rng = np.random.default_rng(9)
    low = rng.integers(0, 400, 72) * 1000
    high = low + rng.integers(0, 200, 72) * 1000
    before, after = (hourly_windows(made(each), standard(name)).largest for each in (low, high))
    assert (after >= before).all()


def test_clean_constants_of_the_tests_mean_what_they_say():
    indices = [int(hourly_windows(made(thousandths_of([value] * 24))).largest[0]) for value in (CLEAN, HEAVY)]
    assert indices == [43, 210]
