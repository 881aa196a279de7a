"""Judge the air of a jurisdiction by its plan, and propose what the plan calls for."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import transaction

from early_warnings import letters
from early_warnings.chains import floor
from early_warnings.decisions import Decision, InForce, decide
from early_warnings.evaluation import evaluate
from early_warnings.gathering import Gathered, gather
from early_warnings.models import AirDelivery, EarlyWarning, Proposal
from early_warnings.planrules import rules_of
from early_warnings.proof import as_json
from plans.levels import Level
from plans.models import PlanEdition
from portal.lifecycle.journal import record
from portal.lifecycle.moves import lock, move
from portal.offices.models import Jurisdiction
from portal.outbox.actions.post import post

ACTING = {
    Proposal.Action.ISSUE,
    Proposal.Action.RAISE,
    Proposal.Action.LOWER,
    Proposal.Action.LIFT,
    Proposal.Action.ADVISORY,
}


@transaction.atomic
def evaluate_jurisdiction(jurisdiction: Jurisdiction, *, now: datetime) -> Proposal | None:
    """Store the proposal that the air known at `now` gives rise to, with its proof.

    Evaluating the same air again, by the same plan with the same warning in force, changes nothing and
    returns the same proposal. None without a plan in force or without any air.
    """
    lock(jurisdiction)
    # Noted before the air is read: what arrives meanwhile was not seen, and stays owed.
    # So does a forecast whose sender's clock is ahead: it is read from its time of issue on.
    waiting = jurisdiction.deliveries.filter(evaluated_at=None, received_at__lte=now)
    seen = list(waiting.exclude(forecast__issued_at__gt=now).values_list("pk", flat=True))
    edition = jurisdiction.editions.in_force().first()
    gathered = gather(jurisdiction, now) if edition else None
    proposal = _judge(jurisdiction, edition, gathered, now) if edition and gathered else None
    AirDelivery.objects.filter(pk__in=seen).update(evaluated_at=now)
    return proposal


def _judge(jurisdiction: Jurisdiction, edition: PlanEdition, gathered: Gathered, now: datetime) -> Proposal:
    current = EarlyWarning.objects.real().in_force().filter(jurisdiction=jurisdiction).first()
    above = floor(jurisdiction)
    rules = rules_of(edition)
    evaluation = evaluate(gathered.series, rules, now)
    decision = decide(
        evaluation,
        rules,
        InForce(Level(current.level), current.begins_at) if current else None,
        superior=Level(above.level) if above else None,
    )
    proof = as_json(evaluation, jurisdiction.code)
    digest = _digest(edition, proof, current, above)
    found = Proposal.objects.filter(jurisdiction=jurisdiction, input_sha256=digest).first()
    if found:
        return found
    proposal = _build(jurisdiction, edition, gathered, decision, proof, digest, current, now)
    return _settle(proposal, now)


def _digest(
    edition: PlanEdition, proof: dict[str, Any], current: EarlyWarning | None, above: EarlyWarning | None
) -> str:
    """What the proposal rests on; the minute of the evaluation does not belong to it."""
    judged = {key: value for key, value in proof.items() if key != "evaluated_at"}
    basis = [edition.pk, edition.content_sha256, judged, str(current or ""), str(above or "")]
    return hashlib.sha256(json.dumps(basis, sort_keys=True).encode()).hexdigest()


def _build(
    jurisdiction: Jurisdiction,
    edition: PlanEdition,
    gathered: Gathered,
    decision: Decision,
    proof: dict[str, Any],
    digest: str,
    current: EarlyWarning | None,
    now: datetime,
) -> Proposal:
    return Proposal(
        jurisdiction=jurisdiction,
        edition=edition,
        forecast=gathered.forecast,
        evaluated_at=now,
        input_sha256=digest,
        action=decision.action,
        level=decision.level,
        level_now=current.level if current else None,
        begins_at=decision.begins_at,
        ends_at=decision.ends_at,
        primary_pollutants=[str(pollutant) for pollutant in decision.primary],
        proof=proof,
        reasons=[reason.as_json() for reason in decision.because],
    )


def _settle(proposal: Proposal, now: datetime) -> Proposal:
    """Save it; it overtakes the ones still open, and tells the office when it says something new."""
    earlier = list(proposal.jurisdiction.proposals.open())
    news = proposal.action in ACTING and not _dealt_with(proposal)
    proposal.save(force_insert=True)
    if not news:
        move(proposal, Proposal.State.NOTED, by=None, now=now, verb="note")
    for old in earlier:
        move(old, Proposal.State.OVERTAKEN, by=None, now=now, facts={"by": proposal.pk})
    facts = {"action": proposal.action, "level": proposal.level, "sha256": proposal.input_sha256}
    record(
        proposal, "propose", scope=proposal.jurisdiction, by=None, now=now, became=proposal.state, facts=facts
    )
    if news and not any(_same(old, proposal) for old in earlier):
        post(letters.proposed(proposal, now))
    return proposal


def _dealt_with(proposal: Proposal) -> bool:
    """Whether the office has the same proposal in hand already, or has declined it on the same forecast."""
    last = proposal.jurisdiction.proposals.exclude(state=Proposal.State.NOTED).first()
    if last is None or not _same(last, proposal):
        return False
    if last.state == Proposal.State.DECLINED:
        return last.forecast_id == proposal.forecast_id
    return last.state == Proposal.State.TAKEN and last.warnings.unfinished().exists()


def _same(one: Proposal, other: Proposal) -> bool:
    return (one.action, one.level, one.level_now) == (other.action, other.level, other.level_now)
