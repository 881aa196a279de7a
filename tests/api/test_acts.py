"""The verbs beside the story: wrong states, errors by field, keys, files, the reader's language."""

from datetime import timedelta

import pytest

from early_warnings.actions.submit import submit_warning
from early_warnings.models import EarlyWarning
from reports.actions.sign_report import sign_report
from reports.actions.submit_report import submit_report
from responses.actions.owe_returns import owe_daily_returns
from responses.models import Evidence, Tick
from responses.sweeps import launch_owed
from tests.api.stories import URL, answer
from tests.builders import NOON
from tests.reports.stories import FRIDAY, MORNING
from tests.responses.stories import lift, picture

TIMES = {"begins_at": "2026-12-19T00:00:00+08:00", "expected_until": "2026-12-21T00:00:00+08:00"}


@pytest.fixture
def office(api, plan, sun, english):
    return api(sun)


@pytest.fixture
def unit(api, li, english):
    return api(li)


def draft_body(**changes):
    return {"jurisdiction": "654003", "level": "orange", "reason": "预计持续重污染。"} | TIMES | changes


@pytest.mark.parametrize("verb", ["sign", "return", "issue", "adjust", "lift"])
def test_a_draft_takes_no_later_step(verb, draft, api, sun, qian):
    who = qian if verb in ("sign", "return") else sun
    body = {"sign": {}, "return": {"reason": "x"}, "adjust": {"level": "red"} | TIMES, "lift": {}}.get(verb)
    said = api(who).post(f"{URL}/warnings/{draft.number}/{verb}/", body)
    assert (said.status_code, list(said.json())) == (409, ["detail"])
    assert EarlyWarning.objects.count() == 1


@pytest.mark.parametrize("verb", ["submit", "withdraw", "issue"])
def test_an_issued_warning_goes_back_no_more(verb, warning, office):
    body = {"reason": "x"} if verb == "withdraw" else None
    assert office.post(f"{URL}/warnings/{warning.number}/{verb}/", body).status_code == 409


def test_only_the_warning_in_force_is_followed(warning, kuitun, office):
    lift(kuitun, now=NOON + timedelta(hours=1))
    body = {"level": "red"} | TIMES
    assert office.post(f"{URL}/warnings/{warning.number}/adjust/", body).status_code == 409
    second = office.post(f"{URL}/warnings/", draft_body()).json()["number"]
    assert office.post(f"{URL}/warnings/{second}/lift/", {}).status_code == 409


def test_what_was_given_stands_in_the_draft_and_its_notice(office):
    said = office.post(f"{URL}/warnings/", draft_body(primary_pollutants=["PM2.5"], area="城区")).json()
    assert said["text"].startswith("预计持续重污染。首要污染物为PM2.5。")
    assert (said["area"], said["level"], said["state"]) == ("城区", "orange", "draft")


BAD_DRAFTS = [
    ({"level": "purple"}, "level"),
    ({"level": "blue"}, "level"),
    ({"begins_at": "soon"}, "begins_at"),
    ({"begins_at": "0001-01-01T00:00:00+08:00"}, "begins_at"),
    ({"primary_pollutants": ["smoke"]}, "primary_pollutants"),
    ({"proposal": 10**30}, "proposal"),
    ({"text": "\x00"}, "text"),
    ({"expected_untill": None}, "expected_untill"),
]


@pytest.mark.parametrize(("changes", "name"), BAD_DRAFTS)
def test_a_wrong_draft_names_its_field(changes, name, office):
    said = office.post(f"{URL}/warnings/", draft_body(**changes))
    assert (said.status_code, list(said.json())) == (400, [name])
    assert not EarlyWarning.objects.exists()


def test_what_an_action_finds_wrong_names_its_field_too(office):
    body = draft_body(expected_until=TIMES["begins_at"])
    number = office.post(f"{URL}/warnings/", body).json()["number"]
    said = office.post(f"{URL}/warnings/{number}/submit/")
    assert said.status_code == 400
    assert said.json() == {"expected_until": ["The expected end must lie after the beginning."]}


def test_refusals_are_in_the_language_of_the_account(draft, api, zhao):
    address = f"{URL}/warnings/{draft.number}/submit/"
    chinese = api(zhao).post(address)
    zhao.language = "en"
    zhao.save(update_fields=["language"])
    english = api(zhao).post(address)
    assert english.json() == {"detail": "This is for the Command office of City 654003."}
    assert "奎屯市" in chinese.json()["detail"]
    assert [said["Content-Language"] for said in (chinese, english)] == ["zh-hans", "en"]


def test_a_refusal_can_be_read_whatever_was_asked_for(draft, api, wu):
    said = api(wu).get(f"{URL}/warnings/{draft.number}/", headers={"Accept": "text/html"})
    assert (said.status_code, said["Content-Type"]) == (404, "application/json")
    assert "EarlyWarning" not in said.content.decode()


