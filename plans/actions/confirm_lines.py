"""The office stands by lines of its plan that were the portal's default."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from plans.confirming import confirmations
from plans.lines import to_confirm
from plans.models import Confirmation, PlanEdition
from plans.reading import document_of
from portal.lifecycle.errors import IllegalMove
from portal.lifecycle.journal import record
from portal.lifecycle.moves import lock
from portal.offices.authority import require
from portal.offices.models import User
from portal.offices.roles import Role


@transaction.atomic
def confirm_lines(
    edition: PlanEdition, paths: Sequence[str], *, ground: str, by: User, now: datetime
) -> list[Confirmation]:
    """Confirm the defaults at `paths`, once each; the edition's content stays as it is.

    Raises ValidationError without a ground or for a path that is no default of the edition,
    IllegalMove when one is confirmed already or the edition was succeeded, PermissionDenied to all but
    the director.
    """
    require(by, Role.DIRECTOR, edition.jurisdiction, now)
    lock(edition)
    _require_open(edition, paths)
    if not ground.strip():
        raise ValidationError({"ground": _("Say on what ground the lines are confirmed.")})
    rows = [
        Confirmation(edition=edition, path=path, ground=ground.strip(), by=by, at=now)
        for path in dict.fromkeys(paths)
    ]
    Confirmation.objects.bulk_create(rows)
    record(
        edition, "confirm", scope=edition.jurisdiction, by=by, now=now, note=ground,
        facts={"edition": edition.edition, "lines": [row.path for row in rows]},
    )  # fmt: skip
    return rows


def _require_open(edition: PlanEdition, paths: Sequence[str]) -> None:
    if edition.state == PlanEdition.State.SUCCEEDED:
        raise IllegalMove(
            _("“%(edition)s” has been succeeded; confirm the lines of the edition in force.")
            % {"edition": edition.edition}
        )
    known, done = to_confirm(document_of(edition)), confirmations(edition)
    unknown = [path for path in paths if path not in known]
    if unknown or not paths:
        raise ValidationError(
            {
                "paths": _("Choose lines that are the portal's default: %(lines)s")
                % {"lines": "、".join(unknown)}
            }
        )
    if again := [path for path in paths if path in done]:
        raise IllegalMove(_("%(lines)s: confirmed already. Reload the page.") % {"lines": "、".join(again)})
