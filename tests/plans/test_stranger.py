"""An invented county's plan works from its file alone: loaded, checked, evaluated, fanned out."""

import pytest
from django.core.management import call_command

from early_warnings.concentrations import Pollutant
from early_warnings.decisions import InForce, decide
from early_warnings.evaluation import evaluate
from early_warnings.planrules import rules_of
from early_warnings.replay import replay
from plans.levels import Level
from plans.models import PlanEdition
from plans.planfile import parse_plan
from plans.problems import FileError
from plans.reading import document_of
from plans.writing import plan_yaml
from responses.actions.launch import launch
from responses.models import Item
from tests.builders import NOON as ISSUED
from tests.builders import make_user
from tests.early_warnings.air import CLEAN, HEAVY, NOW, OVER, SEVERE, days, hours
from tests.plans.strangers import BAIHE, PLACES, QINGLING, loaded, with_triggers
from tests.responses.stories import put_at

UNDER_BLUE, BLUE = 70, 80  # PM2.5: under 75 µg/m³, over it
ACTIVE = {"metric": "AQI", "air": "observed"}


@pytest.fixture
def county(db):
    """青岭县, its plan in force and its office staffed."""
    call_command("load_plans", str(PLACES), str(QINGLING))
    edition = PlanEdition.objects.in_force().get(jurisdiction__code="659921")
    for name, role in (("sun", "office"), ("qian", "director"), ("zhao", "commander")):
        make_user(name, edition.jurisdiction, role)
    return edition


def level_of(edition, series):
    return evaluate(series, rules_of(edition), NOW).level


def test_the_check_finds_nothing_to_mend(county, capsys):
    call_command("check_plan", "659921")
    assert "0 errors, 1 remarks" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("series", "level"),
    [
        (hours((UNDER_BLUE, 240)), None),
        (hours((CLEAN, 72), (BLUE, 30)), Level.BLUE),
        (hours((CLEAN, 72), (HEAVY, 30)), Level.YELLOW),
        (hours((CLEAN, 72), (HEAVY, 60)), Level.ORANGE),
        (hours((CLEAN, 72), (430, 30), pollutant=Pollutant.PM10), Level.ORANGE),
        (hours((CLEAN, 72), (SEVERE, 60)), Level.RED),
        (hours((CLEAN, 240)), None),
        (days(50, 50, 50, 120, 50), Level.BLUE),
        (days(50, 50, 210, 210, 50), Level.ORANGE),
    ],
)
def test_its_four_levels_are_called_for_on_its_own_thresholds(county, series, level):
    assert level_of(county, series) == level


def test_it_lifts_on_its_own_limit_and_hours(county):
    rules = rules_of(county)
    assert (rules.lifting.hours, rules.lifting.below, rules.merging_hours) == (24, 100, 24)
    clean = evaluate(hours((HEAVY, 40), (CLEAN, 200)), rules, NOW)
    assert decide(clean, rules, InForce(Level.YELLOW, NOW.replace(day=8))).action == "lift"


def measures_at(county, level):
    response = launch(put_at(county.jurisdiction, level), now=ISSUED)
    items = Item.objects.filter(task__response=response)
    return {(item.task.unit.name, item.measure.key) for item in items.select_related("task__unit", "measure")}


def test_blue_reaches_schools_monitoring_and_each_town(county):
    towns = {(town, "禁烧") for town in ("松溪镇", "柳塘镇", "石坪乡")}
    assert measures_at(county, Level.BLUE) == towns | {
        ("县教育局", "学校-减少户外"), ("县生态环境局", "监测"),
    }  # fmt: skip


def test_red_adds_to_the_levels_below_and_replaces_what_is_milder(county):
    handed_out = measures_at(county, Level.RED)
    assert {("县公安局", "重货限行"), ("县住建局", "工地-停土方"), ("县城管局", "工地-停土方")} <= handed_out
    assert {("县生态环境局", "停产-红"), ("县教育局", "学校-停户外"), ("松溪镇", "禁烧")} <= handed_out
    assert not {"限产-黄", "学校-减少户外"} & {key for _unit, key in handed_out}


def test_the_example_of_the_document_is_a_plan_without_error(db, tmp_path, capsys):
    edition = loaded(BAIHE, tmp_path)
    call_command("check_plan", "659922")
    assert " 0 errors" in capsys.readouterr().out
    assert level_of(edition, hours((CLEAN, 72), (HEAVY, 60))) == Level.ORANGE


