"""Read a plan file: YAML in, one frozen plan out, or everything that is wrong with it at once."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from plans.building import build_plan
from plans.document import Plan
from plans.marked_yaml import Path as Place
from plans.marked_yaml import path_text, read_marked
from plans.problems import FileError, Problem
from plans.references import Draft, reference_problems
from plans.structure import structural_problems


def read_plan(path: Path) -> Plan:
    """The plan in the file at `path`; raises FileError as parse_plan does, or where it cannot be read."""
    return parse_plan(read_text(path), str(path))


@lru_cache(maxsize=16)
def parse_plan(text: str, file: str) -> Plan:
    """The plan of a YAML text; `file` names it in errors.

    Raises FileError with every problem found, each with file, line, path, cause and what to do.
    """
    marked = read_marked(text, file)
    structural = structural_problems(marked, file, "plan.schema.json")
    problems = [*marked.problems, *(problem for _path, problem in structural)]
    if isinstance(marked.data, dict):
        # A key that is not known does no harm to what stands beside it.
        broken = frozenset(path for path, problem in structural if problem.code != "unknown-key")
        problems += reference_problems(Draft(file, marked, broken))
    if problems:
        raise FileError(problems)
    return build_plan(marked.data)


def problem_at(text: str, file: str, path: Place, cause: str, facts: Mapping[str, object]) -> Problem:
    """A problem found only later, at the line of its place in the file."""
    line = read_marked(text, file).line(path)
    return Problem(file, line, path_text(path), cause, facts)


def read_text(path: Path) -> str:
    """The UTF-8 text of a file, or a FileError that says why not."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        cause = getattr(error, "strerror", None) or str(error)
        raise FileError([Problem(str(path), 1, "", "unreadable", {"cause": cause})]) from error
