"""The figures of a day."""

from datetime import timedelta

from early_warnings.series import HOUR, midnight
from plans.levels import Level
from portal.outbox.models import Channel, Notice
from reports.facts.collect import daily_facts
from reports.facts.figure import figure_at, figures_in
from reports.tracing import recount, rows_of
from responses.actions.acknowledge import acknowledge
from responses.actions.launch import launch
from responses.models import Item
from tests.builders import NOON
from tests.reports.stories import FRIDAY, LATER, MORNING, SATURDAY, a_day_of_air, answer, breathe, send
from tests.responses.stories import move_to


def values(figures):
    return {name: figure["value"] for name, figure in figures.items()}


def facts_of(response, day=FRIDAY, now=MORNING):
    return daily_facts(response, day, None, now)


def test_items_are_counted_by_what_became_of_them(response, li, teacher):
    answer(response, "停止土石方作业", by=li, now=LATER)
    answer(response, "停止混凝土搅拌", "unable", by=li, now=LATER, note="设备不能停")
    answer(response, "停止户外活动", "not_applicable", by=teacher, now=LATER, note="放假")
    facts = facts_of(response)
    assert values(facts["items"]) == {"all": 4, "done": 1, "not_applicable": 1, "unable": 1, "open": 1}
    assert facts["unable"] == [{"unit": "市住建局", "measure": "停止混凝土搅拌", "why": "设备不能停"}]


def test_kinds_and_units_add_up_to_the_whole(response, li):
    answer(response, "停止土石方作业", by=li, now=LATER)
    facts = facts_of(response)
    for part in ("kinds", "units"):
        assert sum(each["items"]["all"]["value"] for each in facts[part]) == 4
        assert sum(each["items"]["done"]["value"] for each in facts[part]) == 1


def test_every_figure_is_what_its_rows_give(response, kuitun, li, teacher):
    answer(response, "停止土石方作业", by=li, now=LATER)
    send(response, FRIDAY, by=li, now=MORNING, sites_checked=12, sites_stopped=5)
    send(response, FRIDAY, by=teacher, now=MORNING, schools_adjusted=30)
    breathe(kuitun, midnight(FRIDAY), a_day_of_air())
    found = dict(figures_in(facts_of(response)))
    assert len(found) > 40
    for path, figure in found.items():
        assert recount(figure) == figure["value"], path
        assert rows_of(figure).count() == len(figure["rows"]["ids"]), path


def test_an_answer_after_midnight_belongs_to_the_next_day(response, li):
    answer(response, "停止土石方作业", by=li, now=midnight(SATURDAY))
    assert facts_of(response)["items"]["done"]["value"] == 0
    assert facts_of(response, SATURDAY, MORNING + timedelta(days=1))["items"]["done"]["value"] == 1


def test_a_correction_after_midnight_leaves_the_day_as_it_was(response, li):
    answer(response, "停止土石方作业", by=li, now=LATER)
    answer(response, "停止土石方作业", "unable", by=li, now=MORNING, note="复工了")
    assert values(facts_of(response)["items"])["done"] == 1


def test_what_a_later_level_added_is_not_yet_owed(response):
    launch(move_to(response.jurisdiction, Level.RED, now=MORNING), now=MORNING)
    response.refresh_from_db()
    assert Item.objects.count() == 5
    facts = facts_of(response)
    assert facts["items"]["all"]["value"] == 4
    assert facts["warning"]["level"] == Level.ORANGE


def test_what_the_level_no_longer_asks_for_is_not_owed(response):
    launch(move_to(response.jurisdiction, Level.YELLOW, now=LATER), now=LATER)
    response.refresh_from_db()
    facts = facts_of(response)
    assert facts["items"]["all"]["value"] == 1
    assert [each["level"] for each in facts["issued"]["list"]] == [Level.ORANGE, Level.YELLOW]


def test_units_say_when_they_signed(response, li, housing):
    task = response.tasks.get(unit=housing)
    acknowledge(task, by=li, now=NOON + timedelta(minutes=61))
    facts = facts_of(response)
    assert values({k: v for k, v in facts["acknowledgements"].items() if k != "waiting_units"}) == {
        "units": 2, "acknowledged": 1, "late": 1, "waiting": 1,
    }  # fmt: skip
    assert facts["acknowledgements"]["waiting_units"] == ["市教育局"]
    first = facts["units"][0]
    assert first["acknowledged"] == {"at": "2026-12-18T13:01:00+08:00", "late": True}


