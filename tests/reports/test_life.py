"""A report from its draft to its last signature: who may, and what never changes."""

import threading
from datetime import date
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from early_warnings.series import HOUR
from plans.levels import Level
from portal.lifecycle.errors import IllegalMove
from portal.lifecycle.models import JournalEntry
from portal.outbox.models import Notice
from reports.actions.draft_report import draft_report
from reports.actions.edit_report import edit_report
from reports.actions.refresh_report import refresh_report
from reports.actions.return_report import return_report
from reports.actions.sign_report import sign_report
from reports.actions.submit_report import submit_report
from reports.models import Report
from responses.actions.launch import launch
from tests.builders import NOON, make_user
from tests.reports.stories import FRIDAY, LATER, MORNING, SATURDAY, answer, end, send, sign_off
from tests.responses.stories import put_at

TEN = MORNING + HOUR
DAILY, POST_EVENT = Report.Kind.OFFICE_DAILY, Report.Kind.POST_EVENT


def verbs(report):
    return list(JournalEntry.objects.about(report).values_list("verb", flat=True))


def text_of(report, **narrative):
    return {"addressee": report.addressee, "narrative": narrative}


def test_a_draft_is_made_once(response, daily):
    again = draft_report(response, DAILY, FRIDAY, by=None, now=TEN)
    assert again == daily
    assert verbs(daily) == ["draft"]


def test_it_is_addressed_and_due_as_the_plan_says(daily):
    assert daily.addressee == "自治州指挥部办公室"
    assert daily.title == "关于2026年12月18日重污染天气应急响应情况的报告"
    assert daily.due_at == MORNING + 7 * HOUR


def test_the_office_is_told_of_a_draft_by_the_portal(daily, sun):
    assert Notice.objects.inbox_of(sun).filter(topic=f"report:{daily.pk}").count() == 1


def test_a_day_is_reported_when_it_is_over(response, sun):
    with pytest.raises(IllegalMove):
        draft_report(response, DAILY, FRIDAY, by=sun, now=LATER)


def test_the_last_day_of_the_calendar_is_not_over(response, sun):
    with pytest.raises(IllegalMove):
        draft_report(response, DAILY, date.max, by=sun, now=LATER)


@pytest.mark.parametrize("day", ["2026-12-17", "2026-12-21"])
def test_a_day_outside_of_the_response_has_no_report(response, sun, day):
    end(response, now=NOON + 30 * HOUR)
    with pytest.raises(IllegalMove):
        draft_report(response, DAILY, type(FRIDAY).fromisoformat(day), by=sun, now=NOON + 99 * HOUR)


def test_the_whole_is_reported_after_the_lifting(response, sun):
    with pytest.raises(IllegalMove):
        draft_report(response, POST_EVENT, SATURDAY, by=sun, now=TEN)
    end(response, now=NOON + 30 * HOUR)
    report = draft_report(response, POST_EVENT, SATURDAY, by=sun, now=NOON + 31 * HOUR)
    # Two days after Saturday's lifting end when Monday does.
    assert f"{report.due_at:%d %H}" == "22 00"


def test_frozen_facts_do_not_change_when_rows_do(daily, response, li):
    frozen = daily.facts
    answer(response, "停止土石方作业", by=li, now=LATER)
    send(response, FRIDAY, by=li, now=TEN, sites_checked=3)
    daily.refresh_from_db()
    assert daily.facts == frozen


def test_a_draft_takes_over_what_came_later(daily, response, li, sun):
    send(response, FRIDAY, by=li, now=TEN, sites_checked=3)
    assert refresh_report(daily, by=sun, now=TEN)
    assert daily.facts["returns"]["sent"]["value"] == 1
    assert not refresh_report(daily, by=sun, now=TEN + HOUR)
    assert verbs(daily) == ["draft", "refresh"]


def test_what_is_submitted_is_fixed(daily, sun, response, li):
    submit_report(daily, by=sun, now=TEN)
    send(response, FRIDAY, by=li, now=TEN, sites_checked=3)
    with pytest.raises(IllegalMove):
        refresh_report(daily, by=sun, now=TEN)
    with pytest.raises(IllegalMove):
        edit_report(daily, by=sun, now=TEN, **text_of(daily, problems="无"))


