"""How far the air is from the next level."""

from decimal import Decimal

from early_warnings.proof import Json, condition
from early_warnings.verdicts import AlternativeVerdict, Evaluation
from plans.levels import Level


def nearest_miss(evaluation: Evaluation, level: Level | None) -> Json | None:
    """The unmet alternative of the next higher level that lacks least, with what each condition lacks.

    None when there is no higher level or no data to say.
    """
    higher = [rule for rule in evaluation.rules if rule.level > (level or 0) and not rule.is_met]
    if not higher:
        return None
    rule = min(higher, key=lambda each: each.level)
    judged = [each for each in rule.alternatives if _lacking(each) is not None]
    if not judged:
        return None
    nearest = min(judged, key=lambda each: _lacking(each) or Decimal(0))
    return {"level": rule.level.slug, "conditions": [condition(each) for each in nearest.conditions]}


def _lacking(alternative: AlternativeVerdict) -> Decimal | None:
    """The units that its weakest condition lacks, None where data is missing."""
    shortfalls = [each.shortfall for each in alternative.conditions if each.shortfall]
    if any(each.units is None for each in shortfalls):
        return None
    return max((each.units for each in shortfalls if each.units is not None), default=Decimal(0))
