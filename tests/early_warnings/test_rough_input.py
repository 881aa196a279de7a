"""What strangers and clumsy hands send to the pages: answered, never a failure of the portal."""

import pytest
import time_machine
from django.test import Client

from early_warnings.models import Proposal
from tests.builders import NOON, make_draft


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def proposal(kuitun, plan):
    return Proposal.objects.create(
        jurisdiction=kuitun, edition=plan, evaluated_at=NOON, input_sha256="a" * 64, action="issue", level=4,
        proof={}, reasons=[{"code": "superior", "level": "red"}],
    )  # fmt: skip


def browser(user=None):
    client = Client()
    if user:
        client.force_login(user)
    return client


@pytest.mark.parametrize("path", ["/warnings/new/", "/consultations/new/"])
@pytest.mark.parametrize("key", ["abc", "999999999999999999999999", "1.5", "%00"])
def test_a_proposal_that_is_no_number_is_unseen(plan, sun, path, key):
    assert browser(sun).get(f"{path}?proposal={key}").status_code == 404


@pytest.mark.parametrize(
    "path", ["/warnings/%00/", "/warnings/a%00b/edit/", "/air/feeds/%00/", "/plans/%00/"]
)
def test_a_null_sign_in_an_address_is_unseen(sun, path):
    assert browser(sun).get(path).status_code == 404


@pytest.mark.parametrize("moment", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_a_time_beyond_the_calendar_is_refused(kuitun, plan, sun, moment):
    data = {"act": "issue", "level": "3", "begins_at": moment}
    assert browser(sun).post("/warnings/new/", data).status_code == 422
    draft = make_draft(kuitun, sun)
    data = {"level": "3", "begins_at": moment, "area": "奎屯市", "reason": "r", "text": "t"}
    assert browser(sun).post(f"/warnings/{draft.number}/edit/", data).status_code == 422


def test_a_units_liaison_does_not_read_a_proposal_by_way_of_a_consultation(proposal, li):
    assert browser(li).get(f"/consultations/new/?proposal={proposal.pk}").status_code in (403, 404)


def test_an_expert_records_a_consultation_about_a_proposal(proposal, kuitun):
    from tests.builders import make_user

    expert = make_user("expert", kuitun, "expert")
    assert browser(expert).get(f"/consultations/new/?proposal={proposal.pk}").status_code == 200
