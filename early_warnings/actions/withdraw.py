"""Withdraw a document that was not issued."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from early_warnings.models import EarlyWarning, Proposal
from portal.lifecycle.moves import move
from portal.offices.authority import require
from portal.offices.models import User
from portal.offices.roles import Role


@transaction.atomic
def withdraw_warning(warning: EarlyWarning, *, by: User, now: datetime, reason: str) -> None:
    """Take the paper out of the chain; the proposal it came from is open again."""
    require(by, Role.OFFICE, warning.jurisdiction, now)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is withdrawn.")})
    move(warning, EarlyWarning.State.WITHDRAWN, by=by, now=now, verb="withdraw", note=reason)
    proposal = warning.proposal
    if proposal is not None and proposal.state == Proposal.State.TAKEN:
        move(proposal, Proposal.State.OPEN, by=by, now=now, verb="reopen", facts={"warning": warning.number})
