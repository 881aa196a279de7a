"""A plan as the YAML of its file, which reads back as the same plan."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import groupby
from typing import Any

import yaml

from plans.building import CONTINUES, DEFAULT_SETTINGS
from plans.document import (
    Alternatives,
    Approval,
    Assignment,
    Body,
    Duty,
    Measure,
    Plan,
    Provenance,
    Recipient,
    ReportingDuty,
    Setting,
    Target,
    Unit,
)
from plans.levels import Level
from plans.rulesjson import condition_json

Raw = dict[str, Any]
NOWHERE = Provenance("", "", "default")
WIDTH = 120


def plan_yaml(plan: Plan) -> str:
    """The file's text: every line with its own clause; comments of an earlier file are not kept."""
    top = Provenance(plan.source, "", "seed")
    data: Raw = {
        "jurisdiction": plan.jurisdiction,
        "plan": _head(plan),
        "settings": dict(_settings(plan.settings.values(), top)),
        "bodies": _items(_body(body, top) for body in plan.bodies),
        "triggers": _triggers(plan, top),
        **_turns(plan, top),
        "reduction_targets": _items(_target(target, top) for target in plan.targets),
        "approvals": _items(_approvals(plan.approvals, top)),
        "recipients": _items(_recipient(recipient, top) for recipient in plan.recipients),
        "reporting": _items(_reporting(duty, top) for duty in plan.reporting),
        "units": _items(_unit(unit, top) for unit in plan.units),
        "measures": {"groups": list(_groups(plan, top))},
        "doubts": [asdict(doubt) for doubt in plan.doubts],
    }
    kept = {key: part for key, part in data.items() if part}
    return yaml.dump(
        kept, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=None, width=WIDTH
    )


class _Dumper(yaml.SafeDumper):
    """Writes everything out: the reader of plan files refuses anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _items(rows: Iterable[Raw]) -> Raw:
    items = list(rows)
    return {"items": items} if items else {}


def _own(line: Any, above: Provenance) -> Raw:
    return _provenance(line.provenance, above)


def _provenance(own: Provenance, above: Provenance) -> Raw:
    """What the line must say itself so that the reader's inheritance gives `own`."""
    raw: Raw = {}
    if own.source != above.source:
        raw["document"] = own.source
    if own.clause != above.clause:
        raw["clause"] = _clause(own.clause, above.clause)
    if own.standing != above.standing:
        raw["standing"] = own.standing
    return raw


def _clause(own: str, above: str) -> str:
    # A clause that begins so is added to the one above; what stands there already is left out.
    return own.removeprefix(above).lstrip() if above and own.startswith(CONTINUES) else own


def _head(plan: Plan) -> Raw:
    head: Raw = {
        "title": plan.title,
        "document_number": plan.document_number or None,
        "edition": plan.edition,
        "in_force_from": plan.in_force_from.isoformat(),
        "in_force_standing": plan.in_force_standing,
        "source": plan.source,
        "standing": "seed",
        "area": plan.area,
        "document_series": plan.document_series,
        "excludes": list(plan.excludes),
        "covers": list(plan.covers) or None,
        "cumulative": plan.cumulative,
    }
    return {key: value for key, value in head.items() if value != ""}


def _settings(settings: Iterable[Setting], top: Provenance) -> Iterator[tuple[str, Raw]]:
    for setting in settings:
        if setting.provenance != NOWHERE or setting.value != DEFAULT_SETTINGS[setting.name]:
            origin = setting.provenance
            if not origin.source:
                origin = Provenance(top.source, origin.clause, origin.standing)
            yield setting.name, {"value": setting.value, **_provenance(origin, top)}


def _triggers(plan: Plan, top: Provenance) -> Raw:
    items = [
        {"level": row.level.slug, "any_of": _any_of(row.any_of), **_own(row, top)} for row in plan.triggers
    ]
    if plan.definition is None:
        return {"items": items}
    return {
        "definition": {"any_of": _any_of(plan.definition.any_of), **_own(plan.definition, top)},
        "items": items,
    }


def _turns(plan: Plan, top: Provenance) -> Raw:
    """What makes a warning higher, lower or longer."""
    below = "derived" if plan.lifting.below is None else plan.lifting.below
    lifting = {"hours": plan.lifting.hours, "below": below, "approval": plan.lifting.approval}
    raising = {
        "observed_hours": plan.raising.observed_hours,
        "outlook_hours": plan.raising.outlook_hours,
    }
    return {
        "lifting": {**lifting, **_own(plan.lifting, top)},
        "raising": {**raising, **_own(plan.raising, top)},
        "merging": {"gap_hours": plan.merging.gap_hours, **_own(plan.merging, top)},
        "superior": {"follows_superior": plan.superior.follows, **_own(plan.superior, top)},
    }


