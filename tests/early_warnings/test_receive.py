"""Air that arrives is stored once, whole or not at all, and judged."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from early_warnings.actions.evaluate import evaluate_jurisdiction
from early_warnings.actions.receive_air import Arrival, receive_forecast, receive_observations
from early_warnings.actions.receive_file import receive_file
from early_warnings.air_now import air_now
from early_warnings.concentrations import Pollutant, thousandths
from early_warnings.gathering import gather
from early_warnings.models import AirDelivery, Forecast, Observation, Proposal
from early_warnings.rowerrors import AirFileError
from early_warnings.series import DayRow, HourRow
from early_warnings.sweeps import evaluate_owed
from plans.levels import Level
from portal.lifecycle.errors import IllegalMove
from portal.outbox.models import Notice
from tests.builders import NOON, make_draft, put_in_force

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def hours(begin, count, fine, **others):
    values = {
        Pollutant.PM25: fine,
        Pollutant.PM10: 200,
        Pollutant.SO2: 20,
        Pollutant.NO2: 60,
        Pollutant.CO: 2,
        Pollutant.O3: 20,
    }
    values |= others
    known = {key: thousandths(value) for key, value in values.items() if value is not None}
    return [HourRow(begin + place * HOUR, known) for place in range(count)]


def by(user, **changes):
    return Arrival("upload", user, **changes)


@pytest.fixture
def heavy(kuitun, plan, sun):
    """Three clean days, and four days of PM2.5 at 180 (AQI 230) ahead."""
    receive_observations(kuitun, hours(NOON - 3 * DAY, 72, 30), by(sun), now=NOON)
    receive_forecast(kuitun, hours(NOON, 96, 180), by(sun), issued_at=NOON, now=NOON)


def test_a_delivery_counts_once(kuitun, sun):
    rows = hours(NOON - DAY, 24, 30)
    first, is_new = receive_observations(kuitun, rows, by(sun), now=NOON)
    again, is_new_again = receive_observations(kuitun, rows, by(sun), now=NOON)
    assert (is_new, is_new_again, first) == (True, False, again)
    assert Observation.objects.count() == 24


def test_a_key_used_for_other_content_is_refused(kuitun, sun):
    receive_observations(kuitun, hours(NOON - DAY, 2, 30), by(sun, key="k"), now=NOON)
    with pytest.raises(IllegalMove):
        receive_observations(kuitun, hours(NOON - DAY, 2, 31), by(sun, key="k"), now=NOON)


def test_a_repeated_hour_is_corrected_and_a_gap_never_erases(kuitun, sun):
    receive_observations(kuitun, hours(NOON - DAY, 1, 30), by(sun), now=NOON)
    receive_observations(kuitun, hours(NOON - DAY, 1, None, **{Pollutant.PM10: 90}), by(sun), now=NOON)
    row = Observation.objects.get()
    assert (row.pm25, row.pm10) == (30, 90)


def test_a_missing_value_stays_missing(kuitun, sun):
    receive_observations(kuitun, hours(NOON - DAY, 1, None), by(sun), now=NOON)
    assert Observation.objects.get().pm25 is None


def test_observed_air_of_the_future_is_refused(kuitun, sun):
    with pytest.raises(ValidationError):
        receive_observations(kuitun, hours(NOON, 5, 30), by(sun), now=NOON)
    assert not AirDelivery.objects.exists()


def test_a_forecast_of_the_past_is_refused(kuitun, sun):
    with pytest.raises(ValidationError):
        receive_forecast(kuitun, hours(NOON - DAY, 24, 30), by(sun), issued_at=NOON - DAY, now=NOON)
    assert not AirDelivery.objects.exists()


def test_a_forecast_issued_in_the_future_is_refused(kuitun, sun):
    with pytest.raises(ValidationError):
        receive_forecast(kuitun, hours(NOON, 24, 30), by(sun), issued_at=NOON + DAY, now=NOON)


def test_another_forecast_of_the_same_source_and_time_is_refused_whole(kuitun, sun):
    receive_forecast(kuitun, hours(NOON, 24, 30), by(sun), issued_at=NOON, now=NOON)
    with pytest.raises(IllegalMove):
        receive_forecast(kuitun, hours(NOON, 24, 31), by(sun), issued_at=NOON, now=NOON)
    assert (Forecast.objects.count(), AirDelivery.objects.count()) == (1, 1)


@pytest.mark.parametrize("who", ["qian", "li", "wu"])
def test_only_office_and_experts_bring_in_air(kuitun, who, request):
    user = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        receive_observations(kuitun, hours(NOON - DAY, 1, 30), by(user), now=NOON)


def test_a_bad_file_stores_nothing(kuitun, sun):
    content = b"time,pm25_ugm3\n2026-12-18 05:00,186\n2026-12-18 06:00,-3\n"
    with pytest.raises(AirFileError) as refused:
        receive_file(kuitun, content, "air.csv", by=sun, observed_until=NOON, now=NOON)
    assert [(error.line, error.code) for error in refused.value.errors] == [(3, "negative")]
    assert not Observation.objects.exists()


def test_a_file_is_parted_into_observed_and_forecast(kuitun, sun):
    content = b"time,pm25_ugm3\n2026-12-18 10:00,186\n2026-12-18 11:00,190\n2026-12-18 12:00,195\n"
    stored = receive_file(kuitun, content, "air.csv", by=sun, observed_until=NOON, now=NOON)
    assert [(delivery.content, delivery.rows) for delivery in stored] == [("observation", 2), ("forecast", 1)]


def test_the_plan_is_asked_as_soon_as_air_has_come(heavy, kuitun):
    assert evaluate_owed(NOON) == 1
    proposal = Proposal.objects.get()
    assert (proposal.action, proposal.level, proposal.state) == ("issue", Level.ORANGE, "open")
    assert evaluate_owed(NOON) == 0


def test_judging_the_same_air_again_changes_nothing(heavy, kuitun, sun):
    first = evaluate_jurisdiction(kuitun, now=NOON)
    assert evaluate_jurisdiction(kuitun, now=NOON + timedelta(minutes=5)) == first
    assert Notice.objects.filter(kind="proposal").count() == 1


def test_newer_air_overtakes_an_open_proposal_and_tells_only_news(heavy, kuitun, sun):
    first = evaluate_jurisdiction(kuitun, now=NOON)
    second = evaluate_jurisdiction(kuitun, now=NOON + HOUR)
    first.refresh_from_db()
    assert (first.state, second.state) == ("overtaken", "open")
    assert Notice.objects.filter(kind="proposal").count() == 1


def test_a_declined_proposal_does_not_come_back_on_the_same_forecast(heavy, kuitun, sun, client):
    proposal = evaluate_jurisdiction(kuitun, now=NOON)
    client.force_login(sun)
    client.post(f"/proposals/{proposal.pk}/decline/", {"reason": "风力将增大"})
    assert evaluate_jurisdiction(kuitun, now=NOON + HOUR).state == "noted"


def test_clear_air_calls_for_lifting(kuitun, plan, sun, qian, zhao):
    put_in_force(make_draft(kuitun, sun), office=sun, signers=[qian, zhao])
    later = NOON + 3 * DAY
    receive_observations(kuitun, hours(later - 3 * DAY, 72, 40), by(sun), now=later)
    receive_forecast(kuitun, hours(later, 96, 40), by(sun), issued_at=later, now=later)
    assert evaluate_jurisdiction(kuitun, now=later).action == "lift"


def test_without_a_forecast_the_warning_is_kept(kuitun, plan, sun, qian, zhao):
    put_in_force(make_draft(kuitun, sun), office=sun, signers=[qian, zhao])
    later = NOON + 3 * DAY
    receive_observations(kuitun, hours(later - 3 * DAY, 72, 40), by(sun), now=later)
    proposal = evaluate_jurisdiction(kuitun, now=later)
    assert proposal.action == "keep"
    assert "unknown_block" in [reason["code"] for reason in proposal.reasons]


def test_a_forecast_by_days_is_judged_at_its_middle(kuitun, plan, sun):
    days = [DayRow((NOON + place * DAY).date(), 190, 240, (Pollutant.PM25,)) for place in range(5)]
    receive_forecast(kuitun, days, by(sun), issued_at=NOON, now=NOON)
    proposal = evaluate_jurisdiction(kuitun, now=NOON)
    assert (proposal.action, proposal.level) == ("issue", Level.ORANGE)
    assert set(proposal.proof["ranges"]) == {"low", "middle", "high"}


def test_old_air_is_shown_as_stale(heavy, kuitun):
    assert air_now(kuitun, NOON).is_stale is False
    assert air_now(kuitun, NOON + 5 * HOUR).is_stale is True


def test_a_place_without_air_is_stale_and_gets_no_proposal(kuitun, plan):
    assert air_now(kuitun, NOON).is_stale is True
    assert evaluate_jurisdiction(kuitun, now=NOON) is None


def test_a_forecast_sent_again_after_its_end_is_answered_with_the_first(kuitun, sun):
    rows = hours(NOON, 24, 30)
    first, _is_new = receive_forecast(kuitun, rows, by(sun, key="k"), issued_at=NOON, now=NOON)
    again, is_new = receive_forecast(kuitun, rows, by(sun, key="k"), issued_at=NOON, now=NOON + 3 * DAY)
    assert (again, is_new) == (first, False)


def test_air_that_comes_while_the_plan_is_asked_stays_owed(heavy, kuitun, sun, monkeypatch):
    def gather_then_receive(*given):
        gathered = gather(*given)
        receive_observations(kuitun, hours(NOON - HOUR, 1, 400), by(sun), now=NOON)
        return gathered

    monkeypatch.setattr("early_warnings.actions.evaluate.gather", gather_then_receive)
    evaluate_jurisdiction(kuitun, now=NOON)
    assert AirDelivery.objects.filter(evaluated_at=None).count() == 1


def test_a_forecast_whose_senders_clock_is_ahead_stays_owed_until_its_time(kuitun, plan, sun):
    ahead = NOON + HOUR / 2
    receive_forecast(kuitun, hours(NOON, 96, 180), by(sun), issued_at=ahead, now=NOON)
    evaluate_owed(NOON)
    assert not Proposal.objects.filter(action="issue").exists()
    evaluate_owed(ahead)
    assert Proposal.objects.filter(action="issue").exists()
