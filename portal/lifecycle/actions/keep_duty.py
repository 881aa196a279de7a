"""Put someone on the duty roster, change their watch, or take it off."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.lifecycle.errors import IllegalMove
from portal.lifecycle.journal import record
from portal.lifecycle.moves import lock
from portal.lifecycle.rosters import lock_row, require_keeper
from portal.offices.models import DutyShift, Jurisdiction, Unit, User
from portal.offices.rosterfile import LONGEST

FIELDS = ("name", "phone", "starts_at", "ends_at", "note")


@transaction.atomic
def add_shift(
    jurisdiction: Jurisdiction,
    unit: Unit | None,
    *,
    by: User,
    now: datetime,
    name: str,
    starts_at: datetime,
    ends_at: datetime,
    phone: str = "",
    user: User | None = None,
    note: str = "",
) -> DutyShift:
    """Put a person on duty for a unit, or for the command office (None); ValidationError names the field."""
    require_keeper(by, jurisdiction, unit, now)
    lock(jurisdiction)
    shift = DutyShift(
        jurisdiction=jurisdiction, unit=unit, name=name, phone=phone, user=user,
        starts_at=starts_at, ends_at=ends_at, note=note,
    )  # fmt: skip
    check_shift(shift)
    shift.save(force_insert=True)
    record(shift, "add_shift", scope=jurisdiction, by=by, now=now, facts=facts_of(shift))
    return shift


@transaction.atomic
def change_shift(shift: DutyShift, *, by: User, now: datetime, **fields: Any) -> None:
    """Set `fields` (name, phone, user, starts_at, ends_at, note); a watch handed over stays as it was."""
    require_keeper(by, shift.jurisdiction, shift.unit, now)
    lock_open(shift)
    before = facts_of(shift)
    for name, value in fields.items():
        setattr(shift, name, value)
    check_shift(shift)
    shift.save(update_fields=list(fields))
    record(
        shift, "change_shift", scope=shift.jurisdiction, by=by, now=now,
        facts={"before": before, "after": facts_of(shift)},
    )  # fmt: skip


@transaction.atomic
def remove_shift(shift: DutyShift, *, by: User, now: datetime) -> None:
    """Take a watch off the roster; the journal keeps what it was."""
    require_keeper(by, shift.jurisdiction, shift.unit, now)
    lock_open(shift)
    record(shift, "remove_shift", scope=shift.jurisdiction, by=by, now=now, facts=facts_of(shift))
    shift.delete()


def lock_open(shift: DutyShift) -> None:
    """Lock a watch that has not been handed over yet; IllegalMove otherwise."""
    lock_row(shift)
    if shift.handed_over_at:
        raise IllegalMove(_("This shift has been handed over; it stays as it was."))


def check_shift(shift: DutyShift) -> None:
    """What a watch must be beyond its shape; the jurisdiction must be locked."""
    if shift.ends_at <= shift.starts_at:
        raise ValidationError({"ends_at": _("The end must lie after the start.")})
    if shift.ends_at - shift.starts_at > LONGEST:
        raise ValidationError({"ends_at": _("A shift lasts seven days at most. Check the dates.")})
    twins = DutyShift.objects.of(shift.jurisdiction, shift.unit).exclude(pk=shift.pk)
    if twins.filter(name=shift.name, starts_at=shift.starts_at).exists():
        raise ValidationError({"starts_at": _("This person is on the roster from that time already.")})


def facts_of(shift: DutyShift) -> dict[str, Any]:
    """What the journal keeps of a watch."""
    said = {name: getattr(shift, name) for name in FIELDS}
    return {"unit": shift.unit.name if shift.unit else None} | said
