"""Alerts: valid by the schema and for a reader not ours, their codes, words, references, fixed for good."""

import capvalidator
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from early_warnings import cap, sweeps
from early_warnings.actions.publish_alert import publish_alert
from early_warnings.alerts import preview
from early_warnings.cap import InvalidAlertError
from early_warnings.capwords import Document, alert_of, expiry, urgency
from early_warnings.models import PublishedAlert
from plans.levels import Level
from portal.lifecycle.errors import IllegalMove
from tests.builders import NOON, make_draft, put_in_force
from tests.early_warnings.alerting import HOUR, NAMES, read, tell_story

IDENTITY = cap.Identity("65400300000000_20261218120000_0", "654003@portal.example", NOON)
EARLIER = cap.Identity("65400300000000_20261217120000_0", "654003@portal.example", NOON - 24 * HOUR)


def document(**changes):
    facts = {
        "identity": IDENTITY,
        "references": (),
        "incident": "654003-1",
        "act": "issue",
        "level": Level.ORANGE,
        "level_before": None,
        "is_drill": False,
        "is_demo": False,
        "begins_at": NOON + 6 * HOUR,
        "expected_until": NOON + 72 * HOUR,
        "forecast_ends_at": None,
        "code": "654003",
        "office": "奎屯市重污染天气应急指挥部办公室",
        "name_en": "Kuitun",
        "area": "奎屯市行政区域",
        "headline": "奎屯市启动重污染天气橙色预警",
        "text": "预计持续重污染。",
        "possible_harm": "症状加剧。",
        "advice": "减少户外活动。",
        "document_number": "重污染预警〔2026〕1号",
        "primary_pollutants": ("PM2.5",),
        "web": "https://portal.example/warnings/654003-2026-001/",
    }
    return Document(**(facts | changes))


def written(**changes):
    return cap.to_bytes(cap.to_tree(alert_of(document(**changes))))


@pytest.fixture
def story(kuitun, plan, sun, qian, zhao):
    return tell_story(kuitun, sun, [qian, zhao])


KINDS = {
    "alert": {},
    "update": {"act": "adjust", "level": Level.RED, "level_before": Level.ORANGE, "references": (EARLIER,)},
    "cancel": {"act": "lift", "references": (EARLIER, EARLIER), "expected_until": None},
    "exercise": {"is_drill": True, "is_demo": True},
    "blue": {"level": Level.BLUE},
    "without end, pollutants, advice and harm": {
        "expected_until": None, "primary_pollutants": (), "advice": "", "possible_harm": "",
    },
}  # fmt: skip


@pytest.mark.parametrize("changes", KINDS.values(), ids=KINDS.keys())
def test_every_kind_is_valid_for_us_and_for_a_reader_not_ours(changes):
    content = written(**changes)
    cap.check(content)
    assert capvalidator.check_schema(content).passed


@given(st.text(), st.text(), st.sampled_from(Level))
def test_whatever_people_wrote_the_alert_is_valid(text, area, level):
    content = written(text=text, area=area, advice=text, headline=area, level=level)
    etree.fromstring(content)
    if cap.clean(area):
        cap.check(content)


def test_text_that_xml_cannot_hold_is_left_out_and_line_ends_are_plain():
    assert "预警\n一、停工<b>" in read(written(text="预警\r\n\x0b一、停工<b>"))["zh-CN"]["description"]


