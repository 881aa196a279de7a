"""Lists: filters, pages, and as many queries for two rows as for twenty."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from early_warnings.models import Proposal
from plans.levels import Level
from portal.api.answers import WarningLine
from reports.models import Report
from responses.models import UnitTask
from tests.api.stories import URL
from tests.builders import NOON, add_measure, make_draft, make_unit
from tests.reports.stories import FRIDAY


def queries(client, path, rows):
    """How many a list takes; it has as many rows as expected."""
    client.get(f"{URL}/{path}/")
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = client.get(f"{URL}/{path}/").json()
    assert len(answer["results"]) == rows
    return len(captured)


def propose(edition, number):
    Proposal.objects.create(
        jurisdiction=edition.jurisdiction, edition=edition, evaluated_at=NOON, input_sha256=f"{number:064}",
        action="none", proof={"rules": []}, state="noted",
    )  # fmt: skip


@pytest.fixture
def more(kuitun, plan, sun, response, warning):
    """A function for each list that adds rows to it."""

    def tasks(number):
        unit = make_unit(kuitun, f"单位{number}")
        task = UnitTask.objects.create(response=response, unit=unit, created_at=NOON, acknowledge_by=NOON)
        measure = add_measure(plan, f"措施{number}", 2, 4, [unit])
        task.items.create(measure=measure, part="lead", level=3)

    def reports(number):
        Report.objects.create(
            jurisdiction=kuitun, episode=warning.episode, kind="office_daily", title="日报", facts={},
            date=FRIDAY.replace(day=number + 1), drafted_at=NOON,
        )  # fmt: skip

    def warnings(number):
        draft = make_draft(kuitun, sun, Level.RED, act="adjust")
        assert draft.follows == warning

    return {
        "tasks": tasks, "reports": reports, "warnings": warnings,
        "proposals": lambda number: propose(plan, number),
    }  # fmt: skip


@pytest.mark.parametrize(("path", "there"), [("tasks", 1), ("reports", 0), ("warnings", 1), ("proposals", 0)])
def test_a_list_takes_as_many_queries_for_twenty_rows_as_for_two(path, there, more, api, sun):
    for number in range(2 - there):
        more[path](number)
    few = queries(api(sun), path, 2)
    for number in range(2 - there, 20 - there):
        more[path](number)
    assert queries(api(sun), path, 20) == few <= 8


def test_warnings_are_found_by_place_and_state(draft, kuitun, api, sun):
    client = api(sun)
    asked = ["", "jurisdiction=654003", "state=draft", "state=in_force", "jurisdiction=654003&state=draft"]
    found = [client.get(f"{URL}/warnings/?{query}").json()["count"] for query in asked]
    assert found == [1, 1, 1, 0, 1]
    assert client.get(f"{URL}/warnings/?state=burning").status_code == 400
    assert client.get(f"{URL}/warnings/?jurisdiction=999999").status_code == 404


def test_proposals_come_newest_first_with_their_proof(plan, api, sun):
    for number in range(3):
        propose(plan, number)
    found = api(sun).get(f"{URL}/proposals/").json()["results"]
    assert [each["id"] for each in found] == sorted((each["id"] for each in found), reverse=True)
    assert found[0]["proof"] == {"rules": []}


def test_tasks_of_an_episode_are_found_by_any_of_its_documents(task, warning, kuitun, api, sun, qian, zhao):
    client = api(sun)
    assert client.get(f"{URL}/tasks/?warning={warning.number}").json()["count"] == 1
    draft = make_draft(kuitun, sun, Level.RED, act="adjust")
    assert client.get(f"{URL}/tasks/?warning={draft.number}&unit={task.unit_id}").json()["count"] == 1
    assert client.get(f"{URL}/tasks/?warning=654003-2026-999").status_code == 404


def test_a_page_ends_where_it_is_asked_to(more, api, sun):
    for number in range(5):
        more["proposals"](number)
    page = api(sun).get(f"{URL}/proposals/?limit=2&offset=4").json()
    assert (page["count"], len(page["results"]), page["next"]) == (5, 1, None)


def test_a_line_says_nothing_that_only_the_office_may_read():
    inner = {"journal", "signatures", "steps", "response", "proposal", "text"}
    assert not inner & WarningLine().fields.keys()
