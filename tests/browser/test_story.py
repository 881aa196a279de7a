"""The main job, end to end: real air goes in; out come a lawful warning, ticked tasks, signed reports."""

import io
import json
import re
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from tests.browser.people import PHONE, Person

pytestmark = pytest.mark.browser

AIR = Path(__file__).resolve().parents[3] / "shared" / "data" / "beijing-hourly-2015-11_2016-03.csv"
UNITS = 21
RED, ORANGE = 4, 3


@pytest.fixture
def photo(tmp_path):
    file = tmp_path / "site.jpg"
    Image.new("RGB", (1200, 800), (90, 100, 110)).save(file, "JPEG")
    return file


@pytest.mark.skipif(not AIR.exists(), reason="the real air of Beijing 2015 is not beside the project")
def test_a_red_episode_of_real_air_from_forecast_to_signed_reports(served, chromium, photo):
    site = served

    def sign_in(name, **screen):
        return Person(chromium, site.base, f"kuitun.{name}", site.password, **screen)

    office, director, commander = sign_in("office"), sign_in("director"), sign_in("commander")
    unit = sign_in("unit12", screen=PHONE)

    number = red_is_issued(site, office, director, commander)
    a_unit_answers_on_its_phone(site, unit, photo)
    the_office_sees_it(site, office)
    the_next_days_report_is_signed(site, office, director)
    the_level_is_lowered_and_lifted(site, office, director, commander, number)
    the_final_report_states_what_the_rows_hold(site, office, director, commander)

    assert "whole" in site.run("manage.py", "verify_journal", "654003")
    assert [person.strays for person in (office, director, commander, unit)] == [[], [], [], []]


def bring_air(site, office, moment):
    site.set_clock(f"{moment}:00+08:00")
    office.upload("/air/upload/", "file", AIR, observed_until=moment)
    site.wait(lambda: str(proposed(site)[2]).startswith(utc(moment)))


def utc(moment):
    """The UTC hour of a moment in Beijing, as the database stores it."""
    day, hour = moment[:10], int(moment[11:13]) - 8
    assert hour >= 0
    return f"{day} {hour:02d}"


def proposed(site):
    """Key, action and time of the newest proposal."""
    found = site.rows("SELECT id, action, evaluated_at FROM early_warnings_proposal ORDER BY id DESC LIMIT 1")
    return found[0] if found else (0, "", "")


def newest_warning(site):
    return site.one("SELECT number FROM early_warnings_earlywarning ORDER BY id DESC LIMIT 1")


def through_the_chain(site, office, signers):
    """From the draft's text on: save, submit, sign, issue; the document's number."""
    office.send()
    assert office.page.url.endswith("/"), office.text
    number = newest_warning(site)
    office.press("/submit/")
    for signer in signers:
        signer.goto(f"/warnings/{number}/")
        signer.press("/sign/")
    office.goto(f"/warnings/{number}/")
    office.press("/issue/")
    return number


def red_is_issued(site, office, director, commander):
    bring_air(site, office, "2015-12-18T12:00")
    key, action, _at = proposed(site)
    assert action == "issue"
    office.goto(f"/proposals/{key}/")
    assert "12-19 13:00" in office.text
    assert "12-23 13:00" in office.text
    office.goto(f"/consultations/new/?proposal={key}")
    office.fill(
        held_at="2015-12-18T11:00", participants="办公室、气象局、专家组", conclusion="同意启动红色预警",
        opinions__0__body="市气象局", opinions__0__text="静稳天气持续",
    )  # fmt: skip
    office.send()
    office.goto(f"/warnings/new/?proposal={key}")
    office.send()
    assert office.page.url.endswith("/edit/"), office.text
    number = through_the_chain(site, office, [director, commander])
    site.wait(lambda: site.one("SELECT count(*) FROM responses_unittask") == UNITS, seconds=10)
    office.goto("/")
    assert number in office.page.content()
    return number


def a_unit_answers_on_its_phone(site, unit, photo):
    unit.goto("/desk/")
    assert "/responses/units/" in unit.page.url
    unit.page.locator('form[action$="/acknowledge/"] button').first.click()
    acknowledged = "SELECT count(*) FROM responses_unittask WHERE acknowledged_at IS NOT NULL"
    site.wait(lambda: site.one(acknowledged) == 1)
    form = unit.page.locator("form.tick").first
    form.locator("details summary").first.click()
    form.locator("input[type=file]").set_input_files(str(photo))
    form.locator("textarea").fill("已停工")
    form.locator("button[value=done]").click()
    site.wait(lambda: site.one("SELECT count(*) FROM responses_evidence") == 1)
    unit.page.reload()
    picture = unit.page.locator("img[src*='/evidence/']").first
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
    assert unit.page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]


