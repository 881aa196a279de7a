"""A season judged by a plan's rules: its warnings, the level of every day, and how two editions differ."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from early_warnings.concentrations import Pollutant
from early_warnings.proof import Json, slug, when
from early_warnings.replay import ReplayedWarning, Step, replay, step_as_json, warning_as_json
from early_warnings.rules import PlanRules
from early_warnings.series import DAY, HOUR, SHANGHAI, DailySeries, HourlySeries, midnight
from early_warnings.windows import daily_windows, hourly_windows
from plans.levels import Level

# A chart needs no more points than a wide screen has.
MOST_POINTS = 3000
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days in Asia/Shanghai, both included; the air is judged every `every` from the first midnight on.

    `every` divides a day.
    """

    first: date
    last: date
    every: timedelta = DAY

    @property
    def begins_at(self) -> datetime:
        """The first midnight."""
        return midnight(self.first)

    @property
    def ends_at(self) -> datetime:
        """The midnight after the last day."""
        return midnight(self.last + DAY)

    @property
    def moments(self) -> int:
        """How often the air is judged."""
        return (self.ends_at - self.begins_at) // self.every

    @property
    def days(self) -> Iterator[date]:
        """Every day, in order."""
        return (self.first + number * DAY for number in range((self.last - self.first).days + 1))


@dataclass(frozen=True, slots=True)
class LevelSpan:
    """A level in force from one moment to before another."""

    level: Level
    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Difference:
    """Adjoining days on which two editions called for different levels, each the same throughout."""

    first: date
    last: date
    here: Level | None
    there: Level | None


def spans(warning: ReplayedWarning, until: datetime) -> tuple[LevelSpan, ...]:
    """The levels of a warning one after the other; what is still in force ends at `until`."""
    changes: list[tuple[Level | None, datetime]] = []
    for step in warning.steps:
        # A step taken before the one ahead has begun replaces it, as in `ReplayedWarning.begins_at`.
        while changes and changes[-1][1] > step.at:
            changes.pop()
        changes.append((step.level, max(step.begins_at or step.at, step.at)))
    ends = [*changes, (None, until)]
    return tuple(
        LevelSpan(level, begin, min(end, until))
        for (level, begin), (_next, end) in pairwise(ends)
        if level and begin < min(end, until)
    )


def levels_of_days(found: Iterable[LevelSpan]) -> dict[date, Level]:
    """The highest level in force at any time of each day; days without a warning are left out."""
    days: dict[date, Level] = {}
    for span in found:
        first = span.begins_at.astimezone(SHANGHAI).date()
        last = (span.ends_at - INSTANT).astimezone(SHANGHAI).date()
        for number in range((last - first).days + 1):
            day = first + number * DAY
            days[day] = max(days.get(day, span.level), span.level)
    return days


def differences(
    here: Mapping[date, Level], there: Mapping[date, Level], days: Iterable[date]
) -> tuple[Difference, ...]:
    """The stretches of `days` (adjoining, in order) on which the two levels are not the same."""
    found: list[Difference] = []
    for day in days:
        one, other = here.get(day), there.get(day)
        if one == other:
            continue
        last = found[-1] if found else None
        if last and (last.last + DAY, last.here, last.there) == (day, one, other):
            found[-1] = Difference(last.first, day, one, other)
        else:
            found.append(Difference(day, day, one, other))
    return tuple(found)


def daily_index(series: HourlySeries | DailySeries, period: Period) -> dict[date, int | None]:
    """The AQI of every calendar day of the period, None where the data does not give one."""
    if isinstance(series, DailySeries):
        windows = daily_windows(series.between(period.first, period.last + DAY))
    else:
        windows = hourly_windows(series.between(period.begins_at, period.ends_at))
    return {
        day: int(windows.aqi[place]) if windows.known[place] and windows.aqi[place] >= 0 else None
        for day, place in zip(period.days, range(0, windows.count, windows.block), strict=True)
    }


