"""The first page of each role."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from early_warnings.actions.draft import draft_warning
from early_warnings.actions.submit import submit_warning
from early_warnings.models import Act
from portal.desk import queries
from responses.actions.acknowledge import acknowledge
from responses.models import UnitTask
from tests.builders import add_measure, make_unit, make_user
from tests.desk.office import LATER, air, desk, fan_out, signed_in, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def raising(busy, kuitun, sun):
    """A draft to raise to red, waiting for the director."""
    times = {"begins_at": LATER, "expected_until": None}
    draft = draft_warning(kuitun, Act.ADJUST, 4, by=sun, now=LATER, reason="预计持续重污染", **times)
    submit_warning(draft, by=sun, now=LATER)
    return draft


def test_the_office_sees_air_proposal_response_and_what_is_late(busy, sun):
    html = text(desk(sun))
    for words in (
        "Three days back, seven ahead",
        "The plan calls for raising the warning",
        "0 late",
        "2 late",
    ):
        assert (words in html) is (words != "0 late")
    assert "0992-3221234" in html


def test_the_chart_carries_hours_thresholds_and_the_span_called_for(busy, sun):
    chart = desk(sun).context["chart"]
    assert len(chart["hours"]) == 240
    assert chart["thresholds"] == [150, 200, 300]
    assert [span["level"] for span in chart["spans"]] == [4]


def test_a_level_not_met_says_what_is_missing(kuitun, sun, plan, now):
    air(kuitun, by=sun, forecast=180)
    html = text(desk(sun))
    assert "AQI &gt; 300 for 24 h" in html
    assert "too low" in html


def test_air_that_stopped_coming_is_shown_as_stale(busy, kuitun):
    later = queries.air(kuitun, LATER)
    assert not later.is_stale
    assert queries.air(kuitun, LATER + 5 * queries.HOUR).is_stale


def test_no_air_at_all_is_not_shown_as_clean_air(sun, now):
    html = text(desk(sun))
    assert "no value" in html
    assert "Clean air is not to be concluded" in html


def test_the_director_sees_what_waits_for_them(raising, qian):
    answer = desk(qian)
    assert [paper.document for paper in answer.context["awaiting_warnings"]] == [raising]
    assert f'href="/warnings/{raising.number}/"' in text(answer)


def test_the_commander_waits_for_the_director(raising, zhao):
    answer = desk(zhao)
    assert answer.context["awaiting_warnings"] == []
    assert "Nothing waits for your signature" in text(answer)


def test_the_drafter_is_not_asked_to_sign(raising, sun, kuitun):
    papers = queries.warning_papers(kuitun)
    assert queries.awaiting(papers, sun, frozenset({papers[0].waits_for})) == []


def test_the_office_sees_whom_to_ring(raising, sun, qian):
    qian.phone = "0992-3225566"
    qian.save()
    assert "tel:0992-3225566" in text(desk(sun))


def test_a_supervisor_sees_compliance(busy, kuitun):
    html = text(desk(make_user("jin", kuitun, "supervisor")))
    assert "Units by measures" in html
    assert "Not acknowledged" in html
    assert "/urge/" not in html


def test_the_superiors_reader_sees_but_cannot_decide(busy, kuitun):
    html = text(desk(make_user("vera", kuitun, "viewer")))
    assert "See the proof" in html
    assert "See the proof and decide" not in html


def test_a_units_member_goes_to_their_measures(busy, li):
    assert desk(li).url == "/responses/mine/"


def test_who_belongs_nowhere_is_told_so(db, now):
    assert "no role and no unit yet" in text(desk(make_user("nobody")))


def test_another_office_sees_nothing_of_it(busy, wu):
    context = desk(wu).context
    assert context["todos"] == []
    assert context["running"] == []
    assert context["proposal"] is None


def test_the_list_asks_for_itself_alone(busy, sun):
    html = text(desk(sun, "/desk/todo/"))
    assert "units have not acknowledged" in html
    assert "<html" not in html


def test_what_is_acknowledged_leaves_the_list(busy, li, sun):
    acknowledge(UnitTask.objects.get(unit__memberships__user=li), by=li, now=LATER)
    assert [task.unit.name for task in desk(sun).context["owed"].tasks] == ["市城管局"]


def queries_of(user, path="/desk/"):
    """How often a page asks the database, once the content types are known."""
    client = signed_in(user)
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return len(asked)


def test_the_desk_asks_as_often_for_twenty_units_as_for_two(busy, sun, kuitun, qian, zhao):
    few = queries_of(sun)
    edition = kuitun.editions.get()
    units = [make_unit(kuitun, f"单位{number}") for number in range(20)]
    for number in range(5):
        add_measure(edition, f"措施{number}", 2, 4, units)
    response = kuitun.responses.get()
    UnitTask.objects.bulk_create(
        UnitTask(response=response, unit=unit, created_at=LATER, acknowledge_by=LATER) for unit in units
    )
    assert queries_of(sun) == few


@pytest.mark.parametrize(
    ("who", "most"), [("office", 25), ("director", 25), ("supervisor", 25), ("viewer", 24)]
)
def test_each_desk_asks_a_known_number_of_times(busy, kuitun, who, most):
    assert queries_of(make_user("new", kuitun, who)) == most


def test_the_list_alone_asks_less(busy, sun):
    assert queries_of(sun, "/desk/todo/") == 10


def test_nothing_runs_twice_for_a_fan_out_repeated(busy, kuitun):
    fan_out(LATER)
    (progress,) = queries.responses_running(kuitun, LATER)
    assert (progress.units, progress.acknowledged, progress.late, progress.asked) == (2, 0, 2, 2)
