"""The pages, as each of the cast sees them."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from early_warnings.series import HOUR
from reports.actions.draft_report import draft_report
from reports.actions.preview_report import preview_report
from reports.actions.render_report import render_report
from reports.actions.submit_report import submit_report
from reports.models import Report
from tests.reports.stories import FRIDAY, LATER, MORNING, SATURDAY, answer, send, sign_off


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(MORNING, tick=False):
        yield MORNING


def get(client, user, path):
    client.force_login(user)
    return client.get(path)


def post(client, user, path, **data):
    client.force_login(user)
    return client.post(path, data)


def act(report, verb):
    return f"/reports/{report.pk}/{verb}/"


def body(answered):
    return answered.content.decode()


def test_the_list_shows_what_is_due_and_what_was_signed(client, sun, response, daily):
    shown = body(get(client, sun, "/reports/"))
    assert daily.title in shown
    sign_off(daily, now=MORNING)
    assert daily.number in body(get(client, sun, "/reports/"))


def test_the_list_takes_the_same_queries_for_one_report_and_for_many(client, sun, response, daily):
    def count():
        with CaptureQueriesContext(connection) as queries:
            get_again = client.get("/reports/")
        assert get_again.status_code == 200
        return len(queries)

    client.force_login(sun)
    client.get("/reports/")
    before = count()
    for day in (SATURDAY, SATURDAY.replace(day=20)):
        draft_report(response, "office_daily", day, by=None, now=MORNING + 72 * HOUR)
    assert count() == before


def test_the_office_drafts_what_is_not_there_yet(client, sun, response):
    assert 'name="day" value="2026-12-18"' in body(get(client, sun, "/reports/"))
    told = {"response": response.pk, "kind": "office_daily", "day": "2026-12-18"}
    made = post(client, sun, "/reports/draft/", **told)
    assert made.url == f"/reports/{Report.objects.get().pk}/"


@pytest.mark.parametrize("who", ["wu", "li", "reader"])
@pytest.mark.parametrize("page", ["", "rows/?figure=items.all", "document.pdf", "preview.pdf", "print/"])
def test_who_may_not_see_it_finds_nothing(client, daily, wu, li, reader, who, page, django_user_model):
    user = django_user_model.objects.get(username=who)
    assert get(client, user, f"/reports/{daily.pk}/{page}").status_code == 404


@pytest.mark.parametrize("verb", ["edit", "refresh", "submit", "sign", "return", "print"])
def test_another_office_cannot_act_on_what_it_does_not_see(client, daily, wu, verb):
    assert post(client, wu, act(daily, verb), read="0" * 64, reason="x").status_code == 404


def test_every_figure_of_the_text_is_a_link_to_its_rows(client, sun, daily, response, li):
    answer(response, "停止土石方作业", by=li, now=LATER)
    shown = body(get(client, sun, f"/reports/{daily.pk}/"))
    assert f'<a href="/reports/{daily.pk}/rows/?figure=items.all">4</a>' in shown
    rows = body(get(client, sun, f"/reports/{daily.pk}/rows/?figure=items.all"))
    assert rows.count("<tr>") == 1 + 4
    assert "停止土石方作业" in rows


def test_rows_that_changed_since_are_pointed_out(client, sun, daily, response, li):
    send(response, FRIDAY, by=li, now=MORNING, sites_checked=12)
    report = Report.objects.get()
    client.force_login(sun)
    client.post(act(report, "refresh"))
    send(response, FRIDAY, by=li, now=MORNING, sites_checked=15)
    rows = body(client.get(f"/reports/{daily.pk}/rows/?figure=sums.0.sum"))
    assert "12" in rows
    assert "15" in rows
    assert "notice is-late" in rows


def test_a_figure_that_is_not_there_is_not_found(client, sun, daily):
    assert get(client, sun, f"/reports/{daily.pk}/rows/?figure=facts").status_code == 404


def test_the_office_writes_submits_and_the_director_signs(client, sun, qian, daily):
    post(client, sun, act(daily, "edit"), addressee="自治州指挥部办公室", problems="夜间扬尘")
    daily.refresh_from_db()
    post(client, sun, act(daily, "submit"), read=daily.content_digest())
    answered = post(client, qian, act(daily, "sign"), read=daily.content_digest(), note="同意")
    assert answered.status_code == 302
    daily.refresh_from_db()
    assert daily.number == "重污染应急日报〔2026〕1号"
    assert daily.signatures.get().note == "同意"
    assert "夜间扬尘" in body(get(client, qian, f"/reports/{daily.pk}/"))


def test_the_director_returns_it_with_a_reason(client, sun, qian, daily):
    submit_report(daily, by=sun, now=MORNING)
    assert post(client, qian, act(daily, "return"), reason="").status_code == 422
    post(client, qian, act(daily, "return"), reason="缺少问题分析")
    assert "缺少问题分析" in body(get(client, sun, f"/reports/{daily.pk}/"))


def test_a_report_to_nobody_comes_back_with_the_reason(client, sun, daily):
    Report.objects.update(addressee="")
    daily.refresh_from_db()
    assert post(client, sun, act(daily, "submit"), read=daily.content_digest()).status_code == 422


def test_who_may_not_act_is_refused(client, sun, qian, daily):
    read = daily.content_digest()
    assert post(client, qian, act(daily, "submit"), read=read).status_code == 403
    submit_report(daily, by=sun, now=MORNING)
    assert post(client, sun, act(daily, "sign"), read=read).status_code == 403
    assert post(client, sun, act(daily, "submit"), read=read).status_code == 409


def test_what_was_not_read_is_not_submitted(client, sun, daily):
    assert post(client, sun, act(daily, "submit"), read="0" * 64).status_code == 409
    assert post(client, sun, act(daily, "submit")).status_code == 422


def test_the_document_comes_with_its_digest_once_it_is_printed(client, sun, reader, daily):
    sign_off(daily, now=MORNING)
    address = f"/reports/{daily.pk}/document.pdf"
    assert get(client, sun, address).status_code == 404
    assert "hx-get" in body(client.get(f"/reports/{daily.pk}/"))
    render_report(daily, now=MORNING)
    assert daily.document_sha256 in body(client.get(f"/reports/{daily.pk}/"))
    given = get(client, reader, address)
    assert b"".join(given.streaming_content).startswith(b"%PDF")


def test_a_draft_is_printed_by_a_worker_while_the_page_waits(client, sun, daily):
    client.force_login(sun)
    asked = client.post(act(daily, "print"), headers={"HX-Request": "true"})
    assert "?asked=2" in body(asked)
    preview_report(daily)
    there = client.get(f"{act(daily, 'print')}?asked=2", headers={"HX-Request": "true"})
    assert f"/reports/{daily.pk}/preview.pdf" in body(there)
    assert client.get(f"/reports/{daily.pk}/preview.pdf").status_code == 200


def test_the_page_stops_asking_when_nobody_prints(client, sun, daily):
    client.force_login(sun)
    late = body(client.get(f"{act(daily, 'print')}?asked=45", headers={"HX-Request": "true"}))
    assert "hx-get" not in late
    assert "notice is-late" in late


def test_superiors_readers_read_what_was_signed(client, reader, daily):
    sign_off(daily, now=MORNING)
    shown = body(get(client, reader, f"/reports/{daily.pk}/"))
    assert daily.number in shown
    assert "<textarea" not in shown
