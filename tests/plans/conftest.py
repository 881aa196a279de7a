"""Kuitun with the small plan in force, and its people."""

from datetime import UTC, datetime

import pytest

from plans.actions.load_plan import load_plan
from plans.planfile import parse_plan
from portal.offices.models import Unit, UnitMembership
from tests.builders import make_jurisdiction
from tests.plans.small import SMALL

# Friday 2026-12-18 12:00 in Beijing.
NOW = datetime(2026, 12, 18, 4, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch):
    monkeypatch.setattr("portal.clock.now", lambda: NOW)


@pytest.fixture
def small(kuitun, clock):
    """The small plan, in force in Kuitun."""
    kuitun.superior = make_jurisdiction("654000", "伊犁州")
    kuitun.save()
    return load_plan(parse_plan(SMALL, "small.yaml"), by=None, now=NOW).edition


@pytest.fixture
def bureau(small):
    """A unit of the small plan."""
    return Unit.objects.get(name="县工信局")


@pytest.fixture
def liaison(bureau, li):
    """Li works for that unit."""
    UnitMembership.objects.create(unit=bureau, user=li)
    return li
