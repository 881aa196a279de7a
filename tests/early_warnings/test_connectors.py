"""Connectors on answers of the shape the sources document, and on everything else."""

import json
import threading
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from early_warnings.concentrations import Pollutant
from early_warnings.connectors import cnemc, open_meteo
from early_warnings.connectors.fetching import LARGEST_ANSWER, ConnectorError, get
from early_warnings.series import SHANGHAI

MIDNIGHT = datetime(2026, 12, 1, tzinfo=SHANGHAI)


def meteo(**changes):
    """An answer of Open-Meteo; keyword names change the hourly part, top-level ones are in `place`."""
    names = list(open_meteo.VARIABLES)
    place = {
        "latitude": 43.8,
        "longitude": 87.6,
        "utc_offset_seconds": 28800,
        "timezone": "Asia/Shanghai",
        "hourly_units": {"time": "iso8601", **dict.fromkeys(names, "μg/m³")},
        "hourly": {
            "time": ["2026-12-01T00:00", "2026-12-01T01:00"],
            "pm10": [118.7, None],
            "pm2_5": [96.2, 95.0],
            "carbon_monoxide": [871.0, 860.4],
            "nitrogen_dioxide": [41.1, 40.0],
            "sulphur_dioxide": [12.0, 11.5],
            "ozone": [22.0, 21.0],
        },
    }
    place["hourly"].update(changes)
    return place


def station(**changes):
    return {
        "TimePoint": "2026-12-01T13:00:00",
        "Area": "乌鲁木齐市",
        "PositionName": "第31中学",
        "StationCode": "2711A",
        "CO": "1.2",
        "NO2": "58",
        "O3": "9",
        "O3_8h": "11",
        "PM10": "—",
        "PM2_5": "186",
        "SO2": "<3",
        "AQI": "236",
        "PrimaryPollutant": "细颗粒物(PM2.5)",
        "Quality": "重度污染",
        "Latitude": "43.8",
        "Longitude": "87.6",
        **changes,
    }


def wire(answer) -> bytes:
    return json.dumps(answer, ensure_ascii=False).encode()


@contextmanager
def serving(body: bytes, status=200):
    """A source on this machine; yields its address and the requests it saw."""
    seen = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append(self.path)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", seen
    finally:
        server.shutdown()
        server.server_close()


def test_open_meteos_hours_are_read_with_co_in_milligrams_and_nulls_missing():
    first, second = open_meteo.parse(wire(meteo()))[0]
    assert (first.time, second.time) == (MIDNIGHT, MIDNIGHT + timedelta(hours=1))
    assert first.values == {
        Pollutant.PM25: 96_200,
        Pollutant.PM10: 118_700,
        Pollutant.CO: 871,
        Pollutant.NO2: 41_100,
        Pollutant.SO2: 12_000,
        Pollutant.O3: 22_000,
    }
    assert Pollutant.PM10 not in second.values


def test_times_in_another_zone_are_moved_to_beijing_time():
    answer = {**meteo(time=["2026-11-30T16:00", "2026-11-30T17:00"]), "utc_offset_seconds": 0}
    assert open_meteo.parse(wire(answer))[0][0].time == MIDNIGHT


def test_several_places_come_as_an_array():
    assert [len(place) for place in open_meteo.parse(wire([meteo(), meteo()]))] == [2, 2]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"error": True, "reason": "Latitude must be in range"}, "Latitude must be in range"),
        ([], "no place"),
        ("air", "no object"),
        ({}, "hourly"),
        (meteo(pm10=[1]), "1 values for 2 hours"),
        (meteo(ozone=None), "ozone is missing"),
        (meteo(time=["2026-12-01T00:00", "2026-12-01T00:00"]), "not in order"),
        (meteo(time=["2026-12-01T01:00", "2026-12-01T00:00"]), "not in order"),
        (meteo(time=["soon", "later"]), "no time"),
        (meteo(time=["2026-12-01T00:30", "2026-12-01T01:30"]), "on the hour"),
        (meteo(time=[1, 2]), "no time"),
        (meteo(time=["2026-12-01T00:00Z", "2026-12-01T01:00Z"]), "offset"),
        (meteo(pm2_5=["96", 1]), "no number"),
        (meteo(pm2_5=[True, 1]), "no number"),
        (meteo(pm2_5=[-1, 1]), "negative"),
        ({**meteo(), "hourly_units": {}}, "not in µg/m³"),
        ({**meteo(), "utc_offset_seconds": 19800}, "on the hour"),
        (
            meteo(
                time=[],
                pm10=[],
                pm2_5=[],
                carbon_monoxide=[],
                nitrogen_dioxide=[],
                sulphur_dioxide=[],
                ozone=[],
            ),
            "order",
        ),
    ],
)
def test_a_strange_answer_of_open_meteo_is_refused(answer, said):
    with pytest.raises(ConnectorError, match=said):
        open_meteo.parse(wire(answer))


@pytest.mark.parametrize("payload", [b"", b"<html>", b"\xff\xfe\x00", b'{"a": NaN}', b"[" * 100_000])
def test_what_is_no_json_is_refused(payload):
    for parse in (open_meteo.parse, cnemc.parse):
        with pytest.raises(ConnectorError, match="no JSON"):
            parse(payload)


