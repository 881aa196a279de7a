"""The made episode is made by lawful acts, once, and never in production."""

import pytest
from django.core.management import CommandError, call_command

from early_warnings.models import EarlyWarning
from portal.lifecycle.journal import breaks
from portal.offices.models import Jurisdiction, User
from portal.outbox.models import Channel, Notice
from reports.models import Report
from responses.models import Item, UnitTask


@pytest.fixture
def seeded(db, settings, tmp_path):
    settings.VAR = tmp_path
    settings.DEMO = True
    call_command("load_plans", verbosity=0)
    call_command("seed_demo")


def test_each_role_has_something_to_see(seeded):
    in_force = EarlyWarning.objects.in_force().get()
    assert in_force.jurisdiction.code == "654003"
    assert EarlyWarning.objects.get(state="in_review").level > in_force.level
    assert Report.objects.filter(kind="office_daily", state="approved").count() == 1
    assert UnitTask.objects.unacknowledged().count() == 3
    done = Item.objects.filter(state="done").count() / Item.objects.count()
    assert 0.4 < done < 0.7


def test_its_journal_is_whole_and_a_second_run_adds_nothing(seeded):
    kuitun = Jurisdiction.objects.get(code="654003")
    before = kuitun.journal.count()
    call_command("seed_demo")
    assert kuitun.journal.count() == before
    assert list(breaks(kuitun)) == []


def test_the_sheet_has_a_password_that_opens(seeded, tmp_path, client):
    password = (tmp_path / "demo-accounts.txt").read_text().splitlines()[1].strip()
    assert client.login(username="kuitun.office", password=password)
    assert User.objects.filter(username="dengkou.unit18").exists()


def test_nothing_of_it_waits_to_be_mailed(seeded):
    assert not Notice.objects.filter(channel=Channel.MAIL).exists()


def test_it_is_refused_outside_of_demo_mode(settings):
    settings.DEMO = False
    with pytest.raises(CommandError):
        call_command("seed_demo")
