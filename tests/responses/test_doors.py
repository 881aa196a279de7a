"""The other doors: the clock's tasks and the administration."""

from datetime import timedelta

import pytest

from portal.outbox.models import Notice
from responses import tasks
from responses.models import EmergencyResponse, UnitReturn
from tests.builders import NOON, make_user


@pytest.fixture
def clock(monkeypatch):
    def is_now(moment):
        monkeypatch.setattr("portal.clock.now", lambda: moment)

    return is_now


def test_the_clock_launches(warning, clock):
    clock(NOON)
    assert tasks.launch() == 1
    assert EmergencyResponse.objects.get().warning == warning


def test_the_clock_owes_returns_and_reminds(response, clock):
    clock(NOON + timedelta(days=1))
    tasks.remind()
    assert UnitReturn.objects.count() == 3
    assert Notice.objects.filter(kind="reminder").exists()


@pytest.mark.parametrize(
    "model", ["emergencyresponse", "unittask", "item", "tick", "evidence", "unitreturn", "inspection"]
)
def test_the_administration_only_reads(client, response, model):
    client.force_login(make_user("root", is_staff=True, is_superuser=True))
    assert client.get(f"/admin/responses/{model}/").status_code == 200
    assert client.get(f"/admin/responses/{model}/add/").status_code == 403