def test_stations_of_cnemc_are_read_with_missing_words_and_the_hours_beginning():
    found = cnemc.parse(wire([station()]))[0]
    assert (found.code, found.name) == ("2711A", "第31中学")
    assert found.hour.time == datetime(2026, 12, 1, 12, tzinfo=SHANGHAI)
    assert found.hour.values == {
        Pollutant.PM25: 186_000,
        Pollutant.SO2: 3000,
        Pollutant.NO2: 58_000,
        Pollutant.CO: 1200,
        Pollutant.O3: 9000,
    }


@pytest.mark.parametrize(
    "point", ["/Date(1796101200000)/", "/Date(1796101200000+0800)/", "2026-12-01T05:00:00+00:00"]
)
def test_every_spelling_of_a_time_point_is_the_same_hour(point):
    assert cnemc.parse(wire([station(TimePoint=point)]))[0].hour.time == datetime(
        2026, 12, 1, 12, tzinfo=SHANGHAI
    )


@pytest.mark.parametrize("word", ["NA", "—", "", None, "-", "na"])
def test_missing_words_are_missing_values(word):
    assert Pollutant.PM25 not in cnemc.parse(wire([station(PM2_5=word)]))[0].hour.values


def test_a_city_is_the_mean_of_its_stations_or_of_those_named():
    found = cnemc.parse(wire([station(), station(StationCode="2712A", PM2_5="NA", NO2="60")]))
    whole, one = cnemc.over_city(found)[0], cnemc.over_city(found, ["2712A"])[0]
    assert (whole.values[Pollutant.NO2], whole.values[Pollutant.PM25]) == (59_000, 186_000)
    assert Pollutant.PM25 not in one.values
    with pytest.raises(ConnectorError, match="9999A"):
        cnemc.over_city(found, ["9999A"])


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ([], "no station"),
        ({"rows": []}, "no station"),
        (["x"], "StationCode"),
        ([{"StationCode": "1"}], "lacks PM2_5"),
        ([station(PM2_5="-9")], "negative"),
        ([station(PM2_5="high")], "no"),
        ([station(CO=True)], "no number"),
        ([station(TimePoint=None)], "no time"),
        ([station(TimePoint="13:00")], "no time"),
        ([station(), station()], "twice"),
        ([station(TimePoint="2026-12-01T13:20:00")], "on the hour"),
        ([station(PM2_5="NaN")], "finite"),
        ([station(TimePoint="/Date(999999999999999)/")], "no time"),
    ],
)
def test_a_strange_answer_of_cnemc_is_refused(answer, said):
    with pytest.raises(ConnectorError, match=said):
        cnemc.parse(wire(answer))


def test_a_forecast_is_fetched_over_http():
    with serving(wire(meteo())) as (address, seen):
        rows = open_meteo.fetch(address + "/", 43.83, 87.62, forecast_days=7)
    asked = parse_qs(urlsplit(seen[0]).query)
    assert len(rows) == 2
    assert (asked["timezone"], asked["forecast_days"], asked["latitude"]) == (
        ["Asia/Shanghai"],
        ["7"],
        ["43.83"],
    )


def test_a_city_is_fetched_over_http():
    with serving(wire([station()])) as (address, seen):
        rows = cnemc.fetch(address, "乌鲁木齐市")
    assert parse_qs(urlsplit(seen[0]).query) == {"cityName": ["乌鲁木齐市"]}
    assert rows[0].values[Pollutant.PM25] == 186_000


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (400, b'{"error":true,"reason":"Parameter out of range"}', "400, Parameter out of range"),
        (500, b"<html>", "500, no reason given"),
        (200, b"x" * (LARGEST_ANSWER + 1), "more than"),
    ],
)
def test_an_error_of_the_source_is_told(status, body, said):
    with serving(body, status) as (address, _seen), pytest.raises(ConnectorError, match=said):
        open_meteo.fetch(address, 43.83, 87.62)


def test_more_places_than_asked_for_are_refused():
    with serving(wire([meteo(), meteo()])) as (address, _seen), pytest.raises(ConnectorError, match="2 came"):
        open_meteo.fetch(address, 43.83, 87.62)


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "file:///etc/passwd", "nowhere"])
def test_no_answer_is_told(address):
    with pytest.raises(ConnectorError, match=r"127\.0\.0\.1:9|must begin with"):
        get(address, "/", {}, timeout=2)


def test_a_source_that_stalls_is_given_up():
    silent = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    with silent, pytest.raises(ConnectorError, match="no answer"):
        get(f"http://127.0.0.1:{silent.server_port}", "/", {}, timeout=0.2)


KEYS = st.sampled_from(["hourly", "hourly_units", "utc_offset_seconds", "time", "StationCode"])
LEAVES = st.none() | st.booleans() | st.floats() | st.text(max_size=5)


@given(st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner)))
def test_any_json_gives_rows_or_a_connector_error(answer):
    for parse in (open_meteo.parse, cnemc.parse):
        with pytest.raises(ConnectorError):
            parse(wire(answer))
