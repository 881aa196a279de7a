"""Reminding and escalating: each stage once, whatever the sweeps do."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.outbox.models import Notice
from responses.actions.acknowledge import acknowledge
from responses.actions.remind import remind
from responses.actions.return_back import return_back
from responses.actions.send_return import send_return
from responses.models import UnitReturn
from responses.stages import Intervals, Stage, stages_reached
from responses.sweeps import launch_owed, owe_returns, remind_owed
from tests.builders import NOON
from tests.responses.stories import lift

MINUTE = timedelta(minutes=1)
DUE = NOON + 60 * MINUTE
INTERVALS = Intervals(before=15 * MINUTE, to_leader=30 * MINUTE, to_office=60 * MINUTE)


@pytest.mark.parametrize(
    ("minutes", "stages"),
    [
        (-16, []), (-15, ["soon"]), (-1, ["soon"]), (0, ["late"]), (29, ["late"]),
        (30, ["late", "leader"]), (60, ["late", "leader", "office"]), (6000, ["late", "leader", "office"]),
    ],
)  # fmt: skip
def test_the_stages_of_a_deadline(minutes, stages):
    assert stages_reached(DUE, DUE + minutes * MINUTE, INTERVALS) == stages


@given(st.integers(-1000, 1000), st.integers(0, 1000))
def test_nothing_said_after_the_deadline_is_ever_taken_back(minutes, later):
    now = DUE + minutes * MINUTE
    after = set(stages_reached(DUE, now + later * MINUTE, INTERVALS))
    assert set(stages_reached(DUE, now, INTERVALS)) - {Stage.SOON} <= after


def said(unit):
    keys = (
        Notice.objects.filter(kind="reminder", unit=unit, channel="inbox")
        .order_by("pk")
        .values_list("key", flat=True)
    )
    return [key.split(":")[3] for key in keys]


def test_a_unit_is_reminded_before_and_after_and_once_each(response, housing):
    for minute in range(44, 150):
        remind(response, now=NOON + minute * MINUTE)
    assert said(housing) == ["soon", "late"]


def test_the_leader_and_then_the_office_hear_of_it_once(response, police, chief, sun):
    for minute in range(40, 200, 7):
        remind(response, now=NOON + minute * MINUTE)
    told = Notice.objects.filter(kind="reminder", user=chief)
    assert {(notice.channel, notice.subject) for notice in told} == {
        ("inbox", "市公安局逾期未办：应急响应任务（12月18日13:00前签收）"),
        ("mail", "市公安局逾期未办：应急响应任务（12月18日13:00前签收）"),
    }
    assert Notice.objects.filter(kind="reminder", user=sun, channel="inbox").count() == 3


def test_who_acknowledged_is_left_in_peace(response, task, li, housing):
    remind(response, now=DUE - 5 * MINUTE)
    acknowledge(task, by=li, now=DUE - 4 * MINUTE)
    remind(response, now=DUE + 120 * MINUTE)
    assert said(housing) == ["soon"]


def test_after_an_outage_the_reminder_before_is_not_said_too_late(response, housing):
    remind(response, now=DUE + 3 * MINUTE)
    assert said(housing) == ["late"]


def test_the_plans_own_intervals_count(response, plan, housing):
    plan.rules["settings"]["remind_before_minutes"]["value"] = 50
    plan.save(update_fields=["rules"])
    response.refresh_from_db()
    remind(response, now=NOON + 11 * MINUTE)
    assert said(housing) == ["soon"]


@pytest.fixture
def owed(response, task, li):
    """Everyone signed; the return of the 18th is due at ten."""
    response.tasks.update(acknowledged_at=NOON, acknowledged_by=li)
    ten = datetime(2026, 12, 19, 2, tzinfo=UTC)
    owe_returns(ten - 10 * 60 * MINUTE)
    report = UnitReturn.objects.get(task=task)
    assert report.due_at == ten
    return report


def test_a_return_is_reminded_of_in_the_same_stages(response, owed, housing, sun):
    for minute in range(-30, 100, 5):
        remind(response, now=owed.due_at + minute * MINUTE)
    told = Notice.objects.filter(key__startswith=f"return:{owed.pk}:", channel="inbox")
    assert sorted(notice.key.split(":")[2] for notice in told) == ["late", "office", "soon"]
    assert (
        told.get(unit=housing, key__contains=":late:").subject
        == "已逾期：12月18日日报（12月19日10:00前报送）"
    )


def test_a_return_sent_is_not_reminded_of_nor_one_sent_back(response, owed, li, sun):
    send_return(owed, by=li, now=owed.due_at - 60 * MINUTE, figures={}, narrative="")
    return_back(owed, by=sun, now=owed.due_at - 50 * MINUTE, reason="x")
    remind(response, now=owed.due_at + 500 * MINUTE)
    assert not Notice.objects.filter(key__startswith=f"return:{owed.pk}:", kind="reminder").exists()


def test_after_the_end_only_returns_are_reminded_of(kuitun, response, housing):
    lift(kuitun, now=NOON + 10 * MINUTE)
    launch_owed(NOON + 10 * MINUTE)
    assert remind_owed(NOON + 5 * 24 * 60 * MINUTE) == 1
    assert {
        key.split(":")[0] for key in Notice.objects.filter(kind="reminder").values_list("key", flat=True)
    } == {"return"}


def test_a_drill_reminds_inside_the_portal_only(response, police):
    type(response).objects.update(is_drill=True)
    response.refresh_from_db()
    remind(response, now=DUE)
    told = Notice.objects.filter(kind="reminder", unit=police)
    assert [notice.channel for notice in told] == ["inbox"]
    assert told.get().subject.startswith("【演练】已逾期")
