"""Check what a schema cannot: names that must be known, keys that must differ, levels that must fit."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

from plans.deadlines import parse_due
from plans.levels import Level
from plans.marked_yaml import Marked, Path, path_text
from plans.problems import Problem
from plans.structure import quoted

Raw = dict[str, Any]
Found = Iterator[Problem]


@dataclass(frozen=True, slots=True)
class Draft:
    """A file's data on the way to a plan; `broken` are the paths whose shape is already known to be wrong."""

    file: str
    marked: Marked
    broken: frozenset[Path]

    @property
    def plan(self) -> Raw:
        """The section `plan`, empty where it is no mapping."""
        plan = self.marked.data.get("plan")
        return plan if isinstance(plan, dict) else {}

    def problem(self, path: Path, code: str, **facts: object) -> Problem:
        return Problem(self.file, self.marked.line(path), path_text(path), code, facts)

    def is_sound(self, path: Path) -> bool:
        """Whether nothing at or beneath `path` is broken."""
        return not any(place[: len(path)] == path for place in self.broken)

    def entries(self, *path: str | int) -> Iterator[tuple[Path, Raw]]:
        """The sound mappings of the list at `path`, each with its own path."""
        value: Any = self.marked.data
        for part in path:
            if isinstance(value, dict):
                value = value.get(part)
            else:
                value = value[part] if isinstance(value, list) and isinstance(part, int) else None
        for index, entry in enumerate(value if isinstance(value, list) else ()):
            if isinstance(entry, dict) and self.is_sound((*path, index)):
                yield (*path, index), entry

    def measures(self) -> Iterator[tuple[Path, Raw, Raw]]:
        """Path, group and measure of every sound measure."""
        groups = self.marked.data.get("measures")
        for number, group in enumerate(groups.get("groups", []) if isinstance(groups, dict) else []):
            place: Path = ("measures", "groups", number)
            if isinstance(group, dict) and not self.broken & {place, *((*place, key) for key in group)}:
                yield from ((path, group, measure) for path, measure in self.entries(*place, "items"))


def reference_problems(draft: Draft) -> list[Problem]:
    """Everything wrong between the parts of a file whose shape is right."""
    return [problem for check in CHECKS for problem in check(draft)]


def _days(draft: Draft) -> Found:
    path: Path = ("plan", "in_force_from")
    value = draft.plan.get("in_force_from")
    try:
        if value is not None and draft.is_sound(path):
            date.fromisoformat(value)
    except ValueError:
        yield draft.problem(path, "no-such-day", value=quoted(value))


def _deadlines(draft: Draft) -> Found:
    for path, duty in draft.entries("reporting", "items"):
        try:
            parse_due(duty.get("due", "next_day"))
        except ValueError:
            yield draft.problem((*path, "due"), "no-such-day", value=quoted(duty["due"]))


def _trigger_levels(draft: Draft) -> Found:
    seen: set[str] = set()
    for path, trigger in draft.entries("triggers", "items"):
        if trigger["level"] in seen:
            yield draft.problem((*path, "level"), "level-twice", level=trigger["level"])
        seen.add(trigger["level"])


def _air(draft: Draft) -> Found:
    for path, trigger in draft.entries("triggers", "items"):
        for place, alternative in draft.entries(*path, "any_of"):
            airs = {condition.get("air", "forecast") for condition in alternative["all_of"]}
            if len(airs) > 1:
                yield draft.problem((*place, "all_of"), "air-mixed", level=trigger["level"])


def _chains(draft: Draft) -> Found:
    seen: set[tuple[str, str]] = set()
    for path, approval in draft.entries("approvals", "items"):
        for pair in ((level, action) for action in approval["actions"] for level in approval["levels"]):
            if pair in seen:
                yield draft.problem(path, "chain-twice", level=pair[0], action=pair[1])
            seen.add(pair)


def _names(draft: Draft) -> Found:
    yield from _unique(draft, list(_unit_names(draft)))
    bodies = [((*path, "name"), body["name"]) for path, body in draft.entries("bodies", "items")]
    yield from _unique(draft, bodies)
    known = {name for _path, name in bodies}
    for path, body in draft.entries("bodies", "items"):
        if body.get("part_of", body["name"]) not in known:
            yield draft.problem((*path, "part_of"), "unknown-body", name=body["part_of"])


