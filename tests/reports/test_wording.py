"""Chinese words, and figures added up."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import wording
from reports.facts.figure import figure_at, figures_in, together
from reports.presenting import presented

units_and_values = st.lists(st.tuples(st.integers(1, 5), st.integers(0, 10_000)), min_size=1)


@pytest.mark.parametrize(
    ("begin", "end", "said"),
    [
        ("2026-12-18T12:00", "2026-12-22T16:00", "2026年12月18日至22日"),
        ("2026-11-28T12:00", "2026-12-02T16:00", "2026年11月28日至12月2日"),
        ("2026-12-30T12:00", "2027-01-02T16:00", "2026年12月30日至2027年1月2日"),
        ("2026-12-18T12:00", "2026-12-18T16:00", "2026年12月18日"),
    ],
)
def test_days_are_said_as_short_as_they_can_be(begin, end, said):
    assert wording.days(begin, end) == said


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "不足1分钟"), (45, "45分钟"), (320, "5小时20分钟"), (1440, "1天"), (6013, "4天4小时")],
)
def test_spans_are_said_in_two_units(minutes, said):
    assert wording.span(minutes) == said


def test_moments_are_in_beijing_time_whatever_zone_they_were_written_in():
    assert wording.moment("2026-12-18T16:05:00+00:00") == "2026年12月19日0时05分"
    assert wording.day(date(2026, 1, 2)) == "2026年1月2日"


@given(st.text(alphabet="关于年月日重污染天气应急响应情况的报告", max_size=60))
def test_no_part_of_a_title_is_lost(title):
    assert "".join(wording.title_parts(title)) == title


@given(units_and_values)
def test_acts_add_up_however_they_are_grouped(days):
    figures = [(unit, {"sites_checked": value}) for unit, value in days]
    assert together("sites_checked", figures) == sum(value for _unit, value in days)


@given(units_and_values)
def test_of_a_standing_state_each_units_highest_day_counts(days):
    figures = [(unit, {"sites_stopped": value}) for unit, value in days]
    highest = {unit: max(value for each, value in days if each == unit) for unit, _value in days}
    assert together("sites_stopped", figures) == sum(highest.values())


def test_what_nobody_stated_is_missing_and_not_zero():
    assert together("sites_checked", []) is None


def test_every_figure_shown_keeps_its_path():
    figure = {"value": 3, "rows": {"of": "responses.item", "ids": [1, 2, 3], "how": "count"}}
    facts = {"units": [{"items": {"done": figure}}], "all": figure | {"value": None}}
    shown = presented(facts, lambda path: f"?{path}")
    assert shown["units"][0]["items"]["done"].__html__() == '<a href="?units.0.items.done">3</a>'
    assert str(shown["all"]) == "—"
    assert [path for path, _figure in figures_in(facts)] == ["units.0.items.done", "all"]
    assert figure_at(facts, "units.0.items.done") == figure
