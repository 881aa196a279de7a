"""A season is asked for in the browser, run by a worker, read and exported; real warnings stay untouched."""

import io
import json
from datetime import date, timedelta
from functools import partial

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from early_warnings import sweeps
from early_warnings.actions import run_backtest as running
from early_warnings.actions.run_backtest import LEASE, MOST_ATTEMPTS, claim, run_backtest
from early_warnings.actions.start_backtest import Season, Upload, start_backtest
from early_warnings.models import AirDelivery, Backtest, EarlyWarning, Observation, Proposal
from plans.levels import Level
from plans.models import PlanEdition, Trigger
from portal.lifecycle.models import JournalEntry
from tests.builders import NOON
from tests.early_warnings.air import DATA

INDICES = (60, 70, 210, 310, 320, 80, 70, 60, 60, 60)
DAYS = "date,aqi,primary\n" + "".join(
    f"2025-12-{8 + place:02d},{index},PM2.5\n" for place, index in enumerate(INDICES)
)


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def draft(plan):
    """An edition that warns above AQI 350 only."""
    edition = PlanEdition.objects.get(pk=plan.pk)
    edition.pk, edition.edition, edition.state = None, "2027", PlanEdition.State.DRAFT
    edition.save(force_insert=True)
    any_of = [{"all_of": [{"metric": "AQI", "above": 350, "hours": 24}]}]
    Trigger.objects.create(edition=edition, level=Level.YELLOW, any_of=any_of)
    return edition


def asked(kuitun, plan, by, **changes):
    season = Season(Backtest.Source.FILE, Upload("season.csv", DAYS.encode()))
    return start_backtest(kuitun, season, edition=plan, by=by, now=NOON, **changes)


def run(backtest):
    run_backtest(backtest, now=lambda: NOON)
    backtest.refresh_from_db()
    return backtest


def fill(plan, text=DAYS, **changes):
    form = {"source": "file", "edition": plan.pk, "every_hours": "24"}
    return form | {"file": SimpleUploadedFile("season.csv", text.encode())} | changes


def test_a_season_is_run_from_the_browser(client, kuitun, plan, sun):
    client.force_login(sun)
    answer = client.post("/air/backtests/of/654003/new/", fill(plan))
    backtest = Backtest.objects.get()
    assert answer.url == f"/air/backtests/{backtest.pk}/"
    assert (backtest.first_day, backtest.last_day) == (date(2025, 12, 8), date(2025, 12, 17))
    assert client.get(answer.url).templates[0].name == "early_warnings/backtest_wait.html"
    assert sweeps.run_backtests(lambda: NOON) == 1
    page = client.get(answer.url)
    assert page.templates[0].name == "early_warnings/backtest.html"
    assert [run["levels"]["red"]["warnings"] for run in page.context["runs"]] == [1]


def test_nothing_real_is_touched(kuitun, plan, sun):
    run(asked(kuitun, plan, sun))
    assert not any(model.objects.exists() for model in (AirDelivery, Observation, Proposal, EarlyWarning))


def test_it_is_journaled(kuitun, plan, sun):
    backtest = run(asked(kuitun, plan, sun))
    verbs = JournalEntry.objects.about(backtest).values_list("verb", flat=True)
    assert [*verbs] == ["start_backtest", "running", "run_backtest"]


@pytest.mark.parametrize(
    ("who", "status"), [("sun", 200), ("qian", 200), ("zhao", 404), ("li", 404), ("wu", 404)]
)
def test_who_may_ask(client, kuitun, plan, sun, qian, zhao, li, wu, who, status, request):
    client.force_login(request.getfixturevalue(who))
    assert client.get("/air/backtests/of/654003/new/").status_code == status


@pytest.mark.parametrize("where", ["", "progress/", "result.xlsx", "result.json"])
@pytest.mark.parametrize(("who", "status"), [("zhao", 200), ("li", 404), ("wu", 404)])
def test_who_may_read_it(client, kuitun, plan, sun, zhao, li, wu, who, status, where, request):
    backtest = run(asked(kuitun, plan, sun))
    client.force_login(request.getfixturevalue(who))
    assert client.get(f"/air/backtests/{backtest.pk}/{where}").status_code == status


def test_every_fault_of_a_bad_file_is_named_and_nothing_is_kept(client, kuitun, plan, sun):
    client.force_login(sun)
    bad = "date,aqi\n2025-12-08,many\n2025-12-40,80\n"
    page = client.post("/air/backtests/of/654003/new/", fill(plan, bad))
    assert page.status_code == 422
    assert [(fault.line, fault.column) for fault, _words in page.context["faults"]] == [
        (2, "aqi"),
        (3, "date"),
    ]
    assert not Backtest.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"every_hours": "1"}, "every_hours"),
        ({"first_day": "2026-01-01"}, "first_day"),
        ({"source": "hours"}, "source"),
        ({"file": ""}, "file"),
        ({"edition": "999"}, "edition"),
    ],
)
def test_what_cannot_be_run_is_refused_at_its_field(client, kuitun, plan, sun, changes, field):
    client.force_login(sun)
    page = client.post("/air/backtests/of/654003/new/", fill(plan, **changes))
    assert (page.status_code, [*page.context["form"].errors]) == (422, [field])


