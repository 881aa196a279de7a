"""A person says that they have told the addressee themselves."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portal.lifecycle.errors import IllegalMove
from portal.lifecycle.journal import record
from portal.lifecycle.moves import lock
from portal.offices.authority import require
from portal.offices.models import User
from portal.offices.roles import Role
from portal.outbox.models import Channel, Notice


@transaction.atomic
def confirm_told(notice: Notice, *, by: User, now: datetime, note: str) -> None:
    """Close a notice that no channel delivered; `note` says whom they spoke to."""
    require(by, Role.OFFICE, notice.jurisdiction, now)
    lock(notice)
    if notice.confirmed_at or not (notice.dead_at or notice.channel == Channel.MANUAL):
        raise IllegalMove(_("This notice needs no confirmation any more."))
    notice.confirmed_at, notice.confirmed_by = now, by
    if notice.channel == Channel.MANUAL:
        notice.sent_at = now
    notice.save(update_fields=["confirmed_at", "confirmed_by", "sent_at"])
    facts = {"key": notice.key, "addressee": notice.addressee}
    record(notice, "confirm_told", scope=notice.jurisdiction, by=by, now=now, note=note, facts=facts)
