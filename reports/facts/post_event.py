"""The facts of the report on a whole episode, after its lifting."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from reports.facts import air, parts
from reports.facts.rows import Record, TaskRow, of_task
from reports.facts.tally import by_kind, by_outcome, unable


def compose(record: Record, now: datetime) -> dict[str, Any]:
    """What happened from the first issue to the lifting; ValueError while the response runs."""
    until = record.scope.closed_at
    if until is None:
        raise ValueError("the response has not ended")
    # An answer or signature of the very second of the lifting still counts.
    just_after = until + timedelta(seconds=1)
    units = {task.pk: task.unit for task in record.tasks}
    daily = [row for row in record.returns if not row.is_final]
    finals = [row for row in record.returns if row.is_final]
    return parts.head(record, now) | {
        "kind": "post_event",
        "started_at": parts.iso(record.scope.started_at),
        "until": parts.iso(until),
        "minutes": _minutes(record.scope.started_at, until),
        "issued": parts.documents(record.warnings),
        "levels": list(_levels(record, until)),
        "air": air.episode_facts(record.air, record.scope.started_at, until),
        "acknowledgements": parts.acknowledgements(record.tasks, just_after),
        "returns": parts.returns(daily),
        "finals": parts.returns(finals),
        "items": by_outcome(record.items, just_after, withdrawn=True),
        "kinds": by_kind(record.items, just_after, withdrawn=True),
        "unable": unable(record.items, units, just_after),
        "sums": parts.sums(daily),
        "units": [_unit(task, record, just_after) for task in record.tasks],
        "accounts": parts.accounts(finals, units),
        "undelivered": parts.undelivered(record.notices),
    }


def _minutes(begin: datetime, end: datetime) -> int:
    return (end - begin) // timedelta(minutes=1)


def _levels(record: Record, until: datetime) -> Iterator[dict[str, Any]]:
    """From when to when each level was in force."""
    changes = [(each.issued_at, each.level) for each in record.warnings if each.act != "lift"]
    for (begin, level), (end, _next) in pairwise([*changes, (until, 0)]):
        times = {"from": parts.iso(begin), "until": parts.iso(end), "minutes": _minutes(begin, end)}
        yield {"level": level} | times


def _unit(task: TaskRow, record: Record, until: datetime) -> dict[str, Any]:
    own = [row for row in record.returns if row.task == task.pk]
    final = next((row for row in own if row.is_final), None)
    signed = task.acknowledged_at
    return {
        "unit": task.unit,
        "acknowledged": parts.acknowledged(task, until),
        "minutes_to_acknowledge": _minutes(task.given_at, signed) if signed else None,
        "items": by_outcome(of_task(record.items, task), until, withdrawn=True),
        "returns": parts.returns([row for row in own if not row.is_final]),
        "final": parts.returned(final),
    }
