"""A past season as the plan would have answered it, had each day's forecast been perfect."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from early_warnings.concentrations import Pollutant
from early_warnings.decisions import Action, Decision, InForce, Reason, decide
from early_warnings.evaluation import evaluate
from early_warnings.proof import Json, slug, when
from early_warnings.rules import PlanRules
from early_warnings.series import DAY, SHANGHAI, DailySeries, HourlySeries, on_the_hour
from early_warnings.standards import Standard
from plans.levels import Level

CHANGES: tuple[Action, ...] = ("issue", "raise", "lower", "lift")


@dataclass(frozen=True, slots=True)
class Step:
    """What the plan called for at `at`; `level` is None for a lifting and an advisory."""

    at: datetime
    action: Action
    level: Level | None
    begins_at: datetime | None
    ends_at: datetime | None
    because: tuple[Reason, ...]
    primary: tuple[Pollutant, ...] = ()


@dataclass(frozen=True, slots=True)
class ReplayedWarning:
    """One warning from its issue to its lifting, or to the end of the replay."""

    steps: tuple[Step, ...]

    @property
    def level(self) -> Level:
        """The highest level it reached."""
        return max(step.level for step in self.steps if step.level)

    @property
    def begins_at(self) -> datetime | None:
        """When it began, None when it was lifted before it could."""
        began = None
        for step in self.steps:
            # A step that is taken before the warning begins moves its beginning.
            if began is None or began > step.at:
                began = step.begins_at
        return began

    @property
    def lifted_at(self) -> datetime | None:
        """When it was lifted, None while in force."""
        return self.steps[-1].at if self.steps[-1].action == "lift" else None


def replay(
    series: HourlySeries | DailySeries,
    rules: PlanRules,
    begin: datetime,
    end: datetime,
    *,
    every: timedelta = DAY,
    standard: Standard | None = None,
    judged: Callable[[datetime], None] | None = None,
) -> tuple[tuple[ReplayedWarning, ...], tuple[Step, ...]]:
    """The warnings, and the days with a health advisory instead of one, from `begin` to `end` (aware).

    Every `every` the air is judged as if what lies ahead were the forecast, and the decision taken at once.
    `judged` is told of each moment once it is behind.
    """
    warnings: list[list[Step]] = []
    advisories: list[Step] = []
    in_force: InForce | None = None
    for now in _moments(begin, end, every):
        decision = decide(evaluate(_seen_at(series, now), rules, now, standard=standard), rules, in_force)
        if decision.action == "advisory":
            advisories.append(_step(now, decision))
        if decision.action == "issue":
            warnings.append([])
        if decision.action in CHANGES:
            warnings[-1].append(_step(now, decision))
            in_force = InForce(decision.level, decision.begins_at or now) if decision.level else None
        if judged:
            judged(now)
    return tuple(ReplayedWarning(tuple(steps)) for steps in warnings), tuple(advisories)


def _moments(begin: datetime, end: datetime, every: timedelta) -> Iterator[datetime]:
    now = begin.astimezone(SHANGHAI)
    while now <= end:
        yield now
        now += every


def _seen_at(series: HourlySeries | DailySeries, now: datetime) -> HourlySeries | DailySeries:
    if isinstance(series, HourlySeries):
        return replace(series, observed_until=on_the_hour(now))
    return replace(series, observed_until=now.date())


def _step(now: datetime, decision: Decision) -> Step:
    return Step(
        now,
        decision.action,
        decision.level,
        decision.begins_at,
        decision.ends_at,
        decision.because,
        decision.primary,
    )


def step_as_json(step: Step) -> Json:
    """A step in plain JSON values."""
    return {
        "at": when(step.at),
        "action": step.action,
        "level": slug(step.level),
        "begins_at": when(step.begins_at),
        "ends_at": when(step.ends_at),
        "primary": [str(each) for each in step.primary],
        "reasons": [reason.as_json() for reason in step.because],
    }


def warning_as_json(warning: ReplayedWarning) -> Json:
    """A warning with its steps in plain JSON values."""
    return {
        "level": warning.level.slug,
        "issued_at": when(warning.steps[0].at),
        "begins_at": when(warning.begins_at),
        "lifted_at": when(warning.lifted_at),
        "steps": [step_as_json(step) for step in warning.steps],
    }
