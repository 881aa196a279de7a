"""The pages of a plan: who sees them, what they say, in how many queries, and as files."""

import io
import json
from pathlib import Path

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plans.actions.confirm_lines import confirm_lines
from plans.actions.load_plan import load_plan
from plans.models import Confirmation
from plans.planfile import parse_plan, read_plan
from plans.reading import document_of
from portal.lifecycle.models import JournalEntry
from tests.builders import make_user
from tests.plans.conftest import NOW

PAGE = "/plans/654003/"
START = {"edition": "第二版", "title": "小县预案", "document_number": "", "in_force_from": "2026-12-01"}
KUITUN = Path("fixtures/plans/654003-2023.yaml")


@pytest.fixture
def as_sun(client, sun, small):
    client.force_login(sun)
    return client


@pytest.fixture
def as_qian(client, qian, small):
    client.force_login(qian)
    return client


def text(response):
    assert response.status_code == 200
    return response.content.decode()


# ── who sees what ──────────────────────────────────────────────────────────


@pytest.mark.parametrize("page", ["", "levels/orange/", "units/", "units/{unit}/", "print/", "export.json"])
def test_staff_and_units_read_the_plan_and_strangers_do_not(client, sun, liaison, wu, bureau, page):
    for user, status in ((sun, 200), (liaison, 200), (wu, 404)):
        client.force_login(user)
        assert client.get(PAGE + page.format(unit=bureau.pk)).status_code == status, user


@pytest.mark.parametrize("page", ["confirm/", "editions/", "diff/"])
def test_what_the_office_does_is_not_for_units(client, liaison, wu, page):
    for user in (liaison, wu):
        client.force_login(user)
        assert client.get(PAGE + page).status_code == 404


def test_the_list_shows_only_the_jurisdictions_one_knows(as_sun, wu):
    assert PAGE in text(as_sun.get("/plans/"))
    as_sun.force_login(wu)
    assert PAGE not in text(as_sun.get("/plans/"))


def test_a_jurisdiction_without_a_plan_says_so(client, wu):
    client.force_login(wu)
    assert client.get("/plans/150203/").status_code == 200
    assert client.get("/plans/150203/levels/red/").status_code == 404


@pytest.mark.parametrize("page", ["levels/red/", "levels/purple/", "units/999999/", "export.docx"])
def test_what_the_plan_does_not_have_is_not_found(as_sun, page):
    assert as_sun.get(PAGE + page).status_code == 404


# ── what the pages say ─────────────────────────────────────────────────────


def test_each_line_has_its_clause_and_each_default_is_marked(as_sun):
    page = text(as_sun.get(PAGE))
    assert 'id="triggers/yellow"' in page
    assert "3.6" in page
    setting = page.partition('id="settings/daily_return_due"')[2].partition("</dd>")[0]
    assert "to-confirm" in setting


def test_a_level_shows_what_applies_there_and_who_does_it(as_sun):
    yellow, orange = text(as_sun.get(PAGE + "levels/yellow/")), text(as_sun.get(PAGE + "levels/orange/"))
    assert "减少渣土车上路" in yellow
    assert "减少渣土车上路" not in orange
    assert "禁止渣土车上路" in orange
    assert "县公安局" in orange
    assert "限产" not in text(as_sun.get(PAGE + "levels/orange/?show=new")).partition("<main")[2]


def test_a_unit_reads_its_duties_and_its_measures(client, liaison, bureau):
    client.force_login(liaison)
    page = text(client.get(f"{PAGE}units/{bureau.pk}/"))
    assert "落实限产" in page
    assert "限产" in page
    assert "禁止渣土车上路" not in page


def test_the_check_speaks_the_readers_language(as_sun):
    as_sun.post(f"{PAGE}editions/start/", START)
    as_sun.cookies["django_language"] = "zh-hans"
    assert "系统默认，待确认" in text(as_sun.get(PAGE + "draft/"))
    as_sun.cookies["django_language"] = "en"
    assert "default, to be confirmed" in text(as_sun.get(PAGE + "draft/"))


def test_the_chain_names_who_holds_a_role_and_marks_one_that_nobody_holds(as_sun, qian):
    as_sun.cookies["django_language"] = "en"
    assert "nobody holds this role" not in text(as_sun.get(PAGE))
    qian.is_active = False
    qian.save()
    assert "nobody holds this role" in text(as_sun.get(PAGE))


@pytest.mark.parametrize(
    ("page", "queries"),
    [("", 32), ("levels/yellow/", 28), ("units/", 28), ("print/", 31), ("confirm/", 28), ("editions/", 18)],
)
def test_a_page_costs_the_same_for_a_small_plan_and_a_large_one(as_sun, page, queries):
    small = _queries(as_sun, PAGE + page)
    load_plan(read_plan(KUITUN), by=None, now=NOW)
    assert _queries(as_sun, PAGE + page) == small == queries


def _queries(client, address):
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


# ── files ──────────────────────────────────────────────────────────────────


def test_the_exports_hold_the_plan(as_sun, small):
    data = json.loads(as_sun.get(PAGE + "export.json").content)
    assert [measure["key"] for measure in data["measures"]] == ["限产-黄", "渣土-减少", "渣土-禁止"]
    written = as_sun.get(PAGE + "export.yaml").content.decode()
    assert parse_plan(written, "written.yaml") == document_of(small)
    book = openpyxl.load_workbook(io.BytesIO(as_sun.get(PAGE + "export.xlsx").content))
    assert [sheet.max_row for sheet in book] == [4, 4, 3, 21]
    assert all(sheet.freeze_panes == "A2" for sheet in book)


# ── confirming defaults ────────────────────────────────────────────────────

LINES = {
    "paths": ["settings/daily_return_due", "reporting/unit_daily/all_units/due"],
    "ground": "办公室会议纪要",
}


def test_the_director_confirms_defaults_and_their_name_stands_beside_them(as_qian, qian, small):
    before = small.content_sha256, small.rules
    assert as_qian.post(PAGE + "confirm/", LINES).status_code == 302
    rows = Confirmation.objects.filter(edition=small)
    assert {row.path for row in rows} == set(LINES["paths"])
    assert all((row.by, row.at, row.ground) == (qian, NOW, "办公室会议纪要") for row in rows)
    setting = text(as_qian.get(PAGE)).partition('id="settings/daily_return_due"')[2].partition("</dd>")[0]
    assert "qian" in setting
    assert "2026-12-18" in setting
    small.refresh_from_db()
    assert (small.content_sha256, small.rules) == before
    assert JournalEntry.objects.about(small).filter(verb="confirm", by=qian, note="办公室会议纪要").exists()


def test_only_the_director_confirms(as_sun, small):
    assert as_sun.post(PAGE + "confirm/", LINES).status_code == 403
    assert not Confirmation.objects.exists()


@pytest.mark.parametrize("changes", [{"ground": " "}, {"paths": []}, {"paths": ["triggers/yellow"]}])
def test_a_confirmation_needs_defaults_and_a_ground(as_qian, changes):
    assert as_qian.post(PAGE + "confirm/", LINES | changes).status_code == 422
    assert not Confirmation.objects.exists()


def test_a_line_is_confirmed_once(as_qian, qian, small):
    confirm_lines(small, LINES["paths"], ground="纪要", by=qian, now=NOW)
    assert as_qian.post(PAGE + "confirm/", LINES).status_code == 422
    assert Confirmation.objects.count() == 2


def test_a_confirmation_of_another_city_is_not_ones_own(client, small):
    client.force_login(make_user("zhou"))
    assert client.post(PAGE + "confirm/", LINES).status_code == 404
