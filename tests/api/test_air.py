"""Air through the interface: good rows are stored once, of bad ones nothing."""

import json
from datetime import timedelta

import pytest

from early_warnings.models import AirDelivery, Forecast, Observation
from early_warnings.sweeps import evaluate_owed
from tests.api.stories import URL, hour
from tests.builders import NOON

HOUR = timedelta(hours=1)
PAST = [hour(NOON - 2 * HOUR, 80), hour(NOON - HOUR, 81.25, co=1.3, o3=None, dust=True)]
COMING = [hour(NOON + place * HOUR, 200) for place in range(72)]
DAY = {"aqi_low": 210, "aqi_high": 230, "primary": ["PM2.5"]}
DAYS = [{"date": f"2026-12-{day}"} | DAY for day in range(19, 24)]


@pytest.fixture
def office(api, plan, sun, english):
    return api(sun)


def deliver(client, kind="observations", key=None, **body):
    body = {"jurisdiction": "654003"} | body
    if kind == "forecasts":
        body = {"issued_at": NOON.isoformat()} | body
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(f"{URL}/{kind}/", body, headers=headers)


def raw(client, text, kind="observations"):
    return client.post(f"{URL}/{kind}/", data=text, content_type="application/json")


def nothing_is_stored():
    return not (AirDelivery.objects.exists() or Observation.objects.exists() or Forecast.objects.exists())


def test_readings_are_stored_as_given(office, kuitun, sun):
    answer = deliver(office, hourly=PAST)
    assert (answer.status_code, answer.json()["rows"], answer.json()["source"]) == (201, 2, "api")
    first, second = kuitun.observations.order_by("time")
    assert (first.pm25, first.o3, second.co, second.o3) == (80, None, second.co, None)
    assert (str(second.pm25), str(second.co), second.is_dust) == ("81.250", "1.300", True)
    assert AirDelivery.objects.get().by == sun


def test_fractions_are_taken_exactly(office, kuitun):
    sent = '{"time": "2026-12-18T10:00", "pm25": 0.1, "co": 2.675}'
    raw(office, f'{{"jurisdiction": "654003", "hourly": [{sent}]}}')
    row = kuitun.observations.get()
    assert (str(row.pm25), str(row.co)) == ("0.100", "2.675")


def test_a_time_without_an_offset_is_beijing_time(office, kuitun):
    deliver(office, hourly=[{"time": "2026-12-18T10:00:00", "pm25": 80}])
    assert kuitun.observations.get().time == NOON - 2 * HOUR


def test_a_forecast_by_hours_calls_for_a_warning(office, kuitun):
    deliver(office, hourly=PAST)
    answer = deliver(office, "forecasts", hourly=COMING)
    assert (answer.status_code, answer.json()["evaluated_at"]) == (201, None)
    evaluate_owed(NOON)
    newest = office.get(f"{URL}/proposals/?jurisdiction=654003").json()["results"][0]
    assert (newest["action"], newest["level"], newest["state"]) == ("issue", "orange", "open")
    assert newest["forecast_issued_at"] == "2026-12-18T12:00:00+08:00"
    assert newest["because"][0].startswith("The rule for Orange is met")


def test_a_forecast_by_days_calls_for_a_warning_too(office):
    assert deliver(office, "forecasts", daily=DAYS).status_code == 201
    evaluate_owed(NOON)
    newest = office.get(f"{URL}/proposals/").json()["results"][0]
    assert (newest["action"], newest["primary_pollutants"]) == ("issue", ["PM2.5"])