SHAPES = {
    "daily levels on other thresholds": (
        [("yellow", [{"metric": "AQI", "above": 220, "hours": 24}]),
         ("orange", [{"metric": "AQI", "above": 250, "hours": 24}]),
         ("red", [{"metric": "AQI", "above": 300, "hours": 24}])],
        [(hours((CLEAN, 72), (HEAVY, 30)), None), (hours((CLEAN, 72), (OVER, 30)), Level.RED),
         (days(50, 50, 240), Level.YELLOW), (days(50, 50, 260), Level.ORANGE)],
    ),
    "PM10 alone": (
        [("yellow", [{"metric": "PM10", "above": 250, "hours": 24}]),
         ("orange", [{"metric": "PM10", "above": 350, "hours": 24}]),
         ("red", [{"metric": "PM10", "above": 420, "hours": 48}])],
        [(hours((CLEAN, 72), (SEVERE, 60)), None),
         (hours((CLEAN, 72), (360, 30), pollutant=Pollutant.PM10), Level.ORANGE),
         (hours((CLEAN, 72), (430, 60), pollutant=Pollutant.PM10), Level.RED)],
    ),
    "PM2.5 alone": (
        [("yellow", [{"metric": "PM2.5", "above": 115, "hours": 24}]),
         ("orange", [{"metric": "PM2.5", "above": 150, "hours": 24}]),
         ("red", [{"metric": "PM2.5", "above": "250.5", "hours": 24}])],
        [(hours((CLEAN, 72), (115, 60)), None), (hours((CLEAN, 72), (116, 30)), Level.YELLOW),
         (hours((CLEAN, 72), (SEVERE, 30)), Level.RED)],
    ),
    "observed air alone": (
        [("yellow", [ACTIVE | {"above": 150, "hours": 24}]),
         ("orange", [ACTIVE | {"above": 200, "hours": 24}]),
         ("red", [ACTIVE | {"above": 200, "hours": 48}, ACTIVE | {"above": 300, "hours": 24}])],
        [(hours((CLEAN, 72), (SEVERE, 60)), None), (hours((HEAVY, 60), (CLEAN, 60)), None),
         (hours((CLEAN, 48), (HEAVY, 24)), Level.ORANGE), (hours((CLEAN, 24), (SEVERE, 48)), Level.RED),
         (hours((CLEAN, 48), (SEVERE, 24)), Level.ORANGE), (hours((CLEAN, 60), (HEAVY, 60)), None),
         (days(50, 210, 50), Level.ORANGE), (days(210, 50, 210, 210), None)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_rules_of_another_shape_fit(shape, db, tmp_path, capsys):
    triggers, cases = SHAPES[shape]
    edition = loaded(with_triggers(*triggers), tmp_path)
    call_command("check_plan", "659922")
    assert " 0 errors" in capsys.readouterr().out
    assert [level_of(edition, series) for series, _level in cases] == [level for _series, level in cases]


def observed(tmp_path):
    return loaded(with_triggers(*SHAPES["observed air alone"][0]), tmp_path)


def test_a_warning_on_observed_air_begins_now_and_foretells_no_end(db, tmp_path):
    rules = rules_of(observed(tmp_path))
    step = decide(evaluate(hours((CLEAN, 48), (HEAVY, 24)), rules, NOW), rules, None)
    assert (step.action, step.level, step.begins_at, step.ends_at) == ("issue", Level.ORANGE, NOW, None)


def test_what_observed_air_lacks_is_told(db, tmp_path):
    evaluation = evaluate(hours((CLEAN, 60), (HEAVY, 12)), rules_of(observed(tmp_path)), NOW)
    red, orange, yellow = evaluation.rules
    lacking = yellow.alternatives[0].conditions[0].shortfall
    assert not (red.is_met or orange.is_met or yellow.is_met)
    assert lacking.hours == 24
    assert lacking.units > 0


def test_a_season_on_observed_air_calls_and_lifts(db, tmp_path):
    series = hours((CLEAN, 48), (HEAVY, 48), (CLEAN, 144))
    begin, end = series.start, series.start.replace(day=15)
    (warning,), _advisories = replay(series, rules_of(observed(tmp_path)), begin, end)
    assert [step.action for step in warning.steps] == ["issue", "lift"]


def test_observed_air_survives_the_database_and_the_file(db, tmp_path):
    plan = document_of(observed(tmp_path))
    assert {c.air for trigger in plan.triggers for each in trigger.any_of for c in each} == {"observed"}
    assert parse_plan(plan_yaml(plan), "again.yaml").triggers == plan.triggers
    assert "air:" not in plan_yaml(parse_plan(BAIHE, "baihe.yaml"))


def test_conditions_that_hold_together_look_at_the_same_air():
    mixed = [ACTIVE | {"above": 200, "hours": 24}, {"metric": "AQI", "above": 300, "hours": 24}]
    with pytest.raises(FileError) as caught:
        parse_plan(with_triggers(("red", mixed)), "mixed.yaml")
    assert [problem.code for problem in caught.value.problems] == ["air-mixed"]
    assert caught.value.problems[0].line > 1
