"""Programs that speak for the cast, each with the token of an account."""

import pytest
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from early_warnings.models import EarlyWarning
from plans.levels import Level
from plans.models import ReportingDuty
from reports.actions.draft_report import draft_report
from responses.actions.launch import launch
from tests.builders import NOON, make_draft, make_unit, make_user, put_in_force
from tests.reports.stories import FRIDAY, MORNING


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Nobody signs in by password here, and a good hash is slow on purpose."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def files_of_its_own(settings, tmp_path):
    """Documents of one test are not those of another."""
    storage = settings.STORAGES["default"] | {"OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": storage}


@pytest.fixture
def noon(time_machine):
    """It is Friday 2026-12-18 12:00 in Beijing, and stays so."""
    time_machine.move_to(NOON, tick=False)
    return time_machine


@pytest.fixture
def api(noon):
    """A client for a user: ``api(sun).post("/api/v1/…", body)``."""

    def client(user) -> APIClient:
        token, _is_new = Token.objects.get_or_create(user=user)
        program = APIClient()
        program.credentials(HTTP_AUTHORIZATION=f"Token {token.key}")
        program.default_format = "json"
        return program

    return client


@pytest.fixture
def english(sun, qian, zhao, li, wu):
    """The cast reads English."""
    for user in (sun, qian, zhao, li, wu):
        user.language = "en"
        user.save(update_fields=["language"])


@pytest.fixture
def chen(kuitun):
    """Of Kuitun's expert group."""
    return make_user("chen", kuitun, "expert")


@pytest.fixture
def he(kuitun):
    """Reads for the superior office."""
    return make_user("he", kuitun, "viewer")


@pytest.fixture
def ma(kuitun):
    """Works for another unit of Kuitun."""
    return make_user("ma", unit=make_unit(kuitun, "市教育局"))


@pytest.fixture
def cast(sun, qian, zhao, chen, he, li, ma, wu):
    """Everyone, by name."""
    return {user.username: user for user in (sun, qian, zhao, chen, he, li, ma, wu)}


@pytest.fixture
def plan(plan):
    for kind, due in (("unit_daily", "next_day 10:00"), ("office_daily", "next_day 16:00")):
        ReportingDuty.objects.create(
            edition=plan, kind=kind, debtor="all_units", creditor="自治州指挥部办公室", due=due
        )
    return plan


@pytest.fixture
def draft(kuitun, plan, sun) -> EarlyWarning:
    """Orange, drafted at noon."""
    return make_draft(kuitun, sun, Level.ORANGE)


@pytest.fixture
def warning(draft, sun, qian, zhao) -> EarlyWarning:
    """Orange, in force since noon."""
    return put_in_force(draft, office=sun, signers=[qian, zhao])


@pytest.fixture
def response(warning):
    """Fanned out at noon."""
    return launch(warning, now=NOON)


@pytest.fixture
def task(response, housing):
    return response.tasks.get(unit=housing)


@pytest.fixture
def item(task):
    return task.items.get()


@pytest.fixture
def report(response):
    """Friday's report, drafted by the portal on Saturday morning."""
    return draft_report(response, "office_daily", FRIDAY, by=None, now=MORNING)
