"""Adopt an edition by signature; it succeeds the one in force on its first day."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from plans import letters
from plans.actions.load_plan import load_plan
from plans.confirming import confirmations
from plans.document import Plan
from plans.intake import next_edition
from plans.lines import DUE, IN_FORCE_FROM, lines_of, to_confirm
from plans.models import Confirmation, EditionDraft, PlanEdition
from plans.reading import document_of
from portal.lifecycle import signoff
from portal.lifecycle.errors import IllegalMove
from portal.lifecycle.journal import record
from portal.lifecycle.moves import lock
from portal.offices.models import User
from portal.outbox.actions.post import post


@transaction.atomic
def adopt_edition(draft: EditionDraft, *, read: str, by: User, now: datetime, note: str = "") -> None:
    """Sign; the edition is in force at once where its first day has come, else `put_in_force` does it then.

    `read` is the digest of the file that the signer saw. Raises IllegalMove where that is not what stands
    there now or no signature is waited for, PermissionDenied to whoever wrote any of it or is no director.
    """
    lock(draft)
    if read != draft.content_digest():
        raise IllegalMove(_("The draft was changed since you read it. Reload the page and read it again."))
    signoff.sign(draft, by=by, now=now, note=note)
    post(letters.adopted(draft, now))
    if draft.in_force_from <= timezone.localdate(now):
        put_in_force(draft, by=by, now=now)


@transaction.atomic
def put_in_force(draft: EditionDraft, *, by: User | None, now: datetime) -> PlanEdition:
    """Make rows of an adopted edition, whose first day has come; safe to run twice.

    Warnings and responses that run keep the edition they began with. Confirmations of lines that are the
    same in the new edition go on with it.
    """
    lock(draft)
    if draft.became is not None:
        return draft.became
    older = draft.jurisdiction.editions.in_force().first()
    before = document_of(older) if older else None
    plan = next_edition(draft.text, draft.edition, draft.jurisdiction)
    edition = load_plan(plan, by=by, now=now).edition
    draft.became = edition
    draft.save(update_fields=["became"])
    if older and before:
        _carry_confirmations(older, before, edition, plan)
    record(draft, "in force", scope=draft.jurisdiction, by=by, now=now, facts={"edition": edition.edition})
    return edition


def _carry_confirmations(older: PlanEdition, before: Plan, edition: PlanEdition, plan: Plan) -> None:
    old, new, open_paths = lines_of(before), lines_of(plan), to_confirm(plan)
    Confirmation.objects.bulk_create(
        Confirmation(edition=edition, path=path, ground=row.ground, by=row.by, at=row.at)
        for path, row in confirmations(older).items()
        if path in open_paths and path != IN_FORCE_FROM
        if old.get(path.removesuffix(DUE)) == new[path.removesuffix(DUE)]
    )
