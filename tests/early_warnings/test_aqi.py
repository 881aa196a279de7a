"""The index of HJ 633 against an independent reading of the standard in exact fractions."""

import math
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from early_warnings.aqi import POLLUTANTS, Averaging, aqi, category_of, iaqi, names
from early_warnings.categories import categories, category, sensitive_groups
from early_warnings.concentrations import (
    MISSING,
    Pollutant,
    divide_half_even,
    number,
    rounded,
    rounded_mean,
    thousandths,
    thousandths_of,
)
from early_warnings.standards import standard, standard_for, standards

DAY, HOUR = Averaging.DAY, Averaging.HOUR
NAMES = ("HJ633-2012", "HJ633-2026")
# The tables once more, typed for the tests alone, so that a slip in the data files is seen.
INDEX = (0, 50, 100, 150, 200, 300, 400, 500)
ORACLE = {
    ("SO2", "24h"): (0, 50, 150, 475, 800, 1600, 2100, 2620),
    ("SO2", "1h"): (0, 150, 500, 650, 800),
    ("NO2", "24h"): (0, 40, 80, 180, 280, 565, 750, 940),
    ("NO2", "1h"): (0, 100, 200, 700, 1200, 2340, 3090, 3840),
    ("CO", "24h"): (0, 2, 4, 14, 24, 36, 48, 60),
    ("CO", "1h"): (0, 5, 10, 35, 60, 90, 120, 150),
    ("O3", "24h"): (0, 100, 160, 215, 265, 800),
    ("O3", "1h"): (0, 160, 200, 300, 400, 800, 1000, 1200),
    ("PM10", "24h"): (0, 50, {"HJ633-2012": 150, "HJ633-2026": 120}, 250, 350, 420, 500, 600),
    ("PM2.5", "24h"): (0, 35, {"HJ633-2012": 75, "HJ633-2026": 60}, 115, 150, 250, 350, 500),
}
ORACLE["PM10", "1h"] = ORACLE["PM10", "24h"]
ORACLE["PM2.5", "1h"] = ORACLE["PM2.5", "24h"]
COLUMNS = sorted(ORACLE)


def limits(name, pollutant, averaging):
    return [limit[name] if isinstance(limit, dict) else limit for limit in ORACLE[pollutant, averaging]]


def oracle(concentration: Fraction, breaks) -> int:
    """Formula 1 of HJ 633 on a rounded concentration, in fractions."""
    for i in range(1, len(breaks)):
        if concentration <= breaks[i]:
            share = Fraction(concentration - breaks[i - 1], breaks[i] - breaks[i - 1])
            return math.ceil(INDEX[i - 1] + share * (INDEX[i] - INDEX[i - 1]))
    raise AssertionError("above the table")


def sub_index(value, pollutant, averaging=DAY, name="HJ633-2012") -> int:
    return int(iaqi(thousandths_of([value]), Pollutant(pollutant), averaging, standard(name))[0])


def index(name="HJ633-2012", averaging=DAY, beyond=None, **values):
    air = {Pollutant(key.replace("PM25", "PM2.5")): thousandths_of([value]) for key, value in values.items()}
    return aqi(air, averaging, standard(name), beyond=beyond)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("pollutant", "averaging"), COLUMNS)
