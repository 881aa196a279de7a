"""What stands on the page of a roster."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from portal.offices.models import Contact, DutyShift, Jurisdiction, Unit, User
from portal.offices.models.duty import DutyShiftQuerySet
from portal.offices.roster import DutyDay, may_keep, month_sheet, sheet_span, whom_to_call

# How long after its end a watch may still be handed over from the page.
HANDED_OVER_WITHIN = timedelta(hours=24)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Place:
    """Whose roster is looked at, by whom: a unit's, or the command office's for None."""

    jurisdiction: Jurisdiction
    unit: Unit | None
    user: User
    now: datetime

    @property
    def shifts(self) -> DutyShiftQuerySet:
        """Its watches."""
        mine = DutyShift.objects.visible_to(self.user).of(self.jurisdiction, self.unit)
        return mine.select_related("user", "jurisdiction", "unit")

    @property
    def is_kept(self) -> bool:
        """Whether the reader keeps this roster."""
        return may_keep(self.user, self.jurisdiction, self.unit, self.now)

    @property
    def is_inner(self) -> bool:
        """Whether the reader works here, so reads hand-overs; they may speak of papers not yet issued."""
        if self.unit and Unit.objects.of(self.user).filter(pk=self.unit.pk).exists():
            return True
        return Jurisdiction.objects.inner_to(self.user).filter(pk=self.jurisdiction.pk).exists()


def units_seen(user: User, jurisdiction: Jurisdiction) -> QuerySet[Unit]:
    """The units whose rosters the reader sees: all of an office, else their own; 1 query."""
    offices = Jurisdiction.objects.staffed_by(user).values("pk")
    mine = Unit.objects.of(user).values("pk")
    return jurisdiction.units.filter(Q(jurisdiction__in=offices) | Q(pk__in=mine))


def page_context(place: Place, month: date) -> dict[str, Any]:
    """Everything on the page; about a dozen queries, however many units and shifts."""
    shifts, is_kept, is_inner = place.shifts, place.is_kept, place.is_inner
    units = list(units_seen(place.user, place.jurisdiction))
    begin, end = sheet_span(month)
    weeks = month_sheet(month, shifts.between(begin, end))
    contacts = Contact.objects.visible_to(place.user).of(place.jurisdiction, place.unit)
    return {
        "jurisdiction": place.jurisdiction,
        "unit": place.unit,
        "units": units,
        "now": place.now,
        "today": timezone.localdate(place.now),
        "on_now": list(shifts.on(place.now)),
        "coming": shifts.filter(starts_at__gt=place.now).first(),
        "handover": shifts.handed_over().first() if is_inner else None,
        "is_inner": is_inner,
        "to_hand_over": to_hand_over(place, is_kept=is_kept),
        "weeks": weeks,
        "listed": listed(weeks),
        "month": month,
        "earlier": month.replace(day=1) - DAY,
        "later": (month.replace(day=28) + 4 * DAY).replace(day=1),
        "contacts": contacts,
        "may_keep": is_kept,
        "may_import": is_kept and place.unit is None,
        "directory": directory(units, place.now) if place.unit is None else [],
    }


def to_hand_over(place: Place, *, is_kept: bool) -> DutyShift | None:
    """The watch for which the reader can leave word for the next: their own, or one without an account."""
    whose = Q(user=place.user) | Q(user=None) if is_kept else Q(user=place.user)
    open_ones = place.shifts.filter(whose, handed_over_at=None, starts_at__lte=place.now)
    return open_ones.filter(ends_at__gt=place.now - HANDED_OVER_WITHIN).order_by("ends_at").first()


def listed(weeks: list[list[DutyDay]]) -> list[DutyShift]:
    """The watches of the month itself, each once, in order."""
    days = [day for week in weeks for day in week if not day.is_outside]
    return list(dict.fromkeys(shift for day in days for shift in day.shifts))


def directory(units: list[Unit], now: datetime) -> list[tuple[Unit, list[Any]]]:
    """Each unit with whom to call there; 2 queries."""
    calls = whom_to_call([unit.pk for unit in units], now)
    return [(unit, calls.get(unit.pk, [])) for unit in units]


def month_asked(text: str | None, now: datetime) -> date:
    """The month of an address ("2026-12"), else the present one, as a day of it."""
    try:
        return datetime.strptime(text or "", "%Y-%m").replace(tzinfo=timezone.get_current_timezone()).date()
    except ValueError:
        return timezone.localdate(now)
