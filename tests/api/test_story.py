"""The main job through the interface: from a forecast to a warning, ticked tasks and signed reports."""

from datetime import datetime

import pytest
from django.core.management import call_command

from portal.offices.models import Jurisdiction
from reports.fonts import has_chinese
from reports.sweeps import render_owed
from tests.api.stories import Episode, answer, made_air, real_air
from tests.builders import make_user


@pytest.fixture
def office(db):
    """Kuitun by its own plan, with the cast and a liaison in each of its units."""
    call_command("load_plans", "fixtures/jurisdictions.yaml", "fixtures/plans/654003-2023.yaml")
    kuitun = Jurisdiction.objects.get(code="654003")
    for name, role in (("sun", "office"), ("qian", "director"), ("zhao", "commander")):
        make_user(name, kuitun, role)
    for number, unit in enumerate(kuitun.units.all(), 1):
        make_user(f"unit{number:02d}", unit=unit)
    return kuitun


@pytest.mark.parametrize("air", [made_air, real_air])
def test_a_forecast_becomes_a_warning_ticked_tasks_and_signed_reports(office, air, api, time_machine):
    city = Episode(air(), api, time_machine)
    red = warned(city)
    answered(city, red)
    reported(city, red)
    orange = lowered(city, red)
    lifted(city, orange)
    assessed(city, orange)


def warned(city):
    """Red is proposed with its proof, drafted, signed by two and issued; the document's number."""
    proposal = city.breathe()
    assert (proposal["action"], proposal["level"]) == ("issue", "red")
    assert datetime.fromisoformat(proposal["begins_at"]) == city.air.red_from
    assert any(rule["level"] == "red" and rule["met"] for rule in proposal["proof"]["rules"])
    given = {name: proposal[name] for name in ("level", "begins_at", "primary_pollutants")}
    named = {"jurisdiction": "654003", "proposal": proposal["id"], "expected_until": proposal["ends_at"]}
    draft = city.post("sun", "/warnings/", given | named, 201)
    issued = city.carry(draft["number"])
    assert (issued["state"], len(issued["signatures"])) == ("in_force", 2)
    verbs = ["draft", "submit", "review", "approve", "approved", "issue"]
    assert [line["verb"] for line in issued["journal"]] == verbs
    return draft["number"]


def answered(city, number):
    """All 21 units have their tasks; one acknowledges and ticks with a photo, and the office sees it."""
    tasks = city.get("sun", f"/tasks/?warning={number}&limit=100")["results"]
    assert len({task["unit"]["id"] for task in tasks}) == 21
    task = city.get("unit01", "/tasks/")["results"][0]
    assert city.post("unit01", f"/tasks/{task['id']}/acknowledge/")["acknowledged_by"] == "unit01"
    item = task["items"][0]["id"]
    tick = city.post("unit01", f"/items/{item}/tick/", answer(), 201, format="multipart")
    assert (tick["outcome"], tick["figures"], len(tick["files"])) == ("done", {"sites_checked": 12}, 1)
    response = city.get("sun", f"/warnings/{number}/")["response"]
    assert [response["units"], response["acknowledged"], response["items"]["done"]] == [21, 1, 1]


def reported(city, number):
    """The next morning the unit sends its return and the office signs the report on the day."""
    day, unit = city.now.date(), city.get("unit01", "/tasks/")["results"][0]["unit"]["id"]
    city.next_morning()
    given = {"figures": {"sites_checked": 12}, "narrative": "工地全部停工"}
    assert city.call("unit01", "put", f"/returns/{unit}/{day}/", given)["state"] == "sent"
    daily = city.report(number, "office_daily")
    assert daily["date"] == str(day)
    assert city.sign(f"/reports/{daily['id']}")["state"] == "approved"


def lowered(city, number):
    """The air calls for orange; the adjustment follows the red warning."""
    city.at(city.air.lowers)
    proposal = city.breathe()
    assert (proposal["action"], proposal["level"]) == ("lower", "orange")
    given = {"level": "orange", "begins_at": proposal["begins_at"], "proposal": proposal["id"]}
    draft = city.post("sun", f"/warnings/{number}/adjust/", given | {"reason": "预测气象条件好转。"}, 201)
    assert draft["text"].startswith("预测气象条件好转。")
    assert city.carry(draft["number"])["follows"] == number
    assert city.get("sun", f"/warnings/{number}/")["state"] == "superseded"
    return draft["number"]


def lifted(city, number):
    """The air stays clear; Kuitun lifts without signatures, and the response ends."""
    city.at(city.air.lifts)
    proposal = city.breathe()
    assert proposal["action"] == "lift"
    draft = city.post("sun", f"/warnings/{number}/lift/", {"proposal": proposal["id"]}, 201)
    assert city.carry(draft["number"])["state"] == "lifted"
    assert city.get("sun", f"/warnings/{number}/")["response"]["state"] == "closed"
    assert city.get("sun", "/warnings/?state=in_force")["count"] == 0


def assessed(city, number):
    """The post-event report is signed by two and printed."""
    report = city.report(number, "post_event")
    address = f"/reports/{report['id']}"
    assert len(city.sign(address)["signatures"]) == 2
    city.call("sun", "get", f"{address}/document.pdf", expect=409)
    if not has_chinese():
        pytest.skip("no Chinese font is installed, so the document cannot be printed; all before it passed")
    render_owed(city.now)
    document = city.get("sun", f"{address}/document.pdf")
    assert b"".join(document.streaming_content).startswith(b"%PDF-")
