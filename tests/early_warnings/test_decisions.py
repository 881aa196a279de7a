"""Issue, raise, lower, lift or keep: what the plan calls for with a warning in force."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from early_warnings.concentrations import Pollutant
from early_warnings.decisions import InForce, decide
from early_warnings.rules import NATIONAL, Alternative, Condition, LevelRule, Raising, aqi_above
from early_warnings.series import HOUR, SHANGHAI
from plans.levels import Level
from tests.early_warnings.air import (
    BRINK,
    CLEAN,
    EDGE,
    HEAVY,
    MODERATE,
    NOW,
    SEVERE,
    beijing,
    days,
    hours,
    judged,
)

YELLOW, ORANGE, RED = Level.YELLOW, Level.ORANGE, Level.RED
PM25_ABOVE_115 = Condition("PM2.5", Decimal(115), 24)
BEGUN = NOW - timedelta(hours=30)


def step(series, level=None, *, since=BEGUN, now=NOW, rules=NATIONAL, superior=None):
    in_force = None if level is None else InForce(level, since)
    return decide(judged(series, now, rules), rules, in_force, superior=superior)


def codes(decision):
    return [reason.code for reason in decision.because]


def figures(decision, code):
    return next(reason.figures for reason in decision.because if reason.code == code)


def test_clean_air_calls_for_nothing_and_says_how_far_it_is_from_yellow():
    decision = step(hours((CLEAN, 240)))
    assert (decision.action, decision.level, codes(decision)) == ("none", None, ["next_level"])
    assert figures(decision, "next_level")["level"] == "yellow"
    assert figures(decision, "next_level")["conditions"][0]["shortfall"]["units"] == 108


def test_a_coming_episode_calls_for_a_warning_from_its_first_hour():
    decision = step(hours((0, 80), (BRINK + 1, 48), (0, 112)))
    assert (decision.action, decision.level, decision.primary) == ("issue", ORANGE, (Pollutant.PM25,))
    assert (decision.begins_at, decision.ends_at) == (NOW + 8 * HOUR, NOW + 56 * HOUR)
    assert codes(decision)[0] == "rule_met"


def test_a_warning_never_begins_in_the_past():
    assert step(hours((CLEAN, 24), (HEAVY, 90))).begins_at == NOW


def test_a_graver_forecast_raises():
    decision = step(hours((CLEAN, 60), (HEAVY, 120)), YELLOW)
    assert (decision.action, decision.level) == ("raise", ORANGE)


def test_the_level_in_force_is_kept_while_the_forecast_meets_it():
    decision = step(hours((CLEAN, 60), (HEAVY, 120)), ORANGE)
    assert (decision.action, decision.level) == ("keep", ORANGE)
    assert codes(decision)[:2] == ["not_clear", "rule_met"]


def test_observed_air_above_200_without_relief_raises_yellow_to_orange():
    # The forecast meets yellow alone: heavy air for 24 hours back and ahead is no 48 hours ahead.
    one_day = replace(NATIONAL, levels=(*NATIONAL.levels[:1], LevelRule(ORANGE, (aqi_above((200, 96)),))))
    decision = step(hours((0, 48), (HEAVY, 50), (0, 142)), YELLOW, rules=one_day)
    assert (decision.action, decision.level, decision.begins_at) == ("raise", ORANGE, NOW)
    assert figures(decision, "observed_reached") == {
        "level": "orange",
        "aqi": 210,
        "above": 200,
        "coming": [210],
    }


def test_observed_air_above_300_without_relief_raises_to_red():
    air = hours((0, 48), (SEVERE, 48), (0, 144))
    assert step(air, YELLOW).level == RED
    assert step(air, ORANGE).level == RED
    assert step(air, RED).action == "keep"


@pytest.mark.parametrize(("coming", "action"), [(SEVERE, "raise"), (HEAVY, "keep")])
def test_a_better_category_ahead_is_an_improvement(coming, action):
    assert step(hours((0, 48), (SEVERE, 24), (coming, 24), (0, 144)), ORANGE).action == action


def test_observed_air_with_hours_missing_raises_nothing():
    air = hours((0, 48), (SEVERE, 12), (None, 12), (SEVERE, 24), (0, 144))
    assert step(air, ORANGE).action == "keep"


def test_clear_air_for_36_hours_lifts():
    decision = step(hours((HEAVY, 20), (CLEAN, 220)), ORANGE)
    assert (decision.action, decision.level, decision.ends_at) == ("lift", None, NOW)
    assert figures(decision, "clear") == {"aqi": 43, "highest": 43, "at_most": 150, "hours": 36}


@pytest.mark.parametrize(("ahead", "action"), [(36, "keep"), (40, "lift")])
def test_no_block_that_ends_within_36_hours_may_exceed_150(ahead, action):
    # A spell of 20 hours at AQI 160 that begins `ahead` - 20 hours from now; no rule is met by it.
    spell = hours((CLEAN, 72 + ahead - 24), (MODERATE, 24), (0, 200))
    assert step(spell, YELLOW).action == action


def test_air_still_above_150_keeps_the_warning_and_says_why():
    decision = step(hours((0, 48), (MODERATE, 24), (0, 168)), YELLOW)
    assert (decision.action, codes(decision)[0]) == ("keep", "not_clear")
    assert figures(decision, "not_clear")["aqi"] == 160
    assert figures(decision, "not_clear")["at_most"] == 150


def test_unknown_air_never_lifts():
    decision = step(hours((CLEAN, 60), (None, 12), (CLEAN, 168)), RED)
    assert (decision.action, decision.level) == ("keep", RED)
    assert codes(decision)[0] == "unknown_block"
    assert "data_missing" in codes(decision)


def test_a_forecast_that_is_not_there_never_lifts():
    short = hours((CLEAN, 72)).between(NOW - 72 * HOUR, NOW)
    decision = step(short, RED)
    assert (decision.action, "no_forecast" in codes(decision)) == ("keep", True)


def test_what_follows_within_the_lifting_hours_at_a_lower_level_lowers():
    decision = step(hours((HEAVY, 20), (0, 82), (BRINK + 1, 24), (0, 114)), RED)
    assert (decision.action, decision.level, decision.begins_at) == ("lower", YELLOW, NOW)
    assert codes(decision)[:2] == ["clear", "rule_met"]


def test_an_episode_after_the_lifting_hours_is_a_warning_of_its_own():
    air = hours((HEAVY, 20), (0, 112), (BRINK + 1, 48), (0, 60))
    decision = step(air, ORANGE)
    assert (decision.action, codes(decision)[:2]) == ("lift", ["clear", "later_episode"])
    assert step(air).level == ORANGE


def test_a_warning_that_has_not_begun_waits_for_its_episode():
    air = hours((0, 172), (BRINK + 1, 48), (0, 20))
    assert step(air, ORANGE, since=NOW + 90 * HOUR).action == "keep"
    assert step(hours((0, 240)), ORANGE, since=NOW + 90 * HOUR).action == "lift"


def test_a_warning_that_has_not_begun_is_lowered_to_begin_with_its_episode():
    decision = step(hours((0, 122), (BRINK + 1, 24), (0, 94)), RED, since=NOW + 40 * HOUR)
    assert (decision.action, decision.level, decision.begins_at) == ("lower", YELLOW, NOW + 50 * HOUR)


def test_a_plan_may_warn_by_pm25_alone():
    by_pm25 = replace(NATIONAL, levels=(LevelRule(YELLOW, (Alternative((PM25_ABOVE_115,)),)),))
    assert step(hours((0, 72), (EDGE + 1, 24), (0, 144)), rules=by_pm25).level == YELLOW
    decision = step(hours((CLEAN, 240)), YELLOW, rules=by_pm25)
    assert (decision.action, figures(decision, "clear")["at_most"]) == ("lift", 150)


@pytest.mark.parametrize(
    ("indices", "level", "action", "to"),
    [
        ((60, 90, 80, 70), RED, "lift", None), ((60, 90, 80, 151), RED, "keep", RED),
        ((60, 90, 80, 70, 210), RED, "lower", YELLOW), ((60, 90, 80, 70, 60, 210), RED, "lift", None),
        ((60, 160, 80, 70), YELLOW, "keep", YELLOW), ((60, 210, 215, 160), YELLOW, "raise", ORANGE),
        ((60, 310, 310, 60, 60), ORANGE, "raise", RED), ((60, 60, 80), ORANGE, "keep", ORANGE),
    ],
)  # fmt: skip
def test_daily_series_lift_after_two_clear_days(indices, level, action, to):
    decision = step(days(*indices), level)
    assert (decision.action, decision.level) == (action, to)


def test_two_episodes_with_a_short_gap_start_at_the_higher_level():
    decision = step(days(60, 60, 210, 60, 210, 210))
    assert (decision.action, decision.level, decision.begins_at) == ("issue", ORANGE, NOW)
    assert decision.ends_at == datetime(2025, 12, 14, tzinfo=SHANGHAI)
    assert figures(decision, "merged") == {"gap_hours": 24}


def test_the_nearest_of_two_episodes_is_issued_first():
    decision = step(days(60, 60, 60, 210, 60, 60, 210, 210))
    assert (decision.action, decision.level) == ("issue", YELLOW)
    assert figures(decision, "later_episode")["level"] == "orange"


def test_under_an_exclusion_a_health_advisory_is_proposed_that_names_it():
    ozone = hours((0, 72), (290, 48), (0, 120), pollutant=Pollutant.O3)
    decision = step(ozone, rules=replace(NATIONAL, covers=(Pollutant.PM25,)))
    assert (decision.action, decision.level, decision.primary) == ("advisory", None, (Pollutant.O3,))
    assert figures(decision, "excluded")["by"] == ["O3"]
    dusty = hours((0, 72), (HEAVY, 48), dust=range(72, 120))
    assert figures(step(dusty, rules=replace(NATIONAL, covers_dust=False)), "excluded")["by"] == ["dust"]


@pytest.mark.parametrize(
    ("level", "superior", "action", "to"),
    [
        (None, ORANGE, "issue", ORANGE), (YELLOW, ORANGE, "raise", ORANGE), (ORANGE, ORANGE, "keep", ORANGE),
        (RED, ORANGE, "lower", ORANGE), (RED, None, "lift", None),
    ],
)  # fmt: skip
def test_a_superior_s_level_is_the_least_here(level, superior, action, to):
    decision = step(hours((CLEAN, 240)), level, superior=superior)
    assert (decision.action, decision.level) == (action, to)
    assert ("superior" in codes(decision)) == (superior is not None)


def test_own_ground_may_go_above_the_superior():
    decision = step(hours((0, 72), (SEVERE, 96)), superior=YELLOW)
    assert (decision.action, decision.level) == ("issue", RED)


def test_a_plan_may_ask_for_two_observed_days():
    slow = replace(NATIONAL, raising=Raising(observed_hours=48, outlook_hours=24))
    air = hours((0, 48), (SEVERE, 48), (0, 144))
    assert (step(air, ORANGE).action, step(air, ORANGE, rules=slow).action) == ("raise", "keep")


def test_reasons_are_plain_json():
    decision = step(hours((0, 40), (SEVERE, 30), (None, 20), (SEVERE, 90)), YELLOW)
    assert json.loads(json.dumps([reason.as_json() for reason in decision.because]))[0]["code"]


def test_on_beijing_s_air_the_story_runs_from_issue_to_lifting():
    air, in_force, steps = beijing(), None, []
    for day in range(20):
        now = datetime(2015, 12, 18, 12, tzinfo=SHANGHAI) + timedelta(days=day)
        decision = decide(judged(air, now), NATIONAL, in_force)
        if decision.action not in ("keep", "none"):
            steps.append((now.day, decision.action, decision.level))
            in_force = InForce(decision.level, decision.begins_at) if decision.level else None
    assert steps[0] == (18, "issue", RED)
    assert {action for _day, action, _level in steps[1:]} == {"lower", "raise", "lift"}
    assert steps[-1] == (5, "lift", None)
