"""Give up the draft of an edition."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from plans.models import EditionDraft
from portal.lifecycle.moves import move
from portal.offices.authority import require
from portal.offices.models import User
from portal.offices.roles import Role


@transaction.atomic
def discard_edition(draft: EditionDraft, *, by: User, now: datetime, reason: str) -> None:
    """Close the draft without effect; its text and journal stay on record."""
    require(by, Role.OFFICE, draft.jurisdiction, now)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is given up.")})
    move(draft, EditionDraft.State.WITHDRAWN, by=by, now=now, verb="withdraw", note=reason)
