"""Bring a running response to the level of the warning that now applies."""

from collections import Counter
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from early_warnings.models import EarlyWarning
from plans.levels import Level
from portal.lifecycle.journal import record
from portal.lifecycle.moves import lock, move_all
from portal.outbox.actions.post import post
from portal.outbox.models import Notice
from responses import messages
from responses.actions.hand_out import hand_out
from responses.letters import to_unit
from responses.models import EmergencyResponse, Item, UnitTask

# (task, item) of everything that the present level asks for.
Standing = set[tuple[int, int]]


@transaction.atomic
def adjust(response: EmergencyResponse, warning: EarlyWarning, *, now: datetime) -> None:
    """Add what the new level asks for, withdraw what it no longer does, and tell each unit the difference.

    What was answered and still applies stays answered; a withdrawn item keeps its ticks, and is to be done
    anew when its measure applies again.
    """
    lock(response)
    _wait_for_answers(response)
    was, before = response.level, _standing(response)
    told_before = list(response.tasks.select_related("unit"))
    response.warning, response.level = warning, warning.level
    response.save(update_fields=["warning", "level"])
    _withdraw(response, was, now)
    _reopen(response, now)
    handed = hand_out(response, now=now)
    after = _standing(response)
    post(_letters(response, told_before, before, after, now))
    record(
        response, "adjust", scope=response.jurisdiction, by=None, now=now,
        facts={
            "warning": warning.number, "from": was, "to": response.level, "new_tasks": handed.tasks,
            "added": len(after - before), "withdrawn": len(before - after),
        },
    )  # fmt: skip


def _wait_for_answers(response: EmergencyResponse) -> None:
    # An answer holds its item, then waits for the journal; whoever moves items must take them first too.
    rows = response.items().order_by("pk").select_for_update(no_key=True, of=("self",))
    list(rows.values_list("pk"))


def _standing(response: EmergencyResponse) -> Standing:
    return set(Item.objects.standing().filter(task__response=response).values_list("task_id", "pk"))


def _withdraw(response: EmergencyResponse, was: int, now: datetime) -> None:
    ended = response.items().standing().exclude(measure__in=response.measures())
    move_all(
        ended, Item.State.WITHDRAWN, about=response, scope=response.jurisdiction, by=None, now=now,
        verb="withdraw_items", withdrawn_at=now,
        note=f"{Level(was).zh} → {Level(response.level).zh}（{response.warning.number}）",
    )  # fmt: skip


def _reopen(response: EmergencyResponse, now: datetime) -> None:
    again = response.items().filter(state=Item.State.WITHDRAWN, measure__in=response.measures())
    # Not through `move_all`, whose own `note` is the journal's.
    again.update(note="")
    move_all(
        again, Item.State.OPEN, about=response, scope=response.jurisdiction, by=None, now=now,
        verb="reopen_items", withdrawn_at=None, level=response.level,
        figures={}, answered_at=None, answered_by=None,
    )  # fmt: skip


def _letters(
    response: EmergencyResponse, tasks: list[UnitTask], before: Standing, after: Standing, now: datetime
) -> list[Notice]:
    added = Counter(task for task, _item in after - before)
    withdrawn = Counter(task for task, _item in before - after)
    return [
        letter
        for task in tasks
        for letter in to_unit(
            response, task.unit, kind="task_changed", now=now,
            key=f"task:{task.pk}:warning:{response.warning.number}",
            said=messages.changed(response, added=added[task.pk], withdrawn=withdrawn[task.pk]),
            link=reverse("responses:unit", args=[task.pk]),
        )
    ]  # fmt: skip
