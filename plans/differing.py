"""What one edition says that another does not, line by line."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from plans.document import Plan, Provenance
from plans.lines import Line, lines_of

HEAD = (
    "title", "document_number", "edition", "in_force_from", "in_force_standing", "source", "area",
    "document_series", "excludes", "covers", "cumulative",
)  # fmt: skip
INNER = ("duties", "assignments")


@dataclass(frozen=True, slots=True)
class Field:
    """One figure or text of a line that is not the same."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Difference:
    """One line that is new (no `before`), gone (no `after`) or changed in `fields`."""

    path: str
    before: Line | None
    after: Line | None
    fields: tuple[Field, ...] = ()

    @property
    def kind(self) -> str:
        """ "added", "removed" or "changed"."""
        if self.fields:
            return "changed"
        return "added" if self.before is None else "removed"


def differences(old: Plan, new: Plan) -> list[Difference]:
    """Every line that is not the same, in the order of the new plan; lines that are gone come last."""
    return [*_head(old, new), *_doubts(old, new), *_lines(lines_of(old), lines_of(new))]


def _head(old: Plan, new: Plan) -> Iterator[Difference]:
    for name in HEAD:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Difference(f"plan/{name}", None, None, (Field(name, before, after),))


def _doubts(old: Plan, new: Plan) -> Iterator[Difference]:
    texts = [tuple(doubt.text for doubt in plan.doubts) for plan in (old, new)]
    if texts[0] != texts[1]:
        yield Difference("doubts", None, None, (Field("doubts", *texts),))


def _lines(old: dict[str, Line], new: dict[str, Line]) -> Iterator[Difference]:
    for path, line in new.items():
        if path not in old:
            yield Difference(path, None, line)
        elif found := tuple(_fields(_outer(old[path]), _outer(line))):
            yield Difference(path, old[path], line, found)
    yield from (Difference(path, line, None) for path, line in old.items() if path not in new)


def _outer(line: Any) -> Any:
    """The line without the lines within it, which have paths of their own."""
    return replace(line, **{name: () for name in INNER if hasattr(line, name)})


def _fields(before: Any, after: Any) -> Iterator[Field]:
    for each in fields(before):
        one, other = getattr(before, each.name), getattr(after, each.name)
        if isinstance(one, Provenance) and is_dataclass(other):
            yield from _fields(one, other)
        elif one != other:
            yield Field(each.name, one, other)
