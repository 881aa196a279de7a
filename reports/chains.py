"""Who signs a report."""

from plans.models import PlanEdition
from portal.offices.roles import Role
from reports.models import Report

# [default, to be confirmed] No plan names who signs reports; these follow the chains of warnings:
# the office director answers for a day, the commander for a whole episode.
DEFAULTS: dict[str, list[dict[str, str]]] = {
    Report.Kind.OFFICE_DAILY: [{"verb": "approve", "role": Role.DIRECTOR}],
    Report.Kind.POST_EVENT: [
        {"verb": "review", "role": Role.DIRECTOR},
        {"verb": "approve", "role": Role.COMMANDER},
    ],
}


def chain_of(edition: PlanEdition, kind: str) -> list[dict[str, str]]:
    """The plan's own chain for such a report (rule "report_chains"), else the default."""
    own = edition.rules.get("report_chains", {}).get(kind)
    return own or DEFAULTS[kind]