def course(series: HourlySeries | DailySeries, period: Period) -> list[tuple[datetime, int | None]]:
    """The AQI for a chart: of each day at its noon, or of the 24 hours that end at each moment.

    At most `MOST_POINTS`, evenly thinned out.
    """
    if isinstance(series, DailySeries):
        return [(midnight(day) + DAY / 2, aqi) for day, aqi in daily_index(series, period).items()]
    windows = hourly_windows(series.between(period.begins_at - DAY, period.ends_at))
    pace = -(-windows.count // MOST_POINTS)
    return [
        (windows.at(place) + DAY, int(windows.aqi[place]) if windows.known[place] else None)
        for place in range(0, windows.count, pace)
    ]


def season(series: HourlySeries | DailySeries, period: Period) -> Json:
    """The air that was judged: the index of every day, and its course, in plain JSON values."""
    return {
        "hourly": isinstance(series, HourlySeries),
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "every_hours": period.every // HOUR,
        "days": {day.isoformat(): aqi for day, aqi in daily_index(series, period).items()},
        "course": [[when(moment), aqi] for moment, aqi in course(series, period)],
    }


def outcome(
    series: HourlySeries | DailySeries,
    rules: PlanRules,
    period: Period,
    judged: Callable[[datetime], None] | None = None,
) -> Json:
    """What one edition would have called for, in plain JSON values; `judged` as in `replay`.

    ``warnings`` with their steps and spans, ``advisories``, ``levels`` as {slug: {warnings, days, hours}},
    lowest first, ``days`` as {ISO day: slug}, ``limits``: the AQI values that the rules name.
    """
    warnings, advisories = replay(
        series, rules, period.begins_at, period.ends_at - period.every, every=period.every, judged=judged
    )
    found = [spans(warning, period.ends_at) for warning in warnings]
    every_span = [span for each in found for span in each]
    days = levels_of_days(every_span)
    known = sorted(rule.level for rule in rules.levels)
    return {
        "warnings": [_warning(*each) for each in zip(warnings, found, strict=True)],
        "advisories": [step_as_json(each) for each in advisories],
        "levels": {level.slug: _tally(level, warnings, days, every_span) for level in known},
        "days": {day.isoformat(): level.slug for day, level in sorted(days.items())},
        "limits": sorted({value for rule in rules.levels for value in rule.indices()}),
    }


def _warning(warning: ReplayedWarning, found: Sequence[LevelSpan]) -> Json:
    return {
        **warning_as_json(warning),
        "primary": [str(each) for each in _primary(warning.steps)],
        "raised": _count(warning, "raise"),
        "lowered": _count(warning, "lower"),
        "merged": any(reason.code == "merged" for step in warning.steps for reason in step.because),
        "spans": [
            {"level": each.level.slug, "from": when(each.begins_at), "until": when(each.ends_at)}
            for each in found
        ],
    }


def _primary(steps: Iterable[Step]) -> tuple[Pollutant, ...]:
    return tuple(dict.fromkeys(pollutant for step in steps for pollutant in step.primary))


def _count(warning: ReplayedWarning, action: str) -> int:
    return sum(step.action == action for step in warning.steps)


def _tally(
    level: Level, warnings: Sequence[ReplayedWarning], days: Mapping[date, Level], found: Sequence[LevelSpan]
) -> Json:
    lasted = sum((each.ends_at - each.begins_at for each in found if each.level == level), timedelta())
    return {
        "warnings": sum(warning.level == level for warning in warnings),
        "days": sum(each == level for each in days.values()),
        "hours": lasted // HOUR,
    }


def compared(here: Json, there: Json, period: Period) -> list[Json]:
    """How two outcomes of the same period differ, stretch by stretch, in plain JSON values."""
    one, other = (
        {date.fromisoformat(day): Level.from_slug(level) for day, level in each["days"].items()}
        for each in (here, there)
    )
    return [
        {
            "from": each.first.isoformat(),
            "to": each.last.isoformat(),
            "here": slug(each.here),
            "there": slug(each.there),
        }
        for each in differences(one, other, period.days)
    ]