def the_office_sees_it(site, office):
    key = site.one("SELECT id FROM responses_emergencyresponse")
    office.goto(f"/responses/{key}/")
    assert re.search(rf"1\s*/\s*{UNITS}", office.text)
    office.goto(f"/responses/{key}/matrix/")
    assert re.search(r"1\s*/\s*\d+", office.text)


def the_next_days_report_is_signed(site, office, director):
    site.set_clock("2015-12-19T09:00:00+08:00")
    site.call("reports.tasks.draft_owed")
    daily = "SELECT id FROM reports_report WHERE kind = 'office_daily' AND date = '2015-12-18'"
    site.wait(lambda: site.rows(daily))
    key = site.one(daily)
    pdf = signed_document(site, key, office, [director])
    assert "— 1 —" in pdf


def signed_document(site, key, office, signers):
    """Submit, sign, wait for the worker's print; the text of the PDF."""
    office.goto(f"/reports/{key}/")
    office.press(f"/reports/{key}/submit/")
    for signer in signers:
        signer.goto(f"/reports/{key}/")
        signer.press(f"/reports/{key}/sign/")
    site.call("reports.tasks.render_owed")
    site.wait(lambda: site.one("SELECT document_sha256 FROM reports_report WHERE id = ?", key), seconds=60)
    answer = office.page.request.get(f"{site.base}/reports/{key}/document.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.body())).pages)


def the_level_is_lowered_and_lifted(site, office, director, commander, number):
    bring_air(site, office, "2015-12-27T12:00")
    key, action, _at = proposed(site)
    assert action == "lower"
    office.goto(f"/warnings/new/?proposal={key}")
    office.send()
    lowered = through_the_chain(site, office, [director, commander])
    level = "SELECT level FROM responses_emergencyresponse"
    site.wait(lambda: site.one(level) == ORANGE, seconds=15)
    assert site.one("SELECT state FROM early_warnings_earlywarning WHERE number = ?", number) == "superseded"
    bring_air(site, office, "2016-01-04T18:00")
    key, action, _at = proposed(site)
    assert action == "lift"
    office.goto(f"/warnings/new/?proposal={key}")
    office.send()
    # Kuitun lifts without another approval (§3.3.6).
    through_the_chain(site, office, [])
    site.wait(lambda: site.one("SELECT state FROM responses_emergencyresponse") == "closed", seconds=15)
    assert site.one("SELECT state FROM early_warnings_earlywarning WHERE number = ?", lowered) == "lifted"


def the_final_report_states_what_the_rows_hold(site, office, director, commander):
    site.call("reports.tasks.draft_owed")
    final = "SELECT id FROM reports_report WHERE kind = 'post_event'"
    site.wait(lambda: site.rows(final))
    key = site.one(final)
    pdf = signed_document(site, key, office, [director, commander])
    stored = site.one("SELECT facts FROM reports_report WHERE id = ?", key)
    facts = json.loads(stored) if isinstance(stored, str) else stored
    figures = list(traced(facts))
    assert figures
    for value, rows in figures:
        if rows["how"] == "count":
            assert value == len(rows["ids"])
            assert value == held(site, rows)
    done = site.one("SELECT count(*) FROM responses_tick WHERE outcome = 'done'")
    assert done == 1
    assert str(UNITS) in pdf


def traced(facts):
    """Every figure of the facts with the rows it was taken from."""
    if isinstance(facts, dict) and {"value", "rows"} <= facts.keys():
        yield facts["value"], facts["rows"]
    elif isinstance(facts, dict | list):
        for each in facts.values() if isinstance(facts, dict) else facts:
            yield from traced(each)


def held(site, rows):
    """How many of the rows named are there."""
    if not rows["ids"]:
        return 0
    table = rows["of"].replace(".", "_")
    marks = ",".join("?" * len(rows["ids"]))
    return site.one(f"SELECT count(*) FROM {table} WHERE id IN ({marks})", *rows["ids"])
