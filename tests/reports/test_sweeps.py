"""What the clock drafts by itself."""

from early_warnings.series import HOUR
from plans.models import ReportingDuty
from reports import sweeps
from reports.actions.submit_report import submit_report
from reports.models import Report
from tests.builders import NOON
from tests.reports.stories import FRIDAY, MORNING, end, send


def kinds():
    return list(Report.objects.order_by("date", "kind").values_list("kind", flat=True))


def test_a_day_that_is_over_is_drafted_once(response):
    assert sweeps.draft_owed(NOON + HOUR) == 0
    assert sweeps.draft_owed(MORNING) == 1
    assert sweeps.draft_owed(MORNING) == 0


def test_days_that_were_missed_are_made_up_for(response):
    assert sweeps.draft_owed(MORNING + 48 * HOUR) == 3


def test_the_end_is_drafted_with_the_last_day(response):
    end(response, now=NOON + 20 * HOUR)
    assert sweeps.draft_owed(NOON + 21 * HOUR) == 2
    assert kinds() == ["office_daily", "post_event"]
    assert sweeps.draft_owed(NOON + 40 * HOUR) == 1


def test_a_plan_that_asks_for_no_daily_report_gets_none(response):
    ReportingDuty.objects.filter(kind="office_daily").delete()
    end(response, now=NOON + 20 * HOUR)
    sweeps.draft_owed(NOON + 40 * HOUR)
    assert kinds() == ["post_event"]


def test_one_response_that_fails_does_not_hold_up_the_rest(response, monkeypatch):
    calls = []

    def fail_first(*args, **kwargs):
        calls.append(kwargs["day"])
        if len(calls) == 1:
            raise RuntimeError

    fail_first.__name__ = "draft_report"
    monkeypatch.setattr(sweeps, "draft_report", fail_first)
    assert sweeps.draft_owed(MORNING + 48 * HOUR) == 2
    assert len(calls) == 3


def test_a_draft_follows_the_rows_until_it_is_submitted(response, daily, li, teacher, sun):
    send(response, FRIDAY, by=li, now=MORNING, sites_checked=3)
    sweeps.refresh_owed(MORNING)
    daily.refresh_from_db()
    assert daily.facts["returns"]["sent"]["value"] == 1
    submit_report(daily, by=sun, now=MORNING)
    send(response, FRIDAY, by=teacher, now=MORNING, schools_adjusted=3)
    assert sweeps.refresh_owed(MORNING) == 0
    daily.refresh_from_db()
    assert daily.facts["returns"]["sent"]["value"] == 1
