"""Give a document back to its drafter, with the reason."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from early_warnings import letters
from early_warnings.models import EarlyWarning
from early_warnings.wording import headline
from portal.lifecycle.errors import IllegalMove
from portal.lifecycle.moves import lock, move
from portal.lifecycle.signoff import may_sign
from portal.offices.models import User
from portal.outbox.actions.post import post


@transaction.atomic
def return_warning(warning: EarlyWarning, *, by: User, now: datetime, reason: str) -> None:
    """Only who may put the next signature can return it instead; signatures of this round stay on record."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, so that the drafter can mend it.")})
    lock(warning)
    if warning.state != EarlyWarning.State.IN_REVIEW:
        raise IllegalMove(_("“%(document)s” is not waiting for a signature.") % {"document": warning})
    if not may_sign(warning, by, now):
        raise PermissionDenied(_("This step is not yours to sign or return."))
    move(warning, EarlyWarning.State.RETURNED, by=by, now=now, verb="return", note=reason)
    subject = f"已退回：{headline(warning)}"
    post(letters.to_office(warning, kind="returned", subject=subject, body=reason, now=now))
