"""Read YAML so that every value still knows the line it was written on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from plans.problems import FileError, Problem

Path = tuple[str | int, ...]

MOST_CHARACTERS = 2_000_000
DEEPEST = 20
CONSTANTS = {"true": True, "false": False, "null": None, "~": None, "": None}
WHOLE_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,15})")


@dataclass(frozen=True, slots=True)
class Marked:
    """Plain data, and for each path in it the line (from 1) of its key, or of its value in a list."""

    data: Any
    lines: Mapping[Path, int]
    problems: tuple[Problem, ...]

    def line(self, path: Path) -> int:
        """The line of `path`, or of the nearest value that holds it."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_marked(text: str, file: str) -> Marked:
    """Plain data of a YAML text, with lines; raises FileError where it is not YAML.

    Numbers with a point, dates and times stay text, so that clause 3.10 is not 3.1 and 10:00 is not 600.
    Repeated keys are problems, not silently the last one; anchors and aliases are refused.
    """
    if len(text) > MOST_CHARACTERS:
        raise FileError((Problem(file, 1, "", "too-long", {"most": MOST_CHARACTERS}),))
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        raise FileError((_not_yaml(error, file),)) from error
    if root is None:
        raise FileError((Problem(file, 1, "", "empty", {}),))
    reader = _Reader(file)
    data = reader.value(root, ())
    return Marked(data, reader.lines, tuple(reader.problems))


def path_text(path: Path) -> str:
    """`("units", 3, "name")` as units[3].name, counted from 0 as in the file's own list."""
    parts = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in path]
    return "".join(parts).removeprefix(".")


def _not_yaml(error: Exception, file: str) -> Problem:
    mark = getattr(error, "problem_mark", None)
    cause = getattr(error, "problem", None) or " ".join(str(error).split())
    return Problem(file, mark.line + 1 if mark else 1, "", "not-yaml", {"cause": cause})


class _Reader:
    """Turns YAML nodes into plain data, noting lines and problems on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Path, int] = {}
        self.problems: list[Problem] = []
        self.seen: set[int] = set()

    def value(self, node: yaml.Node, path: Path) -> Any:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node)
        # An alias is the very same node again; walking it could grow without end.
        if id(node) in self.seen or len(path) > DEEPEST:
            self.blame(node, path, "alias")
            return None
        self.seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*path, index)) for index, child in enumerate(node.value)]
        return self.mapping(node, path)

    def mapping(self, node: yaml.Node, path: Path) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in data:
                self.blame(key_node, (*path, key), "duplicate-key", key=key)
                continue
            self.lines[(*path, key)] = key_node.start_mark.line + 1
            data[key] = self.value(value_node, (*path, key))
        return data

    def blame(self, node: yaml.Node, path: Path, code: str, **facts: object) -> None:
        self.problems.append(Problem(self.file, node.start_mark.line + 1, path_text(path), code, facts))


def _scalar(node: yaml.ScalarNode) -> str | int | bool | None:
    if node.style:
        return node.value
    if node.value in CONSTANTS:
        return CONSTANTS[node.value]
    return int(node.value) if WHOLE_NUMBER.fullmatch(node.value) else node.value
