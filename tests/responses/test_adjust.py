"""Raising and lowering: the difference, with what was done kept."""

from datetime import timedelta

import pytest

from plans.levels import Level
from portal.lifecycle.journal import breaks
from portal.lifecycle.models import JournalEntry
from portal.outbox.models import Notice
from responses.actions.launch import launch
from responses.actions.tick import tick
from responses.models import Item, Tick
from responses.sweeps import launch_owed
from tests.builders import NOON, make_unit
from tests.responses.stories import move_to

LATER = NOON + timedelta(hours=5)
STILL_LATER = NOON + timedelta(hours=9)


def by_text(response, text):
    return Item.objects.get(task__response=response, measure__text=text)


@pytest.fixture
def done(item, li):
    """The dust measure, which stands at every level, is done."""
    tick(item, outcome="done", by=li, now=NOON, key="k1", note="12家停工", figures={"sites_stopped": 12})
    return item


def adjusted(kuitun, level, now=LATER):
    return launch(move_to(kuitun, level, now=now), now=now)


def test_raising_adds_what_is_new_and_keeps_what_is_done(kuitun, response, done):
    adjusted(kuitun, Level.RED)
    assert by_text(response, "停驶一半公务车").state == "open"
    done.refresh_from_db()
    assert (done.state, done.note, done.figures) == ("done", "12家停工", {"sites_stopped": 12})


def test_an_item_knows_at_which_level_it_was_given(kuitun, response, item):
    adjusted(kuitun, Level.RED)
    assert (item.level, by_text(response, "停驶一半公务车").level) == (Level.ORANGE, Level.RED)


def test_lowering_withdraws_what_no_longer_applies_with_the_reason(kuitun, response, done):
    adjusted(kuitun, Level.YELLOW)
    cars = Item.objects.filter(task__response=response, measure__text="国三货车禁行")
    assert {(item.state, item.withdrawn_at) for item in cars} == {("withdrawn", LATER)}
    done.refresh_from_db()
    assert done.state == "done"
    assert by_text(response, "倡导公交出行").state == "open"
    entry = JournalEntry.objects.get(verb="withdraw_items")
    assert entry.note.startswith("橙色 → 黄色") and entry.facts["rows"] == 3


def test_what_was_answered_and_withdrawn_is_to_be_done_anew_when_it_applies_again(
    kuitun, response, police, chief
):
    cars = Item.objects.get(task__unit=police, measure__text="国三货车禁行")
    tick(cars, outcome="done", by=chief, now=NOON, key="cars", note="设卡3处")
    adjusted(kuitun, Level.YELLOW)
    adjusted(kuitun, Level.ORANGE, STILL_LATER)
    cars.refresh_from_db()
    assert (cars.state, cars.note, cars.answered_by, cars.withdrawn_at) == ("open", "", None, None)
    assert Tick.objects.get(item=cars).note == "设卡3处"


def test_each_unit_is_told_its_difference(kuitun, response, housing, police):
    red = move_to(kuitun, Level.RED, now=LATER)
    launch(red, now=LATER)
    told = Notice.objects.filter(kind="task_changed", channel="inbox")
    assert told.get(unit=police).subject == "奎屯市将重污染天气预警调整为红色预警（Ⅰ级响应）"
    assert told.get(unit=police).body == "新增措施1项，已报告的内容保留。"
    assert told.get(unit=housing).body == "贵单位措施不变，已报告的内容保留。"


def test_a_member_listed_meanwhile_gets_its_task_with_the_next_change(kuitun, response, plan):
    group = make_unit(kuitun, "各街道办事处", is_group=True)
    plan.plan_units.create(unit=group, position=9)
    member = make_unit(kuitun, "团结街道", group=group)
    adjusted(kuitun, Level.RED)
    task = response.tasks.get(unit=member)
    assert Notice.objects.filter(key=f"task:{task.pk}:given:inbox").exists()
    assert not Notice.objects.filter(kind="task_changed", unit=member).exists()


def test_the_sweep_follows_each_change_once(kuitun, response):
    move_to(kuitun, Level.RED, now=LATER)
    assert [launch_owed(LATER), launch_owed(LATER)] == [1, 0]
    response.refresh_from_db()
    assert response.level == Level.RED


def test_only_the_last_of_two_changes_counts_when_nobody_swept_between(kuitun, response):
    move_to(kuitun, Level.RED, now=LATER)
    move_to(kuitun, Level.YELLOW, now=STILL_LATER)
    launch_owed(STILL_LATER)
    texts = set(response.items().standing().values_list("measure__text", flat=True))
    assert texts == {"停止土石方作业", "倡导公交出行"}


def test_the_journal_holds_after_every_change(kuitun, response, done):
    adjusted(kuitun, Level.RED)
    adjusted(kuitun, Level.YELLOW, STILL_LATER)
    assert not list(breaks(kuitun))
