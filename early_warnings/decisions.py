"""What a plan calls for, given the evaluation and the warning now in force. It proposes; people decide."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

import numpy as np

from early_warnings.aqi import category_of
from early_warnings.concentrations import Pollutant
from early_warnings.misses import nearest_miss
from early_warnings.proof import exclusion, gap, span, when
from early_warnings.rules import PlanRules
from early_warnings.series import DAY, HOUR
from early_warnings.verdicts import Block, Episode, Evaluation
from plans.levels import Level

Action = Literal["issue", "raise", "lower", "lift", "keep", "none", "advisory"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One ground of a decision: a code and its figures, all plain JSON values."""

    code: str
    figures: Mapping[str, object] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """The reason as it is stored."""
        return {"code": self.code, **self.figures}


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do, at which level, from when to when, and why.

    `level` is the one to be in force afterwards, None for "lift", "none" and "advisory". A warning never
    begins before the time of the evaluation. `ends_at` is None where no rule says.
    """

    action: Action
    level: Level | None
    begins_at: datetime | None
    ends_at: datetime | None
    primary: tuple[Pollutant, ...]
    because: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class InForce:
    """The warning in force, or issued and not yet begun."""

    level: Level
    begins_at: datetime


def decide(
    evaluation: Evaluation, rules: PlanRules, in_force: InForce | None, *, superior: Level | None = None
) -> Decision:
    """The step that the plan calls for while `in_force` (None: no warning) is in force.

    `superior` is the level of the superior's warning in force: the least that may be in force here. The
    nearest episode decides; others are named as reasons.
    """
    nearest = _nearest(evaluation, rules, in_force)
    decision = _own_step(nearest, evaluation, rules, in_force)
    if superior is not None and (decision.level or 0) < superior:
        decision = _superior_step(decision, in_force, superior, evaluation.evaluated_at)
    return replace(decision, because=(*decision.because, *_beside(evaluation, nearest, decision)))


def _nearest(evaluation: Evaluation, rules: PlanRules, in_force: InForce | None) -> Episode | None:
    """The episode that the next step is about.

    [decided] When the air is clear, what the remaining forecast still meets is an episode that begins
    before the lifting hours are over. A later one comes after a stretch that lifts (Kuitun §3.3.6: two
    episodes so far apart are two), so it is a warning of its own. A warning that has not begun waits for
    its episode, however far away.
    """
    episode = evaluation.episodes[0] if evaluation.episodes else None
    if episode is None or in_force is None or in_force.begins_at > evaluation.evaluated_at:
        return episode
    clear_until = evaluation.outlook.ending_soon[-1].begins_at + DAY
    is_apart = episode.begins_at > clear_until and _obstacle(evaluation, rules, in_force.level) is None
    return None if is_apart else episode


def _own_step(
    nearest: Episode | None, evaluation: Evaluation, rules: PlanRules, in_force: InForce | None
) -> Decision:
    if in_force is None:
        return _first_step(nearest, evaluation)
    forecast = nearest.level if nearest and nearest.level > in_force.level else None
    reached = _reached(evaluation, rules, in_force.level)
    if nearest and forecast and forecast >= (reached or 0):
        return _for_episode("raise", nearest, evaluation)
    if reached:
        return _raise_to_air(reached, nearest, evaluation, rules)
    return _ease(nearest, evaluation, rules, in_force)


def _first_step(nearest: Episode | None, evaluation: Evaluation) -> Decision:
    if nearest:
        return _for_episode("issue", nearest, evaluation)
    action: Action = "advisory" if evaluation.excluded else "none"
    primary = evaluation.excluded.span.primary if evaluation.excluded else ()
    return Decision(action, None, None, None, primary, ())


def _for_episode(action: Action, episode: Episode, evaluation: Evaluation, *reasons: Reason) -> Decision:
    """A step to the level of an episode, with the rules met in it."""
    return Decision(
        action,
        episode.level,
        max(episode.begins_at, evaluation.evaluated_at),
        _ahead(episode, evaluation),
        episode.primary,
        (*reasons, *_grounds(episode)),
    )


def _ahead(episode: Episode, evaluation: Evaluation) -> datetime | None:
    """The end of an episode, where one is forecast: one that rests on observed air alone ends with it."""
    return episode.ends_at if episode.ends_at > evaluation.evaluated_at else None


def _grounds(episode: Episode) -> Iterator[Reason]:
    yield from (Reason("rule_met", span(part)) for part in episode.parts)
    yield from (Reason("merged", {"gap_hours": gap // HOUR}) for gap in episode.gaps)


def _reached(evaluation: Evaluation, rules: PlanRules, in_force: Level) -> Level | None:
    """The highest level above `in_force` that observed air has reached with no better category ahead.

    Kuitun §3.3.6; the figures are [decided], see `PlanRules.reached_above`.
    """
    observed, coming = evaluation.outlook.observed, evaluation.outlook.coming
    if not all(each.is_in_scope and each.largest is not None for each in (*observed, *coming)):
        return None
    least = min(each.largest or 0 for each in observed)
    if min(_category(each) for each in coming) < _category(observed[0]):
        return None
    higher = [rule.level for rule in rules.levels if rule.level > in_force]
    return max((level for level in higher if least > rules.reached_above(level)), default=None)


def _category(block: Block) -> int:
    return int(category_of(np.array(block.largest or 0, dtype=np.int32)))


def _raise_to_air(
    level: Level, nearest: Episode | None, evaluation: Evaluation, rules: PlanRules
) -> Decision:
    observed, coming = evaluation.outlook.observed[0], evaluation.outlook.coming
    figures = {
        "level": level.slug,
        "aqi": observed.largest,
        "above": rules.reached_above(level),
        "coming": [each.largest for each in coming],
    }
    return Decision(
        "raise",
        level,
        evaluation.evaluated_at,
        _ahead(nearest, evaluation) if nearest else None,
        observed.primary,
        (Reason("observed_reached", figures),),
    )


def _ease(nearest: Episode | None, evaluation: Evaluation, rules: PlanRules, in_force: InForce) -> Decision:
    """Lower or lift when the air is clear and stays so (Kuitun §3.3.6), else keep."""
    obstacle = _obstacle(evaluation, rules, in_force.level)
    ground = obstacle or _clear(evaluation, rules, in_force.level)
    if nearest is None and obstacle is None:
        return Decision("lift", None, None, evaluation.evaluated_at, (), (ground,))
    if nearest is None or obstacle or nearest.level == in_force.level:
        grounds = _grounds(nearest) if nearest else ()
        ends_at, primary = (_ahead(nearest, evaluation), nearest.primary) if nearest else (None, ())
        return Decision("keep", in_force.level, None, ends_at, primary, (ground, *grounds))
    lower = _for_episode("lower", nearest, evaluation, ground)
    # A warning in force goes on at the lower level at once; one that has not begun begins with its episode.
    has_begun = in_force.begins_at <= evaluation.evaluated_at
    return replace(lower, begins_at=evaluation.evaluated_at) if has_begun else lower


def _watched(evaluation: Evaluation) -> list[Block]:
    """The latest block and all that end within the lifting hours, as far as the plan covers them."""
    outlook = evaluation.outlook
    return [each for each in (outlook.observed[0], *outlook.ending_soon) if each.is_in_scope]


def _obstacle(evaluation: Evaluation, rules: PlanRules, in_force: Level) -> Reason | None:
    """What stands against lowering: the worst block above the limit, or a block that is unknown."""
    limit = rules.clear_at(in_force)
    watched = _watched(evaluation)
    worst = max(watched, key=lambda each: each.largest or 0, default=None)
    if worst and (worst.largest or 0) > limit:
        figures = {"aqi": worst.largest, "begins_at": when(worst.begins_at), "at_most": limit}
        return Reason("not_clear", figures)
    unknown = next((each for each in watched if not each.is_known), None)
    return Reason("unknown_block", {"begins_at": when(unknown.begins_at)}) if unknown else None


def _clear(evaluation: Evaluation, rules: PlanRules, in_force: Level) -> Reason:
    figures = {
        "aqi": evaluation.outlook.observed[0].largest,
        "highest": max((each.largest or 0 for each in _watched(evaluation)), default=None),
        "at_most": rules.clear_at(in_force),
        "hours": rules.lifting.hours,
    }
    return Reason("clear", figures)


def _superior_step(own: Decision, in_force: InForce | None, superior: Level, now: datetime) -> Decision:
    """Hold the superior's level where our own ground would stay under it."""
    action: Action
    if in_force is None:
        action = "issue"
    elif in_force.level == superior:
        action = "keep"
    else:
        action = "raise" if in_force.level < superior else "lower"
    begins_at = None if action == "keep" else now
    order = Reason("superior", {"level": superior.slug})
    ends_at = None if own.action == "lift" else own.ends_at
    return Decision(action, superior, begins_at, ends_at, own.primary, (order, *own.because))


def _beside(evaluation: Evaluation, nearest: Episode | None, decision: Decision) -> Iterator[Reason]:
    """What people should know beside the ground of the decision."""
    for later in evaluation.episodes:
        if later is nearest:
            continue
        times = {"begins_at": when(later.begins_at), "ends_at": when(later.ends_at)}
        yield Reason("later_episode", {"level": later.level.slug, **times})
    if evaluation.excluded:
        yield Reason("excluded", exclusion(evaluation.excluded))
    breaking = [gap(each) for each in evaluation.gaps if each.is_breaking]
    if breaking:
        yield Reason("data_missing", {"gaps": breaking})
    if not evaluation.outlook.coming[0].is_known:
        yield Reason("no_forecast", {"from": when(evaluation.outlook.coming[0].begins_at)})
    miss = nearest_miss(evaluation, decision.level)
    if miss:
        yield Reason("next_level", miss)
