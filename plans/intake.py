"""Whether a plan file may become a jurisdiction's next edition."""

from collections.abc import Iterator

from plans.document import Plan
from plans.marked_yaml import Path
from plans.planfile import parse_plan, problem_at
from plans.problems import FileError
from portal.offices.models import Jurisdiction

Refusal = tuple[Path, str, dict[str, object]]


def next_edition(text: str, file: str, jurisdiction: Jurisdiction) -> Plan:
    """The plan in `text`; FileError with every problem, also where it cannot succeed the edition in force."""
    plan = parse_plan(text, file)
    refusals = list(_refusals(plan, jurisdiction))
    if refusals:
        raise FileError(problem_at(text, file, *refusal) for refusal in refusals)
    return plan


def _refusals(plan: Plan, place: Jurisdiction) -> Iterator[Refusal]:
    if plan.jurisdiction != place.code:
        yield ("jurisdiction",), "other-jurisdiction", {"code": plan.jurisdiction, "own": place.code}
    if place.editions.filter(edition=plan.edition).exists():
        yield ("plan", "edition"), "edition-known", {"edition": plan.edition}
    current = place.editions.in_force().first()
    if current and plan.in_force_from < current.in_force_from:
        day = current.in_force_from.isoformat()
        yield ("plan", "in_force_from"), "not-later", {"day": plan.in_force_from.isoformat(), "current": day}