def _target(row: Target, top: Provenance) -> Raw:
    figures = {"percent": row.percent, "pollutants": list(row.pollutants)}
    return {"level": row.level.slug, **figures, **_own(row, top)}


def _any_of(alternatives: Alternatives) -> list[Raw]:
    return [{"all_of": [_condition(condition_json(each)) for each in one]} for one in alternatives]


def _condition(raw: Raw) -> Raw:
    above = raw["above"]
    return {**raw, "above": above if isinstance(above, int) else str(above)}


def _approvals(approvals: tuple[Approval, ...], top: Provenance) -> Iterator[Raw]:
    for (action, *_same), run in groupby(approvals, _chain):
        rows = list(run)
        raw: Raw = {
            "levels": [row.level.slug for row in rows],
            "actions": [action],
            "steps": [asdict(step) for step in rows[0].steps],
        }
        if rows[0].on_superior_notice:
            raw["on_superior_notice"] = True
        yield {**raw, **_own(rows[0], top)}


def _chain(approval: Approval) -> tuple[Any, ...]:
    return approval.action, approval.steps, approval.on_superior_notice, approval.provenance


def _recipient(row: Recipient, top: Provenance) -> Raw:
    place = {"jurisdiction": row.jurisdiction} if row.jurisdiction else {}
    return {"name": row.name, "kind": row.kind, **place, "told_of": list(row.actions), **_own(row, top)}


def _reporting(row: ReportingDuty, top: Provenance) -> Raw:
    raw: Raw = {"kind": row.kind, "from": row.sender, "to": row.to, "due": row.due}
    if row.due_standing != row.provenance.standing:
        raw["due_standing"] = row.due_standing
    raw["contents"] = list(row.contents)
    return {**_filled(raw), **_own(row, top)}


def _filled(raw: Raw) -> Raw:
    return {key: value for key, value in raw.items() if value not in ("", None, [], {})}


def _duty(duty: Duty, above: Provenance) -> Raw:
    only_before = {} if duty.during_response else {"during_response": False}
    return {"key": duty.key, "text": duty.text, **only_before, **_own(duty, above)}


def _duties(duties: tuple[Duty, ...], above: Provenance) -> list[Raw]:
    return [_duty(duty, above) for duty in duties]


def _body(body: Body, top: Provenance) -> Raw:
    raw = {
        "name": body.name,
        "kind": body.kind,
        "part_of": body.part_of,
        "seat": body.seat,
        **_own(body, top),
        "heads": [_filled(asdict(head)) for head in body.heads],
        "members": list(body.members),
        "duties": _duties(body.duties, body.provenance),
    }
    return _filled(raw)


def _unit(unit: Unit, top: Provenance) -> Raw:
    raw = {
        "name": unit.name,
        "aliases": list(unit.aliases),
        "group": unit.group or None,
        "members": list(unit.members),
        **_own(unit, top),
        "duties": _duties(unit.duties, unit.provenance),
    }
    return _filled(raw)


def _groups(plan: Plan, top: Provenance) -> Iterator[Raw]:
    duties = {(unit.name, duty.key): duty for unit in plan.units for duty in unit.duties}
    for (kind, source, levels), run in groupby(plan.measures, lambda row: _group(row, plan.cumulative)):
        raw: Raw = {"level": levels[0]} if plan.cumulative else {"levels": list(levels)}
        raw["kind"] = kind
        if source:
            raw["source"] = source
        yield {**raw, "items": [_measure(measure, duties, top) for measure in run]}


def _group(measure: Measure, cumulative: bool) -> tuple[str, str | None, tuple[str, ...]]:
    last = measure.from_level if cumulative else measure.to_level
    levels = tuple(level.slug for level in Level if measure.from_level <= level <= last)
    return measure.kind, measure.source, levels


def _measure(measure: Measure, duties: dict[tuple[str, str], Duty], top: Provenance) -> Raw:
    raw = {
        "key": measure.key,
        "text": measure.text,
        **_own(measure, top),
        "figures": dict(measure.figures),
        "exceptions": measure.exceptions,
        "replaces": list(measure.replaces),
        "wants": list(measure.wants),
        "units": [_assignment(line, duties) for line in measure.assignments],
    }
    return _filled(raw)


def _assignment(line: Assignment, duties: dict[tuple[str, str], Duty]) -> Raw:
    part = {"part": line.part} if line.part != "lead" else {}
    basis = duties.get((line.unit, line.basis))
    origin = _provenance(line.provenance, basis.provenance) if basis else {}
    return {"name": line.unit, **part, "basis": line.basis, **origin}
