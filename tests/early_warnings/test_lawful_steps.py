"""No step of the plan's chain is skipped: by a level without a chain, a stale notice, or a borrowed hand."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from early_warnings.actions.issue import issue_warning
from early_warnings.actions.return_draft import return_warning
from early_warnings.actions.revise import revise_warning
from early_warnings.actions.sign import sign_warning
from early_warnings.actions.submit import submit_warning
from early_warnings.models import Act, EarlyWarning
from early_warnings.sweeps import follow_owed
from plans.levels import Level
from plans.models import ApprovalStep
from portal.lifecycle.actions.grant_role import grant_role, revoke_role
from portal.lifecycle.actions.name_deputy import name_deputy
from portal.lifecycle.errors import IllegalMove
from portal.offices.roles import Role
from tests.builders import NOON, make_draft, make_jurisdiction, make_plan, make_user, put_in_force

HOUR = timedelta(hours=1)
SIGNED = dict.fromkeys((Level.YELLOW, Level.ORANGE, Level.RED), (("approve", "director"),))
NO_CHAIN = dict.fromkeys(SIGNED, ())
ON_NOTICE = {"superior": {"follows": "same"}, "approvals": {"on_superior_notice": True}}


@pytest.fixture
def city(db):
    place = make_jurisdiction("650100", "乌鲁木齐市")
    make_plan(place, chains=SIGNED, lift_chain=SIGNED[Level.RED])
    return place


@pytest.fixture
def district(city):
    place = make_jurisdiction("650105", "水磨沟区", superior=city)
    make_plan(place, chains=NO_CHAIN, rules=ON_NOTICE)
    return place


@pytest.fixture
def clerk(district):
    return make_user("clerk", district, "office")


@pytest.fixture
def command(city):
    office, director = make_user("office", city, "office"), make_user("director", city, "director")

    def issue(level=Level.YELLOW, act=Act.ISSUE, now=NOON):
        draft = make_draft(city, office, level=level, act=act, now=now)
        return put_in_force(draft, office=office, signers=[director], now=now)

    return issue


def answer(district):
    return EarlyWarning.objects.filter(jurisdiction=district).first()


def obey(district, clerk, now=NOON):
    follow_owed(now)
    draft = answer(district)
    submit_warning(draft, by=clerk, now=now)
    issue_warning(draft, by=clerk, now=now)
    return draft


def deputise(holder, deputy, role, place):
    name_deputy(deputy, role, place, by=holder, starts_at=NOON, ends_at=NOON + HOUR, now=NOON)


def test_a_level_for_which_the_plan_names_no_chain_is_not_issued_unsigned(kuitun, plan, sun):
    ApprovalStep.objects.filter(edition=plan, level=Level.ORANGE).delete()
    draft = make_draft(kuitun, sun)
    with pytest.raises(IllegalMove, match="审批"):
        submit_warning(draft, by=sun, now=NOON)


def test_a_district_does_not_go_beyond_the_notice_without_signatures(district, clerk, command):
    command(Level.YELLOW)
    follow_owed(NOON)
    revise_warning(answer(district), by=clerk, now=NOON, level=Level.RED)
    with pytest.raises(IllegalMove):
        submit_warning(answer(district), by=clerk, now=NOON)


def test_a_notice_that_was_lifted_meanwhile_carries_no_warning(district, clerk, command):
    command(Level.YELLOW)
    follow_owed(NOON)
    draft = answer(district)
    submit_warning(draft, by=clerk, now=NOON)
    command(Level.YELLOW, act=Act.LIFT, now=NOON + HOUR)
    with pytest.raises(IllegalMove):
        issue_warning(draft, by=clerk, now=NOON + 2 * HOUR)


def test_lowering_is_followed_after_a_prolonging_at_the_same_level(district, clerk, command):
    command(Level.ORANGE)
    obey(district, clerk)
    command(Level.ORANGE, act=Act.ADJUST, now=NOON + HOUR)
    assert follow_owed(NOON + HOUR) == 0
    command(Level.YELLOW, act=Act.ADJUST, now=NOON + 2 * HOUR)
    assert obey(district, clerk, now=NOON + 2 * HOUR).level == Level.YELLOW


def test_a_lifting_has_the_level_that_it_lifts(kuitun, plan, sun, qian, zhao):
    put_in_force(make_draft(kuitun, sun, level=Level.RED), office=sun, signers=[qian, zhao])
    lifting = make_draft(kuitun, sun, level=Level.YELLOW, act=Act.LIFT)
    assert lifting.level == Level.RED
    with pytest.raises(ValidationError):
        revise_warning(lifting, by=sun, now=NOON, level=Level.YELLOW)


def test_nobody_signs_for_the_drafter_as_their_deputy(kuitun, plan, qian, zhao):
    grant_role(qian, Role.OFFICE, kuitun, by=None, now=NOON)
    deputy = make_user("deputy", kuitun, "office")
    deputise(qian, deputy, Role.DIRECTOR, kuitun)
    draft = make_draft(kuitun, qian)
    submit_warning(draft, by=qian, now=NOON)
    with pytest.raises(PermissionDenied):
        sign_warning(draft, by=deputy, now=NOON)


def test_who_submitted_an_earlier_round_does_not_sign_the_next(kuitun, plan, sun, qian, zhao):
    both = make_user("both", kuitun, "office", "director")
    draft = make_draft(kuitun, sun)
    submit_warning(draft, by=both, now=NOON)
    return_warning(draft, by=qian, now=NOON, reason="补充依据")
    submit_warning(draft, by=sun, now=NOON)
    with pytest.raises(PermissionDenied):
        sign_warning(draft, by=both, now=NOON)


def test_a_deputy_who_left_the_office_signs_no_more(kuitun, plan, sun, qian):
    deputy = make_user("deputy", kuitun, "expert")
    deputise(qian, deputy, Role.DIRECTOR, kuitun)
    revoke_role(deputy, Role.EXPERT, kuitun, by=None, now=NOON)
    draft = make_draft(kuitun, sun)
    submit_warning(draft, by=sun, now=NOON)
    with pytest.raises(PermissionDenied):
        sign_warning(draft, by=deputy, now=NOON)


def test_a_reader_of_the_superior_office_is_no_deputy(kuitun, qian):
    reader = make_user("reader", kuitun, "viewer")
    with pytest.raises(ValidationError):
        deputise(qian, reader, Role.DIRECTOR, kuitun)


def test_who_read_an_earlier_text_does_not_sign_the_changed_one(kuitun, plan, sun, qian, zhao):
    draft = make_draft(kuitun, sun)
    submit_warning(draft, by=sun, now=NOON)
    read = draft.content_digest()
    return_warning(draft, by=qian, now=NOON, reason="改级别")
    revise_warning(draft, by=sun, now=NOON, level=Level.RED)
    submit_warning(draft, by=sun, now=NOON)
    with pytest.raises(IllegalMove):
        sign_warning(draft, by=qian, now=NOON, read=read)
