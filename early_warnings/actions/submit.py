"""Hand a draft into the plan's chain."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from early_warnings import letters
from early_warnings.actions.revise import check_times
from early_warnings.chains import require_floor, require_notice, steps_for
from early_warnings.models import EarlyWarning
from portal.lifecycle.moves import lock, move
from portal.offices.authority import require
from portal.offices.models import User
from portal.offices.roles import Role
from portal.outbox.actions.post import post


@transaction.atomic
def submit_warning(warning: EarlyWarning, *, by: User, now: datetime) -> None:
    """Start a round of signatures; a chain without steps approves at once (Kuitun §3.3.6: lifting).

    The chain is the plan's as it stands now and stays so for this round.
    """
    require(by, Role.OFFICE, warning.jurisdiction, now)
    lock(warning)
    _require_complete(warning)
    require_floor(warning)
    warning.chain = chain = steps_for(warning)
    require_notice(warning)
    resumed = warning.state == EarlyWarning.State.RETURNED
    onward = EarlyWarning.State.IN_REVIEW if chain else EarlyWarning.State.APPROVED
    move(
        warning, onward, by=by, now=now, verb="submit", facts={"steps": len(chain)},
        chain=chain, round=warning.round + resumed, submitted_by=by,
    )  # fmt: skip
    post(letters.signature_waiting(warning, now))


def _require_complete(warning: EarlyWarning) -> None:
    missing = {
        name: _("Fill this in before submitting.")
        for name in ("area", "reason", "text")
        if not getattr(warning, name).strip()
    }
    if missing:
        raise ValidationError(missing)
    check_times(warning)