def test_text_is_kept_by_chapter(daily, sun):
    edit_report(daily, by=sun, now=TEN, **text_of(daily, problems=" 夜间扬尘 ", next_steps=""))
    edit_report(daily, by=sun, now=TEN, **text_of(daily, problems="夜间扬尘"))
    assert daily.narrative == {"problems": "夜间扬尘"}
    assert verbs(daily) == ["draft", "edit"]


def test_a_chapter_of_another_report_is_refused(daily, sun):
    with pytest.raises(KeyError):
        edit_report(daily, by=sun, now=TEN, **text_of(daily, causes="风小"))


@pytest.mark.parametrize("who", ["qian", "li", "reader", "wu"])
def test_only_the_office_writes_and_submits(daily, who, li, reader, wu, django_user_model):
    user = django_user_model.objects.get(username=who)
    with pytest.raises(PermissionDenied):
        submit_report(daily, by=user, now=TEN)
    with pytest.raises(PermissionDenied):
        edit_report(daily, by=user, now=TEN, **text_of(daily))
    with pytest.raises(PermissionDenied):
        refresh_report(daily, by=user, now=TEN)


def test_a_report_to_nobody_is_not_submitted(daily, sun):
    edit_report(daily, by=sun, now=TEN, addressee="", narrative={})
    with pytest.raises(ValidationError):
        submit_report(daily, by=sun, now=TEN)


def test_nobody_submits_figures_they_did_not_read(daily, response, li, sun):
    read = daily.content_digest()
    send(response, FRIDAY, by=li, now=TEN, sites_checked=3)
    refresh_report(daily, by=None, now=TEN)
    with pytest.raises(IllegalMove):
        submit_report(daily, by=sun, now=TEN, read=read)


def test_the_director_signs_a_day(daily, sun, qian):
    submit_report(daily, by=sun, now=TEN)
    sign_report(daily, by=qian, now=TEN + HOUR, read=daily.content_digest())
    assert (daily.state, daily.number) == ("approved", "重污染应急日报〔2026〕1号")
    assert (daily.signed_at, daily.signatory) == (TEN + HOUR, "qian")
    assert verbs(daily) == ["draft", "submit", "approve", "approved"]


def test_the_commander_signs_a_whole_episode_after_the_director(response, sun, qian, zhao):
    end(response, now=NOON + 30 * HOUR)
    report = draft_report(response, POST_EVENT, SATURDAY, by=sun, now=NOON + 31 * HOUR)
    submit_report(report, by=sun, now=NOON + 32 * HOUR)
    with pytest.raises(PermissionDenied):
        sign_report(report, by=zhao, now=NOON + 33 * HOUR)
    sign_report(report, by=qian, now=NOON + 33 * HOUR)
    assert report.number == ""
    sign_report(report, by=zhao, now=NOON + 34 * HOUR)
    assert (report.number, report.signatory) == ("重污染应急总结〔2026〕1号", "zhao")


def test_a_plan_may_name_its_own_chain_and_series(daily, plan, sun, zhao):
    plan.rules |= {
        "report_chains": {DAILY: [{"verb": "approve", "role": "commander"}]},
        "report_series": {DAILY: "奎重污指办报"},
    }
    plan.save()
    submit_report(daily, by=sun, now=TEN)
    sign_report(daily, by=zhao, now=TEN)
    assert daily.number == "奎重污指办报〔2026〕1号"


@pytest.mark.parametrize("part", ["drafted", "edited", "submitted"])
def test_who_took_part_never_signs(response, kuitun, sun, part):
    both = make_user("both", kuitun, "office", "director")
    report = draft_report(response, DAILY, FRIDAY, by=both if part == "drafted" else sun, now=MORNING)
    edit_report(report, by=both if part == "edited" else sun, now=TEN, **text_of(report, problems="无"))
    submit_report(report, by=both if part == "submitted" else sun, now=TEN)
    with pytest.raises(PermissionDenied):
        sign_report(report, by=both, now=TEN)
    report.refresh_from_db()
    assert (report.state, report.number, report.signatures.count()) == ("in_review", "", 0)


