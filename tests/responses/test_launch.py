"""Fan-out: one task a unit, one item a measure and unit, one notice a unit; once."""

import pytest

from plans.levels import Level
from portal.lifecycle.models import JournalEntry
from portal.lifecycle.moves import move
from portal.outbox.models import Channel, Notice
from responses.actions.launch import launch
from responses.models import EmergencyResponse, Item, UnitTask
from responses.sweeps import launch_owed
from tests.builders import NOON, make_plan, make_unit
from tests.responses.stories import lift, move_to, put_at


def measures_of(response, unit):
    return set(
        Item.objects.filter(task__response=response, task__unit=unit).values_list("measure__text", flat=True)
    )


def test_every_unit_gets_the_measures_of_the_level(response, housing, police, schools):
    assert measures_of(response, housing) == {"停止土石方作业", "国三货车禁行"}
    assert measures_of(response, police) == {"国三货车禁行"}
    assert measures_of(response, schools) == {"中小学停止户外活动"}


def test_a_unit_without_measures_has_its_task(kuitun, housing, sun, qian, zhao):
    idle = make_unit(kuitun, "市市场监督管理局")
    make_plan(kuitun, units=[housing, idle], measures=[("停止土石方作业", 2, 4, [housing])])
    response = launch(put_at(kuitun, Level.YELLOW), now=NOON)
    assert response.tasks.get(unit=idle).items.count() == 0


def test_the_plan_says_until_when_to_acknowledge(response):
    assert {(task.acknowledge_by - NOON).seconds for task in response.tasks.all()} == {3600}


def test_each_unit_is_told_in_the_portal_and_by_mail_where_it_has_an_address(response, police):
    told = Notice.objects.filter(topic=response.topic)
    assert told.filter(channel=Channel.INBOX, sent_at=NOON).count() == 3
    assert [notice.address for notice in told.filter(channel=Channel.MAIL)] == ["police@example.cn"]
    assert told.get(unit=police, channel=Channel.MAIL).sent_at is None


def test_the_notice_says_how_many_measures_and_leads_to_the_task(response, task):
    notice = Notice.objects.get(key=f"task:{task.pk}:given:inbox")
    assert notice.subject == "奎屯市启动重污染天气橙色预警（Ⅱ级响应），请签收"
    assert notice.body == "本次响应贵单位有措施2项。请于12月18日13:00前签收，逐项落实并报告。"
    assert notice.link == f"/responses/units/{task.pk}/"


def test_the_journal_counts_what_was_handed_out(response):
    entry = JournalEntry.objects.about(response).get()
    assert entry.verb == "launch"
    assert entry.facts == {
        "warning": response.warning.number, "level": 3, "tasks": 3, "items": 4, "notices": 4,
    }  # fmt: skip


def test_launching_again_adds_nothing(response, warning):
    before = list(UnitTask.objects.values()), list(Item.objects.values()), list(Notice.objects.values())
    launch(warning, now=NOON)
    assert before == (
        list(UnitTask.objects.values()), list(Item.objects.values()), list(Notice.objects.values())
    )  # fmt: skip
    assert JournalEntry.objects.about(response).count() == 1


def test_the_sweep_launches_what_is_owed_once(warning):
    assert [launch_owed(NOON), launch_owed(NOON)] == [1, 0]


def test_a_warning_lifted_meanwhile_is_not_launched(kuitun, warning):
    lift(kuitun, now=NOON)
    assert launch(warning, now=NOON) is None
    assert not EmergencyResponse.objects.exists()


def test_a_stale_copy_of_an_overtaken_warning_changes_nothing(kuitun, response, warning):
    red = move_to(kuitun, Level.RED, now=NOON)
    launch(red, now=NOON)
    assert launch(warning, now=NOON) is None
    response.refresh_from_db()
    assert response.level == Level.RED


@pytest.mark.parametrize("listed", [0, 2])
def test_a_group_stands_for_its_members_where_any_are_listed(kuitun, housing, sun, qian, zhao, listed):
    group = make_unit(kuitun, "各街道办事处", is_group=True)
    members = [make_unit(kuitun, f"第{number}街道", group=group) for number in range(listed)]
    make_plan(kuitun, units=[housing, group], measures=[("增加洒水频次", 2, 4, [group])])
    response = launch(put_at(kuitun, Level.YELLOW), now=NOON)
    expected = {housing, *(members or [group])}
    assert {task.unit for task in response.tasks.select_related("unit")} == expected
    assert response.items().count() == max(listed, 1)


def test_a_unit_named_itself_and_through_its_group_has_one_item(kuitun, sun, qian, zhao):
    group = make_unit(kuitun, "各街道办事处", is_group=True)
    member = make_unit(kuitun, "团结街道", group=group)
    edition = make_plan(kuitun, units=[group, member], measures=[("增加洒水频次", 2, 4, [group, member])])
    edition.measures.get().assignments.filter(unit=group).update(part="support")
    response = launch(put_at(kuitun, Level.YELLOW), now=NOON)
    assert [item.part for item in response.items()] == ["lead"]


def test_a_drill_tells_inside_the_portal_only(kuitun, plan, sun, qian, zhao):
    response = launch(put_at(kuitun, Level.ORANGE, is_drill=True), now=NOON)
    told = Notice.objects.filter(topic=response.topic)
    assert {notice.channel for notice in told} == {Channel.INBOX}
    assert all(notice.is_drill and notice.subject.startswith("【演练】") for notice in told)


def test_a_drill_and_a_real_warning_have_a_response_each(kuitun, response, sun):
    launch(put_at(kuitun, Level.YELLOW, is_drill=True), now=NOON)
    assert EmergencyResponse.objects.filter(jurisdiction=kuitun).count() == 2


def test_the_response_keeps_its_edition_when_the_plan_is_succeeded(kuitun, response, plan, housing):
    move(plan, "succeeded", by=None, now=NOON)
    make_plan(kuitun, units=[housing], edition="2026")
    response.refresh_from_db()
    assert response.edition == plan
