"""The holder of a role names a deputy for a stated time, or withdraws one."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.lifecycle.journal import record
from portal.lifecycle.moves import lock
from portal.offices.authority import granted
from portal.offices.models import Deputation, Jurisdiction, User
from portal.offices.roles import Role


@transaction.atomic
def name_deputy(
    deputy: User,
    role: Role,
    jurisdiction: Jurisdiction,
    *,
    by: User,
    starts_at: datetime,
    ends_at: datetime,
    now: datetime,
) -> Deputation:
    """Let `deputy` act as `role` for `by` between two moments; only a holder can, and only a colleague."""
    if role not in granted(by, jurisdiction):
        raise PermissionDenied(_("Only the holder of a role can name a deputy for it."))
    if deputy == by or not granted(deputy, jurisdiction) - {Role.VIEWER}:
        raise ValidationError({"deputy": _("Choose a colleague of the same command office.")})
    if ends_at <= max(starts_at, now):
        raise ValidationError({"ends_at": _("The end must lie after the start and in the future.")})
    deputation = Deputation.objects.create(
        jurisdiction=jurisdiction, role=role, holder=by, deputy=deputy, starts_at=starts_at, ends_at=ends_at
    )
    facts = {"deputy": deputy.username, "role": role, "from": starts_at, "until": ends_at}
    record(deputation, "name_deputy", scope=jurisdiction, by=by, now=now, facts=facts)
    return deputation


@transaction.atomic
def withdraw_deputy(deputation: Deputation, *, by: User, now: datetime) -> None:
    """End a deputation early; safe to run twice."""
    if by != deputation.holder:
        raise PermissionDenied(_("Only the holder can withdraw this deputy."))
    lock(deputation)
    if deputation.withdrawn_at:
        return
    deputation.withdrawn_at = now
    deputation.save(update_fields=["withdrawn_at"])
    record(deputation, "withdraw_deputy", scope=deputation.jurisdiction, by=by, now=now)
