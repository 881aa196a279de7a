"""An evaluation as JSON: the proof that is kept with a proposal, and the answer of `evaluate --json`."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from early_warnings.verdicts import (
    AlternativeVerdict,
    Block,
    ConditionVerdict,
    Episode,
    Evaluation,
    Exclusion,
    Gap,
    RuleVerdict,
    Shortfall,
    Span,
)
from plans.levels import Level

Json = dict[str, Any]


def as_json(evaluation: Evaluation, jurisdiction: str) -> Json:
    """The evaluation for the jurisdiction of that code, in plain JSON values; times with +08:00."""
    return {
        "jurisdiction": jurisdiction,
        "evaluated_at": when(evaluation.evaluated_at),
        "standard": evaluation.standard,
        **span(evaluation.span),
        "primary_pollutants": [str(each) for each in evaluation.span.primary],
        "rules": [_rule(each) for each in evaluation.rules],
        "blocks": [_block(each) for each in evaluation.blocks],
        "gaps": [gap(each) for each in evaluation.gaps],
        "merged": [_episode(each) for each in evaluation.episodes if each.is_merged],
        "ranges": {judged_at: span(each) for judged_at, each in evaluation.ranges.items()},
        "excluded": evaluation.excluded and exclusion(evaluation.excluded),
    }


def when(moment: datetime | None) -> str | None:
    """A time in ISO 8601 with its offset, or null."""
    return None if moment is None else moment.isoformat()


def slug(level: Level | None) -> str | None:
    """A level's word, or null."""
    return None if level is None else level.slug


def plain(value: Decimal) -> int | float:
    """A figure as JSON writes it."""
    return int(value) if value == value.to_integral_value() else float(value)


def span(found: Span) -> Json:
    """A level with its times."""
    return {"level": slug(found.level), "begins_at": when(found.begins_at), "ends_at": when(found.ends_at)}


def _rule(rule: RuleVerdict) -> Json:
    return {
        "level": rule.level.slug,
        "met": rule.is_met,
        "begins_at": when(rule.begins_at),
        "ends_at": when(rule.ends_at),
        "alternatives": [_alternative(each) for each in rule.alternatives],
    }


def _alternative(alternative: AlternativeVerdict) -> Json:
    return {
        "conditions": [condition(each) for each in alternative.conditions],
        "met": alternative.is_met,
        "begins_at": when(alternative.begins_at),
        "ends_at": when(alternative.ends_at),
    }


def condition(verdict: ConditionVerdict) -> Json:
    """A condition, whether it is met, and what it lacks."""
    return {
        "metric": verdict.condition.metric,
        "above": plain(verdict.condition.above),
        "hours": verdict.condition.hours,
        **({"air": "observed"} if verdict.condition.air == "observed" else {}),
        "met": verdict.is_met,
        "shortfall": verdict.shortfall and _shortfall(verdict.shortfall),
    }


def _shortfall(shortfall: Shortfall) -> Json:
    return {
        "units": None if shortfall.units is None else plain(shortfall.units),
        "hours": shortfall.hours,
        "blocks": [{"begins_at": when(begin), "value": plain(value)} for begin, value in shortfall.blocks],
    }


def _block(block: Block) -> Json:
    return {
        "begins_at": when(block.begins_at),
        "aqi": block.aqi,
        "primary": [str(each) for each in block.primary],
        "known": block.is_known,
        "in_scope": block.is_in_scope,
        "in_scope_aqi": block.largest,
    }


def gap(missing: Gap) -> Json:
    """From when to when data is missing, and of what."""
    return {
        "from": when(missing.begins_at),
        "to": when(missing.ends_at),
        "pollutants": [str(each) for each in missing.pollutants],
        "breaks_blocks": missing.is_breaking,
    }


def _episode(episode: Episode) -> Json:
    whole = Span(episode.level, episode.begins_at, episode.ends_at)
    return {**span(whole), "parts": [span(part) for part in episode.parts]}


def exclusion(excluded: Exclusion) -> Json:
    """What the plan's scope leaves out, and by which exclusion."""
    return {**span(excluded.span), "by": list(excluded.by)}
