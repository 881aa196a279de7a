"""The pages: who sees what, what each shows, and in how many queries."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plans.levels import Level
from plans.models import Confirmation, Measure
from portal.lifecycle.models import JournalEntry
from portal.outbox.models import Notice
from responses.actions.launch import launch
from responses.actions.send_return import send_return
from responses.actions.tick import tick
from responses.models import Item, Tick, UnitReturn
from responses.sweeps import owe_returns
from tests.builders import NOON, add_measure, make_unit
from tests.responses.stories import move_to, picture

LATE = NOON + timedelta(minutes=90)
NEXT_MORNING = NOON + timedelta(hours=20)
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Half past one in Beijing, half an hour after the deadline; `clock(moment)` sets it."""

    def is_now(moment):
        monkeypatch.setattr("portal.clock.now", lambda: moment)

    is_now(LATE)
    return is_now


@pytest.fixture
def as_li(client, li):
    client.force_login(li)
    return client


@pytest.fixture
def as_sun(client, sun):
    client.force_login(sun)
    return client


@pytest.fixture
def report(response, task):
    owe_returns(NEXT_MORNING)
    return UnitReturn.objects.get(task=task)


# ── who sees what ──────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("page", "seen_by_unit"),
    [
        ("/responses/{response.pk}/", False), ("/responses/{response.pk}/matrix/", False),
        ("/responses/{response.pk}/returns/", False), ("/responses/units/{task.pk}/", True),
        ("/responses/units/{task.pk}/measures/mandatory-dust/", True),
        ("/responses/returns/{report.pk}/", True),
    ],
)  # fmt: skip
def test_who_sees_a_page(client, response, task, report, li, sun, qian, chief, wu, page, seen_by_unit):
    address = page.format(response=response, task=task, report=report)
    expected = {sun: 200, qian: 200, li: 200 if seen_by_unit else 404, chief: 404, wu: 404}
    for user, status in expected.items():
        client.force_login(user)
        assert client.get(address).status_code == status, user


@pytest.mark.parametrize(
    "act",
    [
        "units/{task.pk}/acknowledge/", "units/{task.pk}/urge/", "items/{item.pk}/tick/",
        "returns/{report.pk}/", "returns/{report.pk}/back/",
    ],
)  # fmt: skip
@pytest.mark.parametrize("who", ["chief", "wu"])
def test_an_act_on_anothers_row_is_not_found(
    client, task, item, report, chief, wu, django_user_model, act, who
):
    client.force_login(django_user_model.objects.get(username=who))
    address = "/responses/" + act.format(task=task, item=item, report=report)
    assert client.post(address, {"outcome": "done", "key": "a", "reason": "x"}).status_code == 404


def test_another_citys_office_has_an_empty_list(client, response, wu):
    client.force_login(wu)
    answer = client.get("/responses/")
    assert list(answer.context["page"]) == []


def test_the_office_may_look_at_a_units_page_and_not_answer(as_sun, task, item):
    assert not as_sun.get(f"/responses/units/{task.pk}/").context["may_acknowledge"]
    assert as_sun.post(f"/responses/units/{task.pk}/acknowledge/").status_code == 403
    answer = as_sun.post(f"/responses/items/{item.pk}/tick/", {"outcome": "done", "key": "a"})
    assert answer.status_code == 403 and not Tick.objects.exists()


def test_the_units_staff_go_from_the_list_to_their_task(as_li, task):
    assert as_li.get("/responses/").url == "/responses/mine/"
    assert as_li.get("/responses/mine/").url == f"/responses/units/{task.pk}/"


def test_without_a_response_the_unit_reads_when_something_will_appear(as_li, kuitun):
    assert as_li.get("/responses/mine/").status_code == 200


# ── the unit's page ────────────────────────────────────────────────────────


def test_a_unit_acknowledges_by_plain_form(as_li, task):
    assert as_li.post(f"/responses/units/{task.pk}/acknowledge/").status_code == 302
    task.refresh_from_db()
    assert task.acknowledged_at == LATE


