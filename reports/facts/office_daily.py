"""The facts of the office's report on one day of a response."""

from datetime import date, datetime
from typing import Any

from early_warnings.series import DAY, HOUR, midnight
from reports.facts import air, parts
from reports.facts.figure import every_sum
from reports.facts.rows import ItemRow, Record, ReturnRow, TaskRow, of_task
from reports.facts.tally import by_kind, by_outcome, unable


def compose(record: Record, day: date, now: datetime) -> dict[str, Any]:
    """What stood at the end of `day` (Beijing time), or at the end of the response if that came first.

    Answers and signatures count if they were given by then; returns are those on the day, whenever sent.
    """
    until = _end(record, day)
    tasks = record.tasks_before(until)
    items = [item for item in record.items_before(until) if not item.is_withdrawn_before(until)]
    returns = [row for row in record.returns if row.day == day.isoformat() and not row.is_final]
    units = {task.pk: task.unit for task in tasks}
    issued = [each for each in record.warnings if midnight(day) <= each.issued_at < until]
    return parts.head(record, now) | {
        "kind": "office_daily",
        "day": day.isoformat(),
        "until": parts.iso(until),
        "warning": _warning_at(record, until),
        "issued": parts.documents(issued),
        "running_hours": (until - record.scope.started_at) // HOUR,
        "ended": record.scope.closed_at is not None and record.scope.closed_at <= until,
        "air": _air(record, day),
        "acknowledgements": parts.acknowledgements(tasks, until),
        "returns": parts.returns(returns),
        "items": by_outcome(items, until),
        "kinds": by_kind(items, until),
        "unable": unable(items, units, until),
        "sums": parts.sums(returns),
        "units": [_unit(task, of_task(items, task), returns, until) for task in tasks],
        "accounts": parts.accounts(returns, units),
        "undelivered": parts.undelivered(record.notices),
    }


def _end(record: Record, day: date) -> datetime:
    end, closed = midnight(day) + DAY, record.scope.closed_at
    return min(end, closed) if closed else end


def _warning_at(record: Record, until: datetime) -> dict[str, Any] | None:
    """The last document that set a level; a lifting sets none."""
    setting = [each for each in record.warnings if each.issued_at < until and each.act != "lift"]
    return parts.document(setting[-1]) if setting else None


def _air(record: Record, day: date) -> dict[str, Any] | None:
    return next((air.day_facts(found) for found in air.days_of(record.air) if found.day == day), None)


def _unit(task: TaskRow, items: list[ItemRow], returns: list[ReturnRow], until: datetime) -> dict[str, Any]:
    own = next((row for row in returns if row.task == task.pk), None)
    return {
        "unit": task.unit,
        "acknowledged": parts.acknowledged(task, until),
        "items": by_outcome(items, until),
        "return": parts.returned(own),
        "sums": every_sum([own]) if own and own.sent_at else {},
    }
