"""Decline a proposal, with the reason."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from early_warnings.models import Proposal
from portal.lifecycle.moves import move
from portal.offices.authority import require
from portal.offices.models import User
from portal.offices.roles import Role


@transaction.atomic
def decline_proposal(proposal: Proposal, *, by: User, now: datetime, reason: str) -> None:
    """Say that the office will not follow it; the reason stays in the journal."""
    require(by, Role.OFFICE, proposal.jurisdiction, now)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the office does not follow the proposal.")})
    move(proposal, Proposal.State.DECLINED, by=by, now=now, verb="decline", note=reason)
