"""A superior's warning is the least level here, and a subordinate's draft appears by itself."""

from datetime import timedelta

import pytest

from early_warnings.actions.issue import issue_warning
from early_warnings.actions.submit import submit_warning
from early_warnings.actions.withdraw import withdraw_warning
from early_warnings.models import Act, EarlyWarning
from early_warnings.sweeps import follow_owed
from plans.levels import Level
from portal.lifecycle.errors import IllegalMove
from portal.offices.models import User
from portal.outbox.models import Notice
from tests.builders import NOON, make_draft, make_jurisdiction, make_plan, make_user, put_in_force

HOUR = timedelta(hours=1)
ON_NOTICE = {"superior": {"follows": "same"}, "approvals": {"on_superior_notice": True}}
SIGNED = dict.fromkeys((Level.YELLOW, Level.ORANGE, Level.RED), (("approve", "director"),))
NO_CHAIN = dict.fromkeys(SIGNED, ())


@pytest.fixture
def urumqi(db):
    city = make_jurisdiction("650100", "乌鲁木齐市")
    make_plan(city, chains=SIGNED)
    return city


@pytest.fixture
def city_office(urumqi):
    return make_user("city", urumqi, "office")


@pytest.fixture
def shuimogou(urumqi):
    district = make_jurisdiction("650105", "水磨沟区", superior=urumqi)
    make_plan(district, chains=NO_CHAIN, rules=ON_NOTICE)
    return district


@pytest.fixture
def district_office(shuimogou):
    return make_user("district", shuimogou, "office")


def command(city, office, level=Level.ORANGE, act=Act.ISSUE, now=NOON):
    return put_in_force(
        make_draft(city, office, level=level, act=act, now=now),
        office=office,
        signers=[director_of(city)],
        now=now,
    )


def director_of(city):
    return User.objects.filter(username="chief").first() or make_user("chief", city, "director")


def answer(district):
    return EarlyWarning.objects.filter(jurisdiction=district).first()


def obey(district, office, now=NOON):
    follow_owed(now)
    draft = answer(district)
    submit_warning(draft, by=office, now=now)
    issue_warning(draft, by=office, now=now)
    return draft


def test_the_draft_appears_once_at_the_superiors_level(urumqi, city_office, shuimogou, district_office):
    order = command(urumqi, city_office)
    assert (follow_owed(NOON), follow_owed(NOON)) == (1, 0)
    draft = answer(shuimogou)
    assert (draft.level, draft.act, draft.superior_warning, draft.drafted_by) == (
        Level.ORANGE,
        "issue",
        order,
        None,
    )
    assert Notice.objects.filter(kind="drafted_by_portal", user=district_office).exists()


def test_a_district_issues_on_the_citys_notice_without_signatures(
    urumqi, city_office, shuimogou, district_office
):
    command(urumqi, city_office)
    assert obey(shuimogou, district_office).state == EarlyWarning.State.IN_FORCE


def test_a_district_does_not_issue_without_a_notice(shuimogou, district_office):
    with pytest.raises(IllegalMove):
        submit_warning(make_draft(shuimogou, district_office), by=district_office, now=NOON)


def test_raising_lowering_and_lifting_are_followed(urumqi, city_office, shuimogou, district_office):
    command(urumqi, city_office)
    obey(shuimogou, district_office)
    for hours, act, level in (
        (1, Act.ADJUST, Level.RED),
        (2, Act.ADJUST, Level.YELLOW),
        (3, Act.LIFT, Level.YELLOW),
    ):
        at = NOON + hours * HOUR
        command(urumqi, city_office, level=level, act=act, now=at)
        followed = obey(shuimogou, district_office, now=at)
        assert (followed.act, followed.level) == (act, level)
    assert not EarlyWarning.objects.in_force().exists()


def test_the_level_may_not_be_lower_than_the_superiors(urumqi, city_office, shuimogou, district_office):
    command(urumqi, city_office, level=Level.RED)
    follow_owed(NOON)
    low = make_draft(shuimogou, district_office, level=Level.YELLOW)
    with pytest.raises(IllegalMove):
        submit_warning(low, by=district_office, now=NOON)


def test_it_cannot_be_lifted_while_the_superiors_is_in_force(urumqi, city_office, shuimogou, district_office):
    command(urumqi, city_office)
    obey(shuimogou, district_office)
    lifting = make_draft(shuimogou, district_office, act=Act.LIFT)
    with pytest.raises(IllegalMove):
        submit_warning(lifting, by=district_office, now=NOON)


def test_a_withdrawn_answer_is_not_drafted_again(urumqi, city_office, shuimogou, district_office):
    command(urumqi, city_office)
    follow_owed(NOON)
    withdraw_warning(answer(shuimogou), by=district_office, now=NOON, reason="已自行起草")
    assert follow_owed(NOON) == 0


def test_a_drill_of_the_superior_is_not_followed(urumqi, city_office, shuimogou):
    drill = make_draft(urumqi, city_office, is_drill=True)
    put_in_force(drill, office=city_office, signers=[director_of(urumqi)])
    assert follow_owed(NOON) == 0
