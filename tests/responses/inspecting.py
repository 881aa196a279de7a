"""A problem at a building site, told short."""

from datetime import timedelta

from responses.actions.follow_up import follow_up
from responses.actions.inspect import Finding, inspect
from tests.builders import NOON

HOUR = timedelta(hours=1)
DUE = NOON + 24 * HOUR


def find_problem(unit, by, *, key="visit", severity="problem", now=NOON, due_at=DUE, **changes):
    """A surprise visit at noon; mend until noon tomorrow."""
    finding = Finding(
        **{
            "unit": unit, "kind": "surprise", "severity": severity, "text": "渣土未覆盖",
            "at": now, "site": "北京路工地", "due_at": due_at,
        }
        | changes
    )  # fmt: skip
    return inspect(unit.jurisdiction, finding, by=by, now=now, key=key)


def mend(inspection, by, *, now=NOON + HOUR, **given):
    return follow_up(inspection, "mend", by=by, now=now, **({"text": "已覆盖"} | given))