def test_a_returned_report_is_mended_and_signed_in_a_new_round(daily, sun, qian):
    submit_report(daily, by=sun, now=TEN)
    with pytest.raises(ValidationError):
        return_report(daily, by=qian, now=TEN, reason=" ")
    return_report(daily, by=qian, now=TEN, reason="缺少问题分析")
    edit_report(daily, by=sun, now=TEN, **text_of(daily, problems="夜间扬尘"))
    sign_off(daily, now=TEN + HOUR)
    assert (daily.round, daily.state) == (2, "approved")
    assert JournalEntry.objects.about(daily).get(verb="return").note == "缺少问题分析"


def test_only_who_could_sign_returns(daily, sun, zhao):
    submit_report(daily, by=sun, now=TEN)
    with pytest.raises(PermissionDenied):
        return_report(daily, by=zhao, now=TEN, reason="不对")


def test_a_signed_report_takes_no_further_step(daily, sun, qian):
    sign_off(daily, now=TEN)
    for step in (submit_report, sign_report):
        with pytest.raises(IllegalMove):
            step(daily, by=sun if step is submit_report else qian, now=TEN)


def test_the_database_knows_no_signed_report_without_a_number(daily):
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=daily.pk).update(state="approved")


def test_numbers_count_up_in_the_year_and_series(response, daily):
    second = draft_report(response, DAILY, SATURDAY, by=None, now=MORNING + 24 * HOUR)
    later = draft_report(response, DAILY, SATURDAY.replace(day=20), by=None, now=MORNING + 48 * HOUR)
    for report, now in ((daily, TEN), (second, TEN), (later, TEN.replace(year=2027))):
        sign_off(report, now=now)
    assert [report.number for report in (daily, second, later)] == [
        "重污染应急日报〔2026〕1号", "重污染应急日报〔2026〕2号", "重污染应急日报〔2027〕1号",
    ]  # fmt: skip


def test_superiors_readers_are_told_and_see_it_once_signed(daily, reader, wu):
    assert not Report.objects.visible_to(reader).exists()
    sign_off(daily, now=TEN)
    assert Report.objects.visible_to(reader).get() == daily
    assert Notice.objects.inbox_of(reader).get().link == f"/reports/{daily.pk}/"
    assert not Report.objects.visible_to(wu).exists()


def test_a_drill_counts_apart_and_tells_nobody_outside(kuitun, plan, sun, qian, zhao, li, reader):
    drill = launch(put_at(kuitun, Level.ORANGE, is_drill=True), now=NOON)
    report = sign_off(draft_report(drill, DAILY, FRIDAY, by=None, now=MORNING), now=TEN)
    assert report.title.startswith("【演练】")
    assert report.number == "重污染应急日报（演练）〔2026〕1号"
    assert not Notice.objects.inbox_of(reader).exists()


@pytest.mark.django_db(transaction=True)
def test_two_threads_take_two_numbers(response, daily, kuitun, sun, qian):
    other = draft_report(response, DAILY, SATURDAY, by=None, now=MORNING + 24 * HOUR)
    for report in (daily, other):
        submit_report(report, by=sun, now=TEN)
    copies = [Report.objects.get(pk=report.pk) for report in (daily, other)]
    race([partial(sign_report, copy, by=qian, now=TEN) for copy in copies])
    assert sorted(Report.objects.values_list("number", flat=True)) == [
        "重污染应急日报〔2026〕1号", "重污染应急日报〔2026〕2号",
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_four_directors_sign_at_once_and_one_passes(daily, kuitun, sun):
    directors = [make_user(f"director{n}", kuitun, "director") for n in range(4)]
    submit_report(daily, by=sun, now=TEN)
    acts = [partial(sign_report, Report.objects.get(pk=daily.pk), by=user, now=TEN) for user in directors]
    refusals = race(acts)
    assert refusals == [IllegalMove] * 3
    assert daily.signatures.count() == 1


def race(acts):
    """Run the acts at once, each in a thread; the kinds of what they raised."""
    start, refusals = threading.Barrier(len(acts)), []

    def run(act):
        start.wait()
        try:
            act()
        except (IllegalMove, PermissionDenied) as refusal:
            refusals.append(type(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refusals
