"""An orange warning in force in Kuitun, with three units and measures at several levels."""

import pytest

from plans.levels import Level
from plans.models import ReportingDuty
from responses.actions.launch import launch
from tests.builders import NOON, make_plan, make_unit, make_user
from tests.responses.stories import put_at


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Nobody signs in by password here, and a good hash is slow on purpose."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def police(kuitun):
    return make_unit(kuitun, "市公安局", email="police@example.cn")


@pytest.fixture
def schools(kuitun):
    return make_unit(kuitun, "市教育局")


@pytest.fixture
def chief(police):
    """Leads the police."""
    return make_user("chief", unit=police, leads=True, email="chief@example.cn")


@pytest.fixture
def plan(kuitun, housing, police, schools):
    """Dust from yellow, cars from orange, a stop at red only, health from orange."""
    edition = make_plan(
        kuitun,
        units=[housing, police, schools],
        measures=[
            ("停止土石方作业", 2, 4, [housing], "mandatory", "dust"),
            ("国三货车禁行", 3, 4, [police, housing], "mandatory", "mobile"),
            ("停驶一半公务车", 4, 4, [police], "mandatory", "mobile"),
            ("中小学停止户外活动", 3, 4, [schools], "health", ""),
            ("倡导公交出行", 2, 2, [police], "advisory", ""),
        ],
    )
    for kind, due in (("unit_daily", "next_day 10:00"), ("unit_final", "lifted +1 day")):
        ReportingDuty.objects.create(edition=edition, kind=kind, debtor="all_units", due=due)
    return edition


@pytest.fixture
def warning(kuitun, plan, sun, qian, zhao):
    """Orange, in force since noon."""
    return put_at(kuitun, Level.ORANGE)


@pytest.fixture
def response(warning):
    """Fanned out at noon."""
    return launch(warning, now=NOON)


@pytest.fixture
def task(response, housing):
    return response.tasks.get(unit=housing)


@pytest.fixture
def item(task):
    return task.items.get(measure__text="停止土石方作业")