def test_an_alert_says_what_is_coming_in_both_languages():
    said = read(written())
    assert {name: said[name] for name in ("identifier", "sent", "status", "msgType", "scope")} == {
        "identifier": "65400300000000_20261218120000_0",
        "sent": "2026-12-18T12:00:00+08:00",
        "status": "Actual",
        "msgType": "Alert",
        "scope": "Public",
    }
    chinese, english = said["zh-CN"], said["en"]
    assert chinese["event"] == "重污染天气"
    assert chinese["description"] == "预计持续重污染。\n\n可能造成的影响：症状加剧。"
    assert english["headline"] == "Kuitun: orange warning of heavy air pollution issued"
    for info in (chinese, english):
        assert info | {"onset": "2026-12-18T18:00:00+08:00", "expires": "2026-12-21T12:00:00+08:00"} == info
        assert info | {"severity": "Severe", "urgency": "Expected", "certainty": "Likely"} == info
        assert info | {"GB/T 35561": "12Q02", "warningColor": "Orange", "responseLevel": "Ⅱ"} == info
        assert info | {"documentNumber": "重污染预警〔2026〕1号", "primaryPollutants": "PM2.5"} == info


def test_a_lifting_is_an_all_clear():
    said = read(written(**KINDS["cancel"]))
    assert said["msgType"] == "Cancel"
    for language in ("zh-CN", "en"):
        assert said[language]["responseType"] == "AllClear"
        assert said[language]["urgency"] == "Past"


@pytest.mark.parametrize(
    ("begins", "expected"), [(-1, "Immediate"), (0, "Immediate"), (24, "Expected"), (25, "Future")]
)
def test_urgency_follows_the_time_that_is_left(begins, expected):
    assert urgency(document(begins_at=NOON + begins * HOUR)) == expected


@pytest.mark.parametrize(
    ("changes", "hours"),
    [
        ({"expected_until": NOON + 48 * HOUR, "forecast_ends_at": NOON + 60 * HOUR}, 48),
        ({"expected_until": None, "forecast_ends_at": NOON + 60 * HOUR}, 60),
        ({"expected_until": None, "forecast_ends_at": None}, 6 + 24),
        ({"expected_until": None, "forecast_ends_at": NOON - HOUR}, 6 + 24),
        ({"act": "lift", "begins_at": NOON, "expected_until": NOON + 48 * HOUR}, 24),
    ],
)
def test_an_alert_expires_with_its_warning_else_with_its_forecast_else_after_a_day(changes, hours):
    assert expiry(document(**changes)) == NOON + hours * HOUR


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        (Level.ORANGE, Level.RED, "raised from orange to red"),
        (Level.RED, Level.YELLOW, "lowered from red to yellow"),
        (Level.RED, Level.RED, "adjusted, red as before"),
    ],
)
def test_an_update_says_in_english_which_way_it_goes(before, now, said):
    changes = {"act": "adjust", "references": (EARLIER,), "level_before": before, "level": now}
    assert said in read(written(**changes))["en"]["headline"]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"act": "adjust"}, "without references"),
        ({"identity": cap.Identity("a b", "654003@portal.example", NOON)}, "identifier"),
        ({"identity": cap.Identity("a", "", NOON)}, "sender"),
        ({"area": ""}, "areaDesc"),
    ],
)
def test_an_alert_that_breaks_the_standard_is_refused_with_its_fault(changes, fault):
    with pytest.raises(InvalidAlertError, match=fault):
        cap.check(written(**changes))


def test_each_step_of_an_episode_is_published_and_names_all_before_it(story, settings):
    alerts = [read(warning.alert.content) for warning in story]
    assert [alert["msgType"] for alert in alerts] == ["Alert", "Update", "Cancel"]
    first, second = (
        f"654003@127.0.0.1,{warning.cap_identifier},{cap.stamp(warning.issued_at)}" for warning in story[:2]
    )
    assert "references" not in alerts[0]
    assert alerts[1]["references"] == first
    assert alerts[2]["references"] == f"{first} {second}"
    assert len({alert["incidents"] for alert in alerts}) == 1


def test_every_published_alert_is_valid_for_a_reader_not_ours(story):
    for warning in story:
        assert capvalidator.check_schema(warning.alert.content).passed
        dates = capvalidator.get_dates(warning.alert.content)
        assert dates.sent == dates.effective == cap.stamp(warning.issued_at)


