"""Lifting ends the response by itself."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.lifecycle.errors import IllegalMove
from portal.lifecycle.models import JournalEntry
from portal.outbox.models import Notice
from responses.actions.acknowledge import acknowledge
from responses.actions.tick import tick
from responses.models import UnitReturn
from responses.sweeps import launch_owed
from tests.builders import NOON
from tests.responses.stories import lift

LATER = NOON + timedelta(hours=30)


@pytest.fixture
def closed(kuitun, response):
    lift(kuitun, now=LATER)
    launch_owed(LATER + timedelta(minutes=3))
    response.refresh_from_db()
    return response


def test_it_ends_at_the_time_of_the_lifting(closed):
    assert (closed.state, closed.closed_at) == ("closed", LATER)
    entry = JournalEntry.objects.about(closed).get(verb="close")
    assert entry.facts["items"]["open"] == 4


def test_ending_again_changes_nothing(closed):
    assert launch_owed(LATER) == 0
    assert Notice.objects.filter(kind="response_ended", channel="inbox").count() == 3


def test_final_returns_are_owed_by_the_end_of_the_next_day(closed):
    finals = UnitReturn.objects.filter(kind="final")
    assert {timezone.localtime(each.due_at).isoformat() for each in finals} == {"2026-12-21T00:00:00+08:00"}
    assert finals.count() == 3


def test_no_final_return_is_owed_where_the_plan_asks_for_none(kuitun, response, plan):
    plan.reporting_duties.filter(kind="unit_final").delete()
    lift(kuitun, now=LATER)
    launch_owed(LATER)
    assert not UnitReturn.objects.filter(kind="final").exists()


def test_units_are_told(closed, housing):
    notice = Notice.objects.get(kind="response_ended", channel="inbox", unit=housing)
    assert notice.subject == "奎屯市解除重污染天气橙色预警，终止Ⅱ级应急响应"
    assert notice.body == "各项应急措施停止执行。请于12月20日24:00前报送本次响应总结。"


def test_nothing_is_ticked_or_acknowledged_after_the_end(closed, item, task, li):
    with pytest.raises(IllegalMove):
        tick(item, outcome="done", by=li, now=LATER, key="late")
    with pytest.raises(IllegalMove):
        acknowledge(task, by=li, now=LATER)
    assert not item.ticks.exists()
