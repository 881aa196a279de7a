"""Change a draft's text; every version is kept."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from early_warnings.models import Act, EarlyWarning, WarningRevision
from portal.lifecycle.errors import IllegalMove
from portal.lifecycle.journal import record
from portal.lifecycle.moves import lock
from portal.offices.authority import require
from portal.offices.models import User
from portal.offices.roles import Role


@transaction.atomic
def revise_warning(warning: EarlyWarning, *, by: User, now: datetime, **changes: Any) -> None:
    """Save changed text fields of a draft or a returned document; nothing happens when nothing differs."""
    require(by, Role.OFFICE, warning.jurisdiction, now)
    lock(warning)
    if warning.state not in EarlyWarning.EDITABLE:
        raise IllegalMove(
            _("“%(document)s” is under review or issued; its text is fixed.") % {"document": warning}
        )
    before = warning.content()
    for name in EarlyWarning.TEXT_FIELDS:
        if name in changes:
            setattr(warning, name, changes[name])
    changed = sorted(name for name, value in warning.content().items() if value != before[name])
    if not changed:
        return
    check_times(warning)
    _check_level(warning)
    warning.save(update_fields=changed)
    add_revision(warning, by=by, now=now)
    record(warning, "revise", scope=warning.jurisdiction, by=by, now=now, facts={"fields": changed})


def add_revision(warning: EarlyWarning, *, by: User | None, now: datetime) -> WarningRevision:
    """Keep the text as it stands now."""
    return warning.revisions.create(
        number=warning.revisions.count() + 1, by=by, at=now, content=warning.content()
    )


def _check_level(warning: EarlyWarning) -> None:
    if warning.act == Act.LIFT and warning.follows and warning.level != warning.follows.level:
        raise ValidationError({"level": _("A lifting has the level of the warning that it ends.")})


def check_times(warning: EarlyWarning) -> None:
    """A warning must end after it begins; a lifting has no end."""
    if warning.act != Act.LIFT and warning.expected_until and warning.expected_until <= warning.begins_at:
        raise ValidationError({"expected_until": _("The expected end must lie after the beginning.")})
