"""Reading the roster: who may keep it, who is on duty on which day, whom to call."""

from calendar import Calendar
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import cast

from django.db.models import QuerySet
from django.utils import timezone
from guardian.shortcuts import get_users_with_perms

from portal.offices.authority import roles_of
from portal.offices.models import Contact, DutyShift, Jurisdiction, Unit, User
from portal.offices.roles import Role

DAY = timedelta(days=1)


def may_keep(user: User, jurisdiction: Jurisdiction, unit: Unit | None, now: datetime) -> bool:
    """Whether `user` keeps this roster: the office keeps all of them, a unit's people their own."""
    if unit is not None and Unit.objects.of(user).filter(pk=unit.pk).exists():
        return True
    return Role.OFFICE in roles_of(user, jurisdiction, now)


def colleagues(jurisdiction: Jurisdiction, unit: Unit | None) -> QuerySet[User]:
    """The accounts that can be put on duty: the unit's people, or the office's for None."""
    if unit is not None:
        return User.objects.filter(memberships__unit=unit, is_active=True).order_by("username")
    office = cast("QuerySet[User]", get_users_with_perms(jurisdiction, with_superusers=False))
    return office.filter(is_active=True).order_by("username")


@dataclass(frozen=True, slots=True)
class Call:
    """A telephone and who answers it; `until` for whoever is on duty now, `kind` in words otherwise."""

    who: str
    phone: str
    post: str = ""
    kind: str = ""
    until: datetime | None = None


def whom_to_call(units: Collection[int], now: datetime) -> dict[int, list[Call]]:
    """For each of the units' keys its people in calling order, those on duty now first; 2 queries."""
    calls: dict[int, list[Call]] = defaultdict(list)
    if not units:
        return calls
    for shift in DutyShift.objects.on(now).filter(unit__in=units).select_related("user"):
        calls[cast(int, shift.unit_id)].append(Call(shift.name, shift.telephone, until=shift.ends_at))
    for contact in Contact.objects.filter(unit__in=units):
        calls[cast(int, contact.unit_id)].append(call_of(contact))
    return calls


def call_of(contact: Contact) -> Call:
    """The line of a contact."""
    return Call(contact.name, contact.phone, contact.post, str(contact.get_kind_display()))


@dataclass(frozen=True, slots=True)
class DutyDay:
    """A day of the month's sheet; `is_outside` for those of the months beside it."""

    day: date
    is_outside: bool
    shifts: tuple[DutyShift, ...]


def fresh_word(jurisdiction: Jurisdiction, now: datetime) -> DutyShift | None:
    """The office's watch that was handed over last, if within a day; 1 query."""
    return DutyShift.objects.of(jurisdiction, None).handed_over().filter(handed_over_at__gt=now - DAY).first()


def month_sheet(month: date, shifts: Iterable[DutyShift]) -> list[list[DutyDay]]:
    """The weeks of a month, Monday first, with each day's shifts; `month` is any day of it."""
    known = list(shifts)
    return [
        [DutyDay(day, day.month != month.month, tuple(s for s in known if is_of_day(s, day))) for day in week]
        for week in Calendar().monthdatescalendar(month.year, month.month)
    ]


def is_of_day(shift: DutyShift, day: date) -> bool:
    """Whether a shift begins on that day of Beijing's calendar, or lasts over its noon.

    So a watch from nine to nine stands on one day, and one of several days on each of them.
    """
    noon = timezone.make_aware(datetime.combine(day, time(12)))
    return timezone.localdate(shift.starts_at) == day or shift.starts_at <= noon < shift.ends_at


def sheet_span(month: date) -> tuple[datetime, datetime]:
    """From the first Monday to the end of the last Sunday on the month's sheet."""
    weeks = Calendar().monthdatescalendar(month.year, month.month)
    return midnight(weeks[0][0]), midnight(weeks[-1][-1] + DAY)


def midnight(day: date) -> datetime:
    """The beginning of a day in Beijing."""
    return timezone.make_aware(datetime.combine(day, time()))
