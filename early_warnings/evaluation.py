"""What a plan's rules say of the air known at a moment: the level, from when to when, and the proof."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import get_args

from early_warnings.aqi import POLLUTANTS
from early_warnings.blocks import block_at, chain, span_of
from early_warnings.episodes import episodes
from early_warnings.gaps import daily_gaps, hourly_gaps
from early_warnings.rules import JudgedAt, LevelRule, PlanRules, highest_level, rule_met
from early_warnings.series import DAY, DAY_HOURS, HOUR, SHANGHAI, DailySeries, HourlySeries, on_the_hour
from early_warnings.shortfalls import judge
from early_warnings.standards import Standard, standard_for
from early_warnings.verdicts import Block, Evaluation, Exclusion, Gap, Outlook, RuleVerdict, Span
from early_warnings.windows import Windows, daily_windows, hourly_windows, within
from plans.levels import Level

LOOK_BACK = timedelta(hours=72)
LOOK_AHEAD = timedelta(hours=168)


def evaluate(
    series: HourlySeries | DailySeries, rules: PlanRules, now: datetime, *, standard: Standard | None = None
) -> Evaluation:
    """Judge the air that begins from 72 hours before `now` until 168 hours after it.

    `now` is aware. Without `standard` the edition follows the date of the air. A block that lacks data is
    unknown, never below: it breaks a chain and is reported.
    """
    if isinstance(series, HourlySeries):
        hour = on_the_hour(now)
        looked_at = series.between(hour - LOOK_BACK, hour + LOOK_AHEAD)
        windows = hourly_windows(looked_at, standard)
        return _verdict(windows, rules, now, standard, hourly_gaps(looked_at, windows), {})
    days = series.between(_first_midnight(now - LOOK_BACK).date(), _first_midnight(now + LOOK_AHEAD).date())
    judged: Iterable[JudgedAt] = get_args(JudgedAt)
    ends = {each: daily_windows(days, each) for each in judged}
    windows = ends[rules.judged_at]
    ranges = {each: _span(of_range, rules, now) for each, of_range in ends.items()}
    return _verdict(windows, rules, now, standard, daily_gaps(days, windows), ranges)


def _first_midnight(moment: datetime) -> datetime:
    """The first midnight in Asia/Shanghai at or after `moment`."""
    local = moment.astimezone(SHANGHAI)
    same_day = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return same_day if same_day == local else same_day + DAY


def _verdict(
    windows: Windows,
    rules: PlanRules,
    now: datetime,
    standard: Standard | None,
    gaps: tuple[Gap, ...],
    ranges: Mapping[JudgedAt, Span],
) -> Evaluation:
    seen = within(windows, rules.covers, dust=rules.covers_dust)
    span = _span(windows, rules, now)
    return Evaluation(
        evaluated_at=now.astimezone(SHANGHAI),
        standard=(standard or standard_for(now.astimezone(SHANGHAI).date())).name,
        span=span,
        rules=tuple(_rule_verdict(seen, rule, now) for rule in rules.from_high),
        blocks=_shown(seen, span, now),
        gaps=gaps,
        episodes=episodes(seen, rules, windows.place(now)),
        outlook=_outlook(seen, rules, windows.place(now)),
        excluded=_excluded(windows, rules, span, now),
        ranges=ranges,
    )


def _span(windows: Windows, rules: PlanRules, now: datetime) -> Span:
    level, begin, end = (int(found) for found in highest_level(windows, rules, windows.place(now)))
    return span_of(windows, Level(level), begin, end) if level else Span()


def _shown(windows: Windows, span: Span, now: datetime) -> tuple[Block, ...]:
    """The blocks of the chain, or those from now on."""
    if span.begins_at and span.ends_at:
        return chain(windows, windows.place(span.begins_at), windows.place(span.ends_at))
    return chain(windows, windows.place(now), windows.count)


def _rule_verdict(seen: Windows, rule: LevelRule, now: datetime) -> RuleVerdict:
    is_met, start, end = rule_met(seen, rule, seen.place(now)).first()
    return RuleVerdict(
        rule.level,
        bool(is_met),
        seen.at(int(start)) if is_met else None,
        seen.at(int(end)) if is_met else None,
        tuple(judge(seen, alternative, seen.place(now)) for alternative in rule.any_of),
    )


def _outlook(seen: Windows, rules: PlanRules, now_place: int) -> Outlook:
    back, ahead = (
        -(-hours // DAY_HOURS) for hours in (rules.raising.observed_hours, rules.raising.outlook_hours)
    )
    soon = -(-rules.lifting.hours * HOUR // seen.step)
    first_to_end = now_place - seen.block + 1
    return Outlook(
        observed=tuple(block_at(seen, now_place - number * seen.block) for number in range(1, back + 1)),
        coming=tuple(block_at(seen, now_place + number * seen.block) for number in range(ahead)),
        ending_soon=tuple(block_at(seen, first_to_end + number) for number in range(soon)),
    )


def _excluded(windows: Windows, rules: PlanRules, span: Span, now: datetime) -> Exclusion | None:
    """What the air would call for without the plan's exclusions, where that is more."""
    whole = _span(windows, replace(rules, covers=POLLUTANTS, covers_dust=True), now)
    if (whole.level or 0) <= (span.level or 0):
        return None
    dust = () if rules.covers_dust or not _has_dust(windows, whole) else ("dust",)
    return Exclusion(whole, (*dust, *(each for each in whole.primary if each not in rules.covers)))


def _has_dust(windows: Windows, span: Span) -> bool:
    if span.begins_at is None or span.ends_at is None:
        return False
    return bool(windows.dust[windows.place(span.begins_at) : windows.place(span.ends_at)].any())
