"""When reports are due."""

from datetime import date, datetime, timedelta, timezone

import pytest

from plans.deadlines import due_at, parse_due

BEIJING = timezone(timedelta(hours=8))


def is_weekday(day: date) -> bool:
    return day.weekday() < 5


@pytest.mark.parametrize(
    ("text", "after", "due"),
    [
        ("next_day 10:00", "2025-12-18T23:59", "2025-12-19T10:00"),
        ("next_day", "2025-12-18T00:00", "2025-12-20T00:00"),
        ("same_day 17:30", "2025-12-18T08:00", "2025-12-18T17:30"),
        ("lifted +1 day", "2025-12-31T09:00", "2026-01-02T00:00"),
        ("lifted +2 days", "2025-12-18T09:00", "2025-12-21T00:00"),
        ("lifted +36 hours", "2025-12-18T09:00", "2025-12-19T21:00"),
        ("lifted +5 workdays", "2025-12-19T09:00", "2025-12-27T00:00"),
        ("yearly 09-01", "2025-08-31T23:00", "2025-09-01T00:00"),
        ("yearly 09-01", "2025-09-01T00:00", "2026-09-01T00:00"),
        ("yearly 02-29", "2025-01-01T00:00", "2025-03-01T00:00"),
    ],
)
def test_a_deadline_falls_on_its_moment(text, after, due):
    moment = due_at(parse_due(text), datetime.fromisoformat(after).replace(tzinfo=BEIJING), is_weekday)
    assert moment == datetime.fromisoformat(due).replace(tzinfo=BEIJING)


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "next_day 25:00", "lifted 2 days", "yearly 13-01", "yearly 02-30"]
)
def test_anything_else_is_no_deadline(text):
    with pytest.raises(ValueError):
        parse_due(text)
