"""Who may call what: 404 unseen, 403 not yours."""

from datetime import timedelta
from itertools import count

import pytest
from django.urls import get_resolver

from early_warnings.actions.sign import sign_warning
from early_warnings.actions.submit import submit_warning
from reports.actions.submit_report import submit_report
from responses.actions.owe_returns import owe_daily_returns
from tests.api.stories import URL, hour
from tests.builders import NOON
from tests.reports.stories import FRIDAY, MORNING

OFFICE = {"sun": 403, "qian": 403, "zhao": 403, "chen": 403, "he": 403, "li": 404, "ma": 404, "wu": 404}
# A superior's reader, he, sees no paper before it is issued.
PAPERS = OFFICE | {"he": 404}
IN_THE_OPEN = OFFICE | {"li": 403, "ma": 403}
OF_A_UNIT = OFFICE | {"ma": 404}
NEW = {"level": "orange", "begins_at": "2026-12-19T00:00:00+08:00"}
REASON = {"reason": "写明首要污染物"}
# Verb: (state of the document, body, who sees it, who may, what they get).
WARNING_VERBS = {
    "submit": ("draft", None, PAPERS, "sun", 200),
    "sign": ("in_review", {}, PAPERS, "qian", 200),
    "return": ("in_review", REASON, PAPERS, "qian", 200),
    "withdraw": ("in_review", REASON, PAPERS, "sun", 200),
    "issue": ("approved", None, PAPERS, "sun", 200),
    "adjust": ("in_force", NEW, IN_THE_OPEN, "sun", 201),
    "lift": ("in_force", {}, IN_THE_OPEN, "sun", 201),
}
REPORT_VERBS = {
    "submit": ("draft", {}, "sun"),
    "sign": ("in_review", {}, "qian"),
    "return": ("in_review", REASON, "qian"),
}


@pytest.fixture
def in_review(draft, sun):
    submit_warning(draft, by=sun, now=NOON)
    return draft


@pytest.fixture
def approved(in_review, qian, zhao):
    sign_warning(in_review, by=qian, now=NOON)
    sign_warning(in_review, by=zhao, now=NOON)
    return in_review


def outcomes(api, cast, call, last):
    """Status by user; whoever may goes last, because that changes the state."""
    order = [name for name in cast if name != last] + [last]
    return {name: call(api(cast[name])).status_code for name in order}


@pytest.mark.parametrize("verb", WARNING_VERBS)
def test_each_verb_of_a_warning_has_its_people(verb, cast, api, request):
    state, body, seen, who, status = WARNING_VERBS[verb]
    document = request.getfixturevalue({"in_force": "warning"}.get(state, state))
    address = f"{URL}/warnings/{document.number}/{verb}/"
    assert outcomes(api, cast, lambda client: client.post(address, body), who) == seen | {who: status}


def test_only_the_office_drafts(plan, cast, api):
    body = NEW | {"jurisdiction": "654003"}
    found = outcomes(api, cast, lambda client: client.post(f"{URL}/warnings/", body), "sun")
    assert found == IN_THE_OPEN | {"sun": 201}


@pytest.mark.parametrize("kind", ["observations", "forecasts"])
def test_office_and_experts_bring_in_air(kind, plan, cast, api):
    numbers = count(10)
    times = {"observations": NOON - timedelta(hours=2), "forecasts": NOON + timedelta(hours=2)}

    def call(client):
        number = next(numbers)
        body = {"jurisdiction": "654003", "hourly": [hour(times[kind], number)]}
        issued = {"issued_at": f"2026-12-18T08:{number}"} if kind == "forecasts" else {}
        return client.post(f"{URL}/{kind}/", body | issued)

    found = outcomes(api, cast, call, "sun")
    assert found == IN_THE_OPEN | {"sun": 201, "chen": 201}


def test_only_the_unit_acknowledges(task, cast, api):
    address = f"{URL}/tasks/{task.pk}/acknowledge/"
    found = outcomes(api, cast, lambda client: client.post(address), "li")
    assert found == OF_A_UNIT | {"li": 200}


