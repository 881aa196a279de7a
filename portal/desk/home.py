"""The first page of each role: which one it is, and what stands on it."""

from datetime import datetime
from typing import Any

from early_warnings.models import Proposal
from portal.desk import queries
from portal.desk.charts import outlook_chart
from portal.desk.evaluations import SENTENCES, rule_lines
from portal.desk.todo import todos
from portal.offices.models import Jurisdiction, User
from portal.offices.roles import Role
from portal.offices.roster import fresh_word, whom_to_call

PAGES = (
    (Role.OFFICE, "desk/office.html"),
    (Role.DIRECTOR, "desk/signing.html"),
    (Role.COMMANDER, "desk/signing.html"),
    (Role.SUPERVISOR, "desk/supervisor.html"),
    (Role.EXPERT, "desk/overview.html"),
    (Role.VIEWER, "desk/overview.html"),
)


def page_of(roles: frozenset[Role]) -> str:
    """The template for the first of the roles that the user holds; "" for none."""
    return next((template for role, template in PAGES if role in roles), "")


def staff_context(
    jurisdiction: Jurisdiction, user: User, roles: frozenset[Role], now: datetime
) -> dict[str, Any]:
    """What every desk of an office can show: state, proof, papers, the response, what is to be done."""
    owed = queries.owed(jurisdiction, now)
    return {
        "now": now,
        "owed": owed,
        "todos": todos(owed, now),
        "awaiting_warnings": queries.awaiting(owed.warnings, user, roles),
        "awaiting_reports": queries.awaiting(owed.reports, user, roles),
        "awaiting_editions": queries.editions_awaiting(jurisdiction, user, roles),
        "ring": ring(owed, jurisdiction, now),
        "handover": fresh_word(jurisdiction, now) if Role.OFFICE in roles else None,
        "calls": whom_to_call(units_to_call(owed), now),
        "running": queries.responses_running(jurisdiction, now),
        **air_context(jurisdiction, owed.proposal, now),
    }


def air_context(jurisdiction: Jurisdiction, proposal: Proposal | None, now: datetime) -> dict[str, Any]:
    """The air, its chart, and what the plan says to it."""
    air = queries.air(jurisdiction, now)
    return {
        "air": air,
        "chart": outlook_chart(air.outlook, proposal, now) if air.outlook else None,
        "proposal": proposal,
        "sentence": SENTENCES[proposal.action] if proposal else "",
        "is_open": bool(proposal and proposal.state == Proposal.State.OPEN),
        "rules": rule_lines(proposal.proof) if proposal else [],
    }


def units_to_call(owed: queries.Owed) -> set[int]:
    """The keys of the units that have not acknowledged, or whose notices wait for a person's word."""
    silent = {task.unit_id for task in owed.tasks}
    return silent | {notice.unit_id for notice in owed.notices if notice.unit_id}


def ring(owed: queries.Owed, jurisdiction: Jurisdiction, now: datetime) -> list[tuple[str, list[User]]]:
    """Whom to ring for the signatures that warnings wait for, by role."""
    roles = frozenset(each.waits_for for each in owed.warnings if each.waits_for)
    found = queries.waited_for(roles, jurisdiction, now)
    return [(str(role.label), found[role]) for role in Role if role in found]
