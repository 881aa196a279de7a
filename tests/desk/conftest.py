"""An office in the middle of its work, an hour and twenty minutes after it issued an orange warning."""

import pytest
import time_machine

from tests.builders import make_draft, make_plan, make_unit, put_in_force
from tests.desk.office import LATER, air, fan_out


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Nobody signs in by password here, and a good hash is slow on purpose."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def now():
    """The desk is looked at when acknowledgements are late."""
    with time_machine.travel(LATER, tick=False):
        yield LATER


@pytest.fixture
def traffic(kuitun):
    return make_unit(kuitun, "市城管局", phone="0992-3221234")


@pytest.fixture
def busy(kuitun, sun, qian, zhao, housing, traffic, now):
    """A plan, air that calls for more, an orange warning in force, and its response."""
    make_plan(kuitun, units=[housing, traffic], measures=[("停止土石方作业", 2, 4, [housing, traffic])])
    warning = put_in_force(make_draft(kuitun, sun), office=sun, signers=[qian, zhao])
    fan_out()
    air(kuitun, by=sun)
    return warning
