"""Hand the draft of an edition to the director."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from plans import letters
from plans.intake import next_edition
from plans.linter import lint
from plans.models import EditionDraft
from portal.lifecycle.moves import lock, move
from portal.offices.authority import require
from portal.offices.models import User
from portal.offices.roles import Role
from portal.outbox.actions.post import post

# A plan is adopted by one hand that did not write it.
CHAIN = [{"verb": "approve", "role": Role.DIRECTOR.value}]


@transaction.atomic
def submit_edition(draft: EditionDraft, *, by: User, now: datetime) -> None:
    """Ask for the signature; ValidationError while the check finds errors, IllegalMove if it is no draft."""
    require(by, Role.OFFICE, draft.jurisdiction, now)
    lock(draft)
    plan = next_edition(draft.text, draft.edition, draft.jurisdiction)
    superior = draft.jurisdiction.superior
    found = lint(plan, superior=superior.code if superior else None)
    errors = sum(each.level == "error" for each in found)
    if errors:
        raise ValidationError(
            _("The plan check finds %(count)d errors; mend them before submitting.") % {"count": errors}
        )
    move(
        draft, EditionDraft.State.IN_REVIEW, by=by, now=now, verb="submit", chain=CHAIN, submitted_by=by,
        facts={"content_sha256": draft.content_digest(), "remarks": len(found)},
    )  # fmt: skip
    post(letters.signature_waiting(draft, now))
