"""Inspections: recorded by supervisors, mended by units, closed by supervisors; each sees their own."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from portal.lifecycle.errors import IllegalMove
from portal.lifecycle.journal import breaks
from portal.lifecycle.models import JournalEntry
from portal.offices.models import Jurisdiction
from portal.outbox.models import Notice
from responses import tasks
from responses.actions.follow_up import follow_up
from responses.actions.inspect import Finding, inspect
from responses.models import Inspection, InspectionFile
from responses.sweeps import remind_of_mending
from tests.builders import NOON, make_unit, make_user
from tests.responses.inspecting import DUE, HOUR, find_problem, mend
from tests.responses.stories import picture

PAGE = "/responses/compliance/inspections/"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """One o'clock in Beijing; `clock(moment)` sets it."""

    def is_now(moment):
        monkeypatch.setattr("portal.clock.now", lambda: moment)

    is_now(NOON + HOUR)
    return is_now


@pytest.fixture
def zhou(kuitun):
    """Inspects in Kuitun."""
    return make_user("zhou", kuitun, "supervisor")


@pytest.fixture
def problem(housing, zhou):
    return find_problem(housing, zhou)


def written(inspected, **changes):
    """The form as a browser sends it."""
    local = timezone.localtime(NOON)
    return {
        "unit": inspected.pk, "site": "北京路工地", "kind": "planned", "severity": "problem",
        "finding": "渣土未覆盖",
        "at": f"{local:%Y-%m-%dT%H:%M}", "due_at": f"{local + timedelta(days=1):%Y-%m-%dT%H:%M}", "key": "k1",
    } | changes  # fmt: skip


# ── recording ──────────────────────────────────────────────────────────────


def test_a_supervisor_records_a_problem_with_a_photo(client, zhou, housing):
    client.force_login(zhou)
    answer = client.post(f"{PAGE}new/", written(housing, files=picture()))
    kept = Inspection.objects.get()
    assert answer.url == f"{PAGE}{kept.pk}/"
    assert (kept.state, kept.by, kept.due_at, kept.response) == ("open", zhou, DUE, None)
    assert kept.files.get().name == "现场.jpg"


def test_the_unit_is_told_of_a_problem(problem, housing):
    told = Notice.objects.get(unit=housing, kind="inspection")
    assert told.subject == "督查问题整改：北京路工地（12月19日12:00前整改）"
    assert told.link == f"{PAGE}{problem.pk}/"


def test_what_is_in_order_is_closed_at_once_and_nobody_is_bothered(housing, zhou):
    fine = find_problem(housing, zhou, severity="ok")
    assert (fine.state, fine.closed_by, fine.due_at) == ("closed", zhou, None)
    assert not Notice.objects.exists()


def test_sending_the_form_again_adds_nothing(client, zhou, housing):
    client.force_login(zhou)
    for _each in range(2):
        assert client.post(f"{PAGE}new/", written(housing)).status_code == 302
    assert Inspection.objects.count() == 1
    assert Notice.objects.count() == 1
    assert JournalEntry.objects.filter(verb="inspect").count() == 1


def test_during_a_response_it_is_part_of_it(client, zhou, housing, response):
    client.force_login(zhou)
    assert client.get(f"{PAGE}new/").context["form"]["response"].value() == response.pk
    client.post(f"{PAGE}new/", written(housing, response=response.pk))
    assert response.inspections.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"finding": " "}, "finding"),
        ({"due_at": ""}, "due_at"),
        ({"due_at": "2026-12-18T12:30"}, "due_at"),
        ({"at": "2026-12-18T14:00"}, "at"),
        ({"unit": ""}, "unit"),
        ({"severity": ""}, "severity"),
        ({"severity": "dreadful"}, "severity"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(client, zhou, housing, changes, field):
    client.force_login(zhou)
    answer = client.post(f"{PAGE}new/", written(housing, **changes))
    assert answer.status_code == 422 and list(answer.context["form"].errors) == [field]
    assert not Inspection.objects.exists() and not InspectionFile.objects.exists()


def test_a_file_that_is_none_is_refused(client, zhou, housing):
    client.force_login(zhou)
    answer = client.post(f"{PAGE}new/", written(housing, files=SimpleUploadedFile("a.jpg", b"MZ")))
    assert answer.status_code == 422 and not Inspection.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("sun", 403), ("qian", 403), ("li", 404), ("zhou", 200)])
def test_only_supervisors_record(client, request, zhou, housing, who, status):
    client.force_login(request.getfixturevalue(who))
    assert client.get(f"{PAGE}new/").status_code == status


