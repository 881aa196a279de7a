"""The life of a warning: drafted, signed in the plan's order by different people, issued, lifted."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from early_warnings.actions.issue import issue_warning
from early_warnings.actions.return_draft import return_warning
from early_warnings.actions.revise import revise_warning
from early_warnings.actions.sign import sign_warning
from early_warnings.actions.submit import submit_warning
from early_warnings.actions.withdraw import withdraw_warning
from early_warnings.models import Act, EarlyWarning
from plans.levels import Level
from portal.lifecycle.actions.name_deputy import name_deputy, withdraw_deputy
from portal.lifecycle.errors import IllegalMove
from portal.lifecycle.models import JournalEntry
from portal.offices.roles import Role
from portal.outbox.models import Notice
from tests.builders import NOON, make_draft, make_user, put_in_force

HOUR = timedelta(hours=1)


@pytest.fixture
def draft(kuitun, plan, sun):
    return make_draft(kuitun, sun)


@pytest.fixture
def in_review(draft, sun, qian, zhao):
    submit_warning(draft, by=sun, now=NOON)
    return draft


@pytest.fixture
def approved(in_review, qian, zhao):
    sign_warning(in_review, by=qian, now=NOON)
    sign_warning(in_review, by=zhao, now=NOON)
    return in_review


@pytest.fixture
def issued(approved, sun):
    issue_warning(approved, by=sun, now=NOON)
    return approved


def verbs(warning):
    return list(JournalEntry.objects.about(warning).values_list("verb", flat=True))


def test_a_draft_carries_the_plans_words(draft):
    assert "停止土石方作业" in draft.text
    assert "Ⅱ级应急响应" in draft.text
    assert draft.number == "654003-2026-001"


def test_orange_is_reviewed_by_the_director_and_approved_by_the_commander(in_review, qian, zhao):
    sign_warning(in_review, by=qian, now=NOON)
    assert in_review.state == EarlyWarning.State.IN_REVIEW
    sign_warning(in_review, by=zhao, now=NOON)
    assert in_review.state == EarlyWarning.State.APPROVED


def test_yellow_needs_the_director_only(kuitun, plan, sun, qian):
    draft = make_draft(kuitun, sun, level=Level.YELLOW)
    submit_warning(draft, by=sun, now=NOON)
    sign_warning(draft, by=qian, now=NOON)
    assert draft.state == EarlyWarning.State.APPROVED


def test_steps_are_signed_in_order(in_review, zhao):
    with pytest.raises(PermissionDenied):
        sign_warning(in_review, by=zhao, now=NOON)


def test_the_drafter_cannot_sign(kuitun, plan, zhao):
    both = make_user("both", kuitun, "office", "director")
    draft = make_draft(kuitun, both)
    submit_warning(draft, by=both, now=NOON)
    with pytest.raises(PermissionDenied):
        sign_warning(draft, by=both, now=NOON)


def test_the_author_cannot_sign_when_someone_else_submitted(kuitun, plan, sun):
    both = make_user("both", kuitun, "office", "director")
    draft = make_draft(kuitun, sun)
    revise_warning(draft, by=both, now=NOON, reason="改写")
    submit_warning(draft, by=sun, now=NOON)
    with pytest.raises(PermissionDenied):
        sign_warning(draft, by=both, now=NOON)


def test_one_person_signs_one_step_even_with_both_roles(kuitun, plan, sun):
    double = make_user("double", kuitun, "director", "commander")
    draft = make_draft(kuitun, sun)
    submit_warning(draft, by=sun, now=NOON)
    sign_warning(draft, by=double, now=NOON)
    with pytest.raises(PermissionDenied):
        sign_warning(draft, by=double, now=NOON)


def test_the_database_refuses_the_drafters_signature(in_review, sun):
    with pytest.raises(IntegrityError), transaction.atomic():
        in_review.signatures.create(
            round=1,
            step=0,
            verb="review",
            role="director",
            by=sun,
            drafter=sun,
            at=NOON,
            content_sha256="0" * 64,
        )


def test_a_superuser_holds_no_role(in_review, django_user_model):
    root = django_user_model.objects.create_superuser("root", password="a long pass phrase")
    with pytest.raises(PermissionDenied):
        sign_warning(in_review, by=root, now=NOON)


def test_a_deputy_signs_within_the_stated_time_only(in_review, kuitun, qian, zhao):
    deputy = make_user("deputy", kuitun, "expert")
    name_deputy(deputy, Role.COMMANDER, kuitun, by=zhao, starts_at=NOON, ends_at=NOON + HOUR, now=NOON)
    sign_warning(in_review, by=qian, now=NOON)
    with pytest.raises(PermissionDenied):
        sign_warning(in_review, by=deputy, now=NOON + HOUR)
    sign_warning(in_review, by=deputy, now=NOON)
    assert in_review.signatures.get(step=1).on_behalf_of == zhao


def test_a_withdrawn_deputy_signs_no_more(in_review, kuitun, qian, zhao):
    deputy = make_user("deputy", kuitun, "expert")
    deputation = name_deputy(
        deputy, Role.DIRECTOR, kuitun, by=qian, starts_at=NOON, ends_at=NOON + HOUR, now=NOON
    )
    withdraw_deputy(deputation, by=qian, now=NOON)
    with pytest.raises(PermissionDenied):
        sign_warning(in_review, by=deputy, now=NOON)


def test_a_returned_draft_starts_a_new_round_and_keeps_the_old_signatures(in_review, sun, qian, zhao):
    sign_warning(in_review, by=qian, now=NOON)
    return_warning(in_review, by=zhao, now=NOON, reason="写明首要污染物")
    revise_warning(in_review, by=sun, now=NOON, primary_pollutants=["PM2.5"])
    submit_warning(in_review, by=sun, now=NOON)
    sign_warning(in_review, by=qian, now=NOON)
    sign_warning(in_review, by=zhao, now=NOON)
    assert in_review.state == EarlyWarning.State.APPROVED
    assert list(in_review.signatures.values_list("round", "step")) == [(1, 0), (2, 0), (2, 1)]


def test_returning_needs_a_reason(in_review, qian):
    with pytest.raises(ValidationError):
        return_warning(in_review, by=qian, now=NOON, reason="  ")


def test_the_text_is_fixed_while_under_review(in_review, sun):
    with pytest.raises(IllegalMove):
        revise_warning(in_review, by=sun, now=NOON, reason="other")


def test_a_signature_stands_under_the_very_text(in_review, qian):
    sign_warning(in_review, by=qian, now=NOON)
    assert in_review.signatures.get().content_sha256 == in_review.content_digest()


def test_issuing_sets_number_identifier_and_time_once(issued, sun):
    assert issued.document_number == "重污染预警〔2026〕1号"
    assert issued.cap_identifier == "65400300000000_20261218120000_0"
    with pytest.raises(IllegalMove):
        issue_warning(issued, by=sun, now=NOON + HOUR)
    issued.refresh_from_db()
    assert issued.issued_at == NOON


def test_only_the_office_issues(approved, qian):
    with pytest.raises(PermissionDenied):
        issue_warning(approved, by=qian, now=NOON)


def test_a_second_episode_cannot_start_while_one_runs(issued, kuitun, sun):
    with pytest.raises(IllegalMove):
        make_draft(kuitun, sun)


def test_raising_supersedes_the_warning_and_keeps_the_episode(issued, kuitun, sun, qian, zhao):
    raised = make_draft(kuitun, sun, level=Level.RED, act=Act.ADJUST)
    put_in_force(raised, office=sun, signers=[qian, zhao])
    issued.refresh_from_db()
    assert issued.state == EarlyWarning.State.SUPERSEDED
    assert raised.episode == issued.episode
    assert "升级为红色预警" in raised.text


def test_kuitun_lifts_without_approval(issued, kuitun, sun):
    lifting = make_draft(kuitun, sun, act=Act.LIFT, now=NOON + 48 * HOUR)
    submit_warning(lifting, by=sun, now=NOON + 48 * HOUR)
    issue_warning(lifting, by=sun, now=NOON + 48 * HOUR)
    issued.refresh_from_db()
    assert issued.state == EarlyWarning.State.LIFTED
    assert issued.episode.closed_at == NOON + 48 * HOUR
    assert not EarlyWarning.objects.in_force().exists()


def test_a_draft_overtaken_by_another_issue_cannot_be_issued(kuitun, plan, sun, qian, zhao):
    first, second = make_draft(kuitun, sun), make_draft(kuitun, sun, level=Level.YELLOW)
    put_in_force(first, office=sun, signers=[qian, zhao])
    submit_warning(second, by=sun, now=NOON)
    sign_warning(second, by=qian, now=NOON)
    with pytest.raises(IllegalMove):
        issue_warning(second, by=sun, now=NOON)


def test_a_withdrawn_paper_cannot_go_on(in_review, sun, qian):
    withdraw_warning(in_review, by=sun, now=NOON, reason="空气转好")
    with pytest.raises(IllegalMove):
        sign_warning(in_review, by=qian, now=NOON)


def test_every_step_left_a_journal_line(issued):
    assert verbs(issued) == ["draft", "submit", "review", "approve", "approved", "issue"]


def test_each_signer_is_told_in_turn_and_the_office_at_the_end(approved, qian, zhao, sun):
    told = Notice.objects.filter(kind__in=["signature_waiting", "approved"]).order_by("pk")
    assert [(notice.kind, notice.user) for notice in told] == [
        ("signature_waiting", qian), ("signature_waiting", zhao), ("approved", sun),
    ]  # fmt: skip


def test_an_incomplete_draft_is_not_submitted(draft, sun):
    revise_warning(draft, by=sun, now=NOON, reason="")
    with pytest.raises(ValidationError) as refused:
        submit_warning(draft, by=sun, now=NOON)
    assert "reason" in refused.value.message_dict


def test_the_end_lies_after_the_beginning(draft, sun):
    with pytest.raises(ValidationError):
        revise_warning(draft, by=sun, now=NOON, expected_until=draft.begins_at)


@pytest.mark.django_db(transaction=True)
def test_eight_threads_sign_at_once_and_one_passes(kuitun, plan, sun, zhao):
    directors = [make_user(f"director{n}", kuitun, "director") for n in range(8)]
    draft = make_draft(kuitun, sun)
    submit_warning(draft, by=sun, now=NOON)
    start, outcomes = threading.Barrier(8), []

    def put_hand(user):
        copy = EarlyWarning.objects.get(pk=draft.pk)
        start.wait()
        try:
            sign_warning(copy, by=user, now=NOON)
            outcomes.append("signed")
        except PermissionDenied:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=put_hand, args=[user]) for user in directors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused"] * 7 + ["signed"]
    assert draft.signatures.count() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_threads_issue_at_once_and_one_passes(approved, sun):
    start, outcomes = threading.Barrier(8), []

    def issue():
        copy = EarlyWarning.objects.get(pk=approved.pk)
        start.wait()
        try:
            issue_warning(copy, by=sun, now=NOON)
            outcomes.append("issued")
        except IllegalMove:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=issue) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["issued"] + ["refused"] * 7
    assert verbs(approved).count("issue") == 1