@pytest.mark.parametrize("kind", ["observations", "forecasts"])
def test_the_same_key_again_is_answered_with_the_first_result(kind, office):
    rows = PAST if kind == "observations" else COMING
    first, again = (deliver(office, kind, key="k-1", hourly=rows) for _time in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert AirDelivery.objects.count() == 1


def test_the_same_content_without_a_key_counts_once_as_well(office):
    assert [deliver(office, hourly=PAST).status_code for _time in range(2)] == [201, 200]


def test_a_key_stands_for_one_content(office):
    deliver(office, key="k-1", hourly=PAST)
    answer = deliver(office, key="k-1", hourly=PAST[:1])
    assert (answer.status_code, Observation.objects.count()) == (409, 2)
    assert "key" in answer.json()["detail"]


@pytest.mark.parametrize("key", ["k" * 81, "钥匙".encode().decode("latin-1")])
def test_an_unreadable_key_is_refused(key, office):
    answer = deliver(office, key=key, hourly=PAST)
    assert (answer.status_code, list(answer.json())) == (400, ["Idempotency-Key"])
    assert nothing_is_stored()


BAD_CELLS = [
    ({"pm25": -1}, "pm25", "cannot be negative"),
    ({"pm25": "abc"}, "pm25", "Write a number"),
    ({"pm25": "80"}, "pm25", "Write a number"),
    ({"pm25": True}, "pm25", "Write a number"),
    ({"pm25": [80]}, "pm25", "Write a number"),
    ({"co": 4000}, "co", "Check the unit"),
    ({"pm2_5": 80}, "pm2_5", "not known"),
    ({"dust": "yes"}, "dust", "true"),
    ({"time": "2026-12-18T10:00:00+05:30"}, "time", "not a full hour"),
    ({"time": "2026-12-18T10:30:00+08:00"}, "time", "not a full hour"),
    ({"time": "yesterday"}, "time", "no time"),
    ({"time": None}, "time", "missing"),
    ({"time": 1797559200}, "time", "no time"),
    ({"time": "1926-12-18T10:00"}, "time", "year"),
    ({"time": (NOON - 2 * HOUR).isoformat()}, "time", "row 0 already"),
]


@pytest.mark.parametrize(("cell", "name", "said"), BAD_CELLS)
def test_a_bad_row_is_named_and_nothing_is_stored(cell, name, said, office):
    answer = deliver(office, hourly=[*PAST, hour(NOON - 3 * HOUR, 80), hour(NOON - 4 * HOUR, 80) | cell])
    assert answer.status_code == 400
    (errors,) = answer.json()["hourly"]["3"][name]
    assert said in errors
    assert list(answer.json()["hourly"]) == ["3"] and nothing_is_stored()


def test_every_bad_row_is_named(office):
    rows = [hour(NOON - place * HOUR, -place, o3="x") for place in range(1, 201)]
    errors = deliver(office, hourly=rows).json()["hourly"]
    assert (len(errors), set(errors["199"])) == (200, {"pm25", "o3"})


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_named(value, office):
    rows = f'[{{"time": "2026-12-18T10:00", "pm25": {value}}}]'
    answer = raw(office, f'{{"jurisdiction": "654003", "hourly": {rows}}}')
    assert (answer.status_code, list(answer.json()["hourly"]["0"])) == (400, ["pm25"])


def test_a_row_that_is_none_is_named(office):
    assert list(deliver(office, hourly=[PAST[0], 7]).json()["hourly"]["1"]) == ["non_field_errors"]


BAD_DAYS = [
    ({"aqi_low": 240}, "aqi_low", "Swap"),
    ({"aqi_low": None}, "aqi_low", "both ends"),
    ({"aqi": 220}, "aqi", "Give either aqi"),
    ({"aqi_high": 501}, "aqi_high", "0 to 500"),
    ({"primary": ["smoke"]}, "primary", "no pollutant"),
    ({"date": "2026-12-19"}, "date", "row 0 already"),
    ({"date": "2026-02-30"}, "date", "no date"),
]


@pytest.mark.parametrize(("cell", "name", "said"), BAD_DAYS)
def test_a_bad_day_is_named(cell, name, said, office):
    answer = deliver(office, "forecasts", daily=[DAYS[0], DAYS[1] | cell])
    assert answer.status_code == 400
    assert said in answer.json()["daily"]["1"][name][0] and nothing_is_stored()


REFUSED = [
    ("observations", {"hourly": []}, "hourly"),
    ("observations", {"hourly": [hour(NOON - HOUR)]}, "hourly"),
    ("observations", {"hourly": "abc"}, "hourly"),
    ("observations", {"hourly": PAST, "daily": [{"date": "2026-12-17", "aqi": 80}]}, "non_field_errors"),
    ("observations", {}, "non_field_errors"),
    ("observations", {"hourly": COMING}, "non_field_errors"),
    ("observations", {"daily": DAYS[:1]}, "daily"),
    ("observations", {"hourly": PAST, "issued_at": NOON.isoformat()}, "issued_at"),
    ("observations", {"hourly": PAST, "source": "rumour"}, "source"),
    ("forecasts", {"hourly": PAST}, "non_field_errors"),
    ("forecasts", {"hourly": COMING, "issued_at": "soon"}, "issued_at"),
    ("forecasts", {"hourly": COMING, "issued_at": "0001-01-01T00:00"}, "issued_at"),
    ("forecasts", {"hourly": COMING, "issued_at": "2026-12-19T00:00"}, "issued_at"),
]


@pytest.mark.parametrize(("kind", "body", "name"), REFUSED)
def test_a_delivery_that_cannot_be_is_refused_whole(kind, body, name, office):
    answer = deliver(office, kind, **body)
    assert (answer.status_code, list(answer.json())) == (400, [name])
    assert nothing_is_stored()


def test_more_than_five_thousand_rows_are_refused(office):
    rows = [hour(NOON - place * HOUR, 80) for place in range(1, 5002)]
    assert "5001 rows" in deliver(office, hourly=rows).json()["hourly"][0]
    assert deliver(office, hourly=rows[:5000]).status_code == 201


def test_ten_megabytes_of_rubbish_are_refused(office):
    assert raw(office, b"\xff" * 10_000_000).status_code == 413
    assert raw(office, json.dumps({"jurisdiction": "x" * 10_000_000})).status_code == 413
    assert nothing_is_stored()


@pytest.mark.parametrize(
    "text", [b"\xff\xfe", b"", b"{", b"[" * 100_000, b'{"a": "\\ud800"}', b"1" * 5000, b"null", b"[]", b'"x"']
)
def test_what_is_no_request_is_refused(text, office):
    assert raw(office, text).status_code == 400
    assert nothing_is_stored()


def test_another_content_type_is_refused(office):
    assert office.post(f"{URL}/observations/", "<air/>", content_type="text/xml").status_code == 415