def test_every_legal_concentration_gives_the_exact_sub_index(name, pollutant, averaging):
    breaks = limits(name, pollutant, averaging)
    parts = 10 if pollutant == "CO" else 1
    steps = np.arange(breaks[-1] * parts + 1, dtype=np.int64)
    found = iaqi(steps * (1000 // parts), Pollutant(pollutant), Averaging(averaging), standard(name))
    assert found.tolist() == [oracle(Fraction(int(step), parts), breaks) for step in steps]


def test_the_legal_concentrations_are_all_there():
    once = sum(
        limits("HJ633-2012", pollutant, averaging)[-1] * (10 if pollutant == "CO" else 1) + 1
        for pollutant, averaging in COLUMNS
        if (pollutant, averaging) not in (("PM10", "1h"), ("PM2.5", "1h"))
    )
    assert once == 13_410


@pytest.mark.parametrize(
    ("pollutant", "value", "in_2012", "in_2026"),
    [
        ("PM2.5", 36, 52, 52), ("PM2.5", 40, 57, 60), ("PM2.5", 60, 82, 100), ("PM2.5", 75, 100, 114),
        ("PM2.5", 116, 152, 152), ("PM2.5", 151, 201, 201), ("PM2.5", 251, 301, 301),
        ("PM2.5", 351, 401, 401), ("PM10", 121, 86, 101), ("PM10", 421, 302, 302), ("NO2", 81, 101, 101),
        ("CO", "2.15", 55, 55), ("CO", "2.05", 50, 50), ("O3", 266, 201, 201),
    ],
)  # fmt: skip
def test_check_values_of_24_hours(pollutant, value, in_2012, in_2026):
    assert [sub_index(value, pollutant, name=name) for name in NAMES] == [in_2012, in_2026]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("pollutant", "averaging", "value"),
    [
        ("SO2", DAY, 2621), ("NO2", DAY, 941), ("NO2", HOUR, 3841), ("CO", DAY, "60.1"), ("CO", HOUR, 200),
        ("O3", HOUR, 1201), ("PM10", DAY, 601), ("PM10", HOUR, 9999), ("PM2.5", DAY, 501),
        ("PM2.5", HOUR, 1000),
    ],
)  # fmt: skip
def test_above_the_table_the_index_is_500(name, pollutant, averaging, value):
    assert sub_index(value, pollutant, averaging, name) == 500


@pytest.mark.parametrize(
    ("name", "so2_hour", "o3_eight"), [(NAMES[0], MISSING, MISSING), (NAMES[1], 200, 300)]
)
def test_so2_of_an_hour_and_o3_of_eight_above_800(name, so2_hour, o3_eight):
    assert sub_index(801, "SO2", HOUR, name) == so2_hour
    assert sub_index(801, "O3", DAY, name) == o3_eight
    assert sub_index("800.5", "O3", DAY, name) == 300


def test_in_2012_the_other_averaging_takes_over_above_800():
    so2 = index(averaging=HOUR, SO2=900, PM25=30, beyond={Pollutant.SO2: thousandths_of([500])})
    assert so2.aqi[0] == sub_index(500, "SO2", DAY)
    o3 = index(O3=850, PM25=30, beyond={Pollutant.O3: thousandths_of([900])})
    assert o3.aqi[0] == 350
    assert index(O3=799, PM25=30, beyond={Pollutant.O3: thousandths_of([1200])}).aqi[0] == 300


def test_the_concentration_is_rounded_half_to_even_before_the_index():
    assert [sub_index(value, "PM2.5") for value in ("34.5", "35.5", "36.5")] == [49, 52, 52]
    assert sub_index("35.4999999", "PM2.5") == 50
    assert sub_index("2.05", "CO") == sub_index(2, "CO") == 50


@pytest.mark.parametrize(
    ("day", "name"),
    [(date(2013, 1, 1), NAMES[0]), (date(2026, 2, 28), NAMES[0]), (date(2026, 3, 1), NAMES[1])],
)
def test_the_standard_follows_the_date_of_the_air(day, name):
    assert standard_for(day).name == name
    assert list(standards()) == list(NAMES)


def test_primary_pollutants_are_all_that_share_the_largest_sub_index():
    assert names(index(PM25=115, PM10=250, NO2=81).primary[:, 0]) == (Pollutant.PM10, Pollutant.PM25)
    assert names(index(PM25=35, PM10=50).primary[:, 0]) == ()
    assert names(index(PM25=36, PM10=50).primary[:, 0]) == (Pollutant.PM25,)


def test_exceeding_pollutants_belong_to_the_2012_edition_alone():
    polluted = {"PM25": 200, "PM10": 151, "NO2": 80, "SO2": 5, "CO": 1, "O3": 9}
    assert names(index(**polluted).exceeding[:, 0]) == (Pollutant.PM10, Pollutant.PM25)
    assert names(index("HJ633-2026", **polluted).exceeding[:, 0]) == ()


def test_a_missing_pollutant_leaves_the_others_in_2012_and_needs_more_than_100_in_2026():
    assert index(PM25=60).aqi[0] == 82
    assert index("HJ633-2026", PM25=60).aqi[0] == MISSING
    assert index("HJ633-2026", PM25=61).aqi[0] == 101
    whole = dict.fromkeys(("SO2", "NO2", "CO", "O3", "PM10"), 1)
    assert index("HJ633-2026", PM25=60, **whole).aqi[0] == 100
    assert (
        index(
            "HJ633-2026",
            PM25=60,
            **whole,
        ).category[0]
        == 2
    )


@pytest.mark.parametrize("name", NAMES)
def test_without_any_value_there_is_no_index_and_no_primary_pollutant(name):
    nothing = index(name, PM25=None)
    assert (nothing.aqi[0], nothing.category[0], names(nothing.primary[:, 0])) == (MISSING, 0, ())


@pytest.mark.parametrize("name", NAMES)
def test_clean_air_of_zero_is_not_missing(name):
    assert index(name, **dict.fromkeys(("SO2", "NO2", "CO", "O3", "PM10", "PM25"), 0)).aqi[0] == 0


def test_the_index_works_on_whole_grids():
    grid = np.full((3, 4, 5), 116_000, dtype=np.int64)
    found = aqi({Pollutant.PM25: grid}, DAY, standard("HJ633-2012"))
    assert found.iaqi.shape == (6, 3, 4, 5)
    assert (found.aqi == 152).all()


def test_categories_change_just_above_their_limits():
    edges = np.array([MISSING, 0, 50, 51, 100, 101, 150, 151, 200, 201, 300, 301, 500])
    assert category_of(edges).tolist() == [0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6]


def test_categories_come_with_words_colours_and_advice():
    assert [each.zh for each in categories()] == ["优", "良", "轻度污染", "中度污染", "重度污染", "严重污染"]
    assert [each.rgb for each in categories()][4:] == [(153, 0, 76), (126, 0, 35)]
    for each in categories():
        assert each.hex == "#{:02X}{:02X}{:02X}".format(*each.rgb)
        assert each.en and each.advice_zh and each.advice_en and each.effect_zh and each.effect_en
    assert category(6).up_to == 500
    assert all(sensitive_groups(each)["zh"] for each in POLLUTANTS)
    with pytest.raises(IndexError):
        category(0)


@pytest.mark.parametrize("bad", ["-1", "nan", "inf", "-inf", "many", float("nan"), "1e30", "1,5", True])
def test_what_is_no_concentration_is_refused(bad):
    with pytest.raises(ValueError, match="is "):
        thousandths(bad)


@pytest.mark.parametrize("value", ["74.5", 74.5, Decimal("74.500"), " 74.5 "])
def test_every_spelling_of_a_number_is_the_same_integer(value):
    assert thousandths(value) == 74_500
    assert number(74_500) == Decimal("74.5")


def test_an_empty_value_is_missing():
    assert thousandths(None) == thousandths("") == MISSING
    assert number(MISSING) is None
    assert rounded(np.array([MISSING]), Pollutant.CO).tolist() == [MISSING]


@given(st.decimals(0, 5000, places=9), st.sampled_from(POLLUTANTS))
def test_cutting_to_thousandths_never_changes_the_rounding(value, pollutant):
    step = Decimal(pollutant.step).scaleb(-3)
    expected = int((value / step).quantize(Decimal(1), ROUND_HALF_EVEN)) * pollutant.step
    assert rounded(thousandths_of([value]), pollutant)[0] == expected


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=24), st.sampled_from(POLLUTANTS))
def test_a_mean_is_rounded_once_as_python_rounds_fractions(values, pollutant):
    total, count = np.array([sum(values)]), np.array([len(values)])
    expected = round(Fraction(sum(values), len(values) * pollutant.step)) * pollutant.step
    assert rounded_mean(total, count, 1, pollutant)[0] == expected
    assert rounded_mean(total, count, len(values) + 1, pollutant)[0] == MISSING


