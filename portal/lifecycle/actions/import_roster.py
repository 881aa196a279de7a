"""Take in a whole file of watches or contacts: what is new is added, what is known brought up to date."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.lifecycle.journal import record
from portal.lifecycle.moves import lock
from portal.lifecycle.rosters import require_keeper
from portal.offices.models import Contact, DutyShift, Jurisdiction, UnitMembership, User
from portal.offices.roster import colleagues
from portal.offices.rosterfile import ContactRow, ShiftRow

Row = TypeVar("Row", DutyShift, Contact)
SHIFT_FIELDS = ("phone", "user", "ends_at", "note")
CONTACT_FIELDS = ("post", "phone")


@dataclass(frozen=True, slots=True)
class Taken:
    """How many rows were new, changed, and there already."""

    added: int
    changed: int
    same: int


@transaction.atomic
def import_shifts(
    jurisdiction: Jurisdiction, rows: Sequence[ShiftRow], *, file: str, by: User, now: datetime
) -> Taken:
    """All rows or none; a person's watch from the same hour is the same watch. Nothing is removed."""
    require_keeper(by, jurisdiction, None, now)
    lock(jurisdiction)
    known = {(each.unit_id, each.name, each.starts_at): each for each in _shifts(jurisdiction, rows)}
    accounts = accounts_by_name(jurisdiction)
    given = [
        (
            known.get((row.unit, row.name, row.starts_at)),
            DutyShift(
                jurisdiction=jurisdiction, unit_id=row.unit, name=row.name, phone=row.phone, note=row.note,
                user=accounts.get((row.unit, row.name)), starts_at=row.starts_at, ends_at=row.ends_at,
            ),
        )
        for row in rows
    ]  # fmt: skip
    _refuse_handed_over(rows, given)
    taken = _store(DutyShift, given, SHIFT_FIELDS)
    _record(jurisdiction, "import_shifts", taken, file=file, by=by, now=now)
    return taken


@transaction.atomic
def import_contacts(
    jurisdiction: Jurisdiction, rows: Sequence[ContactRow], *, file: str, by: User, now: datetime
) -> Taken:
    """All rows or none; the same name in the same place is the same contact. Nothing is removed."""
    require_keeper(by, jurisdiction, None, now)
    lock(jurisdiction)
    here = Contact.objects.filter(jurisdiction=jurisdiction)
    known = {(each.unit_id, each.kind, each.name): each for each in here}
    given = [
        (
            known.get((row.unit, row.kind, row.name)),
            Contact(
                jurisdiction=jurisdiction, unit_id=row.unit, kind=row.kind, name=row.name,
                post=row.post, phone=row.phone,
            ),
        )
        for row in rows
    ]  # fmt: skip
    taken = _store(Contact, given, CONTACT_FIELDS)
    _record(jurisdiction, "import_contacts", taken, file=file, by=by, now=now)
    return taken


def accounts_by_name(jurisdiction: Jurisdiction) -> dict[tuple[int | None, str], User]:
    """The account of everyone whose name only one person in their unit or office has."""
    office = ((None, user) for user in colleagues(jurisdiction, None))
    memberships = UnitMembership.objects.filter(unit__jurisdiction=jurisdiction, user__is_active=True)
    members = ((each.unit_id, each.user) for each in memberships.select_related("user"))
    found: dict[tuple[int | None, str], list[User]] = {}
    for unit, user in (*office, *members):
        found.setdefault((unit, user.full_name), []).append(user)
    return {key: users[0] for key, users in found.items() if len(users) == 1 and key[1]}


def _shifts(jurisdiction: Jurisdiction, rows: Iterable[ShiftRow]) -> Iterable[DutyShift]:
    starts = {row.starts_at for row in rows}
    here = DutyShift.objects.filter(jurisdiction=jurisdiction)
    return here.filter(starts_at__gte=min(starts), starts_at__lte=max(starts)).select_related("user")


def _refuse_handed_over(
    rows: Sequence[ShiftRow], given: Sequence[tuple[DutyShift | None, DutyShift]]
) -> None:
    fixed = [
        _("Line %(line)s: the shift of %(name)s has been handed over; it stays as it was.")
        % {"line": row.line, "name": row.name}
        for row, (old, new) in zip(rows, given, strict=True)
        if old and old.handed_over_at and _differs(old, new, SHIFT_FIELDS)
    ]
    if fixed:
        raise ValidationError(fixed)


def _store(model: type[Row], given: Sequence[tuple[Row | None, Row]], fields: Sequence[str]) -> Taken:
    added = [new for old, new in given if old is None]
    changed = [_overlaid(old, new, fields) for old, new in given if old and _differs(old, new, fields)]
    model._default_manager.bulk_create(added)
    model._default_manager.bulk_update(changed, fields)
    return Taken(len(added), len(changed), len(given) - len(added) - len(changed))


def _differs(old: Row, new: Row, fields: Iterable[str]) -> bool:
    return any(getattr(old, name) != getattr(new, name) for name in fields)


def _overlaid(old: Row, new: Row, fields: Iterable[str]) -> Row:
    for name in fields:
        setattr(old, name, getattr(new, name))
    return old


def _record(
    jurisdiction: Jurisdiction, verb: str, taken: Taken, *, file: str, by: User, now: datetime
) -> None:
    facts = {"file": file, "added": taken.added, "changed": taken.changed, "same": taken.same}
    record(jurisdiction, verb, scope=jurisdiction, by=by, now=now, facts=facts)
