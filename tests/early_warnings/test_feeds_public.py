"""The public feeds: what stands in them and how long, what readers ask, drills, and an alert that is owed."""

import json
from datetime import datetime, timedelta

import capvalidator
import pytest
import time_machine
from django.test import Client
from lxml import etree

from early_warnings import cap, sweeps
from early_warnings.feeds import ATOM
from early_warnings.models import Act
from plans.levels import Level
from tests.builders import NOON, make_draft, make_jurisdiction, make_plan, put_in_force
from tests.early_warnings.alerting import HOUR, NAMES, read, tell_story, write_key

FEEDS = ("/feeds/654003.atom", "/feeds/654003.rss", "/feeds/654003.json", "/feeds/all.json")
TYPES = {"atom": "application/atom+xml", "rss": "application/rss+xml", "json": "application/json"}
PUBLIC = NAMES | {"atom": ATOM}


@pytest.fixture(autouse=True)
def clock():
    """The portal's time; tests move it on."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def signers(qian, zhao):
    return [qian, zhao]


@pytest.fixture
def issued(kuitun, plan, sun, signers):
    return put_in_force(make_draft(kuitun, sun), office=sun, signers=signers)


@pytest.fixture
def owed(kuitun, plan, sun, signers, tmp_path, settings):
    """Issued while the key could not be read."""
    settings.CAP_SIGNING_KEY = str(tmp_path / "missing.pem")
    return put_in_force(make_draft(kuitun, sun), office=sun, signers=signers)


def get(path, **headers):
    return Client().get(path, headers=headers)


def entries():
    feed = etree.fromstring(get("/feeds/654003.atom").content)
    return feed.findall("atom:entry", PUBLIC)


def alert_path(warning):
    return f"/feeds/654003/{warning.cap_identifier}.xml"


def test_every_feed_is_read_without_login_with_its_own_type(issued):
    for path in FEEDS:
        answer = get(path)
        assert answer.status_code == 200
        assert answer["Content-Type"] == f"{TYPES[path.rsplit('.', 1)[1]]}; charset=utf-8"
        assert answer["Cache-Control"] == "public, max-age=15"
    assert get(alert_path(issued))["Content-Type"] == "application/cap+xml; charset=utf-8"


def test_the_alert_is_served_as_it_was_published(issued):
    content = get(alert_path(issued)).content
    assert content == issued.alert.content
    assert capvalidator.check_schema(content).passed


def test_saving_again_and_later_steps_leave_the_alert_byte_for_byte(issued, kuitun, sun, signers, clock):
    before = get(alert_path(issued))
    clock.move_to(NOON + HOUR)
    issued.save()
    raised = make_draft(kuitun, sun, Level.RED, Act.ADJUST, now=NOON + HOUR)
    put_in_force(raised, office=sun, signers=signers, now=NOON + HOUR)
    after = get(alert_path(issued))
    assert (after.content, after["ETag"]) == (before.content, before["ETag"])


def test_an_entry_repeats_its_alert_and_leads_to_it(issued):
    (entry,) = entries()
    assert entry.findtext("atom:title", namespaces=PUBLIC) == "奎屯市启动重污染天气橙色预警"
    assert entry.findtext("cap:severity", namespaces=PUBLIC) == "Severe"
    assert entry.findtext("cap:geocode/cap:value", namespaces=PUBLIC) == "654003"
    link = entry.find("atom:link[@rel='alternate']", PUBLIC)
    assert link.get("type") == "application/cap+xml"
    assert get(link.get("href").removeprefix("http://127.0.0.1:8000")).content == issued.alert.content


def test_an_atom_feed_has_what_the_standard_asks_for(issued):
    feed = etree.fromstring(get("/feeds/654003.atom").content)
    for element in (feed, *feed.findall("atom:entry", PUBLIC)):
        for name in ("id", "title", "updated"):
            assert element.findtext(f"atom:{name}", namespaces=PUBLIC)
        assert datetime.fromisoformat(element.findtext("atom:updated", namespaces=PUBLIC)).utcoffset()
    assert feed.findtext("atom:author/atom:name", namespaces=PUBLIC) == "奎屯市办公室"
    ids = [each.text for each in feed.iter(f"{{{ATOM}}}id")]
    assert len(set(ids)) == len(ids)


def test_an_rss_item_links_to_the_alert(issued):
    (item,) = etree.fromstring(get("/feeds/654003.rss").content).iter("item")
    assert item.findtext("link").endswith(alert_path(issued))
    assert item.findtext("pubDate") == "Fri, 18 Dec 2026 12:00:00 +0800"


def test_the_newest_stands_first_and_ended_ones_stay_for_thirty_days(kuitun, plan, sun, signers, clock):
    tell_story(kuitun, sun, signers)
    clock.move_to(NOON + 72 * HOUR)
    types = [entry.findtext("cap:msgType", namespaces=PUBLIC) for entry in entries()]
    assert types == ["Cancel", "Update", "Alert"]
    clock.move_to(NOON + 24 * HOUR + timedelta(days=30))
    assert len(entries()) == 2
    clock.move_to(NOON + 72 * HOUR + timedelta(days=30))
    assert entries() == []


def test_who_has_the_feed_already_is_told_so_until_it_changes(issued, kuitun, sun, signers, clock):
    for path in (*FEEDS, alert_path(issued)):
        first = get(path)
        by_tag = get(path, if_none_match=first["ETag"])
        by_time = get(path, if_modified_since=first["Last-Modified"])
        assert (by_tag.status_code, by_time.status_code, by_tag.content) == (304, 304, b"")
        assert by_tag["ETag"] == first["ETag"]
    before = {path: get(path) for path in FEEDS}
    clock.move_to(NOON + HOUR)
    lifted = make_draft(kuitun, sun, Level.ORANGE, Act.LIFT, now=NOON + HOUR, expected_until=None)
    put_in_force(lifted, office=sun, signers=signers, now=NOON + HOUR)
    for path, first in before.items():
        assert get(path, if_none_match=first["ETag"]).status_code == 200
        assert get(path, if_modified_since=first["Last-Modified"]).status_code == 200


def test_an_entry_that_leaves_the_feed_changes_its_time(kuitun, plan, sun, signers, clock):
    tell_story(kuitun, sun, signers)
    clock.move_to(NOON + 73 * HOUR)
    first = get("/feeds/654003.atom")
    clock.move_to(NOON + 72 * HOUR + timedelta(days=30))
    assert get("/feeds/654003.atom", if_modified_since=first["Last-Modified"]).status_code == 200


def test_asking_for_the_head_alone_gives_the_same_headers(issued):
    for path in (*FEEDS, alert_path(issued)):
        head = Client().head(path)
        assert (head.status_code, head["ETag"], head.content) == (200, get(path)["ETag"], b"")


def test_a_feed_takes_no_other_method(issued):
    assert {Client().post(path).status_code for path in FEEDS} == {405}


@pytest.mark.parametrize(
    "path", ["/feeds/999999.atom", "/feeds/999999.rss", "/feeds/999999.json", "/feeds/654003/no.xml"]
)
def test_what_is_not_there_is_not_there(issued, path):
    assert get(path).status_code == 404


def test_an_alert_is_not_found_under_another_place(issued, wu):
    assert get(alert_path(issued).replace("654003", "150203", 1)).status_code == 404


def test_a_place_without_a_plan_has_no_feed(issued, wu):
    assert get("/feeds/150203.atom").status_code == 404


def test_before_the_first_warning_the_feeds_are_empty_and_begin_with_the_plan(plan):
    assert entries() == []
    said = get("/feeds/654003.json").json()
    assert said["in_force"] is None
    assert said["updated"] == "2023-01-01T00:00:00+08:00"


def test_the_json_says_what_is_in_force(issued):
    said = get("/feeds/654003.json").json()
    assert said["jurisdiction"] == {"code": "654003", "name": "奎屯市", "name_en": "City 654003"}
    warning = said["in_force"]
    assert (
        warning | {"level": "orange", "response_level": "Ⅱ", "issued_at": "2026-12-18T12:00:00+08:00"}
        == warning
    )
    assert warning["cap"].endswith(alert_path(issued))
    assert get("/feeds/all.json").json()["jurisdictions"] == [said]


def test_the_json_of_everything_asks_as_often_for_three_places_as_for_one(issued, django_assert_num_queries):
    with django_assert_num_queries(4):
        get("/feeds/all.json")
    for code in ("150203", "150822"):
        make_plan(make_jurisdiction(code, f"县{code}"))
    with django_assert_num_queries(4):
        assert len(get("/feeds/all.json").json()["jurisdictions"]) == 3


def test_a_drill_is_in_no_feed(kuitun, plan, sun, signers):
    drill = put_in_force(make_draft(kuitun, sun, is_drill=True), office=sun, signers=signers)
    sweeps.publish_owed(NOON)
    assert get(alert_path(drill)).status_code == 404
    for path in FEEDS:
        text = get(path).content.decode()
        assert drill.number not in text and str(drill.cap_identifier) not in text and "演练" not in text


def test_an_alert_that_could_not_be_signed_is_not_served_and_closes_its_feeds(owed):
    for path in ("/feeds/654003.atom", "/feeds/654003.rss", alert_path(owed)):
        answer = get(path)
        assert (answer.status_code, answer["Cache-Control"]) == (503, "no-store")
        assert answer.content.decode().count("\n") == 1


def test_the_pages_for_people_stay_up_while_the_alert_is_owed(owed):
    said = get("/feeds/654003.json").json()["in_force"]
    assert (said["number"], said["cap"]) == (owed.number, None)
    assert get("/").status_code == get(f"/warnings/{owed.number}/").status_code == 200


def test_once_the_key_is_mended_the_feeds_open_with_the_time_of_the_issue(owed, tmp_path, settings, clock):
    write_key(tmp_path, settings)
    clock.move_to(NOON + HOUR)
    sweeps.publish_owed(NOON + HOUR)
    assert read(get(alert_path(owed)).content)["sent"] == cap.stamp(NOON)
    assert len(entries()) == 1


def test_an_older_gap_does_not_close_the_feed(owed, kuitun, sun, signers, settings, clock):
    settings.CAP_SIGNING_KEY = ""
    clock.move_to(NOON + HOUR)
    raised = make_draft(kuitun, sun, Level.RED, Act.ADJUST, now=NOON + HOUR)
    put_in_force(raised, office=sun, signers=signers, now=NOON + HOUR)
    assert [entry.findtext("cap:msgType", namespaces=PUBLIC) for entry in entries()] == ["Update"]


def test_the_public_pages_lead_to_the_feeds(issued):
    front = get("/").content.decode()
    assert '<link rel="alternate" type="application/atom+xml"' in front
    assert "/feeds/all.json" in front
    page = get(f"/warnings/{issued.number}/").content.decode()
    assert f'<link rel="alternate" type="application/cap+xml" href="{alert_path(issued)}">' in page
    assert "/feeds/654003.rss" in page


def test_the_office_reads_the_alert_and_that_it_is_unsigned(issued, sun, li, client):
    client.force_login(sun)
    page = client.get(f"/warnings/{issued.number}/").content.decode()
    assert "已发布，未签名" in page
    assert client.get(f"/warnings/{issued.number}/cap.xml").content == issued.alert.content
    client.force_login(li)
    assert client.get(f"/warnings/{issued.number}/cap.xml").status_code == 404


def test_the_office_is_shown_that_an_alert_is_owed(owed, sun, client):
    client.force_login(sun)
    assert "未发布" in client.get(f"/warnings/{owed.number}/").content.decode()


def test_the_office_previews_a_drill_and_no_draft(kuitun, plan, sun, signers, client):
    client.force_login(sun)
    draft = make_draft(kuitun, sun, is_drill=True)
    assert client.get(f"/warnings/{draft.number}/cap.xml").status_code == 404
    put_in_force(draft, office=sun, signers=signers)
    assert read(client.get(f"/warnings/{draft.number}/cap.xml").content)["status"] == "Exercise"


def test_the_preview_needs_a_login(issued):
    assert get(f"/warnings/{issued.number}/cap.xml").status_code == 302


def test_the_json_is_plain_json_with_chinese_in_it(issued):
    content = get("/feeds/654003.json").content.decode()
    assert "橙色" in content
    assert json.loads(content)