def test_only_the_unit_ticks(item, cast, api):
    address = f"{URL}/items/{item.pk}/tick/"
    found = outcomes(api, cast, lambda client: client.post(address, {"outcome": "done"}), "li")
    assert found == OF_A_UNIT | {"li": 201}


def test_only_the_unit_sends_its_return(response, housing, cast, api):
    owe_daily_returns(response, now=MORNING)
    address = f"{URL}/returns/{housing.pk}/{FRIDAY}/"
    found = outcomes(api, cast, lambda client: client.put(address, {"figures": {}}), "li")
    assert found == OF_A_UNIT | {"li": 200}


@pytest.mark.parametrize("verb", REPORT_VERBS)
def test_each_verb_of_a_report_has_its_people(verb, report, cast, api, sun):
    state, body, who = REPORT_VERBS[verb]
    if state == "in_review":
        submit_report(report, by=sun, now=MORNING)
    address = f"{URL}/reports/{report.pk}/{verb}/"
    found = outcomes(api, cast, lambda client: client.post(address, body), who)
    # A reader of the superior sees a report once it is signed.
    assert found == PAPERS | {"he": 404, who: 200}


def test_a_unit_reads_an_issued_warning_without_the_offices_papers(response, warning, api, li, sun):
    address = f"{URL}/warnings/{warning.number}/"
    outside, inside = api(li).get(address).json(), api(sun).get(address).json()
    inner = ("journal", "signatures", "steps", "response", "proposal")
    assert [outside[name] for name in inner] == [None] * 5
    assert outside["text"] == inside["text"] and inside["response"]["units"] == 1


def test_a_unit_sees_only_its_own_task(response, task, api, li, ma, sun):
    count = {user: api(user).get(f"{URL}/tasks/").json()["count"] for user in (li, ma, sun)}
    assert count == {li: 1, ma: 0, sun: 1}
    assert api(ma).get(f"{URL}/tasks/?unit={task.unit_id}").status_code == 404


@pytest.mark.parametrize("path", ["proposals", "warnings", "tasks", "reports"])
def test_another_citys_office_finds_the_lists_empty(path, report, api, wu):
    assert api(wu).get(f"{URL}/{path}/").json()["count"] == 0


def test_another_citys_papers_are_unseen(report, warning, task, api, wu):
    paths = [
        "proposals/?jurisdiction=654003", "warnings/?jurisdiction=654003", f"warnings/{warning.number}/",
        f"tasks/?warning={warning.number}", f"tasks/?unit={task.unit_id}",
        f"reports/?warning={warning.number}", f"reports/{report.pk}/", f"reports/{report.pk}/document.pdf",
    ]  # fmt: skip
    assert [api(wu).get(f"{URL}/{path}").status_code for path in paths] == [404] * len(paths)


def test_papers_of_another_city_cannot_be_named_in_a_draft(plan, api, sun, wu):
    body = NEW | {"jurisdiction": "654003", "proposal": 4711}
    assert api(sun).post(f"{URL}/warnings/", body).status_code == 404


def test_nobody_comes_in_without_an_account(client, db):
    patterns = get_resolver("portal.api.urls").reverse_dict
    values = {"number": "654003-2026-001", "pk": 1, "unit": 1, "day": FRIDAY}
    answers = {}
    for name in filter(lambda each: isinstance(each, str), patterns):
        (path, _names), *_rest = patterns.getlist(name)[0][0]
        answers[name] = client.get(f"{URL}/{path % values}").status_code
    assert len(answers) == 24
    assert answers.pop("docs") == 302
    assert set(answers.values()) == {401}


def test_a_session_will_do_and_needs_its_csrf_token(draft, sun, client):
    client.force_login(sun, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"{URL}/warnings/").json()["count"] == 1
    client.handler.enforce_csrf_checks = True
    assert client.post(f"{URL}/warnings/{draft.number}/submit/").status_code == 403


def test_a_superuser_holds_no_role(draft, api, django_user_model):
    root = django_user_model.objects.create_superuser("root", password="a long pass phrase")
    assert api(root).get(f"{URL}/warnings/{draft.number}/").status_code == 404
