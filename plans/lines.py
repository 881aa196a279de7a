"""Every line of a plan by its path, such as approvals/red/issue; and plans with one line changed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from plans.document import (
    Approval,
    Assignment,
    Body,
    Definition,
    Duty,
    Lifting,
    Measure,
    Merging,
    Plan,
    Raising,
    Recipient,
    ReportingDuty,
    Setting,
    Superior,
    Target,
    Trigger,
    Unit,
)

Line = (
    Approval | Assignment | Body | Definition | Duty | Lifting | Measure | Merging | Raising | Recipient
    | ReportingDuty | Setting | Superior | Target | Trigger | Unit
)  # fmt: skip
Change = Callable[[str, Any], Any]

IN_FORCE_FROM = "plan/in_force_from"
DUE = "/due"
SINGLES = ("definition", "lifting", "raising", "merging", "superior")


@dataclass(frozen=True, slots=True)
class Section:
    """A list of the plan: its name in paths, its field, what names a line, and the lines within a line."""

    name: str
    field: str
    key: Callable[[Any], str]
    inner: str = ""
    inner_key: str = ""


SECTIONS = (
    Section("triggers", "triggers", lambda line: line.level.slug),
    Section("reduction_targets", "targets", lambda line: line.level.slug),
    Section("approvals", "approvals", lambda line: f"{line.level.slug}/{line.action}"),
    Section("recipients", "recipients", lambda line: line.name),
    Section("reporting", "reporting", lambda line: f"{line.kind}/{line.sender}"),
    Section("bodies", "bodies", lambda line: line.name, "duties", "key"),
    Section("units", "units", lambda line: line.name, "duties", "key"),
    Section("measures", "measures", lambda line: line.key, "assignments", "unit"),
)


def lines_of(plan: Plan) -> dict[str, Line]:
    """Every line that has a provenance, by its path, in the order of the plan."""
    found: dict[str, Line] = {}

    def note(path: str, line: Line) -> Line:
        found[path] = line
        return line

    changed(plan, note)
    return found


def to_confirm(plan: Plan) -> dict[str, Line | None]:
    """The lines that are the portal's default, by path; None where only the plan's first day is.

    A reporting duty that stands in the plan with a default hour is there under its path and "/due".
    """
    found: dict[str, Line | None] = {}
    if plan.in_force_standing == "default":
        found[IN_FORCE_FROM] = None
    for path, line in lines_of(plan).items():
        if line.provenance.standing == "default":
            found[path] = line
        elif isinstance(line, ReportingDuty) and line.due_standing == "default":
            found[path + DUE] = line
    return found


def changed(plan: Plan, change: Change) -> Plan:
    """The plan with each line replaced by what `change` makes of it; None leaves it out.

    Lines within a line (duties of a unit, units of a measure) come after it, with their own paths.
    """
    parts: dict[str, Any] = {
        name: change(name, part) for name in SINGLES if (part := getattr(plan, name)) is not None
    }
    parts["settings"] = _settings(plan.settings, change)
    for section in SECTIONS:
        parts[section.field] = tuple(_section(getattr(plan, section.field), section, change))
    return replace(plan, **parts)


def replaced(plan: Plan, path: str, new: Line | None) -> Plan:
    """The plan with the line at `path` replaced, or left out for None; KeyError when there is none."""
    if path not in lines_of(plan):
        raise KeyError(path)
    return changed(plan, lambda place, line: new if place == path else line)


def added(plan: Plan, holder: str, new: Line) -> Plan:
    """The plan with `new` at the end of a section ("measures") or of a line ("units/市住建局")."""
    for section in SECTIONS:
        if section.name == holder:
            return replace(plan, **_longer(plan, section.field, new))
    line: Any = lines_of(plan)[holder]
    inner = next(section.inner for section in SECTIONS if holder.startswith(f"{section.name}/"))
    return replaced(plan, holder, replace(line, **_longer(line, inner, new)))


def _longer(holder: Any, name: str, new: Line) -> dict[str, Any]:
    return {name: (*getattr(holder, name), new)}


def _settings(settings: Mapping[str, Setting], change: Change) -> dict[str, Setting]:
    pairs = ((name, change(f"settings/{name}", setting)) for name, setting in settings.items())
    return {name: setting for name, setting in pairs if setting is not None}


def _section(rows: tuple[Any, ...], section: Section, change: Change) -> Iterator[Any]:
    seen: dict[str, int] = {}
    for row in rows:
        path = f"{section.name}/{section.key(row)}"
        seen[path] = seen.get(path, 0) + 1
        if seen[path] > 1:
            path = f"{path}#{seen[path]}"
        new = change(path, row)
        if new is not None:
            yield _with_inner(new, path, section, change)


def _with_inner(row: Any, path: str, section: Section, change: Change) -> Any:
    if not section.inner:
        return row
    lines = (
        change(f"{path}/{getattr(line, section.inner_key)}", line) for line in getattr(row, section.inner)
    )
    return replace(row, **{section.inner: tuple(line for line in lines if line is not None)})
