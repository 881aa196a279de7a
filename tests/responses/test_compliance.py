"""Compliance: the score and its reasons, the pages behind it, the dossier; in how many queries."""

import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from responses.actions.acknowledge import acknowledge
from responses.actions.launch import launch
from responses.actions.return_back import return_back
from responses.actions.send_return import send_return
from responses.actions.tick import tick
from responses.actions.urge import urge
from responses.compliance import Conduct, Part, Punctuality, Score, places, score
from responses.models import Item, UnitReturn
from responses.standings import standing_of, standings
from responses.sweeps import launch_owed, owe_returns
from tests.builders import NOON, add_measure, make_unit, make_user
from tests.responses.inspecting import HOUR, find_problem, mend
from tests.responses.stories import lift, put_at

NEXT_DAY = NOON + 24 * HOUR
PAGE = "/responses/compliance/"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Noon of the next day in Beijing; `clock(moment)` sets it."""

    def is_now(moment):
        monkeypatch.setattr("portal.clock.now", lambda: moment)

    is_now(NEXT_DAY)
    return is_now


@pytest.fixture
def zhou(kuitun):
    """Inspects in Kuitun."""
    return make_user("zhou", kuitun, "supervisor")


@pytest.fixture
def as_zhou(client, zhou):
    client.force_login(zhou)
    return client


# ── the score ──────────────────────────────────────────────────────────────

PERFECT = Conduct(Punctuality(in_time=2), Punctuality(in_time=4), 10, 10)


@pytest.mark.parametrize(
    ("conduct", "points", "reasons"),
    [
        (PERFECT, 100, []),
        (Conduct(Punctuality(1, 1, 0), Punctuality(4), 10, 10), 92.5, [("acknowledged", 7.5)]),
        (Conduct(Punctuality(2), Punctuality(1, 2, 1), 10, 10), 85, [("returns", 15)]),
        (Conduct(Punctuality(2), Punctuality(4), 5, 10), 80, [("measures", 20)]),
        (PERFECT + Conduct(problems=3, late_mendings=1), 95, [("mending", 5)]),
        (PERFECT + Conduct(problems=9, late_mendings=9), 80, [("mending", 20)]),
        (PERFECT + Conduct(problems=5), 100, []),
        # Nothing but an acknowledgement was asked: it carries the whole weight.
        (Conduct(Punctuality(0, 1, 0)), 50, [("acknowledged", 50)]),
        (
            Conduct(Punctuality(0, 0, 1), Punctuality(0, 0, 1), 0, 4, 5, 5), 0,
            [("measures", 40), ("acknowledged", 30), ("returns", 30), ("mending", 20)],
        ),
    ],
)  # fmt: skip
def test_what_a_score_is_made_of(conduct, points, reasons):
    found = score(conduct)
    assert (found.points, [(loss.part, loss.points) for loss in found.losses]) == (points, reasons)


def test_nothing_asked_is_no_score_and_not_a_zero():
    assert score(Conduct()) is None


counts = st.integers(0, 60)
punctualities = st.builds(Punctuality, counts, counts, counts)
conducts = st.builds(
    lambda signed, returned, done, open_, problems, late: Conduct(
        signed, returned, done, done + open_, problems + late, late
    ),
    punctualities, punctualities, counts, counts, counts, counts,
)  # fmt: skip


@given(conducts)
def test_a_score_lies_between_0_and_100(conduct):
    found = score(conduct)
    assert found is None or 0 <= found.points <= 100


@given(conducts)
def test_doing_one_more_measure_never_costs(conduct):
    before, after = score(conduct), score(conduct + Conduct(done=1, owed=1))
    if before and conduct.owed:
        assert after.points >= before.points


def test_equal_points_share_a_place_and_no_score_has_none():
    scores = {"a": Score(90, ()), "b": None, "c": Score(95, ()), "d": Score(90, ()), "e": Score(10, ())}
    assert places(scores) == {"a": 2, "b": None, "c": 1, "d": 2, "e": 4}


# ── what is counted ────────────────────────────────────────────────────────


@pytest.fixture
def diligent(response, task, li):
    """Housing signs after 10 minutes, does its two measures; the others do nothing."""
    acknowledge(task, by=li, now=NOON + timedelta(minutes=10))
    for item in task.items.all():
        tick(item, outcome="done", by=li, now=NOON + HOUR, key=f"k{item.pk}")
    owe_returns(NOON + 13 * HOUR)
    send_return(UnitReturn.objects.get(task=task), by=li, now=NOON + 14 * HOUR, figures={}, narrative="好")
    return task


def standing(unit, **given):
    return next(each for each in standings(unit.jurisdiction, now=NEXT_DAY, **given) if each.unit == unit)


def test_the_diligent_come_first_and_the_others_say_why_not(diligent, housing, police, kuitun):
    first, *others = standings(kuitun, now=NEXT_DAY)
    assert (first.unit, first.place, first.score.points, first.minutes) == (housing, 1, 100, 10)
    assert {(each.place, each.score.points) for each in others} == {(2, 0)}
    assert [loss.part for loss in standing(police).score.losses] == [
        Part.MEASURES, Part.ACKNOWLEDGED, Part.RETURNS,
    ]  # fmt: skip


def test_what_was_not_yet_due_is_not_missing(response, housing, kuitun):
    early = {each.unit: each for each in standings(kuitun, now=NOON + timedelta(minutes=59))}
    assert early[housing].conduct == Conduct(owed=2)


def test_late_is_late(response, task, li, housing):
    acknowledge(task, by=li, now=NOON + 2 * HOUR)
    owe_returns(NOON + 13 * HOUR)
    send_return(UnitReturn.objects.get(task=task), by=li, now=NEXT_DAY, figures={}, narrative="")
    found = standing(housing).conduct
    assert (found.acknowledged, found.returns) == (Punctuality(late=1), Punctuality(late=1))


def test_a_return_sent_in_time_and_put_right_later_was_in_time(diligent, li, sun, housing):
    report = UnitReturn.objects.get(task=diligent)
    return_back(report, by=sun, now=NOON + 15 * HOUR, reason="缺数字")
    assert standing(housing).conduct.returns == Punctuality(in_time=1)
    send_return(report, by=li, now=NEXT_DAY, figures={}, narrative="补")
    assert standing(housing).conduct.returns == Punctuality(in_time=1)


def test_what_does_not_apply_is_not_owed(response, item, li, housing):
    tick(item, outcome="not_applicable", by=li, now=NOON, key="a", note="无工地")
    assert (standing(housing).conduct.done, standing(housing).conduct.owed) == (0, 1)


def test_drills_are_left_out(diligent, response, housing, zhou, kuitun):
    find_problem(housing, zhou, response=response)
    type(response).objects.update(is_drill=True)
    assert standings(kuitun, now=NEXT_DAY) == []
    assert standing_of(housing, now=NEXT_DAY).conduct == Conduct()


def test_mending_late_costs_and_mending_in_time_does_not(diligent, housing, zhou, li):
    mend(find_problem(housing, zhou), li)
    assert standing(housing).score.points == 100
    find_problem(housing, zhou, key="b", due_at=NOON + HOUR)
    assert (standing(housing).score.points, standing(housing).conduct.late_mendings) == (95, 1)


def test_past_responses_count_as_far_as_is_asked(diligent, housing, kuitun, sun, qian, zhao):
    lift(kuitun, now=NOON + 20 * HOUR)
    launch_owed(NOON + 20 * HOUR)
    later = NOON + timedelta(days=10)
    launch(put_at(kuitun, 3, now=later), now=later)
    whole, last = standing(housing), standing(housing, over=1)
    assert (len(whole.parts), len(last.parts)) == (2, 1)
    assert whole.conduct.owed == 4 and last.conduct.owed == 2
    assert [part.minutes for part in whole.parts] == [10, None]


def test_another_places_units_are_not_compared(diligent, wu):
    elsewhere = type(diligent.unit.jurisdiction).objects.get(code="150203")
    assert standings(elsewhere, now=NEXT_DAY) == []


# ── the pages ──────────────────────────────────────────────────────────────

PAGES = ["", "ranking/", "ranking/?over=1", "ranking/?over=all", "ranking/?over=x", "urging/"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("who", "status"), [("zhou", 200), ("sun", 200), ("li", 404)])
def test_who_reads_compliance(client, request, response, zhou, who, status, page):
    client.force_login(request.getfixturevalue(who))
    assert client.get(PAGE + page).status_code == status


@pytest.mark.parametrize(("who", "status"), [("zhou", 200), ("li", 200), ("chief", 404), ("wu", 404)])
def test_who_reads_a_units_dossier(client, request, diligent, zhou, who, status):
    client.force_login(request.getfixturevalue(who))
    for page in ("", "dossier.xlsx"):
        assert client.get(f"{PAGE}units/{diligent.unit_id}/{page}").status_code == status


def test_the_matrix_is_worst_first_and_the_inspections_stand_below(as_zhou, diligent, housing, zhou):
    problem = find_problem(housing, zhou)
    answer = as_zhou.get(PAGE)
    assert answer.context["matrix"].rows[-1].task == diligent
    assert f"/responses/compliance/inspections/{problem.pk}/" in answer.content.decode()
    assert as_zhou.get(f"{PAGE}?order=plan").context["order"] == "plan"


def test_without_a_response_the_page_says_what_will_come(as_zhou):
    for page in ("", "ranking/", "urging/"):
        assert "empty" in as_zhou.get(PAGE + page).content.decode()


def test_an_ended_response_is_ranked_and_no_longer_now(as_zhou, diligent, kuitun):
    lift(kuitun, now=NOON + 20 * HOUR)
    launch_owed(NOON + 20 * HOUR)
    assert as_zhou.get(PAGE).context["response"] is None
    assert len(as_zhou.get(f"{PAGE}ranking/").context["standings"]) == 3


def test_urging_is_on_record(as_zhou, response, task, sun):
    urge(task, by=sun, now=NOON + HOUR, note="尽快")
    text = as_zhou.get(f"{PAGE}urging/").content.decode()
    assert "市住建局" in text and "未办措施2项" in text and "尽快" in text


def test_the_record_of_a_unit_opens_the_rows(as_zhou, diligent, zhou):
    problem = find_problem(diligent.unit, zhou)
    text = as_zhou.get(f"{PAGE}units/{diligent.unit_id}/").content.decode()
    assert (
        f"/responses/units/{diligent.pk}/" in text
        and f"/responses/compliance/inspections/{problem.pk}/" in text
    )


@pytest.mark.parametrize(
    ("page", "english", "chinese"),
    [
        ("", "Still to be mended or closed", "待整改"),
        ("ranking/", "How the points are counted", "计分"),
        ("urging/", "Nobody was urged yet", "催办"),
    ],
)
def test_every_page_speaks_both_languages(as_zhou, diligent, page, english, chinese):
    assert chinese in as_zhou.get(PAGE + page).content.decode()
    as_zhou.cookies["django_language"] = "en"
    assert english in as_zhou.get(PAGE + page).content.decode()


# ── the dossier ────────────────────────────────────────────────────────────


def workbook(client, unit):
    return load_workbook(io.BytesIO(client.get(f"{PAGE}units/{unit.pk}/dossier.xlsx").content))


def test_the_dossier_has_everything_with_its_head_frozen(as_zhou, diligent, zhou, li):
    mend(find_problem(diligent.unit, zhou), li)
    book = workbook(as_zhou, diligent.unit)
    assert [sheet.max_row for sheet in book] == [2, 3, 3, 2, 2]
    assert {sheet.freeze_panes for sheet in book} == {"A2"}
    assert book.worksheets[1].column_dimensions["D"].width > 12
    assert book.worksheets[0]["E2"].value == 10
    assert "已覆盖" in book.worksheets[4]["K2"].value


def test_the_dossier_of_a_unit_without_anything_has_its_heads(as_zhou, housing):
    assert [sheet.max_row for sheet in workbook(as_zhou, housing)] == [1, 1, 1, 1, 1]


def test_text_in_the_dossier_is_never_a_formula(as_zhou, item, li):
    tick(item, outcome="done", by=li, now=NOON, key="a", note="=1+1\x0b")
    note = workbook(as_zhou, item.task.unit).worksheets[2]["D2"]
    assert (note.data_type, note.value) == ("s", "=1+1")


# ── how many queries ───────────────────────────────────────────────────────


def queries_of(client, address):
    """All queries of a page, and those of its own beyond its frame's."""
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    own = [each for each in caught if "responses_" in each["sql"] or "lifecycle_" in each["sql"]]
    return len(caught), len(own)


