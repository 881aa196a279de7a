"""What one reading of a plan has that another has not, part by part."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from plans.document import Plan


@dataclass(frozen=True, slots=True)
class Count:
    """How many lines of a part are new, changed, gone, and as before."""

    created: int
    changed: int
    removed: int
    unchanged: int

    def __str__(self) -> str:
        words = [
            f"{count} {word}" for word in ("created", "changed", "removed") if (count := getattr(self, word))
        ]
        return ", ".join([*words, f"{self.unchanged} unchanged"])


def compare(old: Plan | None, new: Plan) -> dict[str, Count]:
    """The counts for each part of `new` against `old` (None: nothing was there before)."""
    before = lines(old) if old else {}
    return {part: _count(before.get(part, {}), after) for part, after in lines(new).items()}


def lines(plan: Plan) -> dict[str, dict[Hashable, Any]]:
    """The lines of each part, by what names them."""
    return {
        "rules": _rules(plan),
        "bodies": {body.name: body for body in plan.bodies},
        "triggers": {trigger.level: trigger for trigger in plan.triggers},
        "approvals": {(approval.level, approval.action): approval for approval in plan.approvals},
        "recipients": {(recipient.name, recipient.kind): recipient for recipient in plan.recipients},
        "reporting": {(duty.kind, duty.sender, duty.to, duty.due): duty for duty in plan.reporting},
        "units": {
            unit.name: (unit.aliases, unit.group, unit.members, unit.provenance) for unit in plan.units
        },
        "duties": {(unit.name, duty.key): duty for unit in plan.units for duty in unit.duties},
        "measures": {measure.key: replace(measure, assignments=()) for measure in plan.measures},
        "assignments": {
            (measure.key, assignment.unit): assignment
            for measure in plan.measures
            for assignment in measure.assignments
        },
    }


def _rules(plan: Plan) -> dict[Hashable, Any]:
    names = (
        "title", "document_number", "in_force_from", "in_force_standing", "source", "area", "document_series",
        "excludes", "covers", "cumulative", "definition", "lifting", "raising", "merging", "superior",
        "targets", "doubts",
    )  # fmt: skip
    rules: dict[Hashable, Any] = {name: getattr(plan, name) for name in names}
    rules.update(plan.settings)
    return rules


def _count(before: Mapping[Hashable, Any], after: Mapping[Hashable, Any]) -> Count:
    both = before.keys() & after.keys()
    unchanged = sum(before[key] == after[key] for key in both)
    return Count(
        created=len(after) - len(both),
        changed=len(both) - unchanged,
        removed=len(before) - len(both),
        unchanged=unchanged,
    )
