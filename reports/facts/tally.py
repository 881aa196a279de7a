"""Counting items by what became of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from reports.facts.figure import ITEMS, Figure, counted
from reports.facts.rows import OPEN, WITHDRAWN, ItemRow

ANSWERS = ("done", "not_applicable", "unable")
KINDS = (
    ("health", ""), ("advisory", ""), ("mandatory", "industrial"), ("mandatory", "mobile"),
    ("mandatory", "dust"), ("mandatory", "other"), ("mandatory", ""),
)  # fmt: skip

Outcomes = dict[int, str]


def outcome_of(item: ItemRow, until: datetime) -> str:
    """The answer that held at `until`; without one the item is open, or withdrawn before anyone answered."""
    answer = item.answer_before(until)
    if answer:
        return answer.outcome
    return WITHDRAWN if item.is_withdrawn_before(until) else OPEN


def by_outcome(items: Sequence[ItemRow], until: datetime, *, withdrawn: bool = False) -> dict[str, Figure]:
    """The number of items in all and under each outcome; "withdrawn" among them only where asked for."""
    outcomes = {item.pk: outcome_of(item, until) for item in items}
    wanted = (*ANSWERS, OPEN, WITHDRAWN) if withdrawn else (*ANSWERS, OPEN)
    return {"all": counted(ITEMS, items)} | {
        outcome: counted(ITEMS, [item for item in items if outcomes[item.pk] == outcome])
        for outcome in wanted
    }


def by_kind(items: Sequence[ItemRow], until: datetime, *, withdrawn: bool = False) -> list[dict[str, Any]]:
    """The same for each kind and source of measure that there is, in the order of the plan's chapters."""
    groups = [
        (kind, source, [item for item in items if (item.kind, item.source) == (kind, source)])
        for kind, source in KINDS
    ]
    return [
        {"kind": kind, "source": source, "items": by_outcome(group, until, withdrawn=withdrawn)}
        for kind, source, group in groups
        if group
    ]


def unable(items: Sequence[ItemRow], units: dict[int, str], until: datetime) -> list[dict[str, str]]:
    """What could not be done, by whom and why; `units` names the unit of each task."""
    answers = ((item, item.answer_before(until)) for item in items)
    return [
        {"unit": units[item.task], "measure": item.measure, "why": answer.note}
        for item, answer in answers
        if answer and answer.outcome == "unable"
    ]
