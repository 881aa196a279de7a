"""The office's pages and the public's: who sees what, and that each step can be taken by a browser's form."""

import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from early_warnings.models import EarlyWarning
from early_warnings.tasks import evaluate
from plans.levels import Level
from tests.builders import NOON, make_draft, make_user, put_in_force

PEOPLE = ("sun", "qian", "zhao", "li", "wu")


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def draft(kuitun, plan, sun, qian, zhao):
    return make_draft(kuitun, sun)


@pytest.fixture
def issued(draft, sun, qian, zhao):
    return put_in_force(draft, office=sun, signers=[qian, zhao])


def browser(user=None):
    client = Client()
    if user:
        client.force_login(user)
    return client


def post(user, warning, verb, **data):
    return browser(user).post(f"/warnings/{warning.number}/{verb}/", data)


def test_a_warning_is_carried_through_the_browser(kuitun, plan, sun, qian, zhao):
    start = {
        "act": "issue",
        "level": "3",
        "begins_at": "2026-12-18T18:00",
        "expected_until": "2026-12-21T18:00",
        "primary_pollutants": ["PM2.5"],
    }
    answer = browser(sun).post("/warnings/new/", start)
    warning = EarlyWarning.objects.get()
    assert answer.url == f"/warnings/{warning.number}/edit/"
    text = {
        "level": "3",
        "begins_at": "2026-12-18T18:00",
        "expected_until": "2026-12-21T18:00",
        "area": "奎屯市",
        "reason": "预计持续重污染",
        "text": warning.text,
    }
    assert post(sun, warning, "edit", **text).status_code == 302
    for user, verb in ((sun, "submit"), (qian, "sign"), (zhao, "sign"), (sun, "issue")):
        assert post(user, warning, verb).status_code == 302
    warning.refresh_from_db()
    assert warning.state == EarlyWarning.State.IN_FORCE


def test_the_text_is_written_anew_when_asked(draft, sun):
    text = {
        "level": "4",
        "begins_at": "2026-12-18T18:00",
        "area": "奎屯市",
        "reason": "预计持续重污染",
        "text": "旧",
        "regenerate": "1",
    }
    post(sun, draft, "edit", **text)
    draft.refresh_from_db()
    assert draft.level == Level.RED
    assert "红色预警" in draft.text


@pytest.mark.parametrize(("who", "status"), [("sun", 200), ("qian", 200), ("li", 404), ("wu", 404)])
def test_a_draft_is_seen_by_its_office_only(draft, li, wu, who, status, request):
    page = browser(request.getfixturevalue(who)).get(f"/warnings/{draft.number}/")
    assert page.status_code == status


@pytest.mark.parametrize("who", [None, "li", "wu"])
def test_an_issued_warning_is_read_by_everyone_without_the_inner_papers(issued, li, wu, who, request):
    page = browser(request.getfixturevalue(who) if who else None).get(f"/warnings/{issued.number}/")
    assert page.status_code == 200
    assert "early_warnings/public_detail.html" in [template.name for template in page.templates]


def test_a_draft_is_not_public(draft):
    assert browser().get(f"/warnings/{draft.number}/").status_code == 404


@pytest.mark.parametrize("verb", ["edit", "submit", "sign", "return", "withdraw", "issue"])
@pytest.mark.parametrize("who", ["li", "wu"])
def test_strangers_cannot_touch_a_paper(draft, li, wu, who, verb, request):
    assert post(request.getfixturevalue(who), draft, verb).status_code == 404


@pytest.mark.parametrize(("who", "status"), [("qian", 403), ("zhao", 403), ("sun", 409)])
def test_who_may_issue_and_when(draft, who, status, request):
    assert post(request.getfixturevalue(who), draft, "issue").status_code == status


def test_a_return_without_a_reason_comes_back_with_the_form(draft, sun, qian):
    post(sun, draft, "submit")
    answer = post(qian, draft, "return")
    assert answer.status_code == 422
    assert "return-reason" in answer.content.decode()


def test_the_end_before_the_beginning_is_named_at_its_field(draft, sun):
    text = {
        "level": "3",
        "begins_at": "2026-12-18T18:00",
        "expected_until": "2026-12-17T18:00",
        "area": "奎屯市",
        "reason": "r",
        "text": "t",
    }
    answer = post(sun, draft, "edit", **text)
    assert answer.status_code == 422
    assert "expected_until" in answer.context["form"].errors


def test_what_is_in_force_stands_on_the_front_page(issued):
    assert issued.number in browser().get("/").content.decode()