def test_only_the_places_own_units_are_inspected_by_its_own_supervisors(housing, zhou, wu):
    elsewhere = Jurisdiction.objects.staffed_by(wu).get()
    with pytest.raises(PermissionDenied):
        find_problem(housing, make_user("other", elsewhere, "supervisor"))
    finding = Finding(make_unit(elsewhere, "别处"), "planned", "ok", "好", NOON)
    with pytest.raises(ValidationError) as refused:
        inspect(housing.jurisdiction, finding, by=zhou, now=NOON, key="x")
    assert list(refused.value.message_dict) == ["unit"]


# ── mending and closing ────────────────────────────────────────────────────


def test_the_unit_reports_mending_with_a_photo_and_the_supervisor_closes(client, problem, li, zhou):
    client.force_login(li)
    client.post(f"{PAGE}{problem.pk}/", {"act": "mend", "text": "已覆盖", "files": picture("整改后.jpg")})
    problem.refresh_from_db()
    assert (problem.state, problem.mended_at) == ("mended", NOON + HOUR)
    assert problem.notes.get().files.get().name == "整改后.jpg"
    assert Notice.objects.get(user=zhou).subject == "已报整改：市住建局（北京路工地）"
    client.force_login(zhou)
    client.post(f"{PAGE}{problem.pk}/", {"act": "close"})
    problem.refresh_from_db()
    assert (problem.state, problem.closed_by) == ("closed", zhou)


def test_the_supervisor_sends_it_back_with_a_new_time(client, problem, li, zhou, housing):
    mend(problem, li)
    client.force_login(zhou)
    assert client.post(f"{PAGE}{problem.pk}/", {"act": "back", "text": "东侧仍裸露"}).status_code == 422
    client.post(f"{PAGE}{problem.pk}/", {"act": "back", "text": "东侧仍裸露", "due_at": "2026-12-20T09:00"})
    problem.refresh_from_db()
    assert (problem.state, problem.mended_at) == ("open", None)
    assert timezone.localtime(problem.due_at).hour == 9
    told = Notice.objects.get(unit=housing, subject__startswith="整改退回")
    assert told.body == "东侧仍裸露请于12月20日09:00前整改。"


def test_both_sides_may_add_a_note(problem, li, zhou, housing):
    follow_up(problem, "note", by=li, now=NOON + HOUR, text="明早完成")
    follow_up(problem, "note", by=zhou, now=NOON + HOUR, text="好")
    assert [note.text for note in problem.notes.all()] == ["明早完成", "好"]
    assert Notice.objects.filter(user=zhou).count() == 1
    assert Notice.objects.filter(unit=housing, subject__startswith="督查留言").count() == 1


@pytest.mark.parametrize(
    ("who", "act"),
    [("zhou", "mend"), ("li", "close"), ("li", "back"), ("sun", "mend"), ("sun", "close"), ("sun", "note")],
)
def test_nobody_takes_the_others_step(client, problem, li, sun, request, who, act):
    client.force_login(request.getfixturevalue(who))
    given = {"act": act, "text": "x", "due_at": "2026-12-20T09:00"}
    assert client.post(f"{PAGE}{problem.pk}/", given).status_code == 403
    problem.refresh_from_db()
    assert problem.state == "open" and not problem.notes.exists()


def test_an_unknown_act_is_bad_input(client, problem, zhou):
    client.force_login(zhou)
    assert client.post(f"{PAGE}{problem.pk}/", {"act": "burn"}).status_code == 400


def test_reporting_twice_says_that_it_is_too_late(client, problem, li):
    client.force_login(li)
    answers = [client.post(f"{PAGE}{problem.pk}/", {"act": "mend", "text": "已覆盖"}) for _each in range(2)]
    assert [answer.status_code for answer in answers] == [302, 409]
    assert problem.notes.count() == 1


def test_nothing_follows_a_closed_inspection(problem, li, zhou):
    follow_up(problem, "close", by=zhou, now=NOON + HOUR, text="现场已整改")
    for who, act in ((li, "mend"), (zhou, "close"), (li, "note")):
        with pytest.raises(IllegalMove):
            follow_up(problem, act, by=who, now=NOON + HOUR, text="x")


def test_closing_what_the_unit_has_not_reported_needs_a_word(problem, zhou):
    with pytest.raises(ValidationError):
        follow_up(problem, "close", by=zhou, now=NOON + HOUR, text=" ")


