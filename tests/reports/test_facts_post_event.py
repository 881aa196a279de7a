"""The figures of a whole episode."""

from datetime import timedelta

import pytest

from early_warnings.series import HOUR, midnight
from plans.levels import Level
from reports.facts.collect import post_event_facts
from reports.facts.figure import figures_in
from reports.tracing import recount
from responses.actions.launch import launch
from responses.actions.send_return import send_return
from responses.models import UnitReturn
from tests.builders import NOON
from tests.reports.stories import FRIDAY, LATER, MORNING, SATURDAY, a_day_of_air, answer, breathe, end, send
from tests.responses.stories import move_to

LIFTED = NOON + 50 * HOUR


@pytest.fixture
def facts(response, kuitun, li, teacher):
    """Orange on Friday noon, red on Saturday noon, lifted on Sunday 14:00."""
    answer(response, "停止土石方作业", by=li, now=LATER)
    answer(response, "停止户外活动", "unable", by=teacher, now=LATER, note="室外考试")
    send(response, FRIDAY, by=li, now=MORNING, sites_checked=12, sites_stopped=5)
    launch(move_to(kuitun, Level.RED, now=NOON + 24 * HOUR), now=NOON + 24 * HOUR)
    send(response, SATURDAY, by=li, now=MORNING + 24 * HOUR, sites_checked=10, sites_stopped=8)
    breathe(kuitun, midnight(FRIDAY), a_day_of_air() + [320] * 24 + [40] * 24)
    end(response, now=LIFTED)
    final = UnitReturn.objects.get(kind="final", task__unit__name="市住建局")
    send_return(final, by=li, now=LIFTED + HOUR, figures={}, narrative="全程停工。")
    return post_event_facts(response, None, LIFTED + 2 * HOUR)


def test_documents_stand_with_number_and_time(facts):
    assert facts["issued"]["count"]["value"] == 3
    assert [(each["act"], each["level"]) for each in facts["issued"]["list"]] == [
        ("issue", 3), ("adjust", 4), ("lift", 4),
    ]  # fmt: skip
    assert all("〔2026〕" in each["document_number"] for each in facts["issued"]["list"])
    assert facts["issued"]["list"][2]["issued_at"] == "2026-12-20T14:00:00+08:00"


def test_the_levels_make_up_the_whole_time(facts):
    assert facts["minutes"] == 50 * 60
    assert [(each["level"], each["minutes"]) for each in facts["levels"]] == [(3, 24 * 60), (4, 26 * 60)]


def test_every_figure_is_what_its_rows_give(facts):
    for path, figure in figures_in(facts):
        assert recount(figure) == figure["value"], path


def test_acts_add_up_over_days_and_of_a_state_the_highest_day_counts(facts):
    sums = {each["name"]: each["sum"]["value"] for each in facts["sums"]}
    assert sums == {"sites_checked": 22, "sites_stopped": 8}


def test_measures_are_counted_by_kind(facts):
    assert facts["items"]["all"]["value"] == 5
    kinds = {(each["kind"], each["source"]): each["items"]["all"]["value"] for each in facts["kinds"]}
    assert kinds == {("health", ""): 2, ("mandatory", "mobile"): 1, ("mandatory", "dust"): 2}
    assert facts["unable"] == [{"unit": "市教育局", "measure": "停止户外活动", "why": "室外考试"}]


def test_punctuality_of_returns(facts):
    assert {name: figure["value"] for name, figure in facts["returns"].items()} == {
        "owed": 4, "sent": 2, "late": 0, "missing": 2,
    }  # fmt: skip
    assert facts["finals"]["sent"]["value"] == 1
    assert facts["accounts"] == [{"unit": "市住建局", "text": "全程停工。"}]


def test_the_air_of_the_episode_begins_and_ends_with_it(facts):
    air = facts["air"]
    assert air["hours"]["value"] == 50
    assert [(each["day"], each["category"]) for each in air["days"]][1:] == [
        ("2026-12-19", "严重污染"), ("2026-12-20", "良"),
    ]  # fmt: skip
    assert sum(each["hours"]["value"] for each in air["categories"]) == 50
    assert air["highest"]["index"]["value"] == 370


def test_what_a_lower_level_ended_before_anyone_answered_is_not_open(response):
    launch(move_to(response.jurisdiction, Level.YELLOW, now=LATER), now=LATER)
    end(response, now=LIFTED)
    items = post_event_facts(response, None, LIFTED)["items"]
    assert {name: figure["value"] for name, figure in items.items()} == {
        "all": 4, "done": 0, "not_applicable": 0, "unable": 0, "open": 1, "withdrawn": 3,
    }  # fmt: skip


def test_what_was_done_before_a_lower_level_stays_done(response, li):
    answer(response, "停止混凝土搅拌", by=li, now=LATER)
    launch(move_to(response.jurisdiction, Level.YELLOW, now=LATER + HOUR), now=LATER + HOUR)
    end(response, now=LIFTED)
    items = post_event_facts(response, None, LIFTED)["items"]
    assert (items["done"]["value"], items["withdrawn"]["value"]) == (1, 2)


def test_it_waits_for_the_end(response):
    with pytest.raises(ValueError, match="has not ended"):
        post_event_facts(response, None, LIFTED + timedelta(days=1))
