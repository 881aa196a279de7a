"""A plan as the JSON that `export_plan` prints."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from plans.document import Approval, Assignment, Measure, Plan, Provenance, ReportingDuty, Trigger, Unit
from plans.levels import Level
from plans.rulesjson import any_of_json, bodies_json, rules_of

Json = dict[str, Any]


def export(plan: Plan, *, name: str, superior: str | None) -> Json:
    """The whole plan; `name` of the jurisdiction, `superior` its superior's code or None.

    In a cumulative plan each measure stands once, at the lowest level that calls for it; in a plan of whole
    lists once for each level of its list.
    """
    rules = rules_of(plan)
    return {
        "jurisdiction": {"code": plan.jurisdiction, "name": name, "superior": superior},
        "plan": _head(plan),
        "settings": rules["settings"],
        "definition": rules["definition"],
        "triggers": [_trigger(trigger) for trigger in plan.triggers],
        "lifting": _nested(rules["lifting"]),
        "raising": _nested(rules["raising"]),
        "merging": _nested(rules["merging"]),
        "superior": _nested(rules["superior"]),
        "targets": [_nested(target) for target in rules["targets"]],
        "approvals": [_approval(approval) for approval in plan.approvals],
        "recipients": [
            {**_without_provenance(asdict(recipient)), "provenance": asdict(recipient.provenance)}
            for recipient in plan.recipients
        ],
        "reporting": [_reporting(duty) for duty in plan.reporting if not duty.is_yearly],
        "yearly": [_reporting(duty) for duty in plan.reporting if duty.is_yearly],
        "bodies": bodies_json(plan),
        "units": [_unit(unit) for unit in plan.units],
        "measures": list(_measures(plan)),
        "doubts": rules["doubts"],
    }


def content_sha256(plan: Plan) -> str:
    """The fingerprint of what a plan says; comments and layout of its file do not count."""
    text = json.dumps(asdict(plan), ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _head(plan: Plan) -> Json:
    return {
        "title": plan.title,
        "document_number": plan.document_number or None,
        "edition": plan.edition,
        "in_force_from": plan.in_force_from.isoformat(),
        "in_force_standing": plan.in_force_standing,
        "source": plan.source,
        "area": plan.area,
        "excludes": list(plan.excludes),
        "covers": list(plan.covers) or None,
        "cumulative": plan.cumulative,
    }


def _nested(part: Json) -> Json:
    keys = ("source", "clause", "standing")
    kept = {key: value for key, value in part.items() if key not in keys}
    return {**kept, "provenance": {key: part[key] for key in keys}}


def _without_provenance(raw: Json) -> Json:
    return {key: value for key, value in raw.items() if key != "provenance"}


def _trigger(trigger: Trigger) -> Json:
    return {
        "level": trigger.level.slug,
        "any_of": any_of_json(trigger.any_of),
        "provenance": asdict(trigger.provenance),
    }


def _approval(approval: Approval) -> Json:
    return {
        "level": approval.level.slug,
        "action": approval.action,
        "steps": [asdict(step) for step in approval.steps],
        "on_superior_notice": approval.on_superior_notice,
        "provenance": asdict(approval.provenance),
    }


def _reporting(duty: ReportingDuty) -> Json:
    return {
        "kind": duty.kind,
        "from": duty.sender,
        "to": duty.to or None,
        "due": duty.due or None,
        "due_standing": duty.due_standing,
        "contents": list(duty.contents),
        "provenance": asdict(duty.provenance),
    }


def _unit(unit: Unit) -> Json:
    return {
        "name": unit.name,
        "aliases": list(unit.aliases),
        "group": unit.group,
        "members": list(unit.members),
        "duties": [
            {
                "key": duty.key,
                "text": duty.text,
                "clause": duty.provenance.clause,
                "standing": duty.provenance.standing,
                "during_response": duty.during_response,
            }
            for duty in unit.duties
        ],
        "provenance": asdict(unit.provenance),
    }


def _measures(plan: Plan) -> Iterable[Json]:
    if plan.cumulative:
        yield from (_measure(measure, measure.from_level) for measure in plan.measures)
        return
    for level in Level:
        yield from (_measure(measure, level) for measure in plan.at(level))


def _measure(measure: Measure, level: Level) -> Json:
    return {
        "key": measure.key,
        "level": level.slug,
        "from_level": measure.from_level.slug,
        "to_level": measure.to_level.slug,
        "kind": measure.kind,
        "source": measure.source,
        "text": measure.text,
        "clause": measure.provenance.clause,
        "standing": measure.provenance.standing,
        "figures": dict(measure.figures),
        "exceptions": measure.exceptions or None,
        "replaces": list(measure.replaces),
        "wants": list(measure.wants),
        "units": [_assignment(assignment) for assignment in measure.assignments],
    }


def _assignment(assignment: Assignment) -> Json:
    origin: Provenance = assignment.provenance
    return {
        "name": assignment.unit,
        "part": assignment.part,
        "basis": assignment.basis,
        "clause": origin.clause,
        "standing": origin.standing,
    }
