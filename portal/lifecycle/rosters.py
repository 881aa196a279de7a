"""What every act on a roster begins with: the right to keep it, and a lock."""

from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.utils.translation import gettext as _

from portal.lifecycle.errors import IllegalMove
from portal.lifecycle.moves import lock
from portal.offices.models import Contact, DutyShift, Jurisdiction, Unit, User
from portal.offices.roster import may_keep


def require_keeper(user: User, jurisdiction: Jurisdiction, unit: Unit | None, now: datetime) -> None:
    """PermissionDenied for whoever does not keep this roster."""
    if not may_keep(user, jurisdiction, unit, now):
        raise PermissionDenied(
            _("The roster is kept by the command office, and each unit's own by its people.")
        )


def lock_row(row: DutyShift | Contact) -> None:
    """Lock the jurisdiction, then the row; IllegalMove when someone has removed it meanwhile."""
    lock(row.jurisdiction)
    try:
        lock(row)
    except ObjectDoesNotExist as gone:
        raise IllegalMove(_("Someone has removed this line meanwhile. Reload the page.")) from gone