def test_every_step_stands_in_the_journal(problem, li, zhou, kuitun):
    mend(problem, li)
    follow_up(problem, "back", by=zhou, now=NOON + HOUR, text="还差", due_at=DUE)
    mend(problem, li)
    follow_up(problem, "note", by=zhou, now=NOON + HOUR, text="来看")
    follow_up(problem, "close", by=zhou, now=NOON + HOUR, text="")
    entries = JournalEntry.objects.about(problem).order_by("sequence")
    assert [(entry.verb, entry.became) for entry in entries] == [
        ("inspect", "open"), ("inspection_mend", "mended"), ("inspection_back", "open"),
        ("inspection_mend", "mended"), ("inspection_note", ""), ("inspection_close", "closed"),
    ]  # fmt: skip
    assert list(breaks(kuitun)) == []


# ── who sees what ──────────────────────────────────────────────────────────


@pytest.fixture
def seen(problem, zhou, li):
    mend(problem, li, files=[picture()])
    return problem


@pytest.mark.parametrize(
    ("who", "status"), [("zhou", 200), ("sun", 200), ("li", 200), ("chief", 404), ("wu", 404)]
)
def test_a_unit_sees_its_own_and_another_place_nothing(client, request, seen, who, status):
    client.force_login(request.getfixturevalue(who))
    assert client.get(f"{PAGE}{seen.pk}/").status_code == status
    file = InspectionFile.objects.get()
    assert client.get(f"{PAGE}files/{file.pk}/").status_code == status
    assert client.post(f"{PAGE}{seen.pk}/", {"act": "note"}).status_code in (
        {403, 422} if status == 200 else {404}
    )
    listed = client.get(PAGE).context["page"].object_list
    assert list(listed) == ([seen] if status == 200 else [])


def test_the_unit_sees_it_on_its_page(client, problem, li, task, clock):
    client.force_login(li)
    clock(DUE + HOUR)
    text = client.get(f"/responses/units/{task.pk}/").content.decode()
    assert f"{PAGE}{problem.pk}/" in text and "逾期" in text


def test_the_unit_sees_it_between_responses_too(client, problem, li):
    client.force_login(li)
    assert f"{PAGE}{problem.pk}/" in client.get("/responses/mine/").content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [("", 3), ("state=open", 1), ("state=overdue", 1), ("state=closed", 1), ("severity=ok", 1),
     ("kind=planned", 1), ("kind=nonsense", 3), ("state=mended&kind=surprise", 1)],
)  # fmt: skip
def test_the_list_is_narrowed_by_filters(client, housing, zhou, li, clock, query, found):
    find_problem(housing, zhou, key="a", kind="planned")
    find_problem(housing, zhou, key="b", severity="ok")
    mend(find_problem(housing, zhou, key="c"), li)
    clock(DUE + HOUR)
    client.force_login(zhou)
    assert len(client.get(f"{PAGE}?{query}").context["page"].object_list) == found


# ── reminding ──────────────────────────────────────────────────────────────


def said(unit):
    told = Notice.objects.filter(kind="reminder", unit=unit).order_by("pk")
    return [key.split(":")[3] for key in told.values_list("key", flat=True)]


def test_overdue_mending_is_reminded_of_once_a_stage_and_escalated(problem, housing, zhou, sun):
    boss = make_user("boss", unit=housing, leads=True)
    for hour in range(-5, 40):
        remind_of_mending(DUE + hour * HOUR)
    assert said(housing) == ["soon", "late"]
    for told in (boss, zhou, sun):
        assert Notice.objects.filter(kind="reminder", user=told).count() == 1


def test_after_it_was_sent_back_the_new_time_is_reminded_of(problem, housing, li, zhou):
    remind_of_mending(DUE + HOUR)
    mend(problem, li, now=DUE + 2 * HOUR)
    remind_of_mending(DUE + 3 * HOUR)
    follow_up(problem, "back", by=zhou, now=DUE + 4 * HOUR, text="还差", due_at=DUE + 10 * HOUR)
    remind_of_mending(DUE + 11 * HOUR)
    assert said(housing) == ["late", "late"]


def test_the_clock_of_reminders_looks_at_mending_too(problem, housing, clock):
    clock(DUE + HOUR)
    assert tasks.remind() == 1
    assert said(housing) == ["late"]


def test_a_drills_inspection_stays_inside_and_says_so(housing, zhou, response, police):
    type(response).objects.update(is_drill=True)
    response.refresh_from_db()
    find_problem(police, zhou, response=response)
    told = Notice.objects.get(unit=police, kind="inspection")
    assert told.channel == "inbox" and told.subject.startswith("【演练】")
