"""The rules of a plan edition, read from its rows."""

from decimal import Decimal
from typing import Any

from early_warnings.aqi import POLLUTANTS
from early_warnings.concentrations import Pollutant
from early_warnings.rules import Alternative, Condition, LevelRule, Lifting, PlanRules, Raising
from plans.levels import Level
from plans.models import PlanEdition, Trigger


def rules_of(edition: PlanEdition) -> PlanRules:
    """What the edition says of when to warn; one query, for the triggers."""
    parts = edition.rules
    return PlanRules(
        levels=tuple(_level_rule(trigger) for trigger in edition.triggers.all()),
        lifting=Lifting(parts["lifting"]["hours"], parts["lifting"]["below"]),
        raising=Raising(parts["raising"]["observed_hours"], parts["raising"]["outlook_hours"]),
        merging_hours=parts["merging"]["gap_hours"],
        covers=_covers(edition),
        covers_dust="dust" not in edition.excludes,
        judged_at=parts["settings"].get("range_judged_at", {}).get("value", "middle"),
    )


def _level_rule(trigger: Trigger) -> LevelRule:
    return LevelRule(Level(trigger.level), tuple(_alternative(each) for each in trigger.any_of))


def _alternative(raw: dict[str, Any]) -> Alternative:
    return Alternative(tuple(_condition(each) for each in raw["all_of"]))


def _condition(raw: dict[str, Any]) -> Condition:
    return Condition(raw["metric"], Decimal(str(raw["above"])), raw["hours"], raw.get("air", "forecast"))


def _covers(edition: PlanEdition) -> tuple[Pollutant, ...]:
    excluded = {Pollutant.O3} if "ozone" in edition.excludes else set()
    named = [Pollutant(name) for name in edition.covers] or POLLUTANTS
    return tuple(each for each in POLLUTANTS if each in named and each not in excluded)
