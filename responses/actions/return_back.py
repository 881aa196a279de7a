"""The office sends a unit's return back to be put right."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.lifecycle.moves import move
from portal.offices.authority import require
from portal.offices.models import User
from portal.offices.roles import Role
from portal.outbox.actions.post import post
from responses import messages
from responses.letters import to_unit
from responses.models import UnitReturn


@transaction.atomic
def return_back(report: UnitReturn, *, by: User, now: datetime, reason: str) -> None:
    """Ask for it again, with the reason; the unit is told."""
    response = report.task.response
    require(by, Role.OFFICE, response.jurisdiction, now)
    if not reason.strip():
        raise ValidationError({"reason": _("Say what has to be put right.")})
    move(report, UnitReturn.State.RETURNED, by=by, now=now, verb="return_back", note=reason.strip())
    key = f"return:{report.pk}:back:{now:%Y%m%dT%H%M%S}"
    post(
        to_unit(
            response, report.task.unit, kind="return_back", key=key, now=now,
            said=messages.sent_back(report, reason.strip()),
            link=reverse("responses:return", args=[report.pk]),
        )
    )  # fmt: skip
