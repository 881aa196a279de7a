"""A proposal in sentences: what the plan calls for, and how far the air is from each level."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from early_warnings.models import Proposal
from plans.levels import Level

Json = Mapping[str, Any]

SENTENCES: dict[str, Promise] = {
    Proposal.Action.ISSUE: gettext_lazy("The plan calls for a warning"),
    Proposal.Action.RAISE: gettext_lazy("The plan calls for raising the warning"),
    Proposal.Action.LOWER: gettext_lazy("The plan calls for lowering the warning"),
    Proposal.Action.LIFT: gettext_lazy("The plan calls for lifting the warning"),
    Proposal.Action.KEEP: gettext_lazy("The warning stays as it is"),
    Proposal.Action.NONE: gettext_lazy("No warning is called for"),
    Proposal.Action.ADVISORY: gettext_lazy("Outside the plan's scope: a health advisory only"),
}


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A level's rule: when it is met, or what its nearest alternative lacks."""

    level: Level
    is_met: bool
    begins_at: datetime | None
    ends_at: datetime | None
    lacks: list[str]


def rule_lines(proof: Json) -> list[RuleLine]:
    """One line for each level of the proof, gravest first."""
    return [_line(rule) for rule in proof.get("rules", ())]


def _line(rule: Json) -> RuleLine:
    nearest = min(rule["alternatives"], key=_distance) if rule["alternatives"] and not rule["met"] else None
    missed = [each for each in nearest["conditions"] if not each["met"]] if nearest else []
    return RuleLine(
        Level.from_slug(rule["level"]),
        rule["met"],
        moment(rule["begins_at"]),
        moment(rule["ends_at"]),
        [lack(each) for each in missed],
    )


def _distance(alternative: Json) -> float:
    """What its weakest condition lacks; beyond everything where data is missing."""
    shortfalls = [each["shortfall"] for each in alternative["conditions"] if each["shortfall"]]
    return max((_units(each) for each in shortfalls), default=0.0)


def _units(shortfall: Json) -> float:
    return float("inf") if shortfall["units"] is None else float(shortfall["units"])


def lack(condition: Json) -> str:
    """What one condition lacks, in words."""
    shortfall = condition["shortfall"]
    named = {"metric": condition["metric"], "above": condition["above"], "hours": condition["hours"]}
    if shortfall["units"] is None:
        return _("%(metric)s > %(above)s for %(hours)s h: data is missing") % named
    return _("%(metric)s > %(above)s for %(hours)s h: %(units)s too low, %(short)s h too short") % {
        **named, "units": shortfall["units"], "short": shortfall["hours"],
    }  # fmt: skip


def thresholds(proof: Json) -> list[int]:
    """The AQI values that the rules name, ascending; the national ones where there is no proof."""
    named = {
        int(condition["above"])
        for rule in proof.get("rules", ())
        for alternative in rule["alternatives"]
        for condition in alternative["conditions"]
        if condition["metric"] == "AQI"
    }
    return sorted(named) or [150, 200, 300]


def moment(text: str | None) -> datetime | None:
    """A time of the proof."""
    return datetime.fromisoformat(text) if text else None