def test_the_same_key_ticks_once(item, unit):
    address, key = f"{URL}/items/{item.pk}/tick/", {"Idempotency-Key": "phone-1"}
    first = unit.post(address, {"outcome": "done"}, headers=key)
    again = unit.post(address, {"outcome": "unable", "note": "x"}, headers=key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert Tick.objects.count() == 1


def test_without_a_key_every_answer_counts(item, unit):
    address = f"{URL}/items/{item.pk}/tick/"
    assert [unit.post(address, {"outcome": "done"}).status_code for _time in range(2)] == [201, 201]
    assert Tick.objects.count() == 2


def test_an_answer_brings_its_files(item, unit, sun, api):
    said = unit.post(f"{URL}/items/{item.pk}/tick/", answer(), format="multipart").json()
    assert [file["content_type"] for file in said["files"]] == ["image/jpeg"]
    seen = api(sun).get(f"{URL}/tasks/").json()["results"][0]["items"][0]
    assert (seen["state"], seen["figures"], seen["files"]) == ("done", {"sites_checked": 12}, said["files"])


BAD_ANSWERS = [
    ({"outcome": "finished"}, "outcome"),
    ({"outcome": "unable"}, "note"),
    ({"outcome": "done", "figures": {"sites_checked": "many"}}, "figures"),
    ({"outcome": "done", "figures": {"dragons": 3}}, "figures"),
    ({"outcome": "done", "figures": {"sites_checked": {"a": 1}}}, "figures"),
    ({"outcome": "done", "figures": [1]}, "figures"),
    ({"outcome": "done", "remark": "x"}, "remark"),
]


@pytest.mark.parametrize(("body", "name"), BAD_ANSWERS)
def test_a_wrong_answer_names_its_field(body, name, item, unit):
    said = unit.post(f"{URL}/items/{item.pk}/tick/", body)
    assert (said.status_code, list(said.json())) == (400, [name])
    assert not Tick.objects.exists()


@pytest.mark.parametrize("figures", ["{", "[1]", "[" * 100_000, '{"sites_checked": NaN}'])
def test_wrong_figures_of_a_form_are_refused(figures, item, unit):
    form = {"outcome": "done", "figures": figures}
    assert unit.post(f"{URL}/items/{item.pk}/tick/", form, format="multipart").status_code == 400


def test_a_file_that_is_no_evidence_is_refused(item, unit):
    form = {"outcome": "done", "files": [picture(), picture("x.gif", kind="GIF")]}
    said = unit.post(f"{URL}/items/{item.pk}/tick/", form, format="multipart")
    assert (said.status_code, list(said.json())) == (400, ["files"])
    assert not (Tick.objects.exists() or Evidence.objects.exists())


def test_more_files_than_a_form_may_have_are_refused(item, unit):
    form = {"outcome": "done", "files": [picture() for _each in range(101)]}
    assert unit.post(f"{URL}/items/{item.pk}/tick/", form, format="multipart").status_code == 400


def test_nothing_is_answered_after_the_end(item, task, kuitun, unit):
    lift(kuitun, now=NOON)
    launch_owed(NOON)
    assert unit.post(f"{URL}/items/{item.pk}/tick/", {"outcome": "done"}).status_code == 409
    assert unit.post(f"{URL}/tasks/{task.pk}/acknowledge/").status_code == 409


def test_a_return_is_sent_and_corrected(response, housing, unit):
    owe_daily_returns(response, now=MORNING)
    address = f"{URL}/returns/{housing.pk}/{FRIDAY}/"
    unit.put(address, {"figures": {"sites_checked": 12}})
    said = unit.put(address, {"figures": {"sites_checked": 14}, "narrative": "两处补查"}).json()
    assert (said["state"], said["figures"], said["narrative"]) == ("sent", {"sites_checked": 14}, "两处补查")


def test_a_return_that_is_not_owed_is_not_there(response, housing, unit):
    body = {"figures": {}}
    assert unit.put(f"{URL}/returns/{housing.pk}/{FRIDAY}/", body).status_code == 404
    assert unit.put(f"{URL}/returns/{housing.pk}/2026-02-30/", body).status_code == 404


def test_a_return_names_its_wrong_figures(response, housing, unit):
    owe_daily_returns(response, now=MORNING)
    said = unit.put(f"{URL}/returns/{housing.pk}/{FRIDAY}/", {"figures": {"sites_checked": -1}})
    assert (said.status_code, list(said.json())) == (400, ["figures"])


def test_a_report_is_signed_as_it_was_read(report, api, sun, qian):
    address = f"{URL}/reports/{report.pk}"
    digest = api(sun).get(f"{address}/").json()["content_sha256"]
    stale = api(sun).post(f"{address}/submit/", {"content_sha256": "0" * 64})
    fresh = api(sun).post(f"{address}/submit/", {"content_sha256": digest})
    assert (stale.status_code, fresh.status_code) == (409, 200)
    signed = api(qian).post(f"{address}/sign/", {"content_sha256": digest, "note": "同意"}).json()
    assert (signed["state"], signed["signatures"][0]["by"]) == ("approved", "qian")


def test_a_report_waits_for_its_signatures(report, api, qian):
    assert api(qian).post(f"{URL}/reports/{report.pk}/sign/", {}).status_code == 409
    assert api(qian).get(f"{URL}/reports/{report.pk}/document.pdf").status_code == 409


def test_a_reader_of_the_superior_sees_what_was_signed(report, api, he, sun, qian):
    assert api(he).get(f"{URL}/reports/").json()["count"] == 0
    submit_report(report, by=sun, now=MORNING)
    sign_report(report, by=qian, now=MORNING)
    assert api(he).get(f"{URL}/reports/{report.pk}/").json()["number"] == report.number


@pytest.fixture
def in_review(draft, qian, sun):
    submit_warning(draft, by=sun, now=NOON)
    return draft


def test_a_returned_draft_is_changed_and_submitted_again(in_review, api, sun, qian):
    api(qian).post(f"{URL}/warnings/{in_review.number}/return/", {"reason": "写明范围"})
    said = api(sun).patch(f"{URL}/warnings/{in_review.number}/", {"area": "城区", "level": "red"})
    assert (said.status_code, said.json()["area"], said.json()["level"]) == (200, "城区", "red")
    assert api(sun).post(f"{URL}/warnings/{in_review.number}/submit/").json()["state"] == "in_review"


def test_the_text_of_a_paper_under_review_is_fixed(in_review, api, sun):
    assert api(sun).patch(f"{URL}/warnings/{in_review.number}/", {"area": "城区"}).status_code == 409
