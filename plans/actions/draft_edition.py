"""Begin a new edition of a plan."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from plans.intake import next_edition
from plans.models import EditionDraft
from portal.lifecycle.errors import IllegalMove
from portal.lifecycle.journal import record
from portal.lifecycle.moves import lock
from portal.offices.authority import require
from portal.offices.models import Jurisdiction, User
from portal.offices.roles import Role


@transaction.atomic
def draft_edition(
    jurisdiction: Jurisdiction, text: str, *, file: str, by: User, now: datetime
) -> EditionDraft:
    """A draft that says what the plan file `text` says; `file` names it in errors.

    Raises PermissionDenied to all but the office, IllegalMove while another draft is open, FileError where
    the file is wrong or cannot succeed the edition in force.
    """
    require(by, Role.OFFICE, jurisdiction, now)
    lock(jurisdiction)
    if jurisdiction.edition_drafts.open().exists():
        raise IllegalMove(_("A new edition is being drafted already; finish it or give it up first."))
    plan = next_edition(text, file, jurisdiction)
    draft = EditionDraft.objects.create(
        jurisdiction=jurisdiction,
        based_on=jurisdiction.editions.in_force().first(),
        text=text,
        edition=plan.edition,
        in_force_from=plan.in_force_from,
        drafted_by=by,
        drafted_at=now,
    )
    draft.authors.add(by)
    record(
        draft, "draft", scope=jurisdiction, by=by, now=now, became=draft.state,
        facts={"edition": plan.edition, "content_sha256": draft.content_digest()},
    )  # fmt: skip
    return draft
