"""Sign the next step of a warning's chain."""

from datetime import datetime

from django.db import transaction

from early_warnings import letters
from early_warnings.models import EarlyWarning
from early_warnings.wording import headline
from portal.lifecycle import signoff
from portal.lifecycle.moves import lock
from portal.offices.models import User
from portal.outbox.actions.post import post


@transaction.atomic
def sign_warning(
    warning: EarlyWarning, *, by: User, now: datetime, note: str = "", read: str | None = None
) -> None:
    """Sign, and tell whoever comes next: the next signer, or the office once all have signed.

    `read` is the digest of the content that `by` had before them: IllegalMove when it changed since.
    """
    lock(warning)
    signoff.require_read(warning, read)
    signoff.sign(warning, by=by, now=now, note=note)
    if warning.state == EarlyWarning.State.APPROVED:
        subject = f"已批准，待签发：{headline(warning)}"
        post(letters.to_office(warning, kind="approved", subject=subject, body=warning.reason, now=now))
    else:
        post(letters.signature_waiting(warning, now))
