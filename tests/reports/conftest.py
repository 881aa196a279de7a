"""An orange warning in Kuitun since Friday noon; the office owes its superior a report on every day."""

import pytest

from plans.levels import Level
from plans.models import ReportingDuty
from reports.actions.draft_report import draft_report
from reports.models import Report
from responses.actions.launch import launch
from tests.builders import NOON, make_jurisdiction, make_plan, make_unit, make_user
from tests.reports.stories import FRIDAY, MORNING
from tests.responses.stories import put_at

DUTIES = (
    ("unit_daily", "all_units", "", "next_day 10:00"),
    ("unit_final", "all_units", "", "lifted +1 day"),
    ("office_daily", "办公室", "自治州指挥部办公室", "next_day 16:00"),
    ("office_final", "办公室", "自治州指挥部办公室", "lifted +2 days"),
)


@pytest.fixture(autouse=True)
def files_of_its_own(settings, tmp_path):
    """Documents of one test are not those of another."""
    storage = settings.STORAGES["default"] | {"OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": storage}


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Nobody signs in by password here, and a good hash is slow on purpose."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def kuitun(db):
    prefecture = make_jurisdiction("654000", "伊犁州", office_name="自治州指挥部办公室")
    return make_jurisdiction(superior=prefecture, office_name="奎屯市重污染天气应急指挥部办公室")


@pytest.fixture
def schools(kuitun):
    return make_unit(kuitun, "市教育局")


@pytest.fixture
def teacher(schools):
    """Ticks off the education bureau's measures."""
    return make_user("teacher", unit=schools)


@pytest.fixture
def reader(kuitun):
    """Reads for the superior office."""
    return make_user("reader", kuitun, "viewer")


@pytest.fixture
def plan(kuitun, housing, schools):
    edition = make_plan(
        kuitun,
        units=[housing, schools],
        measures=[
            ("停止土石方作业", 2, 4, [housing], "mandatory", "dust"),
            ("停止混凝土搅拌", 3, 4, [housing], "mandatory", "dust"),
            ("停止户外活动", 3, 4, [schools, housing], "health", ""),
            ("停驶一半公务车", 4, 4, [schools], "mandatory", "mobile"),
        ],
    )
    for kind, debtor, creditor, due in DUTIES:
        ReportingDuty.objects.create(
            edition=edition, kind=kind, debtor=debtor, creditor=creditor, due=due, clause="5.1"
        )
    return edition


@pytest.fixture
def response(kuitun, plan, sun, qian, zhao, li, teacher):
    return launch(put_at(kuitun, Level.ORANGE), now=NOON)


@pytest.fixture
def daily(response):
    """Friday's report, drafted by the portal on Saturday morning."""
    return draft_report(response, Report.Kind.OFFICE_DAILY, FRIDAY, by=None, now=MORNING)
