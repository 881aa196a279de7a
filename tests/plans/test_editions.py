"""A new edition: copied or uploaded, changed, checked, adopted by another hand, in force on its day."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from plans import sweeps
from plans.actions.adopt_edition import adopt_edition, put_in_force
from plans.actions.confirm_lines import confirm_lines
from plans.actions.draft_edition import draft_edition
from plans.actions.edit_edition import edit_edition
from plans.actions.return_edition import return_edition
from plans.actions.submit_edition import submit_edition
from plans.differing import differences
from plans.levels import Level
from plans.lines import lines_of, replaced
from plans.models import Confirmation, EditionDraft, EditionSignature, PlanEdition
from plans.planfile import parse_plan
from plans.problems import FileError
from plans.reading import document_of
from plans.writing import plan_yaml
from portal.lifecycle.errors import IllegalMove
from portal.lifecycle.models import JournalEntry
from portal.offices.models import Unit
from portal.outbox.models import Notice
from responses.actions.launch import launch
from responses.models import EmergencyResponse, Item
from tests.builders import make_draft, make_user
from tests.builders import put_in_force as issue
from tests.plans.conftest import NOW
from tests.plans.small import SMALL, spoilt

PAGE = "/plans/654003/"
NEXT = SMALL.replace("edition: 第一版", "edition: 第二版").replace("2025-01-01", "2026-12-01")
START = {"edition": "第二版", "title": "小县预案", "document_number": "", "in_force_from": "2026-12-01"}
DUTY = {"text": "督促限产", "during_response": "on", "clause": "附件1 第1行", "standing": "seed"}


@pytest.fixture
def draft(kuitun, small, sun):
    return draft_edition(kuitun, NEXT, file="next.yaml", by=sun, now=NOW)


@pytest.fixture
def as_sun(client, sun, small):
    client.force_login(sun)
    return client


def adopt(draft, sun, qian, now=NOW):
    submit_edition(draft, by=sun, now=now)
    adopt_edition(draft, read=draft.content_digest(), by=qian, now=now)


def file(text, name="next.yaml"):
    return {"file": SimpleUploadedFile(name, text.encode())}


# ── beginning ──────────────────────────────────────────────────────────────


def test_a_new_edition_begins_as_a_copy_of_the_one_in_force(as_sun, small):
    assert as_sun.post(PAGE + "editions/start/", START).status_code == 302
    draft = EditionDraft.objects.get()
    changed = differences(document_of(small), parse_plan(draft.text, "draft"))
    assert {each.path for each in changed} == {"plan/edition", "plan/title", "plan/in_force_from"}
    assert small.state == PlanEdition.State.IN_FORCE


def test_a_copy_needs_a_new_name_and_a_day_that_is_not_earlier(as_sun):
    answer = as_sun.post(
        PAGE + "editions/start/", START | {"edition": "第一版", "in_force_from": "2024-01-01"}
    )
    assert answer.status_code == 422
    assert answer.content.decode().count("plan.edition:") == answer.content.decode().count(
        "plan.in_force_from:"
    )
    assert not EditionDraft.objects.exists()


def test_one_edition_is_drafted_at_a_time(draft, kuitun, sun):
    with pytest.raises(IllegalMove):
        draft_edition(kuitun, NEXT, file="next.yaml", by=sun, now=NOW)


def test_only_the_office_drafts(client, qian, wu, liaison, small):
    for user, status in ((qian, 403), (wu, 404), (liaison, 404)):
        client.force_login(user)
        assert client.post(PAGE + "editions/start/", START).status_code == status, user


# ── uploading ──────────────────────────────────────────────────────────────


def test_a_file_is_looked_at_before_it_is_taken(as_sun):
    text = NEXT.replace("text: 落实限产", "text: 督促限产")
    preview = as_sun.post(PAGE + "editions/upload/", file(text))
    assert preview.status_code == 200
    assert "<ins>督促</ins>限产" in preview.content.decode()
    assert not EditionDraft.objects.exists()
    sent = {"text": text.replace("\n", "\r\n"), "file": "next.yaml"}
    assert as_sun.post(PAGE + "editions/take/", sent).status_code == 302
    assert EditionDraft.objects.get().text == text


def test_a_file_replaces_the_draft_in_hand(as_sun, draft):
    text = NEXT.replace("text: 落实限产", "text: 督促限产")
    as_sun.post(PAGE + "editions/take/", {"text": text, "file": "next.yaml"})
    draft.refresh_from_db()
    assert draft.text == text


def test_every_error_of_a_file_is_listed_with_its_line(as_sun):
    wrong = (
        NEXT.replace("basis: 限产", "basis: 无")
        .replace("hours: 48}", "hours: 50}")
        .replace("654003", "650105")
    )
    answer = as_sun.post(PAGE + "editions/upload/", file(wrong)).content.decode()
    lines = wrong.splitlines()
    for fault in ("hours: 50}", "basis: 无"):
        number = next(n for n, line in enumerate(lines, start=1) if fault in line)
        assert f'<td class="numeric">{number}</td>' in answer
    assert not EditionDraft.objects.exists()


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"", b"a: [", SMALL.encode()])
def test_a_file_that_cannot_be_the_next_edition_is_refused(as_sun, content):
    upload = {"file": SimpleUploadedFile("next.yaml", content)}
    assert as_sun.post(PAGE + "editions/upload/", upload).status_code == 422


def test_a_plan_of_another_jurisdiction_is_refused(as_sun):
    answer = as_sun.post(PAGE + "editions/upload/", file(NEXT.replace("654003", "650105")))
    assert answer.status_code == 422
    assert "650105" in answer.content.decode()


# ── editing ────────────────────────────────────────────────────────────────


def test_a_duty_is_changed_and_the_journal_names_the_line(as_sun, draft, sun):
    answer = as_sun.post(PAGE + "draft/lines/units/县工信局/限产/", DUTY)
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert parse_plan(draft.text, "draft").units[0].duties[0].text == "督促限产"
    entry = JournalEntry.objects.about(draft).filter(verb="edit", by=sun).get()
    assert entry.facts["lines"] == ["units/县工信局/限产"]


ORIGIN = {"clause": "3.1", "standing": "seed"}


@pytest.mark.parametrize(
    ("path", "sent", "expected"),
    [
        ("settings/daily_return_due", {"value": "09:30"}, "09:30"),
        ("settings/remind_before_minutes", {"value": "20"}, "20 minutes"),
        ("triggers/orange", {"conditions": "AQI > 200 / 48h\npm2.5 > 150.5 / 48h"}, "150.5 for 48 hours"),
        (
            "approvals/orange/issue",
            {"step_1": "review director", "step_2": "approve commander"},
            "approve · Commander",
        ),
        ("lifting", {"hours": 24, "below": 120}, "AQI 120"),
        ("raising", {"observed_hours": 12, "outlook_hours": 24}, "12 hours"),
        ("merging", {"gap_hours": 24}, "24 hours"),
        ("superior", {"follows": "same"}, "as it is"),
        ("recipients/州指挥部", {"kind": "superior", "actions": ["issue"]}, "issue"),
        (
            "reporting/unit_daily/all_units",
            {"to": "办公室", "due": "same_day 18:00", "due_standing": "seed"},
            "18:00",
        ),
        ("units/县公安局", {"aliases": "公安局\n交警"}, "交警"),
        (
            "measures/限产-黄",
            {
                "text": "限产三成",
                "from_level": "yellow",
                "kind": "mandatory",
                "source": "industrial",
                "figures": "比例 = 30%",
            },
            "限产三成",
        ),
        ("measures/渣土-禁止/县公安局", {"basis": "县公安局/交通", "part": "support"}, "support"),
    ],
)
def test_each_kind_of_line_is_changed_by_its_form(as_sun, draft, path, sent, expected):
    as_sun.cookies["django_language"] = "en"
    assert as_sun.get(f"{PAGE}draft/lines/{path}/").status_code == 200
    answer = as_sun.post(f"{PAGE}draft/lines/{path}/", ORIGIN | sent)
    assert answer.status_code == 302, answer.content.decode()
    assert expected in as_sun.get(PAGE + "draft/").content.decode()


@pytest.mark.parametrize(
    ("holder", "sent", "path"),
    [
        ("units", {"name": "县气象局", "clause": "附件1 第3行"}, "units/县气象局"),
        ("units/县公安局", {"key": "巡查", "text": "加强巡查"}, "units/县公安局/巡查"),
        (
            "measures",
            {"key": "停课", "text": "停止户外课", "from_level": "orange", "kind": "health"},
            "measures/停课",
        ),
        ("measures/限产-黄", {"basis": "县公安局/交通", "part": "support"}, "measures/限产-黄/县公安局"),
        ("triggers", {"level": "red", "conditions": "AQI > 200 / 72h & AQI > 300 / 24h"}, "triggers/red"),
        (
            "approvals",
            {"level": "red", "action": "issue", "step_1": "approve commander"},
            "approvals/red/issue",
        ),
        ("recipients", {"name": "开发区", "kind": "copy", "actions": ["lift"]}, "recipients/开发区"),
        (
            "reporting",
            {"kind": "assessment", "sender": "办公室", "due_standing": "seed"},
            "reporting/assessment/办公室",
        ),
        (
            "reduction_targets",
            {"level": "yellow", "percent": 10, "pollutants": ["PM"]},
            "reduction_targets/yellow",
        ),
    ],
)
def test_lines_are_added(as_sun, draft, holder, sent, path):
    assert as_sun.get(f"{PAGE}draft/add/{holder}/").status_code == 200
    answer = as_sun.post(f"{PAGE}draft/add/{holder}/", ORIGIN | sent)
    assert answer.status_code == 302, answer.content.decode()
    draft.refresh_from_db()
    assert path in lines_of(parse_plan(draft.text, "draft"))


def test_a_line_is_left_out_unless_another_rests_on_it(as_sun, draft):
    gone = as_sun.post(PAGE + "draft/lines/measures/渣土-禁止/", {"remove": "1"})
    kept = as_sun.post(PAGE + "draft/lines/units/县工信局/限产/", DUTY | {"remove": "1"})
    assert (gone.status_code, kept.status_code) == (302, 422)
    draft.refresh_from_db()
    lines = lines_of(parse_plan(draft.text, "draft"))
    assert "measures/渣土-禁止" not in lines
    assert "units/县工信局/限产" in lines


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("triggers/orange", {"conditions": "AQI 200"}),
        ("triggers/orange", {"conditions": "AQI > 200 / 50h"}),
        ("settings/daily_return_due", {"value": "25:00"}),
        ("lifting", {"hours": 900}),
        ("units/县工信局/限产", {"text": ""}),
        ("measures/限产-黄", {"text": "限产", "from_level": "yellow", "kind": "mandatory", "source": ""}),
    ],
)
def test_what_the_file_could_not_say_is_refused(as_sun, draft, path, sent):
    before = draft.text
    assert as_sun.post(f"{PAGE}draft/lines/{path}/", ORIGIN | sent).status_code == 422
    draft.refresh_from_db()
    assert draft.text == before


def test_the_head_is_changed_and_its_lines_follow_the_new_source(as_sun, draft):
    sent = START | {"edition": "第三版", "source": "小县预案（2027）", "area": "全县"}
    assert as_sun.post(PAGE + "draft/head/", sent).status_code == 302
    draft.refresh_from_db()
    plan = parse_plan(draft.text, "draft")
    assert (draft.edition, plan.area) == ("第三版", "全县")
    assert plan.measures[0].provenance.source == "小县预案（2027）"


def test_two_officers_changes_of_different_lines_both_stay(draft, kuitun, sun):
    stale = EditionDraft.objects.get(pk=draft.pk)

    def reworded(path, text):
        def edit(old):
            plan = parse_plan(old, "draft")
            line = lines_of(plan)[path]
            return plan_yaml(replaced(plan, path, type(line)(line.key, text, True, line.provenance)))

        return edit

    other = make_user("deng", kuitun, "office")
    edit_edition(draft, reworded("units/县工信局/限产", "甲"), file="d", by=sun, now=NOW)
    edit_edition(stale, reworded("units/县公安局/交通", "乙"), file="d", by=other, now=NOW)
    texts = [unit.duties[0].text for unit in parse_plan(stale.text, "d").units]
    assert texts == ["甲", "乙"]
    assert stale.author_ids() == {sun.pk, other.pk}


# ── submitting and adopting ────────────────────────────────────────────────


def test_a_draft_with_errors_is_not_submitted(kuitun, small, sun):
    text = NEXT.replace("          units: [{name: 工信局, basis: 限产}]\n", "")
    draft = draft_edition(kuitun, text, file="next.yaml", by=sun, now=NOW)
    with pytest.raises(ValidationError):
        submit_edition(draft, by=sun, now=NOW)


def test_the_director_adopts_and_the_edition_succeeds_the_old(client, draft, small, sun, qian):
    client.force_login(sun)
    assert client.post(PAGE + "draft/submit/").status_code == 302
    client.force_login(qian)
    draft.refresh_from_db()
    page = client.get(PAGE + "draft/").content.decode()
    assert draft.content_digest() in page
    assert client.post(PAGE + "draft/adopt/", {"read": draft.content_digest()}).status_code == 302
    small.refresh_from_db()
    new = PlanEdition.objects.in_force().get(jurisdiction=small.jurisdiction)
    assert (small.state, new.edition) == (PlanEdition.State.SUCCEEDED, "第二版")
    assert EditionSignature.objects.get().by == qian
    assert EditionDraft.objects.get().became == new


def test_nobody_who_wrote_a_line_adopts_it(client, draft, sun, kuitun):
    both = make_user("deng", kuitun, "office", "director")
    edit_edition(draft, lambda text: text + "# 修订\n", file="d", by=both, now=NOW)
    submit_edition(draft, by=sun, now=NOW)
    for user in (sun, both):
        client.force_login(user)
        assert client.post(PAGE + "draft/adopt/", {"read": draft.content_digest()}).status_code == 403
    assert not EditionSignature.objects.exists()


def test_a_draft_is_signed_as_it_was_read(client, draft, sun, qian):
    submit_edition(draft, by=sun, now=NOW)
    client.force_login(qian)
    assert client.post(PAGE + "draft/adopt/", {"read": "0" * 64}).status_code == 409


def test_a_submitted_draft_is_not_edited_but_returned_with_the_reason(client, draft, sun, qian):
    submit_edition(draft, by=sun, now=NOW)
    client.force_login(sun)
    assert client.post(PAGE + "draft/lines/units/县工信局/限产/", DUTY).status_code == 409
    client.force_login(qian)
    assert client.post(PAGE + "draft/return/", {"return-reason": ""}).status_code == 422
    assert client.post(PAGE + "draft/return/", {"return-reason": "日期有误"}).status_code == 302
    client.force_login(sun)
    assert "日期有误" in client.get(PAGE + "draft/").content.decode()
    assert client.post(PAGE + "draft/lines/units/县工信局/限产/", DUTY).status_code == 302


def test_a_draft_is_given_up(as_sun, draft):
    assert as_sun.post(PAGE + "draft/discard/", {"discard-reason": "不再修订"}).status_code == 302
    assert as_sun.get(PAGE + "draft/").status_code == 404
    draft.refresh_from_db()
    assert draft.state == EditionDraft.State.WITHDRAWN


def test_an_edition_comes_into_force_on_its_day_and_not_before(draft, small, sun, qian):
    edit_edition(draft, lambda text: text.replace("2026-12-01", "2027-01-01"), file="d", by=sun, now=NOW)
    adopt(draft, sun, qian)
    assert sweeps.put_in_force_owed(NOW) == 0
    assert PlanEdition.objects.count() == 1
    new_year = NOW + timedelta(days=14)
    assert sweeps.put_in_force_owed(new_year) == 1
    assert sweeps.put_in_force_owed(new_year) == 0
    assert PlanEdition.objects.in_force().get().in_force_from == date(2027, 1, 1)


def test_a_units_new_name_holds_from_the_first_day(draft, small, sun, qian):
    renamed = NEXT.replace("name: 县公安局", "name: 县公安分局\n      aliases: [县公安局]", 1)
    edit_edition(draft, lambda _text: renamed, file="d", by=sun, now=NOW)
    police = Unit.objects.get(name="县公安局")
    adopt(draft, sun, qian)
    police.refresh_from_db()
    assert police.name == "县公安分局"


def test_putting_in_force_twice_changes_nothing(draft, sun, qian):
    adopt(draft, sun, qian)
    assert put_in_force(draft, by=None, now=NOW) == draft.became
    assert PlanEdition.objects.count() == 2


def test_a_running_response_stays_on_its_edition(draft, small, sun, qian, kuitun):
    warning = issue(make_draft(kuitun, sun, Level.YELLOW), office=sun, signers=[qian])
    response = launch(warning, now=NOW) or EmergencyResponse.objects.get()
    items = set(Item.objects.values_list("measure__text", flat=True))
    adopt(draft, sun, qian)
    response.refresh_from_db()
    assert response.edition == small
    assert set(Item.objects.values_list("measure__text", flat=True)) == items


def test_confirmations_of_unchanged_lines_go_on(draft, small, sun, qian):
    paths = ["settings/daily_return_due", "settings/remind_before_minutes"]
    confirm_lines(small, paths, ground="会议纪要", by=qian, now=NOW)
    shorter = NEXT + "settings:\n  standing: default\n  remind_before_minutes: {value: 20}\n"
    edit_edition(draft, lambda _text: shorter, file="d", by=sun, now=NOW)
    adopt(draft, sun, qian)
    assert [row.path for row in Confirmation.objects.filter(edition=draft.became)] == paths[:1]


# ── comparing ──────────────────────────────────────────────────────────────


def test_two_editions_are_compared_line_by_line(as_sun, draft, small):
    as_sun.cookies["django_language"] = "en"
    answer = as_sun.get(f"{PAGE}diff/?old={small.pk}&new=draft").content.decode()
    assert "第一版" in answer
    assert "<ins>2026-12-01</ins>" in answer
    assert as_sun.get(f"{PAGE}diff/?old={small.pk}&new={small.pk}").status_code == 200
    assert as_sun.get(f"{PAGE}diff/?old=999&new=draft").status_code == 404


def test_a_difference_names_what_is_new_gone_and_changed():
    old = parse_plan(SMALL, "old")
    new = parse_plan(spoilt("text: 限产\n", "text: 限产三成\n").replace("渣土-禁止", "渣土-停"), "new")
    kinds = {each.path: each.kind for each in differences(old, new)}
    assert kinds == {
        "measures/限产-黄": "changed",
        "measures/渣土-停": "added",
        "measures/渣土-停/县公安局": "added",
        "measures/渣土-禁止": "removed",
        "measures/渣土-禁止/县公安局": "removed",
    }


def test_a_wrong_file_changes_nothing(draft, sun):
    with pytest.raises(FileError):
        edit_edition(draft, lambda _text: "jurisdiction: 1", file="d", by=sun, now=NOW)
    draft.refresh_from_db()
    assert draft.text == NEXT


# ── who hears of it ────────────────────────────────────────────────────────


def told(user):
    return list(
        Notice.objects.filter(user=user, topic__startswith="edition-draft:").values_list("kind", flat=True)
    )


def test_the_director_hears_of_a_submission_and_finds_it_on_the_desk(client, draft, sun, qian):
    submit_edition(draft, by=sun, now=NOW)
    assert told(qian) == ["signature_waiting"]
    client.force_login(qian)
    assert [each.pk for each in client.get("/desk/").context["awaiting_editions"]] == [draft.pk]


def test_the_office_hears_of_a_return_and_of_the_adoption(draft, small, sun, qian):
    submit_edition(draft, by=sun, now=NOW)
    return_edition(draft, by=qian, now=NOW, reason="写明依据")
    adopt(draft, sun, qian)
    assert sorted(told(sun)) == ["edition_adopted", "edition_returned"]
    assert told(qian) == ["signature_waiting"] * 2