def _keys(draft: Draft) -> Found:
    for section in ("units", "bodies"):
        for path, entry in draft.entries(section, "items"):
            duties = draft.entries(*path, "duties") if "duties" in entry else ()
            yield from _unique(draft, [((*place, "key"), duty["key"]) for place, duty in duties])
    measures = [((*path, "key"), measure["key"]) for path, _group, measure in draft.measures()]
    yield from _unique(draft, measures)


def _unique(draft: Draft, named: list[tuple[Path, str]]) -> Found:
    first: dict[str, Path] = {}
    for path, name in named:
        if name in first:
            yield draft.problem(path, "duplicate-name", name=name, line=draft.marked.line(first[name]))
        first.setdefault(name, path)


def _unit_names(draft: Draft) -> Iterator[tuple[Path, str]]:
    for path, unit in draft.entries("units", "items"):
        yield (*path, "name"), unit["name"]
        for index, alias in enumerate(unit.get("aliases", [])):
            yield (*path, "aliases", index), alias


def _joint_rows(draft: Draft) -> Found:
    units = {unit["name"]: unit for _path, unit in draft.entries("units", "items")}
    for path, unit in draft.entries("units", "items"):
        if "duties_as" in unit and "duties" not in units.get(unit["duties_as"], {}):
            yield _unknown_unit(draft, (*path, "duties_as"), unit["duties_as"], list(units))


def _unknown_unit(draft: Draft, path: Path, name: str, known: list[str]) -> Problem:
    near = get_close_matches(name, known, n=1)
    return draft.problem(path, "unknown-unit", name=name, hint=f"（{near[0]}?） " if near else "")


def _assignments(draft: Draft) -> Found:
    # A unit that is itself broken would make every line that names it look wrong.
    if not draft.is_sound(("units",)):
        return
    units = {unit["name"]: unit for _path, unit in draft.entries("units", "items")}
    known = {name: unit for unit in units.values() for name in (unit["name"], *unit.get("aliases", []))}
    for path, _group, measure in draft.measures():
        seen: set[str] = set()
        for place, line in draft.entries(*path, "units") if "units" in measure else ():
            if line["name"] not in known:
                yield _unknown_unit(draft, (*place, "name"), line["name"], list(known))
                continue
            unit = known[line["name"]]
            if unit["name"] in seen:
                yield draft.problem((*place, "name"), "unit-twice", name=line["name"])
            seen.add(unit["name"])
            yield from _basis(draft, place, line, units.get(unit.get("duties_as", unit["name"]), unit))


def _basis(draft: Draft, path: Path, line: Raw, unit: Raw) -> Found:
    keys = [duty["key"] for duty in unit.get("duties", [])]
    if line["basis"] not in keys:
        facts = {"unit": line["name"], "name": line["basis"], "allowed": "、".join(keys) or "—"}
        yield draft.problem((*path, "basis"), "unknown-basis", **facts)


def _levels(draft: Draft) -> Found:
    cumulative = draft.plan.get("cumulative")
    for path, group, measure in draft.measures():
        if group["kind"] == "mandatory" and "source" not in group:
            yield draft.problem(path, "needs-source")
        own = {"level", "levels"} & {*group, *measure}
        if cumulative and own != {"level"}:
            yield draft.problem(path, "needs-level")
        if not cumulative and own != {"levels"}:
            yield draft.problem(path, "needs-levels")
        if not cumulative and "replaces" in measure:
            yield draft.problem((*path, "replaces"), "replaces-in-whole-list")


def _replacements(draft: Draft) -> Found:
    # A measure that is itself broken would make every line that replaces it look wrong.
    if not draft.plan.get("cumulative") or not draft.is_sound(("measures",)):
        return
    level = {m["key"]: m.get("level", group.get("level")) for _path, group, m in draft.measures()}
    for path, _group, measure in draft.measures():
        for key in measure.get("replaces", []):
            if key not in level:
                yield draft.problem((*path, "replaces"), "unknown-measure", name=key)
            elif _rank(level[key]) >= _rank(level[measure["key"]]):
                yield draft.problem((*path, "replaces"), "replaces-higher", name=key)


def _rank(slug: str | None) -> int:
    return Level.from_slug(slug) if slug else 0


CHECKS: tuple[Callable[[Draft], Found], ...] = (
    _days,
    _deadlines,
    _trigger_levels,
    _air,
    _chains,
    _names,
    _keys,
    _joint_rows,
    _assignments,
    _levels,
    _replacements,
)