@given(st.integers(0, 10**15), st.integers(1, 10**6))
def test_division_rounds_half_to_even(numerator, denominator):
    assert divide_half_even(np.array([numerator]), denominator)[0] == round(Fraction(numerator, denominator))


CONCENTRATION = st.decimals(0, 900, places=3)


@given(CONCENTRATION, CONCENTRATION, st.sampled_from(COLUMNS), st.sampled_from(NAMES))
def test_more_pollution_never_gives_a_smaller_sub_index(one, other, column, name):
    pollutant, averaging = column
    top = 800 if column in (("SO2", "1h"), ("O3", "24h")) and name == NAMES[0] else 900
    low, high = (sub_index(value, pollutant, Averaging(averaging), name) for value in sorted((one, other)))
    assert low <= high or max(one, other) > top


@given(CONCENTRATION, st.sampled_from(COLUMNS), st.sampled_from(NAMES))
def test_the_sub_index_is_never_below_the_exact_interpolation(value, column, name):
    pollutant, averaging = column
    breaks = limits(name, pollutant, averaging)
    step = Fraction(Pollutant(pollutant).step, 1000)
    shown = round(Fraction(value) / step) * step
    found = sub_index(value, pollutant, Averaging(averaging), name)
    if shown <= breaks[-1]:
        place = next(i for i in range(1, len(breaks)) if shown <= breaks[i])
        share = Fraction(shown - breaks[place - 1], breaks[place] - breaks[place - 1])
        exact = INDEX[place - 1] + share * (INDEX[place] - INDEX[place - 1])
        assert exact <= found < exact + 1


@given(st.integers(0, 60_000))
def test_co_in_milligrams_and_in_micrograms_is_the_same_air(micrograms):
    milligrams = Decimal(micrograms) / 1000
    assert thousandths(milligrams) == micrograms
    assert sub_index(milligrams, "CO") == oracle(
        round(Fraction(micrograms, 100)) * Fraction(1, 10), ORACLE["CO", "24h"]
    )


@given(st.dictionaries(st.sampled_from(POLLUTANTS), CONCENTRATION, min_size=1), st.sampled_from(NAMES))
def test_the_index_is_the_largest_sub_index_and_its_owner_is_primary(values, name):
    found = aqi({key: thousandths_of([value]) for key, value in values.items()}, HOUR, standard(name))
    if found.aqi[0] == MISSING:
        assert found.iaqi.max() <= (100 if name == NAMES[1] else MISSING)
    else:
        assert found.aqi[0] == found.iaqi.max()
        assert bool(names(found.primary[:, 0])) == (found.aqi[0] > 50)


def test_no_float_ever_decides_an_index():
    assert iaqi(thousandths_of([116.0]), Pollutant.PM25, DAY, standard(NAMES[0])).dtype.kind == "i"
    assert thousandths(0.1 + 0.2) == 301
