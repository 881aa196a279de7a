"""Which of an edition's defaults the office has confirmed."""

from dataclasses import dataclass

from plans.document import Plan
from plans.lines import Line, to_confirm
from plans.models import Confirmation, PlanEdition


@dataclass(frozen=True, slots=True)
class Default:
    """A line that the plan does not give itself: what it says, and who confirmed it, if anyone."""

    path: str
    line: Line | None
    confirmation: Confirmation | None


def confirmations(edition: PlanEdition) -> dict[str, Confirmation]:
    """The confirmations of an edition by the path of their line; one query."""
    return {row.path: row for row in edition.confirmations.select_related("by")}


def defaults(plan: Plan, confirmed: dict[str, Confirmation]) -> list[Default]:
    """Every default of the plan, in its order."""
    return [Default(path, line, confirmed.get(path)) for path, line in to_confirm(plan).items()]


def awaits(edition: PlanEdition, path: str) -> bool:
    """Whether a setting (settings/NAME) or a chain (approvals/LEVEL/ACTION) is a default nobody confirmed.

    One query, and only where the line is a default.
    """
    return standing_of(edition, path) == "default" and not edition.confirmations.filter(path=path).exists()


def standing_of(edition: PlanEdition, path: str) -> str:
    """On what a setting or a chain rests; "" where the edition has no such line."""
    section, _, name = path.partition("/")
    if section == "settings":
        return str(edition.rules.get("settings", {}).get(name, {}).get("standing", ""))
    chains = edition.rules.get("approvals", {}).get("chains", [])
    found = (each["standing"] for each in chains if f"{each['level']}/{each['action']}" == name)
    return next(found, "")
