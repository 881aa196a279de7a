"""End the response of a lifted episode."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from portal.lifecycle.moves import lock, move
from portal.outbox.actions.post import post
from portal.outbox.models import Notice
from responses import messages
from responses.actions.owe_returns import owe_final_returns
from responses.letters import to_unit
from responses.models import EmergencyResponse, Item


@transaction.atomic
def close(response: EmergencyResponse, *, now: datetime) -> None:
    """Stand down at the time of the lifting, owe the final returns, tell every unit. Safe to run again.

    What was not answered stays as it is: the record says what was done.
    """
    lock(response)
    ended_at = response.episode.closed_at
    if not response.is_running or ended_at is None:
        return
    items = response.items()
    counts = {state: items.filter(state=state).count() for state in Item.State.values}
    move(
        response, EmergencyResponse.State.CLOSED, by=None, now=now, verb="close",
        facts={"items": counts}, closed_at=ended_at,
    )  # fmt: skip
    due = {report.task_id: report.due_at for report in owe_final_returns(response, closed_at=ended_at)}
    post(_letters(response, due, now))


def _letters(response: EmergencyResponse, due: dict[int, datetime], now: datetime) -> list[Notice]:
    return [
        letter
        for task in response.tasks.select_related("unit")
        for letter in to_unit(
            response, task.unit, kind="response_ended", key=f"task:{task.pk}:ended", now=now,
            said=messages.ended(response, due.get(task.pk)), link=reverse("responses:unit", args=[task.pk]),
        )
    ]  # fmt: skip
