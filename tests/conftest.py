"""The cast, and SQLite's journal free to be flushed between transactional tests."""

import pytest
from django.db import connection

from tests.builders import make_jurisdiction, make_plan, make_unit, make_user


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Django flushes SQLite by DELETE between transactional tests; the guard's own test puts it back."""
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("DROP TRIGGER IF EXISTS lifecycle_journal_no_delete")


@pytest.fixture
def kuitun(db):
    return make_jurisdiction()


@pytest.fixture
def sun(kuitun):
    """On duty in Kuitun's command office."""
    return make_user("sun", kuitun, "office")


@pytest.fixture
def qian(kuitun):
    """Directs the office."""
    return make_user("qian", kuitun, "director")


@pytest.fixture
def zhao(kuitun):
    """Commands."""
    return make_user("zhao", kuitun, "commander")


@pytest.fixture
def housing(kuitun):
    return make_unit(kuitun, "市住建局")


@pytest.fixture
def li(housing):
    """Ticks off the housing bureau's measures."""
    return make_user("li", unit=housing)


@pytest.fixture
def wu(db):
    """Belongs to another city's office and must see nothing of Kuitun."""
    return make_user("wu", make_jurisdiction("150203", "昆都仑区"), "office")


@pytest.fixture
def plan(kuitun, housing):
    return make_plan(kuitun, units=[housing], measures=[("停止土石方作业", 2, 4, [housing])])


@pytest.fixture(autouse=True)
def quick_hashes(settings):
    """Passwords of the cast need no slow hash."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
