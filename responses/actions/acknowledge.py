"""A unit signs for its task (签收)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portal.lifecycle.errors import IllegalMove
from portal.lifecycle.journal import record
from portal.lifecycle.moves import lock
from portal.offices.models import User
from responses.membership import require_member
from responses.models import UnitTask


@transaction.atomic
def acknowledge(task: UnitTask, *, by: User, now: datetime) -> None:
    """Sign for the task; the first signature stands, a second changes nothing.

    Raises PermissionDenied to all but the unit's own staff, IllegalMove when the response has ended.
    """
    require_member(by, task.unit)
    lock(task)
    if task.acknowledged_at:
        return
    if not task.response.is_running:
        raise IllegalMove(_("The response has ended; there is nothing to acknowledge any more."))
    task.acknowledged_at, task.acknowledged_by = now, by
    task.save(update_fields=["acknowledged_at", "acknowledged_by"])
    record(
        task, "acknowledge", scope=task.response.jurisdiction, by=by, now=now,
        facts={"unit": task.unit.name, "late": now > task.acknowledge_by},
    )  # fmt: skip
