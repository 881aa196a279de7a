"""Draft a warning document: the start of an episode, an adjustment, or a lifting."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from early_warnings import letters
from early_warnings.actions.revise import add_revision
from early_warnings.models import Act, Consultation, EarlyWarning, Proposal
from early_warnings.numbers import next_reference
from early_warnings.wording import headline, prefill
from plans.models import PlanEdition
from portal.lifecycle.errors import IllegalMove
from portal.lifecycle.journal import record
from portal.lifecycle.moves import move
from portal.offices.authority import require
from portal.offices.models import Jurisdiction, User
from portal.offices.roles import Role
from portal.outbox.actions.post import post


@transaction.atomic
def draft_warning(
    jurisdiction: Jurisdiction,
    act: Act,
    level: int,
    *,
    by: User | None,
    now: datetime,
    begins_at: datetime,
    expected_until: datetime | None = None,
    primary_pollutants: list[str] | None = None,
    proposal: Proposal | None = None,
    consultation: Consultation | None = None,
    superior_warning: EarlyWarning | None = None,
    is_drill: bool = False,
    **wording: Any,
) -> EarlyWarning:
    """Store a draft, prefilled from the plan and the proposal; `wording` replaces prefilled text.

    `by` None is the portal itself (a subordinate's draft that follows its superior). A lifting has the level
    that it lifts, whatever `level` says. Raises IllegalMove
    when the act does not fit what is in force, PermissionDenied when `by` is not of the office.
    """
    if by is not None:
        require(by, Role.OFFICE, jurisdiction, now)
    number = next_reference(jurisdiction, now, is_drill=is_drill)
    follows = _followed(jurisdiction, act, is_drill)
    if follows and act == Act.LIFT:
        level = follows.level
    warning = EarlyWarning(
        jurisdiction=jurisdiction,
        edition=follows.edition if follows else edition_in_force(jurisdiction),
        number=number,
        act=act,
        level=level,
        is_drill=is_drill,
        follows=follows,
        episode=follows.episode if follows else None,
        superior_warning=superior_warning,
        proposal=proposal,
        consultation=consultation,
        begins_at=begins_at,
        expected_until=expected_until,
        primary_pollutants=primary_pollutants or [],
        drafted_by=by,
        drafted_at=now,
    )
    for name, value in prefill(warning, wording).items():
        setattr(warning, name, value)
    warning.save(force_insert=True)
    add_revision(warning, by=by, now=now)
    record(warning, "draft", scope=jurisdiction, by=by, now=now, became=warning.state, facts=_basis(warning))
    if proposal is not None and proposal.state == Proposal.State.OPEN:
        move(proposal, Proposal.State.TAKEN, by=by, now=now, verb="take", facts={"warning": number})
    if by is None:
        post(letters.to_office(
            warning, kind="drafted_by_portal", subject=f"已自动起草：{headline(warning)}",
            body=warning.reason, now=now,
        ))  # fmt: skip
    return warning


def edition_in_force(jurisdiction: Jurisdiction) -> PlanEdition:
    """The plan that applies; IllegalMove where none was adopted."""
    edition = jurisdiction.editions.in_force().first()
    if edition is None:
        raise IllegalMove(
            _("%(name)s has no plan in force. Load or adopt one first.") % {"name": jurisdiction}
        )
    return edition


def _followed(jurisdiction: Jurisdiction, act: Act, is_drill: bool) -> EarlyWarning | None:
    current = EarlyWarning.objects.in_force().filter(jurisdiction=jurisdiction, is_drill=is_drill).first()
    if act == Act.ISSUE and current:
        raise IllegalMove(_("A warning is in force (%(number)s): adjust it instead.") % {"number": current})
    if act != Act.ISSUE and current is None:
        raise IllegalMove(_("No warning is in force: there is nothing to adjust or lift."))
    return current


def _basis(warning: EarlyWarning) -> dict[str, Any]:
    return {
        "act": warning.act,
        "level": warning.level,
        "proposal": warning.proposal_id,
        "superior_warning": str(warning.superior_warning or ""),
    }