def test_returns_count_whenever_they_come_and_a_missing_one_adds_no_zero(response, li):
    send(response, FRIDAY, by=li, now=MORNING + 2 * HOUR, sites_checked=12)
    facts = facts_of(response, now=MORNING + 3 * HOUR)
    assert values(facts["returns"]) == {"owed": 2, "sent": 1, "late": 1, "missing": 1}
    assert [(each["name"], each["sum"]["value"]) for each in facts["sums"]] == [("sites_checked", 12)]
    assert [unit["sums"].keys() for unit in facts["units"]] == [{"sites_checked"}, set()]


def test_figures_of_units_are_added_up(response, li, teacher):
    send(response, FRIDAY, by=li, now=MORNING, officers_sent=20, sweeping_km=1.25)
    send(response, FRIDAY, by=teacher, now=MORNING, officers_sent=5)
    sums = {each["name"]: each["sum"]["value"] for each in facts_of(response)["sums"]}
    assert sums == {"officers_sent": 25, "sweeping_km": 1.25}


def test_units_speak_in_their_own_words(response, li):
    send(response, FRIDAY, by=li, now=MORNING, narrative="工地已全部停工。")
    assert facts_of(response)["accounts"] == [{"unit": "市住建局", "text": "工地已全部停工。"}]


def test_the_air_of_the_day_is_exact(response, kuitun):
    breathe(kuitun, midnight(FRIDAY), [116] * 23 + [352])
    air = facts_of(response)["air"]
    # PM2.5: (23 × 116 + 352) / 24 = 125.8, rounded 126; HJ 633: 150 + (126 - 115) × 50 / 35, rounded up.
    assert (air["index"]["value"], air["category"], air["primary"]) == (166, "中度污染", ["PM2.5"])
    assert air["highest"]["index"]["value"] == 402
    assert (air["highest"]["at"], air["highest"]["category"]) == ("2026-12-18T23:00:00+08:00", "严重污染")
    assert air["hours"]["value"] == 24


def test_too_few_hours_give_no_index_of_the_day(response, kuitun):
    breathe(kuitun, midnight(FRIDAY), [116] * 19)
    air = facts_of(response)["air"]
    assert (air["index"]["value"], air["category"]) == (None, "")
    assert air["highest"]["index"]["value"] == 152


def test_a_day_without_air_has_none(response):
    assert facts_of(response)["air"] is None


def test_notices_that_reached_nobody_are_named(response, kuitun):
    Notice.objects.create(
        key="k", jurisdiction=kuitun, topic=response.topic, kind="task_given", channel=Channel.MAIL,
        addressee="市教育局", subject="请签收", created_at=NOON, not_before=NOON, dead_at=NOON, error="550",
    )  # fmt: skip
    told = facts_of(response)["undelivered"]
    assert told["count"]["value"] == 1
    assert told["list"] == [{"subject": "请签收", "addressee": "市教育局", "error": "550"}]


def test_reading_takes_the_same_few_queries_for_any_number_of_units(
    response, kuitun, plan, django_assert_num_queries
):
    with django_assert_num_queries(7):
        facts_of(response)


def test_a_path_leads_to_its_figure(response):
    facts = facts_of(response)
    assert figure_at(facts, "units.1.items.all")["value"] == 1
    assert figure_at(facts, "units.1.unit") is None
    assert figure_at(facts, "units.9.items.all") is None


def test_a_day_keeps_its_answers_when_a_measure_is_asked_for_anew_later(response, li):
    answer(response, "停止混凝土搅拌", by=li, now=LATER)
    before = daily_facts(response, FRIDAY, None, MORNING)["items"]
    for hours, level in ((1, Level.YELLOW), (2, Level.RED)):
        at = MORNING + hours * HOUR
        launch(move_to(response.jurisdiction, level, now=at), now=at)
    assert daily_facts(response, FRIDAY, None, MORNING + 3 * HOUR)["items"] == before


def test_what_was_withdrawn_at_the_end_of_a_day_is_not_open_on_it(response):
    launch(move_to(response.jurisdiction, Level.YELLOW, now=LATER), now=LATER)
    before = daily_facts(response, FRIDAY, None, MORNING)["items"]
    launch(move_to(response.jurisdiction, Level.ORANGE, now=MORNING), now=MORNING)
    assert (before["all"]["value"], before["open"]["value"]) == (1, 1)
    assert daily_facts(response, FRIDAY, None, MORNING + HOUR)["items"] == before


def test_an_answer_before_the_measure_was_asked_for_anew_holds_no_more(response, li):
    answer(response, "停止混凝土搅拌", by=li, now=LATER)
    for hours, level in ((1, Level.YELLOW), (2, Level.ORANGE)):
        at = LATER + hours * HOUR
        launch(move_to(response.jurisdiction, level, now=at), now=at)
    answer(response, "停止混凝土搅拌", by=li, now=MORNING)
    assert daily_facts(response, FRIDAY, None, MORNING + HOUR)["items"]["done"]["value"] == 0
