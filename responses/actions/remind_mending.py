"""Remind a unit of a problem that it has to mend, and escalate what stays late."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from portal.offices.authority import holders
from portal.offices.models import User
from portal.offices.roles import Role
from portal.outbox.actions.post import post
from portal.outbox.models import Notice
from responses import inspection_messages, messages
from responses.letters import to_people, to_unit
from responses.models import Inspection
from responses.stages import Intervals, Stage, stages_reached

# Mending takes hours or days, not the minutes that a plan sets for acknowledging.
INTERVALS = Intervals(before=timedelta(hours=2), to_leader=timedelta(hours=1), to_office=timedelta(days=1))
SAID = {Stage.SOON: messages.soon, Stage.LATE: messages.late}


@transaction.atomic
def remind_mending(inspection: Inspection, *, now: datetime) -> int:
    """Say what the clock calls for and was not said yet; returns how many notices. Safe to run again."""
    if inspection.due_at is None or inspection.state != Inspection.State.OPEN:
        return 0
    reached = stages_reached(inspection.due_at, now, INTERVALS)
    letters = [letter for stage in reached for letter in _letters(inspection, stage, inspection.due_at, now)]
    said = set(Notice.objects.filter(topic=inspection.topic, kind="reminder").values_list("key", flat=True))
    fresh = [letter for letter in letters if letter.key not in said]
    post(fresh)
    return len(fresh)


def _letters(inspection: Inspection, stage: Stage, due_at: datetime, now: datetime) -> list[Notice]:
    # A new time set when it was sent back is reminded of anew.
    key = f"{inspection.topic}:{due_at:%Y%m%dT%H%M}:{stage}"
    what = inspection_messages.mending(inspection)
    link = reverse("responses:inspection", args=[inspection.pk])
    if stage in SAID:
        said = SAID[stage](inspection, what)
        return to_unit(inspection, inspection.unit, kind="reminder", key=key, said=said, link=link, now=now)
    said = messages.escalated(inspection, inspection.unit.name, what)
    told = _told(inspection, stage, now)
    return to_people(inspection, told, kind="reminder", key=key, said=said, link=link, now=now)


def _told(inspection: Inspection, stage: Stage, now: datetime) -> list[User]:
    if stage == Stage.LEADER:
        leaders = inspection.unit.memberships.filter(is_leader=True, user__is_active=True)
        return [membership.user for membership in leaders.select_related("user")]
    place = inspection.jurisdiction
    people = {*holders(Role.SUPERVISOR, place, now), *holders(Role.OFFICE, place, now)}
    return sorted(people, key=lambda user: user.username)