def test_and_by_htmx_the_task_comes_back_acknowledged(as_li, task):
    answer = as_li.post(f"/responses/units/{task.pk}/acknowledge/", **HTMX)
    assert answer.status_code == 200 and 'id="task"' in answer.content.decode()
    assert "btn-act" not in answer.content.decode()


def tick_on(client, item, **given):
    return client.post(f"/responses/items/{item.pk}/tick/", {"outcome": "done", "key": "a1"} | given)


def test_a_plain_tick_leads_back_to_the_item(as_li, item):
    item.measure.wants = ["sites_stopped"]
    item.measure.save()
    answer = tick_on(
        as_li, item, figure_sites_stopped="12", files=[picture("1.jpg"), picture("2.png", kind="PNG")]
    )
    assert answer.url == f"/responses/units/{item.task_id}/#item-{item.pk}"
    item.refresh_from_db()
    assert (item.state, item.figures, item.files.count()) == ("done", {"sites_stopped": 12}, 2)


def test_a_tick_by_htmx_answers_with_the_item_and_the_progress(as_li, item):
    answer = as_li.post(f"/responses/items/{item.pk}/tick/", {"outcome": "done", "key": "a1"}, **HTMX)
    text = answer.content.decode()
    assert f'id="item-{item.pk}"' in text and 'id="progress" class="task-progress" hx-swap-oob="true"' in text
    assert "<html" not in text


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_refused_tick_says_why_and_keeps_what_was_written(as_li, item, headers):
    item.measure.wants = ["sites_stopped"]
    item.measure.save()
    given = {"outcome": "unable", "key": "a1", "figure_sites_stopped": "dozens"}
    answer = as_li.post(f"/responses/items/{item.pk}/tick/", given, **headers)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "error-summary" in text and 'value="dozens"' in text and 'value="a1"' in text
    assert not Tick.objects.exists()


def test_a_wrong_figure_is_named_at_its_field_and_the_photos_stay(as_li, item):
    item.measure.wants = ["sites_stopped"]
    item.measure.save()
    given = {"outcome": "done", "key": "a1", "figure_sites_stopped": "dozens"}
    text = as_li.post(f"/responses/items/{item.pk}/tick/", given, **HTMX).content.decode()
    assert f'href="#item_{item.pk}_figure_sites_stopped"' in text
    assert re.search(rf'<input type="file"[^>]*hx-preserve="true"[^>]*id="item_{item.pk}_files"', text)


def test_the_page_carries_a_new_key_for_every_form(as_li, task):
    keys = re.findall(
        r'name="key" value="(\w{32})"', as_li.get(f"/responses/units/{task.pk}/").content.decode()
    )
    assert len(keys) == len(set(keys)) == 2


def test_an_ended_response_has_no_forms(as_li, task, response):
    type(response).objects.update(state="closed", closed_at=LATE)
    sections = as_li.get(f"/responses/units/{task.pk}/").context["sections"]
    assert all(card.form is None for section in sections for card in section.cards)


def test_what_was_withdrawn_is_shown_apart(as_li, kuitun, task, response):
    launch(move_to(kuitun, Level.YELLOW, now=LATE), now=LATE)
    context = as_li.get(f"/responses/units/{task.pk}/").context
    assert [item.measure.text for item in context["withdrawn"]] == ["国三货车禁行"]


# ── returns ────────────────────────────────────────────────────────────────


def test_the_return_is_prefilled_and_sent(as_li, item, report, li, clock):
    tick(item, outcome="done", by=li, now=NOON, key="a", figures={"sites_stopped": 12})
    clock(NEXT_MORNING)
    form = as_li.get(f"/responses/returns/{report.pk}/").context["form"]
    assert form["figure_sites_stopped"].value() == 12
    given = {"figure_sites_stopped": "12", "figure_officers_sent": "", "narrative": "已停工"}
    assert as_li.post(f"/responses/returns/{report.pk}/", given).url == f"/responses/units/{report.task_id}/"
    report.refresh_from_db()
    assert (report.state, report.figures) == ("sent", {"sites_stopped": 12})


