"""The office urges a unit (催办)."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.lifecycle.errors import IllegalMove
from portal.lifecycle.journal import record
from portal.lifecycle.moves import lock
from portal.offices.authority import require
from portal.offices.models import User
from portal.offices.roles import Role
from portal.outbox.actions.post import post
from portal.outbox.models import Notice
from responses import messages
from responses.letters import to_unit
from responses.models import Item, UnitReturn, UnitTask


@transaction.atomic
def urge(task: UnitTask, *, by: User, now: datetime, note: str = "") -> bool:
    """Remind the unit of everything that is outstanding; once a minute at most. Whether it was told.

    Raises PermissionDenied to all but the office, IllegalMove when nothing is outstanding.
    """
    response = task.response
    require(by, Role.OFFICE, response.jurisdiction, now)
    lock(task)
    outstanding = outstanding_of(task)
    if not outstanding:
        raise IllegalMove(_("Nothing is outstanding at %(unit)s.") % {"unit": task.unit})
    key = f"task:{task.pk}:urged:{now:%Y%m%dT%H%M}"
    if Notice.objects.filter(key__startswith=key).exists():
        return False
    post(
        to_unit(
            response, task.unit, kind="urged", key=key, now=now,
            said=messages.urged(response, outstanding, note.strip()),
            link=reverse("responses:unit", args=[task.pk]),
        )
    )  # fmt: skip
    record(
        task, "urge", scope=response.jurisdiction, by=by, now=now, note=note.strip(),
        facts={"unit": task.unit.name, "outstanding": outstanding},
    )  # fmt: skip
    return True


def outstanding_of(task: UnitTask) -> list[str]:
    """What the unit still owes, in the words of messages; empty when nothing."""
    owed = [messages.owed_return(report) for report in UnitReturn.objects.owed().filter(task=task)]
    if task.response.is_running and not task.acknowledged_at:
        owed.insert(0, messages.acknowledgement(task))
    to_do = Item.objects.open().filter(task=task).count() if task.response.is_running else 0
    return [*owed, messages.open_items(to_do)] if to_do else owed
