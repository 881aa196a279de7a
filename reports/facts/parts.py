"""Parts that both reports share: the head, documents, units."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from early_warnings.series import SHANGHAI
from reports.facts.figure import NOTICES, RETURNS, TASKS, WARNINGS, counted, every_sum
from reports.facts.rows import NoticeRow, Record, ReturnRow, TaskRow, WarningRow


def head(record: Record, now: datetime) -> dict[str, Any]:
    """Whose report, on which plan, and the moment at which its rows were read."""
    scope = record.scope
    return {
        "code": scope.code,
        "place": scope.name,
        "issuer": scope.issuer,
        "plan": scope.plan,
        "duty": scope.duty,
        "is_drill": scope.is_drill,
        "as_of": iso(now),
    }


def documents(warnings: Sequence[WarningRow]) -> dict[str, Any]:
    """Issued documents, oldest first, and how many there are."""
    return {"count": counted(WARNINGS, warnings), "list": [document(each) for each in warnings]}


def document(warning: WarningRow) -> dict[str, Any]:
    """One issued document."""
    return {
        "number": warning.number,
        "document_number": warning.document_number,
        "act": warning.act,
        "level": warning.level,
        "issued_at": iso(warning.issued_at),
        "begins_at": iso(warning.begins_at),
        "expected_until": iso(warning.expected_until),
        "pollutants": list(warning.pollutants),
    }


def acknowledgements(tasks: Sequence[TaskRow], until: datetime) -> dict[str, Any]:
    """How many units there are, how many signed for their task by `until`, and how many of them late."""
    signed = [task for task in tasks if _signed(task, until)]
    waiting = [task for task in tasks if not _signed(task, until)]
    late = [task for task in signed if task.acknowledged_at and task.acknowledged_at > task.acknowledge_by]
    return {
        "units": counted(TASKS, tasks),
        "acknowledged": counted(TASKS, signed),
        "late": counted(TASKS, late),
        "waiting": counted(TASKS, waiting),
        "waiting_units": [task.unit for task in waiting],
    }


def acknowledged(task: TaskRow, until: datetime) -> dict[str, Any]:
    """When one unit signed, and whether within its time."""
    at = task.acknowledged_at if _signed(task, until) else None
    return {"at": iso(at), "late": at is not None and at > task.acknowledge_by}


def _signed(task: TaskRow, until: datetime) -> bool:
    return task.acknowledged_at is not None and task.acknowledged_at < until


def returns(rows: Sequence[ReturnRow]) -> dict[str, Any]:
    """How many returns were owed, sent, sent late, and are missing."""
    sent = [row for row in rows if row.sent_at]
    return {
        "owed": counted(RETURNS, rows),
        "sent": counted(RETURNS, sent),
        "late": counted(RETURNS, [row for row in sent if row.is_late]),
        "missing": counted(RETURNS, [row for row in rows if not row.sent_at]),
    }


def sums(rows: Sequence[ReturnRow]) -> list[dict[str, Any]]:
    """Every figure that the returns state, as ``{"name", "sum"}``."""
    stating = [row for row in rows if row.sent_at]
    return [{"name": name, "sum": figure} for name, figure in every_sum(stating).items()]


def accounts(rows: Sequence[ReturnRow], units: dict[int, str]) -> list[dict[str, str]]:
    """What the units wrote with their returns, in their own words."""
    return [
        {"unit": units[row.task], "text": row.narrative}
        for row in rows
        if row.sent_at and row.narrative and row.task in units
    ]


def returned(row: ReturnRow | None) -> dict[str, Any] | None:
    """When one return was sent, and whether in time; None where none is owed."""
    return {"sent_at": iso(row.sent_at), "late": row.is_late} if row else None


def undelivered(rows: Sequence[NoticeRow]) -> dict[str, Any]:
    """The notices that reached nobody."""
    told = [{"subject": row.subject, "addressee": row.addressee, "error": row.error} for row in rows]
    return {"count": counted(NOTICES, rows), "list": told}


def iso(moment: datetime | None) -> str | None:
    """The moment in Beijing time to the second."""
    return moment.astimezone(SHANGHAI).isoformat(timespec="seconds") if moment else None
