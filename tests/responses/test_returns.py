"""Daily and final returns: owed day by day in Beijing, prefilled, sent, sent back."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from plans.deadlines import parse_due
from portal.lifecycle.errors import IllegalMove
from portal.lifecycle.models import JournalEntry
from portal.outbox.models import Notice
from responses.actions.owe_returns import owe_daily_returns
from responses.actions.return_back import return_back
from responses.actions.send_return import send_return
from responses.actions.tick import tick
from responses.models import UnitReturn
from responses.prefill import figures_for, missing, owed_returns, wanted_of
from responses.sweeps import launch_owed, owe_returns
from tests.builders import NOON
from tests.responses.stories import lift

# 15:59:59 UTC is the last second of Beijing's day.
LAST_SECOND = datetime(2026, 12, 18, 15, 59, 59, tzinfo=UTC)
MIDNIGHT = LAST_SECOND + timedelta(seconds=1)
DAY = timedelta(days=1)


def days(unit):
    owed = UnitReturn.objects.filter(task__unit=unit, kind="daily").order_by("date")
    return [report.date.day for report in owed]


def test_a_day_is_owed_once_it_is_over_in_beijing(response, housing):
    owe_returns(LAST_SECOND)
    assert days(housing) == []
    owe_returns(MIDNIGHT)
    assert days(housing) == [18]


def test_every_unit_owes_it_by_the_plans_hour(response):
    owe_returns(MIDNIGHT)
    due = {timezone.localtime(report.due_at).isoformat() for report in UnitReturn.objects.all()}
    assert (due, UnitReturn.objects.count()) == ({"2026-12-19T10:00:00+08:00"}, 3)


def test_owing_again_adds_nothing(response, housing):
    for _each in range(3):
        owe_returns(MIDNIGHT + timedelta(hours=2))
    assert days(housing) == [18]


def test_days_of_an_outage_are_owed_afterwards(response, housing):
    owe_returns(MIDNIGHT + 3 * DAY)
    assert days(housing) == [18, 19, 20, 21]


def test_the_last_day_is_owed_after_the_end_and_none_beyond(kuitun, response, housing):
    end = NOON + DAY
    lift(kuitun, now=end)
    launch_owed(end)
    owe_returns(end)
    assert days(housing) == [18]
    owe_returns(end + 5 * DAY)
    assert days(housing) == [18, 19]


def test_a_unit_named_by_the_plan_has_its_own_hour(response, plan, police, housing):
    plan.reporting_duties.create(kind="unit_daily", debtor=police.name, due="next_day 08:30")
    owe_daily_returns(response, now=MIDNIGHT)
    due = {report.task.unit: timezone.localtime(report.due_at).hour for report in UnitReturn.objects.all()}
    assert (due[police], due[housing]) == (8, 10)


@pytest.mark.parametrize("duty", [None, "", "next_day"])
def test_the_setting_gives_the_hour_where_the_duty_names_none(response, plan, duty):
    plan.reporting_duties.filter(kind="unit_daily").delete()
    if duty is not None:
        plan.reporting_duties.create(kind="unit_daily", debtor="all_units", due=duty)
    plan.rules["settings"]["daily_return_due"]["value"] = "09:30"
    plan.save(update_fields=["rules"])
    response.refresh_from_db()
    owe_daily_returns(response, now=MIDNIGHT)
    assert f"{timezone.localtime(UnitReturn.objects.first().due_at):%H:%M}" == "09:30"


def test_the_grammar_is_that_of_the_plans():
    assert parse_due("lifted +5 workdays").count == 5


@pytest.fixture
def report(task):
    return owe(task, 18)


def owe(task, day, kind="daily"):
    due = datetime(2026, 12, day + 1, 2, tzinfo=UTC)
    return UnitReturn.objects.create(task=task, kind=kind, date=date(2026, 12, day), due_at=due)


def test_it_starts_from_the_last_tick_of_each_item_that_day(item, task, li, report):
    other = task.items.exclude(pk=item.pk).get()
    tick(item, outcome="done", by=li, now=NOON, key="1", figures={"sites_stopped": 5, "sweeping_km": 1.2})
    tick(item, outcome="done", by=li, now=NOON, key="2", figures={"sites_stopped": 7})
    tick(
        other,
        outcome="done",
        by=li,
        now=LAST_SECOND,
        key="3",
        figures={"sites_stopped": 1, "sweeping_km": 0.1},
    )
    tick(other, outcome="done", by=li, now=MIDNIGHT, key="4", figures={"sites_stopped": 100})
    assert figures_for(report) == {"sites_stopped": 8, "sweeping_km": 0.1}


def test_a_figure_nobody_gave_is_missing_and_not_zero(item, report, li):
    item.measure.wants = ["sites_checked", "sites_stopped"]
    item.measure.save()
    tick(item, outcome="done", by=li, now=NOON, key="1", figures={"sites_stopped": 0})
    assert figures_for(report) == {"sites_stopped": 0}
    assert missing(figures_for(report), wanted_of(report.task)) == ["sites_checked"]
    assert [(owed.report, owed.missing) for owed in owed_returns(report.task)] == [(report, 1)]


def test_the_final_one_adds_up_acts_and_takes_the_highest_of_a_state(task, li):
    for day, figures in (
        (18, {"sites_checked": 3, "sites_stopped": 9}),
        (19, {"sites_checked": 4, "sites_stopped": 7}),
    ):
        send_return(owe(task, day), by=li, now=NOON + DAY, figures=figures, narrative="")
    assert figures_for(owe(task, 20, "final")) == {"sites_checked": 7, "sites_stopped": 9}


def test_sending_freezes_figures_and_counts(item, task, report, li):
    tick(item, outcome="done", by=li, now=NOON, key="1")
    send_return(report, by=li, now=NOON + DAY, figures={"officers_sent": "6"}, narrative=" 已全部停工 ")
    report.refresh_from_db()
    assert (report.state, report.figures, report.narrative) == ("sent", {"officers_sent": 6}, "已全部停工")
    assert report.items == {"open": 1, "done": 1, "not_applicable": 0, "unable": 0, "withdrawn": 0}
    assert (report.sent_by, report.sent_at) == (li, NOON + DAY)


def test_sending_again_replaces_and_the_journal_keeps_both(report, li):
    for count in (6, 8):
        send_return(report, by=li, now=NOON + DAY, figures={"officers_sent": count}, narrative="")
    assert report.figures == {"officers_sent": 8}
    kept = [entry.facts["figures"]["officers_sent"] for entry in JournalEntry.objects.about(report)]
    assert kept == [6, 8]


def test_the_journal_says_when_it_was_late(report, li):
    send_return(report, by=li, now=report.due_at + timedelta(seconds=1), figures={}, narrative="")
    assert JournalEntry.objects.about(report).get().facts["late"] is True


def test_a_wrong_figure_sends_nothing(report, li):
    with pytest.raises(ValidationError):
        send_return(report, by=li, now=NOON + DAY, figures={"officers_sent": -1}, narrative="")
    report.refresh_from_db()
    assert report.state == "owed"


@pytest.mark.parametrize("who", ["sun", "chief", "wu"])
def test_nobody_reports_for_another(report, chief, wu, django_user_model, who):
    with pytest.raises(PermissionDenied):
        send_return(
            report, by=django_user_model.objects.get(username=who), now=NOON, figures={}, narrative=""
        )


def test_the_office_sends_it_back_with_the_reason(report, li, sun):
    send_return(report, by=li, now=NOON + DAY, figures={}, narrative="")
    return_back(report, by=sun, now=NOON + DAY, reason="缺少停工数")
    assert report.state == "returned" and UnitReturn.objects.owed().filter(pk=report.pk).exists()
    assert Notice.objects.get(kind="return_back").body == "缺少停工数"
    send_return(report, by=li, now=NOON + DAY, figures={"sites_stopped": 2}, narrative="")
    assert report.state == "sent"


def test_only_the_office_sends_back_and_only_what_was_sent(report, li, sun, qian):
    with pytest.raises(IllegalMove):
        return_back(report, by=sun, now=NOON, reason="x")
    send_return(report, by=li, now=NOON + DAY, figures={}, narrative="")
    for who in (li, qian):
        with pytest.raises(PermissionDenied):
            return_back(report, by=who, now=NOON, reason="x")
    with pytest.raises(ValidationError):
        return_back(report, by=sun, now=NOON, reason=" ")
