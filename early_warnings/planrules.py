"""The rules of an edition as the evaluation reads them."""

from decimal import Decimal
from typing import Any

from early_warnings.aqi import POLLUTANTS
from early_warnings.concentrations import Pollutant
from early_warnings.rules import Alternative, Condition, LevelRule, Lifting, PlanRules, Raising
from plans.levels import Level
from plans.models import PlanEdition, Trigger


def rules_of(edition: PlanEdition) -> PlanRules:
    """Thresholds, lifting, raising, merging and scope of `edition`; what it does not say is the default."""
    plain = PlanRules(levels=tuple(_level_rule(trigger) for trigger in edition.triggers.all()))
    rules = edition.rules
    lifting, raising = rules.get("lifting", {}), rules.get("raising", {})
    return PlanRules(
        levels=plain.levels,
        lifting=Lifting(lifting.get("hours", plain.lifting.hours), lifting.get("below")),
        raising=Raising(
            raising.get("observed_hours", plain.raising.observed_hours),
            raising.get("outlook_hours", plain.raising.outlook_hours),
        ),
        merging_hours=rules.get("merging", {}).get("gap_hours", plain.merging_hours),
        covers=_covered(edition),
        covers_dust="dust" not in edition.excludes,
        judged_at=rules.get("settings", {}).get("range_judged_at", {}).get("value", plain.judged_at),
    )


def _level_rule(trigger: Trigger) -> LevelRule:
    return LevelRule(Level(trigger.level), tuple(_alternative(each["all_of"]) for each in trigger.any_of))


def _alternative(all_of: list[dict[str, Any]]) -> Alternative:
    return Alternative(
        tuple(Condition(each["metric"], Decimal(str(each["above"])), each["hours"]) for each in all_of)
    )


def _covered(edition: PlanEdition) -> tuple[Pollutant, ...]:
    """The pollutants the plan means: those it names, or all, without ozone where it excludes that."""
    named = tuple(Pollutant(name) for name in edition.covers) or POLLUTANTS
    return tuple(each for each in named if each != Pollutant.O3 or "ozone" not in edition.excludes)
