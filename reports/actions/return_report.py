"""Give a report back to the office, with the reason."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.lifecycle.errors import IllegalMove
from portal.lifecycle.moves import lock, move
from portal.lifecycle.signoff import may_sign
from portal.offices.models import User
from portal.outbox.actions.post import post
from reports import letters
from reports.models import Report


@transaction.atomic
def return_report(report: Report, *, by: User, now: datetime, reason: str) -> None:
    """Only who may put the next signature can return it instead; signatures of this round stay on record."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, so that the office can mend it.")})
    lock(report)
    if report.state != Report.State.IN_REVIEW:
        raise IllegalMove(_("“%(document)s” is not waiting for a signature.") % {"document": report})
    if not may_sign(report, by, now):
        raise PermissionDenied(_("This step is not yours to sign or return."))
    move(report, Report.State.RETURNED, by=by, now=now, verb="return", note=reason)
    post(letters.to_office(report, kind="report_returned", said="已退回", body=reason, now=now))
