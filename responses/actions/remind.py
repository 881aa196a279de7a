"""Remind units of what is due, and escalate what stays late: to the leader, then to the office."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from portal.offices.authority import holders
from portal.offices.models import Unit, UnitMembership, User
from portal.offices.roles import Role
from portal.outbox.actions.post import post
from portal.outbox.models import Notice
from responses import messages, timing
from responses.letters import to_people, to_unit
from responses.models import EmergencyResponse, UnitReturn, UnitTask
from responses.stages import Intervals, Stage, stages_reached

# Longer after a deadline nobody is told for the first time.
TOLD_FOR = timing.DAY * 30
SAID = {Stage.SOON: messages.soon, Stage.LATE: messages.late}


@dataclass(frozen=True, slots=True)
class Debt:
    """One thing that a unit owes by a time; `key` names it in its notices."""

    key: str
    unit: Unit
    due_at: datetime
    what: str
    link: str


@dataclass(frozen=True, slots=True)
class People:
    """Whom to escalate to."""

    leaders: dict[int, list[User]]
    office: list[User]


@transaction.atomic
def remind(response: EmergencyResponse, *, now: datetime) -> int:
    """Say what the clock calls for and was not said yet; returns how many notices. Safe to run again."""
    intervals = _intervals(response)
    reached = [
        (debt, stage)
        for debt in _debts(response, now)
        for stage in stages_reached(debt.due_at, now, intervals)
    ]
    if not reached:
        return 0
    people = _people(response, now)
    letters = [letter for debt, stage in reached for letter in _letters(response, debt, stage, people, now)]
    said = set(Notice.objects.filter(topic=response.topic, kind="reminder").values_list("key", flat=True))
    fresh = [letter for letter in letters if letter.key not in said]
    post(fresh)
    return len(fresh)


def _intervals(response: EmergencyResponse) -> Intervals:
    return Intervals(
        before=timing.minutes(response.edition, "remind_before_minutes"),
        to_leader=timing.minutes(response.edition, "escalate_to_leader_after_minutes"),
        to_office=timing.minutes(response.edition, "escalate_to_office_after_minutes"),
    )


def _debts(response: EmergencyResponse, now: datetime) -> Iterator[Debt]:
    for task in UnitTask.objects.unacknowledged().filter(response=response).select_related("unit"):
        link = reverse("responses:unit", args=[task.pk])
        what = messages.acknowledgement(task)
        yield Debt(f"task:{task.pk}:acknowledge", task.unit, task.acknowledge_by, what, link)
    # One that the office sent back is the office's to urge.
    owed = UnitReturn.objects.filter(
        task__response=response, state=UnitReturn.State.OWED, due_at__gt=now - TOLD_FOR
    )
    for report in owed.select_related("task__unit"):
        link = reverse("responses:return", args=[report.pk])
        yield Debt(f"return:{report.pk}", report.task.unit, report.due_at, messages.owed_return(report), link)


def _people(response: EmergencyResponse, now: datetime) -> People:
    leaders: dict[int, list[User]] = defaultdict(list)
    memberships = UnitMembership.objects.filter(
        unit__jurisdiction=response.jurisdiction, is_leader=True, user__is_active=True
    )
    for membership in memberships.select_related("user"):
        leaders[membership.unit_id].append(membership.user)
    return People(leaders, holders(Role.OFFICE, response.jurisdiction, now))


def _letters(
    response: EmergencyResponse, debt: Debt, stage: Stage, people: People, now: datetime
) -> list[Notice]:
    key = f"{debt.key}:{stage}"
    if stage in SAID:
        said = SAID[stage](response, debt.what)
        return to_unit(response, debt.unit, kind="reminder", key=key, said=said, link=debt.link, now=now)
    told = people.leaders.get(debt.unit.pk, []) if stage == Stage.LEADER else people.office
    said = messages.escalated(response, debt.unit.name, debt.what)
    return to_people(response, told, kind="reminder", key=key, said=said, link=debt.link, now=now)