def test_a_wrong_figure_comes_back_with_its_name(as_li, report):
    answer = as_li.post(f"/responses/returns/{report.pk}/", {"figure_officers_sent": "-4"})
    assert answer.status_code == 422 and "出动人员" in answer.content.decode()


def test_the_office_sends_a_return_back(as_sun, li, report):
    send_return(report, by=li, now=NEXT_MORNING, figures={}, narrative="")
    assert as_sun.post(f"/responses/returns/{report.pk}/back/", {"reason": ""}).status_code == 422
    assert as_sun.post(f"/responses/returns/{report.pk}/back/", {"reason": "缺数字"}).status_code == 302
    report.refresh_from_db()
    assert report.state == "returned"


# ── the office's pages ─────────────────────────────────────────────────────


def test_the_matrix_counts_done_of_owed(as_sun, response, item, housing, li):
    tick(item, outcome="done", by=li, now=NOON, key="a", figures={"sites_stopped": 12})
    matrix = as_sun.get(f"/responses/{response.pk}/matrix/").context["matrix"]
    row = next(row for row in matrix.rows if row.task.unit == housing)
    counted = {cell.group.key: (cell.tally.done, cell.tally.owed) for cell in row.cells}
    assert counted == {"health": (0, 0), "mandatory-mobile": (0, 1), "mandatory-dust": (1, 1)}
    assert (matrix.acknowledged, matrix.late, matrix.units, matrix.figures) == (
        1,
        2,
        3,
        [("停工工地（处）", 12)],
    )


def test_what_does_not_apply_is_not_owed(as_sun, response, item, li):
    tick(item, outcome="not_applicable", by=li, now=NOON, key="a", note="无工地")
    tally = as_sun.get(f"/responses/{response.pk}/matrix/").context["matrix"].tally
    assert (tally.done, tally.owed, tally.not_applicable) == (0, 3, 1)


def test_late_is_a_word_and_a_corner(as_sun, response):
    text = as_sun.get(f"/responses/{response.pk}/matrix/").content.decode()
    assert text.count("has-corner") == 3 and text.count("is-late") > 3


def test_the_worst_come_first_when_asked(as_sun, response, item, task, police, chief, li, schools):
    tick(item, outcome="unable", by=li, now=NOON, key="a", note="x")
    tick(Item.objects.get(task__unit=police), outcome="done", by=chief, now=NOON, key="b")
    rows = as_sun.get(f"/responses/{response.pk}/matrix/?order=worst").context["matrix"].rows
    assert [row.task.unit for row in rows] == [schools, task.unit, police]


def test_while_it_runs_the_matrix_asks_for_itself_anew(as_sun, response):
    fragment = as_sun.get(f"/responses/{response.pk}/matrix/?order=worst", **HTMX).content.decode()
    assert 'hx-trigger="every 5s"' in fragment and "order=worst" in fragment and "<html" not in fragment
    type(response).objects.update(state="closed", closed_at=LATE)
    assert "hx-trigger" not in as_sun.get(f"/responses/{response.pk}/matrix/", **HTMX).content.decode()


def test_a_cell_opens_to_its_evidence(as_sun, item, li):
    tick(item, outcome="done", by=li, now=NOON, key="a", files=[picture()])
    text = as_sun.get(f"/responses/units/{item.task_id}/measures/mandatory-dust/", **HTMX).content.decode()
    assert f"/responses/evidence/{item.files.get().pk}/" in text and "国三货车禁行" not in text


def test_an_unknown_group_is_not_found(as_sun, task):
    assert as_sun.get(f"/responses/units/{task.pk}/measures/mandatory-noise/").status_code == 404


def test_the_office_urges_all_that_have_not_acknowledged(as_sun, response, task, li):
    tick(task.items.first(), outcome="done", by=li, now=NOON, key="a")
    as_sun.post(f"/responses/{response.pk}/urge/")
    assert Notice.objects.filter(kind="urged", channel="inbox").count() == 2
    assert JournalEntry.objects.filter(verb="urge").count() == 2


