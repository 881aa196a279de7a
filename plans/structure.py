"""Check a plan file's shape against its JSON Schema, and say what is wrong in plain words."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from plans.marked_yaml import Marked, path_text
from plans.marked_yaml import Path as Place
from plans.problems import Problem

SCHEMAS = Path(__file__).parent / "schema"
TYPES = {
    "object": "键值对 mapping",
    "array": "列表 list",
    "string": "文字 text",
    "integer": "整数 whole number",
    "boolean": "true/false",
    "null": "null",
}
LONGEST_QUOTE = 30


def structural_problems(marked: Marked, file: str, schema: str) -> list[tuple[Place, Problem]]:
    """Everything in which the data departs from `schema` (a file of plans/schema), with its path."""
    errors = validator(schema).iter_errors(marked.data)
    return [found for error in errors for found in _described(error, marked, file)]


@cache
def validator(schema: str) -> Draft202012Validator:
    """The validator of one file of plans/schema."""
    return Draft202012Validator(json.loads((SCHEMAS / schema).read_text(encoding="utf-8")))


def _described(error: ValidationError, marked: Marked, file: str) -> Iterator[tuple[Place, Problem]]:
    path = tuple(error.absolute_path)
    for extra, code, facts in _causes(error):
        place = (*path, *extra)
        yield place, Problem(file, marked.line(place), path_text(place), code, facts)


def _causes(error: ValidationError) -> Iterator[tuple[Place, str, dict[str, object]]]:
    rule = str(error.validator)
    value: Any = error.instance
    wanted: Any = error.validator_value
    schema: Any = error.schema
    if rule == "required":
        yield from _missing(wanted, value, error.message)
    elif rule == "additionalProperties":
        allowed = "、".join(schema["properties"])
        yield from (
            ((key,), "unknown-key", {"key": key, "allowed": allowed})
            for key in value
            if key not in schema["properties"]
        )
    elif rule == "type":
        kinds = [wanted] if isinstance(wanted, str) else wanted
        yield (), "wrong-type", {"value": quoted(value), "expected": " / ".join(TYPES[k] for k in kinds)}
    elif rule == "enum":
        yield (), "not-allowed", {"value": quoted(value), "allowed": "、".join(map(str, wanted))}
    elif rule == "pattern":
        examples = schema.get("examples", [wanted])
        yield (), "wrong-form", {"value": quoted(value), "expected": "、".join(examples)}
    elif rule in ("minItems", "minLength"):
        yield (), "too-few", {}
    else:
        yield (), "out-of-range", {"value": quoted(value), "limit": f"{rule} {wanted}"}


def _missing(required: list[str], value: Any, message: str) -> Iterator[tuple[Place, str, dict[str, object]]]:
    # jsonschema reports each missing key by itself, and names it only in its message.
    for key in required:
        if key not in value and message.startswith(repr(key)):
            yield (), "missing-key", {"key": key}


def quoted(value: Any) -> str:
    """A value as an error cites it, short."""
    text = str(value)
    return f"“{text}”" if len(text) <= LONGEST_QUOTE else f"“{text[:LONGEST_QUOTE]}…”"