def test_neither_saving_again_nor_later_steps_nor_new_settings_change_what_was_published(
    kuitun, plan, sun, qian, zhao, settings
):
    started = put_in_force(make_draft(kuitun, sun), office=sun, signers=[qian, zhao])
    before = started.alert.content
    started.save()
    kuitun.office_name, settings.SITE_URL = "另一办公室", "https://elsewhere.example"
    kuitun.save()
    publish_alert(started, now=NOON + HOUR)
    sweeps.publish_owed(NOON + HOUR)
    assert [alert.content for alert in PublishedAlert.objects.all()] == [before]


def test_a_reference_keeps_the_sender_it_was_published_with(kuitun, plan, sun, qian, zhao, settings):
    put_in_force(make_draft(kuitun, sun), office=sun, signers=[qian, zhao])
    settings.SITE_URL = "https://elsewhere.example"
    raised = make_draft(kuitun, sun, Level.RED, "adjust", now=NOON + HOUR)
    put_in_force(raised, office=sun, signers=[qian, zhao], now=NOON + HOUR)
    said = read(raised.alert.content)
    assert said["sender"] == "654003@elsewhere.example"
    assert said["references"].startswith("654003@127.0.0.1,")


def test_a_drill_is_never_published_and_its_preview_says_exercise(kuitun, plan, sun, qian, zhao):
    drill = put_in_force(make_draft(kuitun, sun, is_drill=True), office=sun, signers=[qian, zhao])
    sweeps.publish_owed(NOON)
    assert not PublishedAlert.objects.exists()
    with pytest.raises(IllegalMove):
        publish_alert(drill, now=NOON)
    said = read(preview(drill))
    assert (said["status"], said["scope"]) == ("Exercise", "Restricted")
    assert said["en"]["headline"].startswith("[EXERCISE]")


@pytest.mark.parametrize("is_demo", [True, False])
def test_an_alert_of_a_demo_says_that_it_is_made_up(kuitun, plan, sun, qian, zhao, settings, is_demo):
    settings.DEMO = is_demo
    issued = put_in_force(make_draft(kuitun, sun), office=sun, signers=[qian, zhao])
    said = read(issued.alert.content)
    assert ("made up" in said.get("note", "")) == is_demo
    assert said["status"] == ("Test" if is_demo else "Actual")


def test_a_draft_is_not_published(kuitun, plan, sun):
    with pytest.raises(IllegalMove):
        publish_alert(make_draft(kuitun, sun), now=NOON)


def test_an_alert_has_both_categories_and_one_area_by_its_code(story):
    root = etree.fromstring(story[0].alert.content)
    for info in root.iterfind("cap:info", NAMES):
        assert [each.text for each in info.iterfind("cap:category", NAMES)] == ["Env", "Health"]
        assert info.findtext("cap:area/cap:geocode/cap:value", namespaces=NAMES) == "654003"


def test_an_invalid_alert_does_not_hold_up_the_warning_and_is_published_once_its_cause_is_mended(
    kuitun, plan, sun, qian, zhao, settings
):
    settings.SITE_URL = "https://portal of kuitun"
    issued = put_in_force(make_draft(kuitun, sun), office=sun, signers=[qian, zhao])
    assert issued.is_in_force
    assert not PublishedAlert.objects.exists()
    assert sun.notices.get(kind="alert_not_published").body.endswith("holds a character that CAP refuses")
    settings.SITE_URL = "https://portal.example"
    sweeps.publish_owed(NOON + HOUR)
    said = read(PublishedAlert.objects.get().content)
    assert said["sent"] == cap.stamp(NOON)


def test_a_fault_of_the_program_does_not_hold_up_the_warning_either(
    kuitun, plan, sun, qian, zhao, monkeypatch
):
    monkeypatch.setattr("early_warnings.alerts.alert_of", lambda document: 1 / 0)
    issued = put_in_force(make_draft(kuitun, sun), office=sun, signers=[qian, zhao])
    assert issued.is_in_force
    assert not PublishedAlert.objects.exists()