def test_a_drill_never_stands_on_the_front_page(kuitun, plan, sun, qian, zhao):
    drill = put_in_force(make_draft(kuitun, sun, is_drill=True), office=sun, signers=[qian, zhao])
    assert drill.number not in browser().get("/").content.decode()
    assert browser().get(f"/warnings/{drill.number}/").status_code == 404


def test_a_file_with_faults_names_each_of_them(kuitun, plan, sun, tmp_path):
    file = tmp_path / "air.csv"
    file.write_text("time,pm25_ugm3\n2026-12-18 05:00,-1\n2026-12-18 06:00,abc\n")
    with file.open("rb") as opened:
        answer = browser(sun).post("/air/upload/", {"file": opened, "observed_until": "2026-12-18T12:00"})
    assert answer.status_code == 422
    assert [fault.line for fault, _words in answer.context["faults"]] == [2, 3]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_template_that_nobody_filled_in_is_told_from_a_wrong_one(kuitun, plan, sun, form):
    page = browser(sun).get(f"/air/template.{form}")
    name = re.search('filename="(.+)"', page["Content-Disposition"])[1]
    upload = {"file": SimpleUploadedFile(name, page.content), "observed_until": "2026-12-18T12:00"}
    answer = browser(sun).post("/air/upload/", upload)
    assert [fault.code for fault, _words in answer.context["faults"]] == ["no_rows"]


def test_the_list_asks_as_often_for_twenty_as_for_two(
    kuitun, plan, sun, django_assert_num_queries, django_assert_max_num_queries
):
    client = browser(sun)
    make_draft(kuitun, sun)
    with django_assert_max_num_queries(20) as few:
        client.get("/warnings/")
    for _ in range(19):
        make_draft(kuitun, sun)
    with django_assert_num_queries(len(few)):
        client.get("/warnings/")


def test_the_front_page_needs_no_login_and_health_answers(db):
    assert browser().get("/").status_code == 200
    assert browser().get("/health/").json() == {"status": "ok"}


def test_a_follower_starts_at_the_level_in_force(issued, sun):
    page = browser(sun).get("/warnings/new/?act=lift")
    assert page.context["form"]["level"].value() == issued.level


def test_whoever_drafts_sees_what_is_under_way(draft, sun):
    assert draft.number in browser(sun).get("/warnings/new/").content.decode()


def test_a_notice_that_lags_behind_its_level_is_pointed_out(draft, sun):
    values = {
        "level": str(Level.RED),
        "begins_at": "2026-12-18T18:00",
        "expected_until": "2026-12-21T18:00",
        "area": draft.area,
        "reason": draft.reason,
        "text": draft.text,
    }
    client = browser(sun)
    said = client.post(f"/warnings/{draft.number}/edit/", values, follow=True).context["messages"]
    assert [message.level_tag for message in said] == ["warning"]
    said = client.post(f"/warnings/{draft.number}/edit/", values | {"regenerate": "1"}, follow=True)
    assert [message.level_tag for message in said.context["messages"]] == ["success"]


def test_the_reason_of_a_return_stands_on_the_paper(draft, sun, qian):
    post(sun, draft, "submit")
    post(qian, draft, "return", **{"return-reason": "请补充会商结论"})
    page = browser(sun).get(f"/warnings/{draft.number}/")
    assert page.context["returned_because"] == "请补充会商结论"
    assert "请补充会商结论" in page.content.decode().split("<dl")[0]


def test_the_public_reads_the_advice_as_the_office_worded_it(draft, sun, qian, zhao):
    draft.advice = "敏感人群请勿外出。"
    draft.save()
    put_in_force(draft, office=sun, signers=[qian, zhao])
    assert "敏感人群请勿外出。" in browser().get(f"/warnings/{draft.number}/").content.decode()


def test_a_superiors_reader_sees_what_was_issued_and_no_draft(kuitun, draft, sun, qian, zhao):
    reader = browser(make_user("he", kuitun, "viewer"))
    assert reader.get(f"/warnings/{draft.number}/").status_code == 404
    put_in_force(draft, office=sun, signers=[qian, zhao])
    page = reader.get(f"/warnings/{draft.number}/")
    assert "early_warnings/detail.html" in [template.name for template in page.templates]
    assert not any(page.context["acts"].values())


def test_the_air_is_judged_anew_by_what_came_into_force(
    draft, sun, qian, zhao, monkeypatch, django_capture_on_commit_callbacks
):
    for user, verb in ((sun, "submit"), (qian, "sign"), (zhao, "sign")):
        post(user, draft, verb)
    rung = []
    monkeypatch.setattr(evaluate, "apply_async", lambda arguments, **options: rung.append(arguments))
    with django_capture_on_commit_callbacks(execute=True):
        post(sun, draft, "issue")
    assert rung == [(draft.jurisdiction.code,)]
