"""Reading a plan: as a whole, by level, by unit; on the screen and on paper."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.http import require_GET

from plans.document import Approval, Assignment, Body, Duty, Measure, Plan, Unit
from plans.levels import Level
from plans.models import Measure as MeasureRow
from plans.models import PlanEdition
from plans.picture import axis, threshold_rows
from plans.views.seen import Reading, known_place, read
from portal import clock
from portal.offices.authority import holders
from portal.offices.models import Jurisdiction
from portal.offices.roles import Role
from portal.offices.visit import Visit

ACTIONS = ("issue", "adjust", "lift")
KINDS = (
    ("mandatory", "industrial"), ("mandatory", "mobile"), ("mandatory", "dust"), ("mandatory", "other"),
    ("advisory", None), ("health", None),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    """The measures of one kind and source, or of one level, under one heading."""

    kind: Promise | str
    source: Promise | str
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What one unit does in a measure."""

    measure: Measure
    assignment: Assignment
    basis: Duty | None


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit in the list: how many duties it has, and how many measures at each level."""

    unit: Unit
    key: int
    is_mine: bool
    counts: tuple[int, ...]


@require_GET
def plan_list(request: Visit) -> HttpResponse:
    """The jurisdictions that the reader knows, with the edition in force of each."""
    in_force = Prefetch("editions", PlanEdition.objects.in_force(), to_attr="current")
    places = Jurisdiction.objects.known_to(request.user).prefetch_related(in_force)
    return render(request, "plans/list.html", {"places": places})


@require_GET
def detail(request: Visit, code: str) -> HttpResponse:
    """The plan at a glance: thresholds, chains, reports, bodies, what the check finds."""
    place = known_place(request.user, code)
    if not place.editions.in_force().exists() and not request.GET.get("edition"):
        return render(request, "plans/none.html", {"place": place})
    reading = read(request, code)
    return render(request, "plans/detail.html", _overview(reading))


def _overview(reading: Reading) -> dict[str, Any]:
    return {
        "reading": reading,
        "plan": reading.plan,
        "axis": axis(),
        "thresholds": threshold_rows(reading.plan),
        "actions": ACTIONS,
        "chains": _chains(reading.plan),
        "holders": _holders(reading),
        "bodies": list(_bodies(reading.plan.bodies)),
        "counts": [(level, len(reading.plan.at(level))) for level in reading.levels],
    }


def _chains(plan: Plan) -> list[tuple[Level, list[Approval | None]]]:
    chains: dict[tuple[Level, str], Approval] = {(row.level, row.action): row for row in plan.approvals}
    levels = sorted({chain.level for chain in plan.approvals})
    return [(level, [chains.get((level, action)) for action in ACTIONS]) for level in levels]


def _holders(reading: Reading) -> dict[str, list[str]]:
    """Who can sign in each role of the chains now; only for the office's own staff."""
    if not reading.is_staff:
        return {}
    roles = {step.role for chain in reading.plan.approvals for step in chain.steps}
    now = clock.now()
    return {role: [str(u) for u in holders(Role(role), reading.jurisdiction, now)] for role in sorted(roles)}


def _bodies(bodies: tuple[Body, ...]) -> Iterator[tuple[int, Body]]:
    """Each body after the one it is part of, with how deep it stands."""
    below: dict[str | None, list[Body]] = defaultdict(list)
    for body in bodies:
        below[body.part_of].append(body)

    def walk(name: str | None, depth: int) -> Iterator[tuple[int, Body]]:
        for body in below[name]:
            yield depth, body
            yield from walk(body.name, depth + 1)

    return walk(None, 0)


@require_GET
def level(request: Visit, code: str, slug: str) -> HttpResponse:
    """Who does what at one level."""
    reading = read(request, code)
    chosen = next((each for each in reading.levels if each.slug == slug), None)
    if chosen is None:
        raise Http404
    shown = [measure for measure in reading.plan.at(chosen) if _asked(request, measure, reading)]
    context = {
        "reading": reading,
        "plan": reading.plan,
        "level": chosen,
        "groups": list(groups_of(shown)),
        "total": len(shown),
        "only_new": request.GET.get("show") == "new",
    }
    return render(request, "plans/level.html", context)


def _asked(request: Visit, measure: Measure, reading: Reading) -> bool:
    if request.GET.get("show") != "new":
        return True
    return measure.from_level.slug == request.resolver_match.kwargs["slug"]  # type: ignore[union-attr]


def groups_of(measures: Iterable[Measure]) -> Iterator[Group]:
    """The measures under their kind and source, mandatory ones first; empty groups are left out."""
    by_kind: dict[tuple[str, str | None], list[Measure]] = defaultdict(list)
    for measure in measures:
        by_kind[measure.kind, measure.source if measure.kind == "mandatory" else None].append(measure)
    for kind, source in KINDS:
        if found := by_kind[kind, source]:
            source_word = MeasureRow.Source(source).label if source else ""
            yield Group(MeasureRow.Kind(kind).label, source_word, tuple(found))


@require_GET
def units(request: Visit, code: str) -> HttpResponse:
    """Every unit: its duties, and how much it does at each level."""
    reading = read(request, code)
    rows = [_unit_row(unit, reading) for unit in reading.plan.units]
    context = {"reading": reading, "plan": reading.plan, "rows": rows}
    return render(request, "plans/units.html", context)


def _unit_row(unit: Unit, reading: Reading) -> UnitRow:
    key = reading.unit_keys[unit.name]
    counts = tuple(
        sum(1 for m in reading.plan.at(level) if any(a.unit == unit.name for a in m.assignments))
        for level in reading.levels
    )
    return UnitRow(unit, key, key in reading.my_units, counts)


@require_GET
def unit(request: Visit, code: str, pk: int) -> HttpResponse:
    """One unit: its duties, and its measures at each level, on which duty each rests."""
    reading = read(request, code)
    name = next((name for name, key in reading.unit_keys.items() if key == pk), None)
    found = reading.plan.unit(name) if name else None
    if found is None:
        raise Http404
    context = {
        "reading": reading,
        "plan": reading.plan,
        "unit": found,
        "pk": pk,
        "parts": list(_parts(found, reading.plan, reading.levels)),
        "used": _used(found, reading.plan),
    }
    return render(request, "plans/unit.html", context)


def _parts(unit: Unit, plan: Plan, levels: list[Level]) -> Iterator[tuple[Level, list[Part]]]:
    """The unit's measures under the level at which each begins."""
    duties = {duty.key: duty for duty in unit.duties}
    for level in levels:
        found = [
            Part(measure, line, duties.get(line.basis))
            for measure in plan.measures
            for line in measure.assignments
            if line.unit == unit.name and measure.from_level == level
        ]
        yield level, found


def _used(unit: Unit, plan: Plan) -> set[str]:
    return {a.basis for m in plan.measures for a in m.assignments if a.unit == unit.name}


@require_GET
def paper(request: Visit, code: str) -> HttpResponse:
    """The whole plan on one page, to be printed."""
    reading = read(request, code)
    whole = [(level, list(groups_of(_printed(reading.plan, level)))) for level in reading.levels]
    context = {**_overview(reading), "whole": whole}
    return render(request, "plans/paper.html", context)


def _printed(plan: Plan, level: Level) -> tuple[Measure, ...]:
    # Where levels add up, a measure is printed once, at the lowest level that calls for it.
    found = plan.at(level)
    return tuple(m for m in found if m.from_level == level) if plan.cumulative else found
