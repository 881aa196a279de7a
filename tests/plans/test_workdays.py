"""Working days as China publishes them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from plans.deadlines import due_at, parse_due
from plans.workdays import is_published, is_workday

BEIJING = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 10, 1), False), (date(2026, 10, 10), True), (date(2026, 2, 14), True),
        (date(2026, 2, 17), False), (date(2026, 12, 19), False), (date(2026, 12, 21), True),
    ],
)  # fmt: skip
def test_holidays_and_make_up_days_count(day, works):
    assert is_workday(day) is works


def test_a_year_not_published_falls_back_to_monday_to_friday_and_says_so():
    assert not is_published(2090)
    assert [is_workday(date(2090, 1, day)) for day in range(2, 9)] == [True] * 5 + [False] * 2


def test_five_working_days_over_new_year_and_a_make_up_sunday():
    lifted = datetime(2025, 12, 30, 18, tzinfo=BEIJING)
    due = due_at(parse_due("lifted +5 workdays"), lifted, is_workday)
    assert due == datetime(2026, 1, 8, tzinfo=BEIJING)
