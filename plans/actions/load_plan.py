"""Load one edition of a plan: create it, replace it while nothing rests on it, or leave it alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from plans import document
from plans.comparing import Count, compare
from plans.exporting import content_sha256
from plans.marked_yaml import Path
from plans.models import (
    ApprovalStep,
    Duty,
    Measure,
    MeasureUnit,
    PlanEdition,
    PlanUnit,
    Recipient,
    ReportingDuty,
    Trigger,
)
from plans.reading import document_of
from plans.rulesjson import any_of_json, bodies_json, rules_of
from portal.lifecycle.journal import record
from portal.lifecycle.moves import lock, move
from portal.offices.models import Jurisdiction, Unit, User


class PlanRefused(Exception):
    """A plan that is well written and cannot be taken: its place in the file, and a code of problems.py."""

    def __init__(self, path: Path, cause: str, /, **facts: object) -> None:
        super().__init__(cause)
        self.path, self.cause, self.facts = path, cause, facts


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a file: "created", "changed" or "unchanged", with the counts of each part."""

    edition: PlanEdition
    outcome: str
    counts: dict[str, Count]


@transaction.atomic
def load_plan(plan: document.Plan, *, by: User | None, now: datetime) -> Loaded:
    """Make the database say what `plan` says; safe to run twice.

    A new edition comes into force when its day has come, and succeeds the one before. An edition that a
    warning, response or proposal rests on is never changed: PlanRefused, as for one already succeeded.
    """
    jurisdiction = _jurisdiction(plan.jurisdiction, ("jurisdiction",))
    lock(jurisdiction)
    edition = jurisdiction.editions.filter(edition=plan.edition).first()
    if edition and edition.content_sha256 == content_sha256(plan):
        return Loaded(edition, "unchanged", compare(plan, plan))
    before = _may_be_replaced(edition) if edition else None
    edition = _write(plan, jurisdiction, edition)
    outcome = "changed" if before else "created"
    record(edition, f"plan {outcome}", scope=jurisdiction, by=by, now=now, became=edition.state)
    _put_in_force(edition, by=by, now=now)
    return Loaded(edition, outcome, compare(before, plan))


def is_used(edition: PlanEdition) -> bool:
    """Whether anything outside the plans themselves refers to the edition."""
    outside = (
        relation
        for relation in PlanEdition._meta.related_objects
        if relation.related_model._meta.app_label != PlanEdition._meta.app_label
    )
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: edition}).exists()
        for relation in outside
    )


def _jurisdiction(code: str, path: Path) -> Jurisdiction:
    found = Jurisdiction.objects.filter(code=code).first()
    if found is None:
        raise PlanRefused(path, "unknown-jurisdiction", code=code)
    return found


def _may_be_replaced(edition: PlanEdition) -> document.Plan:
    if edition.state == PlanEdition.State.SUCCEEDED:
        raise PlanRefused(("plan", "edition"), "edition-succeeded", edition=edition.edition)
    if is_used(edition):
        raise PlanRefused(("plan", "edition"), "edition-in-use", edition=edition.edition)
    return document_of(edition)


def _put_in_force(edition: PlanEdition, *, by: User | None, now: datetime) -> None:
    """A new edition succeeds an older one as soon as its day has come; until then it stays a draft."""
    if edition.state != PlanEdition.State.DRAFT or edition.in_force_from > timezone.localtime(now).date():
        return
    older = edition.jurisdiction.editions.in_force().first()
    if older and older.in_force_from > edition.in_force_from:
        return
    if older:
        move(older, PlanEdition.State.SUCCEEDED, by=by, now=now, note=edition.edition)
    move(edition, PlanEdition.State.IN_FORCE, by=by, now=now)


def _write(plan: document.Plan, jurisdiction: Jurisdiction, edition: PlanEdition | None) -> PlanEdition:
    edition = edition or PlanEdition(jurisdiction=jurisdiction, edition=plan.edition)
    edition.title, edition.document_number = plan.title, plan.document_number
    edition.source, edition.in_force_from = plan.source, plan.in_force_from
    edition.is_cumulative = plan.cumulative
    edition.excludes, edition.covers = list(plan.excludes), list(plan.covers)
    edition.rules, edition.bodies = rules_of(plan), bodies_json(plan)
    edition.content_sha256 = content_sha256(plan)
    edition.save()
    _clear(edition)
    units = _write_units(plan, edition)
    _write_rules(plan, edition)
    _write_measures(plan, edition, units, _write_duties(plan, edition, units))
    return edition


def _clear(edition: PlanEdition) -> None:
    # Assignments rest on duties, so they and their measures go first.
    edition.measures.all().delete()
    for rows in (
        edition.duties,
        edition.plan_units,
        edition.triggers,
        edition.approval_steps,
        edition.recipients,
        edition.reporting_duties,
    ):
        rows.all().delete()


