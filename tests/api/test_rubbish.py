"""Whatever JSON is sent, the answer is a refusal and never a failure."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tests.api.stories import URL

NAMES = some.sampled_from(
    [
        "jurisdiction", "source", "issued_at", "hourly", "daily", "time", "pm25", "co", "dust", "date", "aqi",
        "aqi_low", "primary", "level", "begins_at", "expected_until", "proposal", "reason", "text", "note",
        "outcome", "figures", "files", "narrative", "content_sha256", "sites_checked",
    ]
)  # fmt: skip
VALUES = (
    some.none() | some.booleans() | some.integers() | some.floats() | some.text()
    | some.sampled_from(["654003", "red", "done", "2026-12-18T10:00:00+08:00", "2026-12-18"])
)  # fmt: skip
KEYS = NAMES | some.text()
JSON = some.recursive(
    VALUES, lambda inner: some.lists(inner, max_size=4) | some.dictionaries(KEYS, inner, max_size=6)
)
BODIES = some.dictionaries(NAMES, JSON, max_size=8) | JSON
REFUSALS = {200, 201, 400, 403, 404, 409}


@pytest.fixture
def addresses(warning, task, item, report, housing):
    return [
        "forecasts/", "observations/", "warnings/", f"warnings/{warning.number}/sign/",
        f"warnings/{warning.number}/return/", f"warnings/{warning.number}/adjust/",
        f"warnings/{warning.number}/lift/", f"items/{item.pk}/tick/", f"reports/{report.pk}/submit/",
        f"reports/{report.pk}/sign/",
    ]  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=BODIES, place=some.integers(0, 9), who=some.sampled_from(["sun", "li"]))
def test_any_json_is_answered(addresses, api, sun, li, body, place, who):
    client = api({"sun": sun, "li": li}[who])
    answer = client.post(f"{URL}/{addresses[place]}", json.dumps(body), content_type="application/json")
    assert answer.status_code in REFUSALS, answer.content
    assert answer["Content-Type"] == "application/json"


ROW = {"time": "2026-12-18T13:00:00+08:00", "pm25": 80, "dust": False}
DAY = {"date": "2026-12-19", "aqi_low": 180, "aqi_high": 210, "primary": ["PM2.5"]}
DRAFT = {
    "jurisdiction": "654003",
    "level": "red",
    "begins_at": "2026-12-19T00:00",
    "proposal": None,
    "text": "x",
}
FORECAST = {"jurisdiction": "654003", "issued_at": "2026-12-18T12:00"}


@some.composite
def nearly(draw, whole):
    """A good object with something else in one of its places."""
    return whole | {draw(some.sampled_from(sorted(whole))): draw(JSON)}


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sent=some.tuples(some.just("forecasts"), nearly(ROW).map(lambda row: FORECAST | {"hourly": [row]}))
    | some.tuples(some.just("forecasts"), nearly(DAY).map(lambda day: FORECAST | {"daily": [day]}))
    | some.tuples(some.just("warnings"), nearly(DRAFT))
)
def test_one_wrong_value_is_refused_or_taken(plan, api, sun, sent):
    path, body = sent
    answer = api(sun).post(f"{URL}/{path}/", json.dumps(body), content_type="application/json")
    assert answer.status_code in REFUSALS, answer.content


QUERIES = some.dictionaries(
    some.sampled_from(["jurisdiction", "state", "warning", "unit", "limit", "offset"]),
    some.text() | some.integers().map(str) | some.sampled_from(["654003", "draft", "\x00", "9" * 40]),
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=QUERIES, path=some.sampled_from(["proposals", "warnings", "tasks", "reports"]))
def test_any_query_is_answered(report, api, sun, query, path):
    assert api(sun).get(f"{URL}/{path}/", query).status_code in REFUSALS


ODD = ["warnings/%00/", "warnings/1'--/", f"tasks/{'9' * 40}/acknowledge/", "items/0/tick/", "reports/-1/"]


@pytest.mark.parametrize("path", ODD)
def test_an_odd_address_is_unknown(path, api, sun):
    assert api(sun).post(f"{URL}/{path}", {"outcome": "done"}).status_code in {404, 405}
