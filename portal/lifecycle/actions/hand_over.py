"""Whoever goes off duty leaves word for the next."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from portal.lifecycle.actions.keep_duty import lock_open
from portal.lifecycle.errors import IllegalMove
from portal.lifecycle.journal import record
from portal.lifecycle.rosters import require_keeper
from portal.offices.models import DutyShift, User


@transaction.atomic
def hand_over(shift: DutyShift, *, by: User, now: datetime, note: str) -> None:
    """Record it once, by the person on duty; for one without an account by whoever keeps the roster."""
    if shift.user is None:
        require_keeper(by, shift.jurisdiction, shift.unit, now)
    elif shift.user != by:
        raise PermissionDenied(_("Whoever was on duty records the hand-over."))
    lock_open(shift)
    if now < shift.starts_at:
        raise IllegalMove(_("This shift has not begun yet."))
    shift.handover, shift.handed_over_at = note, now
    shift.save(update_fields=["handover", "handed_over_at"])
    facts = {"name": shift.name, "unit": shift.unit.name if shift.unit else None}
    record(shift, "hand_over", scope=shift.jurisdiction, by=by, now=now, note=note, facts=facts)
