"""Read the file of jurisdictions and their superiors."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from plans.marked_yaml import Marked, path_text, read_marked
from plans.planfile import read_text
from plans.problems import FileError, Problem
from plans.structure import structural_problems


@dataclass(frozen=True, slots=True)
class Place:
    """A jurisdiction as the file gives it; `superior` is a code of the same file, degrees are WGS 84."""

    code: str
    name: str
    short_name: str
    name_en: str
    superior: str | None
    office_name: str
    latitude: Decimal | None
    longitude: Decimal | None


def read_jurisdictions(path: Path) -> list[Place]:
    """The file's jurisdictions, superiors first; FileError with every problem found."""
    marked = read_marked(read_text(path), str(path))
    structural = structural_problems(marked, str(path), "jurisdictions.schema.json")
    problems = [*marked.problems, *(problem for _path, problem in structural)]
    if not problems:
        problems = list(_reference_problems(marked, str(path)))
    if problems:
        raise FileError(problems)
    places = {raw["code"]: _place(raw) for raw in marked.data["jurisdictions"]}
    return sorted(places.values(), key=lambda place: len(_chain(place.code, marked.data["jurisdictions"])))


def _place(raw: dict[str, Any]) -> Place:
    return Place(
        code=raw["code"],
        name=raw["name"],
        short_name=raw["short_name"],
        name_en=raw["name_en"],
        superior=raw.get("superior"),
        office_name=raw.get("office_name", ""),
        latitude=Decimal(raw["latitude"]) if "latitude" in raw else None,
        longitude=Decimal(raw["longitude"]) if "longitude" in raw else None,
    )


def _reference_problems(marked: Marked, file: str) -> Iterator[Problem]:
    first: dict[str, int] = {}
    rows = marked.data["jurisdictions"]
    codes = {raw["code"] for raw in rows}
    for index, raw in enumerate(rows):
        path = ("jurisdictions", index, "code")
        code, line = raw["code"], marked.line(path)
        if code in first:
            facts = {"name": code, "line": first[code]}
            yield Problem(file, line, path_text(path), "duplicate-name", facts)
        first.setdefault(code, line)
        if raw.get("superior", code) not in codes:
            yield Problem(file, line, path_text(path), "unknown-superior", {"code": raw["superior"]})
        elif code in _chain(code, rows)[1:]:
            yield Problem(file, line, path_text(path), "superior-loop", {"code": code})


def _chain(code: str, rows: list[dict[str, Any]]) -> list[str]:
    """The code and its superiors upward, ending where one would come again or is not known."""
    above = {raw["code"]: raw.get("superior") for raw in rows}
    chain = [code]
    while (superior := above.get(chain[-1])) is not None:
        chain.append(superior)
        if superior in chain[:-1]:
            break
    return chain
