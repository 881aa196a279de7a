"""Sign the next step of a warning's chain."""

from datetime import datetime

from django.db import transaction

from early_warnings import letters
from early_warnings.models import EarlyWarning
from early_warnings.wording import headline
from portal.lifecycle import signoff
from portal.offices.models import User
from portal.outbox.actions.post import post


@transaction.atomic
def sign_warning(warning: EarlyWarning, *, by: User, now: datetime, note: str = "") -> None:
    """Sign, and tell whoever comes next: the next signer, or the office once all have signed."""
    signoff.sign(warning, by=by, now=now, note=note)
    if warning.state == EarlyWarning.State.APPROVED:
        subject = f"已批准，待签发：{headline(warning)}"
        post(letters.to_office(warning, kind="approved", subject=subject, body=warning.reason, now=now))
    else:
        post(letters.signature_waiting(warning, now))