def test_urging_twice_in_a_minute_says_so(as_sun, task):
    for _each in range(2):
        as_sun.post(f"/responses/units/{task.pk}/urge/")
    assert Notice.objects.filter(kind="urged", channel="inbox").count() == 1


def test_urging_leads_back_to_where_the_button_stood(as_sun, task):
    here = f"/responses/units/{task.pk}/"
    assert f'value="{here}"' in as_sun.get(here).content.decode()
    assert as_sun.post(f"{here}urge/", {"next": here}).url == here


def test_urging_never_leads_out_of_the_portal(as_sun, task):
    answer = as_sun.post(f"/responses/units/{task.pk}/urge/", {"next": "https://elsewhere.example/"})
    assert answer.url == f"/responses/{task.response_id}/"


def test_a_unit_finds_its_earlier_responses_while_one_runs(as_li, task):
    assert as_li.get("/responses/mine/").status_code == 302
    assert f"/responses/units/{task.pk}/" in as_li.get("/responses/mine/?all=1").content.decode()


def test_the_audit_adds_up(as_sun, response):
    inbox, mail = as_sun.get(f"/responses/{response.pk}/").context["deliveries"]
    assert (inbox.tasks, inbox.delivered, inbox.untold, inbox.is_whole) == (3, 3, 0, True)
    assert (mail.delivered, mail.pending, mail.untold, mail.is_whole) == (0, 1, 2, True)
    Notice.objects.filter(kind="task_given", channel="inbox").first().delete()
    assert not as_sun.get(f"/responses/{response.pk}/").context["deliveries"][0].is_whole


@pytest.mark.parametrize(
    ("page", "english", "chinese"),
    [
        ("{response.pk}/", "Were all units told", "通知送达核对"),
        ("{response.pk}/matrix/", "worst first", "问题在前"),
        ("{response.pk}/returns/", "owed", "待报"),
        ("units/{task.pk}/", "measures done", "项措施已落实"),
        ("returns/{report.pk}/", "Not sent yet.", "尚未报送。"),
    ],
)
def test_every_page_speaks_both_languages(as_sun, response, task, report, page, english, chinese):
    address = "/responses/" + page.format(response=response, task=task, report=report)
    assert chinese in as_sun.get(address).content.decode()
    as_sun.cookies["django_language"] = "en"
    text = as_sun.get(address).content.decode()
    assert english in text and chinese not in text


# ── how many queries: the frame of each page takes eight of them ────────────


def queries_of(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


@pytest.mark.parametrize(
    ("page", "queries"),
    [
        ("", 14),
        ("{response.pk}/matrix/", 15),
        ("{response.pk}/", 20),
        ("{response.pk}/returns/", 13),
        ("units/{task.pk}/", 27),
    ],
)
def test_a_page_asks_the_same_for_two_units_and_for_twenty(
    as_sun, kuitun, plan, housing, response, task, page, queries
):
    address = "/responses/" + page.format(response=response, task=task)
    few = queries_of(as_sun, address)
    for number in range(20):
        unit = make_unit(kuitun, f"第{number}局")
        plan.plan_units.create(unit=unit, position=50 + number)
        add_measure(plan, f"措施{number}", 3, 4, [unit, housing])
    launch(move_to(kuitun, Level.RED, now=LATE), now=LATE)
    owe_returns(NEXT_MORNING)
    assert response.tasks.count() == 23 and task.items.count() == 22
    assert queries_of(as_sun, address) == few
    assert few == queries


def test_a_derived_measure_is_marked_until_the_office_confirms_it(response, li, qian, client):
    item = Item.objects.filter(task__unit__memberships__user=li).first()
    Measure.objects.filter(pk=item.measure_id).update(standing="default")
    client.force_login(li)
    address = f"/responses/units/{item.task_id}/"
    assert 'class="to-confirm"' in client.get(address).content.decode()
    edition = response.edition
    Confirmation.objects.create(
        edition=edition, path=f"measures/{item.measure.key}", ground="会议纪要", by=qian, at=NOON
    )
    assert 'class="to-confirm"' not in client.get(address).content.decode()