def test_an_edition_is_not_compared_with_itself(client, kuitun, plan, sun):
    client.force_login(sun)
    page = client.post("/air/backtests/of/654003/new/", fill(plan, compared_with=plan.pk))
    assert "compared_with" in page.context["form"].errors


def test_two_editions_are_compared(client, kuitun, plan, draft, sun):
    backtest = run(asked(kuitun, plan, sun, compared_with=draft))
    client.force_login(sun)
    page = client.get(f"/air/backtests/{backtest.pk}/")
    assert [each["there"] for each in page.context["differences"]] == [None]
    assert len(page.context["chart"]["lanes"]) == 2


def test_stored_hours_are_run_too(kuitun, plan, sun):
    delivery = AirDelivery.objects.create(
        jurisdiction=kuitun, source="upload", content="observation", key="k", received_at=NOON, sha256="0"
    )
    start = NOON - timedelta(days=20)
    Observation.objects.bulk_create(
        Observation(
            jurisdiction=kuitun, delivery=delivery, time=start + timedelta(hours=hour),
            pm25=260 if 120 <= hour < 240 else 30,
        )
        for hour in range(400)
    )  # fmt: skip
    season = Season(Backtest.Source.HOURS, every_hours=Backtest.Pace.QUARTER)
    backtest = run(start_backtest(kuitun, season, edition=plan, by=sun, now=NOON))
    assert backtest.result["runs"][0]["levels"]["red"]["warnings"] == 1


def test_the_tables_are_exported(client, kuitun, plan, draft, sun):
    backtest = run(asked(kuitun, plan, sun, compared_with=draft))
    client.force_login(sun)
    book = load_workbook(io.BytesIO(client.get(f"/air/backtests/{backtest.pk}/result.xlsx").content))
    assert len(book.sheetnames) == 5
    assert [row[1].value for row in book.worksheets[2].iter_rows(min_row=2)] == [*INDICES]
    data = json.loads(client.get(f"/air/backtests/{backtest.pk}/result.json").content)
    assert data["jurisdiction"] == "654003"
    assert [run["edition"] for run in data["runs"]] == ["2023", "2027"]


def test_a_worker_has_it_alone(kuitun, plan, sun):
    backtest = asked(kuitun, plan, sun)
    assert claim(backtest, now=NOON)
    assert not claim(Backtest.objects.get(), now=NOON)
    assert not run_backtest(Backtest.objects.get(), now=lambda: NOON)


def test_what_a_dead_worker_left_is_taken_up_and_given_up_after_three(kuitun, plan, sun):
    backtest = asked(kuitun, plan, sun)
    for attempt in range(MOST_ATTEMPTS):
        assert claim(backtest, now=NOON + attempt * LEASE)
    assert not claim(backtest, now=NOON + MOST_ATTEMPTS * LEASE)
    assert (backtest.state, bool(backtest.error)) == (Backtest.State.FAILED, True)


def test_a_worker_that_was_overtaken_leaves_the_result_alone(kuitun, plan, sun, monkeypatch):
    backtest = asked(kuitun, plan, sun)
    slow = partial(Backtest.objects.filter(pk=backtest.pk).update, attempts=2)
    monkeypatch.setattr(running, "season_of", lambda one: (slow(), season_of(one))[1])
    assert not sweeps.run_one_backtest(backtest, lambda: NOON)
    assert Backtest.objects.get().state == Backtest.State.RUNNING


season_of = running.season_of


def test_a_failure_is_owed_again_at_once(kuitun, plan, sun):
    backtest = asked(kuitun, plan, sun)
    default_storage.delete(backtest.file.name)
    assert not sweeps.run_one_backtest(backtest, lambda: NOON)
    assert Backtest.objects.owed(NOON).exists()


def test_progress_is_shown_until_it_is_over(client, kuitun, plan, sun):
    backtest = asked(kuitun, plan, sun)
    client.force_login(sun)
    address = f"/air/backtests/{backtest.pk}/progress/"
    claim(backtest, now=NOON)
    Backtest.objects.update(percent=42)
    waiting = client.get(address)
    assert "42 %" in waiting.content.decode() and "HX-Refresh" not in waiting
    Backtest.objects.update(leased_until=NOON)
    run(backtest)
    assert client.get(address)["HX-Refresh"] == "true"


def test_the_list_asks_as_much_for_many_as_for_few(client, kuitun, plan, sun, django_assert_max_num_queries):
    for _number in range(3):
        run(asked(kuitun, plan, sun))
    client.force_login(sun)
    with django_assert_max_num_queries(25):
        page = client.get("/air/backtests/of/654003/")
    assert len(page.context["backtests"]) == 3


def test_no_more_than_five_wait_at_once(client, kuitun, plan, sun):
    client.force_login(sun)
    for _number in range(6):
        page = client.post("/air/backtests/of/654003/new/", fill(plan))
    assert (page.status_code, Backtest.objects.count()) == (422, 5)


def test_beijings_winter_is_run_by_hours(kuitun, plan, sun):
    file = DATA / "beijing-hourly-2015-11_2016-03.csv"
    if not file.exists():
        pytest.skip(f"no real air at {file}")
    season = Season(Backtest.Source.FILE, Upload(file.name, file.read_bytes()))
    backtest = run(start_backtest(kuitun, season, edition=plan, by=sun, now=NOON))
    assert backtest.result["runs"][0]["days"]["2015-12-20"] == "red"
