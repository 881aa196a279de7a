"""The times that a plan sets for a response, each with the portal's default where the plan is silent."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import cast

from django.utils import timezone

from plans.deadlines import Daily, Due, due_at, parse_due
from plans.models import PlanEdition
from plans.workdays import is_workday

ALL_UNITS = "all_units"
DAY = timedelta(days=1)
NEXT_DAY = Daily(1, None)
DEFAULTS: Mapping[str, int | str] = {
    "acknowledge_within_minutes": 60,
    "remind_before_minutes": 15,
    "escalate_to_leader_after_minutes": 30,
    "escalate_to_office_after_minutes": 60,
    "daily_return_due": "10:00",
}


def setting(edition: PlanEdition, name: str) -> int | str:
    """The plan's own value, or the portal's default."""
    own = edition.rules.get("settings", {}).get(name, {})
    return cast(int | str, own.get("value", DEFAULTS[name]))


def minutes(edition: PlanEdition, name: str) -> timedelta:
    """A setting that counts minutes."""
    return timedelta(minutes=int(setting(edition, name)))


def acknowledge_by(edition: PlanEdition, issued_at: datetime) -> datetime:
    """Until when a unit has to sign for what it was given."""
    return issued_at + minutes(edition, "acknowledge_within_minutes")


def start_of(day: date) -> datetime:
    """Midnight, Beijing time, with which `day` begins."""
    return timezone.make_aware(datetime.combine(day, time()))


def daily_deadlines(edition: PlanEdition) -> dict[str, Due]:
    """When a daily return is due, by the name of the unit; `ALL_UNITS` for those not named."""
    usual = parse_due(f"next_day {setting(edition, 'daily_return_due')}")
    return {ALL_UNITS: usual} | _deadlines(edition, "unit_daily", usual)


def final_deadlines(edition: PlanEdition) -> dict[str, Due]:
    """When the final return is due, by unit; empty where the plan asks for none."""
    return _deadlines(edition, "unit_final", parse_due("lifted +1 day"))


def due_for(unit_name: str, deadlines: Mapping[str, Due], after: datetime) -> datetime | None:
    """The unit's own deadline, else that of all units, counted from `after`; None when it owes nothing."""
    due = deadlines.get(unit_name) or deadlines.get(ALL_UNITS)
    return due_at(due, timezone.localtime(after), is_workday) if due else None


def _deadlines(edition: PlanEdition, kind: str, usual: Due) -> dict[str, Due]:
    duties = edition.reporting_duties.filter(kind=kind)
    return {duty.debtor: _hour_given(parse_due(duty.due), usual) if duty.due else usual for duty in duties}


def _hour_given(due: Due, usual: Due) -> Due:
    # "On the next day" names no hour: the setting does.
    return usual if due == NEXT_DAY and isinstance(usual, Daily) else due
