"""What rests on a default is marked wherever it is shown, until the office confirms it."""

import pytest

from plans.confirming import awaits, standing_of
from plans.models import Confirmation
from tests.builders import NOON, make_plan

DEFAULTS = {
    "settings": {"acknowledge_within_minutes": {"value": 60, "standing": "default"}},
    "approvals": {
        "on_superior_notice": False,
        "chains": [
            {"level": "red", "action": "issue", "standing": "default"},
            {"level": "red", "action": "lift", "standing": "seed"},
        ],
    },
}


@pytest.fixture
def edition(kuitun):
    return make_plan(kuitun, rules=DEFAULTS)


@pytest.mark.parametrize(
    ("path", "standing"),
    [
        ("settings/acknowledge_within_minutes", "default"),
        ("approvals/red/issue", "default"),
        ("approvals/red/lift", "seed"),
        ("approvals/yellow/issue", ""),
    ],
)
def test_each_line_knows_on_what_it_rests(edition, path, standing):
    assert standing_of(edition, path) == standing
    assert awaits(edition, path) is (standing == "default")


def test_a_confirmed_line_is_marked_no_more(edition, qian):
    path = "approvals/red/issue"
    Confirmation.objects.create(edition=edition, path=path, ground="指挥部会议纪要", by=qian, at=NOON)
    assert awaits(edition, path) is False


def test_what_the_plan_itself_says_costs_no_query(edition, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert awaits(edition, "approvals/red/lift") is False