@pytest.mark.parametrize(
    ("page", "queries"),
    [
        (PAGE, 5),
        (f"{PAGE}ranking/", 5),
        (f"{PAGE}urging/", 2),
        (f"{PAGE}units/{{unit.pk}}/", 6),
        (f"{PAGE}units/{{unit.pk}}/dossier.xlsx", 10),
        ("/responses/compliance/inspections/", 2),
        ("/responses/compliance/inspections/{problem.pk}/", 3),
    ],
)
def test_a_page_asks_the_same_for_two_units_and_for_twenty(
    as_zhou, kuitun, plan, housing, response, zhou, sun, li, page, queries
):
    problem = find_problem(housing, zhou)
    urge(response.tasks.first(), by=sun, now=NOON)
    address = page.format(unit=housing, problem=problem)
    few = queries_of(as_zhou, address)
    for number in range(20):
        unit = make_unit(kuitun, f"第{number}局")
        plan.plan_units.create(unit=unit, position=50 + number)
        add_measure(plan, f"措施{number}", 3, 4, [unit, housing])
        find_problem(unit if number % 2 else housing, zhou, key=f"k{number}")
    lift(kuitun, now=NOON + HOUR)
    launch_owed(NOON + HOUR)
    launch(put_at(kuitun, 3, now=NOON + 9 * HOUR), now=NOON + 9 * HOUR)
    for task in response.tasks.all():
        UnitReturn.objects.filter(task=task).update(sent_at=NOON, sent_by=li, state="sent")
    assert Item.objects.count() > 40
    assert queries_of(as_zhou, address) == few
    assert few[1] == queries
