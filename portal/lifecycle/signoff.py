"""Signing: the chain of the plan, one different person for each step."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from portal.lifecycle.errors import IllegalMove
from portal.lifecycle.journal import record
from portal.lifecycle.models import Signable
from portal.lifecycle.moves import lock, move
from portal.offices.authority import Authority, authority, require
from portal.offices.models import User
from portal.offices.roles import Role

IN_REVIEW, APPROVED = "in_review", "approved"


def may_sign(document: Signable, user: User, now: datetime) -> bool:
    """Whether the waiting step is this user's; a hint for the page, checked again by `sign`."""
    step = document.next_step() if document.state == IN_REVIEW else None
    if step is None or user.pk in document.author_ids():
        return False
    if document.signed_this_round().filter(by=user).exists():
        return False
    barred = document.author_ids()
    return authority(user, Role(step["role"]), document.journal_scope, now, not_for=barred) is not None


def require_read(document: Signable, digest: str | None) -> None:
    """Refuse an act on another content than the one with `digest`; None means that the door shows none."""
    if digest is not None and digest != document.content_digest():
        raise IllegalMove(
            _("“%(document)s” changed since you opened it. Read it again.") % {"document": document}
        )


@transaction.atomic
def sign(document: Signable, *, by: User, now: datetime, note: str = "") -> None:
    """Put the hand of `by` under the next step; the last one approves the document.

    Raises IllegalMove when it is not in review, PermissionDenied when the step is not theirs:
    the drafter never signs, and each step needs a different person.
    """
    lock(document)
    step = document.next_step() if document.state == IN_REVIEW else None
    if step is None:
        raise IllegalMove(_("“%(document)s” is not waiting for a signature.") % {"document": document})
    _refuse_own_hand(document, by)
    # Nor does a deputy sign for an author: the right would be the author's own.
    right = require(by, Role(step["role"]), document.journal_scope, now, not_for=document.author_ids())
    _put_hand(document, step, by, right, now, note)
    if document.next_step() is None:
        move(document, APPROVED, by=by, now=now)


def _refuse_own_hand(document: Signable, by: User) -> None:
    if by.pk in document.author_ids():
        raise PermissionDenied(_("You took part in drafting this; someone else must sign it."))
    if document.signed_this_round().filter(by=by).exists():
        raise PermissionDenied(_("Each step needs a different person."))


def _put_hand(
    document: Signable, step: dict[str, str], by: User, right: Authority, now: datetime, note: str
) -> None:
    signature = document.signatures.create(  # type: ignore[attr-defined]
        round=document.round,
        step=document.signed_this_round().count(),
        verb=step["verb"],
        role=step["role"],
        by=by,
        on_behalf_of=right.on_behalf_of,
        drafter_id=document.drafted_by_id or document.submitted_by_id,
        at=now,
        note=note,
        content_sha256=document.content_digest(),
    )
    record(
        document, step["verb"], scope=document.journal_scope, by=by, now=now, note=note,
        facts={
            "step": signature.step + 1, "of": len(document.chain), "role": step["role"],
            "on_behalf_of": str(right.on_behalf_of or ""), "content_sha256": signature.content_sha256,
        },
    )  # fmt: skip
