"""The air of a season for a backtest: from a file, or from what the portal has stored."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from early_warnings.airfiles import read_air
from early_warnings.evaluation import LOOK_AHEAD, LOOK_BACK
from early_warnings.gathering import day_of_observation, hour_of_observation
from early_warnings.models import Backtest
from early_warnings.series import (
    DailySeries,
    DayRow,
    HourlySeries,
    HourRow,
    daily_series,
    hourly_series,
    midnight,
)
from portal.offices.models import Jurisdiction

Series = HourlySeries | DailySeries
Rows = Sequence[HourRow] | Sequence[DayRow]


def series_of_file(content: bytes, name: str) -> Series:
    """The season in a file; raises AirFileError with every fault."""
    return series_of(read_air(content, name).rows)


def series_of(rows: Rows) -> Series:
    """A series of which all is known: a replay parts the observed from the forecast as it goes."""
    days = [row for row in rows if isinstance(row, DayRow)]
    if days:
        return daily_series(days, days[-1].day)
    hours = [row for row in rows if isinstance(row, HourRow)]
    return hourly_series(hours, hours[-1].time)


def stored_extent(jurisdiction: Jurisdiction, source: str) -> tuple[date, date] | None:
    """The first and last day of the observed hours or days that the portal has; None without any."""
    rows = jurisdiction.observations.filter(is_daily=source == Backtest.Source.DAYS).order_by("time")
    first, last = rows.first(), rows.last()
    if first is None or last is None:
        return None
    return timezone.localdate(first.time), timezone.localdate(last.time)


def extent_of(series: Series) -> tuple[date, date]:
    """The first and last day that a series touches."""
    last = series.end - (series.end - series.start) / (len(series.dust) or 1)
    return timezone.localdate(series.start), timezone.localdate(last)


def season_of(backtest: Backtest) -> Series:
    """The air of a backtest's days, with what the first and the last of them look at."""
    if backtest.source == Backtest.Source.FILE:
        with backtest.file.open("rb") as file:
            return series_of_file(file.read(), backtest.file_name)
    begin, end = backtest.period.begins_at - LOOK_BACK, backtest.period.ends_at + LOOK_AHEAD
    return stored_series(backtest.jurisdiction, backtest.source, begin, end)


def stored_series(jurisdiction: Jurisdiction, source: str, begin: datetime, end: datetime) -> Series:
    """The observed air between two moments; ValidationError when none of it has a value."""
    is_daily = source == Backtest.Source.DAYS
    stored = jurisdiction.observations.between(midnight(timezone.localdate(begin)), end)
    rows = stored.filter(is_daily=is_daily).order_by("time")
    if is_daily:
        days = [day_of_observation(row) for row in rows]
        if days:
            return series_of(days)
    hours = [] if is_daily else [hour for row in rows if (hour := hour_of_observation(row)).values]
    if not hours:
        raise ValidationError(_("The portal has no such air for these days. Choose other days or a file."))
    return series_of(hours)
