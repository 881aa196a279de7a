"""Change the draft of an edition."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from plans.differing import differences
from plans.intake import next_edition
from plans.models import EditionDraft
from plans.planfile import parse_plan
from portal.lifecycle.errors import IllegalMove
from portal.lifecycle.journal import record
from portal.lifecycle.moves import lock
from portal.offices.authority import require
from portal.offices.models import User
from portal.offices.roles import Role

# A whole new file may change everything; the journal then says how much, and names the first lines.
MOST_PATHS = 50


@transaction.atomic
def edit_edition(
    draft: EditionDraft, edit: Callable[[str], str], *, file: str, by: User, now: datetime
) -> list[str]:
    """Replace the draft's plan file by what `edit` makes of it; the paths of the lines that changed.

    The file is read under the lock, so that two officers' changes of different lines both stay. Raises
    PermissionDenied to all but the office, IllegalMove once it is submitted, FileError as draft_edition does.
    """
    require(by, Role.OFFICE, draft.jurisdiction, now)
    lock(draft)
    if draft.state != EditionDraft.State.DRAFT:
        raise IllegalMove(
            _("“%(edition)s” is not a draft any more; have it returned to change it.") % {"edition": draft}
        )
    before, text = parse_plan(draft.text, file), edit(draft.text)
    plan = next_edition(text, file, draft.jurisdiction)
    paths = [each.path for each in differences(before, plan)]
    draft.text, draft.edition, draft.in_force_from = text, plan.edition, plan.in_force_from
    draft.save(update_fields=["text", "edition", "in_force_from"])
    draft.authors.add(by)
    record(
        draft, "edit", scope=draft.jurisdiction, by=by, now=now,
        facts={
            "changed": len(paths), "lines": paths[:MOST_PATHS], "content_sha256": draft.content_digest(),
        },
    )  # fmt: skip
    return paths
