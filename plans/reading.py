"""An edition's rows as the frozen plan that its file was."""

from collections import defaultdict
from dataclasses import replace
from typing import Any, cast

from plans import document
from plans.document import Provenance
from plans.levels import Level
from plans.models import Duty, Measure, MeasureUnit, PlanEdition, PlanUnit, Recipient, ReportingDuty, Sourced
from plans.rulesjson import any_of, bodies_from, plan_parts


def document_of(edition: PlanEdition) -> document.Plan:
    """The whole edition, equal to what its file was read as; about ten queries."""
    parts = plan_parts(edition.rules)
    return document.Plan(
        jurisdiction=edition.jurisdiction.code,
        title=edition.title,
        document_number=edition.document_number,
        edition=edition.edition,
        in_force_from=edition.in_force_from,
        source=edition.source,
        excludes=tuple(edition.excludes),
        covers=tuple(edition.covers),
        cumulative=edition.is_cumulative,
        triggers=tuple(
            document.Trigger(Level(row.level), any_of(row.any_of), _origin(row, edition))
            for row in edition.triggers.all()
        ),
        recipients=tuple(
            _recipient(row, edition) for row in edition.recipients.select_related("jurisdiction")
        ),
        reporting=tuple(_reporting(row, edition) for row in edition.reporting_duties.all()),
        bodies=bodies_from(edition.bodies),
        units=_units(edition),
        measures=_measures(edition),
        **{**parts, "approvals": _approvals(parts["approvals"], edition)},
    )


def _origin(row: Sourced, edition: PlanEdition) -> Provenance:
    return Provenance(
        row.source_document or edition.source, row.clause, cast(document.Standing, row.standing)
    )


def _approvals(chains: tuple[document.Approval, ...], edition: PlanEdition) -> tuple[document.Approval, ...]:
    steps: dict[tuple[int, str], list[document.Step]] = defaultdict(list)
    for row in edition.approval_steps.order_by("position"):
        steps[row.level, row.action].append(document.Step(cast(Any, row.verb), cast(Any, row.role)))
    return tuple(replace(chain, steps=tuple(steps[chain.level, chain.action])) for chain in chains)


def _recipient(row: Recipient, edition: PlanEdition) -> document.Recipient:
    return document.Recipient(
        name=row.name,
        kind=cast(Any, row.kind),
        jurisdiction=row.jurisdiction.code if row.jurisdiction else None,
        actions=tuple(row.actions),
        provenance=_origin(row, edition),
    )


def _reporting(row: ReportingDuty, edition: PlanEdition) -> document.ReportingDuty:
    return document.ReportingDuty(
        kind=row.kind,
        sender=row.debtor,
        to=row.creditor,
        due=row.due,
        due_standing=cast(document.Standing, row.due_standing),
        contents=tuple(row.contents),
        provenance=_origin(row, edition),
    )


def _units(edition: PlanEdition) -> tuple[document.Unit, ...]:
    duties: dict[int, list[document.Duty]] = defaultdict(list)
    for duty in edition.duties.order_by("position"):
        duties[duty.unit_id].append(_duty(duty, edition))
    rows = edition.plan_units.select_related("unit").prefetch_related("unit__members").order_by("position")
    return tuple(_unit(row, tuple(duties[row.unit_id]), edition) for row in rows)


def _unit(row: PlanUnit, duties: tuple[document.Duty, ...], edition: PlanEdition) -> document.Unit:
    return document.Unit(
        name=row.unit.name,
        aliases=tuple(row.unit.aliases),
        group=row.unit.is_group,
        members=tuple(member.name for member in row.unit.members.all()),
        duties=duties,
        provenance=_origin(row, edition),
    )


def _duty(row: Duty, edition: PlanEdition) -> document.Duty:
    return document.Duty(duty_key(row), row.text, row.during_response, _origin(row, edition))


def duty_key(duty: Duty) -> str:
    """The key within the unit, as the file has it; rows carry the unit's name before it."""
    return duty.key.rpartition("/")[2]


def _measures(edition: PlanEdition) -> tuple[document.Measure, ...]:
    lines: dict[int, list[document.Assignment]] = defaultdict(list)
    rows = MeasureUnit.objects.filter(measure__edition=edition).select_related("unit", "basis").order_by("pk")
    for row in rows:
        lines[row.measure_id].append(_assignment(row, edition))
    return tuple(
        _measure(row, tuple(lines[row.pk]), edition) for row in edition.measures.order_by("position")
    )


def _assignment(row: MeasureUnit, edition: PlanEdition) -> document.Assignment:
    basis = duty_key(row.basis) if row.basis else ""
    return document.Assignment(row.unit.name, cast(Any, row.part), basis, _origin(row, edition))


def _measure(
    row: Measure, assignments: tuple[document.Assignment, ...], edition: PlanEdition
) -> document.Measure:
    return document.Measure(
        key=row.key,
        from_level=Level(row.from_level),
        to_level=Level(row.to_level),
        kind=cast(Any, row.kind),
        source=cast(Any, row.source or None),
        text=row.text,
        figures=dict(row.figures),
        exceptions=row.exceptions,
        replaces=tuple(row.replaces),
        wants=tuple(row.wants),
        assignments=assignments,
        provenance=_origin(row, edition),
    )
