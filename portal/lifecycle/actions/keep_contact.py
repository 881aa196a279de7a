"""Keep the list of leaders, liaisons and duty telephones."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.lifecycle.journal import record
from portal.lifecycle.moves import lock
from portal.lifecycle.rosters import lock_row, require_keeper
from portal.offices.models import Contact, Jurisdiction, Unit, User

FIELDS = ("kind", "name", "post", "phone")


@transaction.atomic
def add_contact(
    jurisdiction: Jurisdiction, unit: Unit | None, *, by: User, now: datetime,
    kind: str, phone: str, name: str = "", post: str = "",
) -> Contact:  # fmt: skip
    """Add a person or a telephone of a unit, or of the command office (None)."""
    require_keeper(by, jurisdiction, unit, now)
    lock(jurisdiction)
    contact = Contact(jurisdiction=jurisdiction, unit=unit, kind=kind, name=name, post=post, phone=phone)
    check_contact(contact)
    contact.save(force_insert=True)
    record(contact, "add_contact", scope=jurisdiction, by=by, now=now, facts=facts_of(contact))
    return contact


@transaction.atomic
def change_contact(contact: Contact, *, by: User, now: datetime, **fields: Any) -> None:
    """Set `fields` (kind, name, post, phone)."""
    require_keeper(by, contact.jurisdiction, contact.unit, now)
    lock_row(contact)
    before = facts_of(contact)
    for name, value in fields.items():
        setattr(contact, name, value)
    check_contact(contact)
    contact.save(update_fields=list(fields))
    record(
        contact, "change_contact", scope=contact.jurisdiction, by=by, now=now,
        facts={"before": before, "after": facts_of(contact)},
    )  # fmt: skip


@transaction.atomic
def remove_contact(contact: Contact, *, by: User, now: datetime) -> None:
    """Take a person or a telephone off the list; the journal keeps it."""
    require_keeper(by, contact.jurisdiction, contact.unit, now)
    lock_row(contact)
    record(contact, "remove_contact", scope=contact.jurisdiction, by=by, now=now, facts=facts_of(contact))
    contact.delete()


def check_contact(contact: Contact) -> None:
    """What a contact must be beyond its shape; the jurisdiction must be locked."""
    if not contact.name and contact.kind != Contact.Kind.DUTY_PHONE:
        raise ValidationError({"name": _("Give the name; only a duty telephone goes without.")})
    twins = Contact.objects.of(contact.jurisdiction, contact.unit).exclude(pk=contact.pk)
    if twins.filter(kind=contact.kind, name=contact.name).exists():
        raise ValidationError({"name": _("This contact is on the list already. Change that line.")})


def facts_of(contact: Contact) -> dict[str, Any]:
    """What the journal keeps of a contact."""
    said = {name: getattr(contact, name) for name in FIELDS}
    return {"unit": contact.unit.name if contact.unit else None} | said
