"""Give the draft of an edition back to its authors."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from plans import letters
from plans.models import EditionDraft
from portal.lifecycle.errors import IllegalMove
from portal.lifecycle.moves import lock, move
from portal.lifecycle.signoff import may_sign
from portal.offices.models import User
from portal.outbox.actions.post import post


@transaction.atomic
def return_edition(draft: EditionDraft, *, by: User, now: datetime, reason: str) -> None:
    """Only who may sign it can return it; it is a draft again, and its next submission a new round."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, so that the drafter can mend it.")})
    lock(draft)
    if draft.state != EditionDraft.State.IN_REVIEW:
        raise IllegalMove(_("“%(document)s” is not waiting for a signature.") % {"document": draft})
    if not may_sign(draft, by, now):
        raise PermissionDenied(_("This step is not yours to sign or return."))
    post(letters.returned(draft, reason, now))
    move(draft, EditionDraft.State.DRAFT, by=by, now=now, verb="return", note=reason, round=draft.round + 1)
