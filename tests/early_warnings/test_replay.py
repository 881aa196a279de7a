"""Beijing's December 2015 as the national rules would have answered it, had forecasts been perfect."""

from dataclasses import replace
from datetime import datetime
from functools import cache

import pytest

from early_warnings.decisions import decide
from early_warnings.replay import replay
from early_warnings.rules import NATIONAL
from early_warnings.series import DAY, HOUR, SHANGHAI
from early_warnings.windows import hourly_windows
from plans.levels import Level
from tests.early_warnings.air import beijing, judged

EVE = datetime(2015, 12, 18, 12, tzinfo=SHANGHAI)
BEGINS = datetime(2015, 12, 19, 13, tzinfo=SHANGHAI)
JANUARY = datetime(2016, 1, 10, tzinfo=SHANGHAI)


@cache
def season():
    return beijing()


@pytest.fixture
def red():
    """The warning issued on the eve, judged every hour from then on."""
    warnings, _advisories = replay(season(), NATIONAL, EVE, JANUARY, every=HOUR)
    return warnings[0]


def is_clear(moment) -> bool:
    """The 36-hour rule, counted anew: no 24 hours that end from now to 36 hours on exceed AQI 150."""
    means = hourly_windows(season())
    ends = [moment + number * HOUR for number in range(37)]
    return all(0 <= means.aqi[means.place(end - DAY)] <= 150 for end in ends)


def test_red_is_called_for_on_the_eve():
    evaluation = judged(replace(season(), observed_until=EVE), now=EVE)
    decision = decide(evaluation, NATIONAL, None)
    assert (decision.action, decision.level, decision.begins_at) == ("issue", Level.RED, BEGINS)


def test_the_warning_is_red_from_the_first_hour_of_its_chain(red):
    assert (red.level, red.begins_at, red.steps[0].at) == (Level.RED, BEGINS, EVE)


def test_it_is_lifted_in_the_first_hour_that_the_36_hour_rule_allows(red):
    eased = [step for step in red.steps if step.action in ("lower", "lift")]
    assert eased[-1].action == "lift"
    assert red.lifted_at == datetime(2016, 1, 4, 16, tzinfo=SHANGHAI)
    assert all(is_clear(step.at) for step in eased)
    assert not is_clear(red.lifted_at - HOUR)


def test_a_clean_day_between_two_episodes_does_not_lift_it(red):
    """Christmas came two days after the first stretch ended: too near for 36 clear hours."""
    christmas = datetime(2015, 12, 25, 12, tzinfo=SHANGHAI)
    assert not any(step.action in ("lower", "lift") for step in red.steps if step.at <= christmas)
