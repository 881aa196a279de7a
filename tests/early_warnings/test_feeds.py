"""Connectors are off until an office turns them on; what they bring is stored, and what fails is shown."""

import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core.exceptions import PermissionDenied

from early_warnings.actions.receive_air import Arrival, receive_forecast
from early_warnings.actions.switch_feed import switch_feed
from early_warnings.concentrations import Pollutant, thousandths
from early_warnings.gathering import newest_forecast
from early_warnings.models import Feed, Forecast, Observation
from early_warnings.models.air import AirSource
from early_warnings.series import HOUR, HourRow
from early_warnings.sweeps import poll_feeds
from portal.lifecycle.models import JournalEntry
from tests.builders import NOON

NAMES = ("pm10", "pm2_5", "carbon_monoxide", "nitrogen_dioxide", "sulphur_dioxide", "ozone")


def open_meteo():
    """An answer of the documented shape: two days around noon of 2026-12-18, one value missing."""
    times = [f"2026-12-{day}T{hour:02d}:00" for day in (18, 19) for hour in range(24)]
    values = {name: [900.0 if name == "carbon_monoxide" else 42.0] * 48 for name in NAMES}
    values["pm10"][20] = None
    return {
        "latitude": 44.4, "longitude": 84.9, "utc_offset_seconds": 28800, "timezone": "Asia/Shanghai",
        "hourly_units": {"time": "iso8601"} | dict.fromkeys(NAMES, "μg/m³"),
        "hourly": {"time": times} | values,
    }  # fmt: skip


def cnemc():
    """A station's hour as the live list gives it."""
    measured = {"PM2_5": "75", "PM10": "120", "SO2": "<3", "NO2": "—", "CO": "1.2", "O3": "20"}
    return [
        {
            "StationCode": "1001A",
            "PositionName": "站",
            "TimePoint": "2026-12-18T11:00:00",
            "AQI": "100",
            **measured,
        }
    ]


@pytest.fixture
def source():
    """A server that answers what it is told; None is an error."""

    class Handler(BaseHTTPRequestHandler):
        answer: object = None

        def do_GET(self):
            self.send_response(200 if Handler.answer is not None else 500)
            self.end_headers()
            self.wfile.write(json.dumps(Handler.answer).encode())

        def log_message(self, *args):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Handler.address = f"http://127.0.0.1:{server.server_port}"
    yield Handler
    server.shutdown()


def turn_on(kuitun, by, source, kind=AirSource.OPEN_METEO):
    kuitun.latitude, kuitun.longitude = 44.42, 84.9
    kuitun.save()
    return switch_feed(kuitun, kind, is_on=True, base_url=source.address, parameters={}, by=by, now=NOON)


def test_nothing_is_asked_before_an_office_turned_it_on(kuitun, source):
    assert poll_feeds(NOON) == 0


def test_only_the_office_turns_a_connector_on_and_the_journal_says_so(kuitun, sun, qian, source):
    with pytest.raises(PermissionDenied):
        turn_on(kuitun, qian, source)
    turn_on(kuitun, sun, source)
    assert JournalEntry.objects.filter(verb="switch_feed", by=sun).exists()


def test_the_models_hours_ahead_are_a_forecast_and_its_past_is_no_observation(kuitun, sun, source):
    source.answer = open_meteo()
    turn_on(kuitun, sun, source)
    poll_feeds(NOON)
    forecast = Forecast.objects.get()
    assert forecast.begins_at == NOON
    assert (forecast.hourly[0]["co"], forecast.hourly[8]["pm10"]) == (0.9, None)
    assert not Observation.objects.exists()


def test_an_answer_that_says_nothing_new_is_no_new_forecast(kuitun, sun, source):
    source.answer = open_meteo()
    turn_on(kuitun, sun, source)
    poll_feeds(NOON)
    poll_feeds(NOON + timedelta(minutes=30))
    assert Forecast.objects.count() == 1


def test_a_station_hour_is_stored_with_its_gap(kuitun, sun, source):
    source.answer = cnemc()
    turn_on(kuitun, sun, source, AirSource.CNEMC)
    poll_feeds(NOON)
    row = Observation.objects.get()
    assert (row.pm25, row.no2) == (75, None)


def test_a_newer_run_within_the_hour_is_taken(kuitun, sun, source):
    source.answer = open_meteo()
    turn_on(kuitun, sun, source)
    poll_feeds(NOON)
    source.answer["hourly"]["pm2_5"][30] = 88.0
    poll_feeds(NOON + timedelta(minutes=30))
    assert Forecast.objects.count() == 2
    assert Feed.objects.get().last_error == ""


def test_the_offices_own_forecast_goes_before_the_models(kuitun, sun, source):
    mine = [HourRow(NOON + place * HOUR, {Pollutant.PM25: thousandths(180)}) for place in range(48)]
    receive_forecast(kuitun, mine, Arrival("upload", sun), issued_at=NOON - HOUR, now=NOON)
    source.answer = open_meteo()
    turn_on(kuitun, sun, source)
    poll_feeds(NOON)
    assert newest_forecast(kuitun, NOON).source == AirSource.UPLOAD


@pytest.mark.parametrize("answer", [None, {"error": True, "reason": "too many"}, [], {"hourly": {}}, "air"])
def test_a_strange_answer_is_shown_and_nothing_is_stored(kuitun, sun, source, answer):
    source.answer = answer
    turn_on(kuitun, sun, source)
    poll_feeds(NOON)
    feed = Feed.objects.get()
    assert feed.last_error
    assert feed.last_good_at is None
    assert not Forecast.objects.exists()
