"""The vocabulary of figures, and what a legal value is."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.figures import FIGURES, Fault, added, read, total

SCHEMA = Path(__file__).parents[2] / "plans/schema/plan.schema.json"


def test_plan_files_may_ask_for_exactly_these():
    asked = json.loads(SCHEMA.read_text(encoding="utf-8"))["$defs"]["figure"]["enum"]
    assert set(asked) == set(FIGURES)


@pytest.mark.parametrize(
    ("name", "given", "value"),
    [
        ("sites_stopped", "12", 12), ("sites_stopped", 0, 0), ("sites_stopped", " 7 ", 7),
        ("sites_stopped", "3.0", 3), ("sweeping_km", "36.5", 36.5), ("sweeping_km", 36, 36),
        ("sites_stopped", "１２", 12),
    ],
)  # fmt: skip
def test_a_legal_value(name, given, value):
    assert read({name: given}) == ({name: value}, {})


@pytest.mark.parametrize(
    ("name", "given", "fault"),
    [
        ("sites_stopped", "twelve", Fault.NOT_A_NUMBER), ("sites_stopped", "inf", Fault.NOT_A_NUMBER),
        ("sites_stopped", False, Fault.NOT_A_NUMBER), ("sites_stopped", [1], Fault.NOT_A_NUMBER),
        ("sites_stopped", 1.5, Fault.NOT_WHOLE), ("sweeping_km", "0.001", Fault.NOT_WHOLE),
        ("sites_stopped", "-1", Fault.OUT_OF_RANGE), ("sites_stopped", "1e9", Fault.OUT_OF_RANGE),
        ("sties_stopped", "1", Fault.UNKNOWN),
    ],
)  # fmt: skip
def test_a_fault(name, given, fault):
    assert read({name: given}) == ({}, {name: fault})


@pytest.mark.parametrize("blank", ["", "  ", None])
def test_a_blank_is_missing(blank):
    assert read({"sites_stopped": blank}) == ({}, {})


NAMES = st.sampled_from([*FIGURES, "x"])
VALUES = st.none() | st.text("0123456789.-+eEN ", max_size=8) | st.floats() | st.integers()


@given(st.dictionaries(NAMES, VALUES, max_size=4))
def test_every_value_is_taken_blank_or_faulted(raw):
    values, faults = read(raw)
    assert not set(values) & set(faults)
    assert read(values) == (values, {})
    json.dumps(values, allow_nan=False)


def test_sums_are_exact():
    assert added([{"sweeping_km": 0.1}] * 3) == {"sweeping_km": 0.3}
    assert total([{"sweeping_km": 0.1}] * 3) == {"sweeping_km": 0.3}


def test_of_a_standing_state_the_highest_day_counts():
    assert total([{"sites_stopped": 9}, {"sites_stopped": 7}]) == {"sites_stopped": 9}


def test_words_in_both_languages():
    assert FIGURES["sites_stopped"].label("zh-hans") == "停工工地（处）"
    assert FIGURES["sites_stopped"].label("en") == "Building sites stopped (sites)"