def _origin(edition: PlanEdition, line: document.Provenance) -> dict[str, Any]:
    own = "" if line.source == edition.source else line.source
    return {"edition": edition, "source_document": own, "clause": line.clause, "standing": line.standing}


def _write_units(plan: document.Plan, edition: PlanEdition) -> dict[str, Unit]:
    units = {
        unit.name: _unit(unit, edition.jurisdiction, position) for position, unit in _numbered(plan.units)
    }
    PlanUnit.objects.bulk_create(
        PlanUnit(unit=units[unit.name], position=position, **_origin(edition, unit.provenance))
        for position, unit in _numbered(plan.units)
    )
    return units


def _unit(unit: document.Unit, jurisdiction: Jurisdiction, position: int) -> Unit:
    """The unit's row; one that bore a name which is now an alias was renamed, and stays the same unit."""
    known = {row.name: row for row in jurisdiction.units.filter(name__in=[unit.name, *unit.aliases])}
    row = known.get(unit.name) or next(iter(known.values()), Unit(jurisdiction=jurisdiction))
    row.name, row.aliases, row.is_group, row.position = unit.name, list(unit.aliases), unit.group, position
    row.save()
    for number, member in _numbered(unit.members):
        Unit.objects.update_or_create(
            jurisdiction=jurisdiction, name=member, defaults={"group": row, "position": number}
        )
    return row


def _write_rules(plan: document.Plan, edition: PlanEdition) -> None:
    Trigger.objects.bulk_create(
        Trigger(level=row.level, any_of=any_of_json(row.any_of), **_origin(edition, row.provenance))
        for row in plan.triggers
    )
    ApprovalStep.objects.bulk_create(
        ApprovalStep(
            action=row.action, level=row.level, position=position, verb=step.verb, role=step.role,
            **_origin(edition, row.provenance),
        )
        for row in plan.approvals
        for position, step in enumerate(row.steps)
    )  # fmt: skip
    Recipient.objects.bulk_create(
        Recipient(
            position=position, name=row.name, kind=row.kind, actions=list(row.actions),
            jurisdiction=_recipient_jurisdiction(position, row), **_origin(edition, row.provenance),
        )
        for position, row in _numbered(plan.recipients)
    )  # fmt: skip
    ReportingDuty.objects.bulk_create(
        ReportingDuty(
            position=position, kind=row.kind, debtor=row.sender, creditor=row.to, due=row.due,
            due_standing=row.due_standing, contents=list(row.contents), **_origin(edition, row.provenance),
        )
        for position, row in _numbered(plan.reporting)
    )  # fmt: skip


def _recipient_jurisdiction(position: int, row: document.Recipient) -> Jurisdiction | None:
    path = ("recipients", "items", position - 1, "jurisdiction")
    return _jurisdiction(row.jurisdiction, path) if row.jurisdiction else None


def _write_duties(
    plan: document.Plan, edition: PlanEdition, units: dict[str, Unit]
) -> dict[tuple[str, str], Duty]:
    duties = {
        (unit.name, duty.key): Duty(
            unit=units[unit.name], key=f"{unit.name}/{duty.key}", position=position, text=duty.text,
            during_response=duty.during_response, **_origin(edition, duty.provenance),
        )
        for unit in plan.units
        for position, duty in _numbered(unit.duties)
    }  # fmt: skip
    Duty.objects.bulk_create(duties.values())
    return duties


def _write_measures(
    plan: document.Plan, edition: PlanEdition, units: dict[str, Unit], duties: dict[tuple[str, str], Duty]
) -> None:
    measures = {
        row.key: Measure(
            key=row.key, position=position, from_level=row.from_level, to_level=row.to_level, kind=row.kind,
            source=row.source or "", text=row.text, exceptions=row.exceptions, figures=dict(row.figures),
            replaces=list(row.replaces), wants=list(row.wants), **_origin(edition, row.provenance),
        )
        for position, row in _numbered(plan.measures)
    }  # fmt: skip
    Measure.objects.bulk_create(measures.values())
    MeasureUnit.objects.bulk_create(
        MeasureUnit(
            measure=measures[row.key],
            unit=units[line.unit],
            part=line.part,
            basis=duties[line.unit, line.basis],
            **_without_edition(_origin(edition, line.provenance)),
        )
        for row in plan.measures
        for line in row.assignments
    )


def _without_edition(origin: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in origin.items() if key != "edition"}


def _numbered(rows: Iterable[Any]) -> Iterable[tuple[int, Any]]:
    return enumerate(rows, start=1)
