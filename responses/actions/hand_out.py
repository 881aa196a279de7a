"""Give every unit of the plan its task, its items at the response's level, and word of it."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from responses import fanout_sql, messages, timing
from responses.models import EmergencyResponse

# Stand for a task's number and count until the database fills them in.
TASK_NUMBER, COUNT = 999_999_999, "〈数〉"


@dataclass(frozen=True, slots=True)
class HandedOut:
    """How many rows were new."""

    tasks: int
    items: int
    notices: int


def hand_out(response: EmergencyResponse, *, now: datetime) -> HandedOut:
    """Insert what is missing; safe to run again. The caller holds the lock on the response."""
    deadline = timing.acknowledge_by(response.edition, response.warning.issued_at or now)
    place = {"response": response.pk, "edition": response.edition_id}
    tasks = fanout_sql.insert(fanout_sql.TASKS, **place, now=now, acknowledge_by=deadline)
    items = fanout_sql.insert(fanout_sql.ITEMS, **place, level=response.level)
    return HandedOut(tasks, items, _tell(response, deadline, now))


def _tell(response: EmergencyResponse, deadline: datetime, now: datetime) -> int:
    subject, body = messages.given(response, deadline, COUNT)
    values: dict[str, fanout_sql.Value] = {
        "response": response.pk, "jurisdiction": response.jurisdiction_id, "topic": response.topic,
        "kind": "task_given", "subject": subject, "body": body, "count_mark": COUNT,
        "link": reverse("responses:unit", args=[TASK_NUMBER]), "task_mark": str(TASK_NUMBER),
        "is_drill": response.is_drill, "now": now,
    }  # fmt: skip
    told = fanout_sql.insert(fanout_sql.INBOX_NOTICES, **values)
    # A drill stays inside the portal.
    mailed = 0 if response.is_drill else fanout_sql.insert(fanout_sql.MAIL_NOTICES, **values)
    return told + mailed
