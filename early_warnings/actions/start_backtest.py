"""Ask for a season to be run through an edition of the plan."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from early_warnings.backtesting import Period
from early_warnings.models import Backtest
from early_warnings.seasons import extent_of, series_of_file, stored_extent
from early_warnings.series import DailySeries
from early_warnings.tasks import run_backtest
from plans.models import PlanEdition
from portal.celery import ring
from portal.lifecycle.journal import record
from portal.offices.authority import roles_of
from portal.offices.models import Jurisdiction, User
from portal.offices.roles import Role

MAY_START = frozenset({Role.OFFICE, Role.DIRECTOR, Role.EXPERT})
# Each takes three milliseconds, so a run stays far under a minute.
MOST_MOMENTS = 10_000
MOST_UNFINISHED = 5


@dataclass(frozen=True, slots=True)
class Upload:
    """A season as a file."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Season:
    """Which air: a file, or what the portal stored (`file` None); days of None reach as far as the air."""

    source: str
    file: Upload | None = None
    first_day: date | None = None
    last_day: date | None = None
    every_hours: int = Backtest.Pace.DAY


@transaction.atomic
def start_backtest(
    jurisdiction: Jurisdiction,
    season: Season,
    *,
    edition: PlanEdition,
    compared_with: PlanEdition | None = None,
    by: User,
    now: datetime,
) -> Backtest:
    """Store what is asked for and ring for a worker; real proposals and warnings are never touched.

    Raises AirFileError with every fault of the file, ValidationError, PermissionDenied.
    """
    if not roles_of(by, jurisdiction, now) & MAY_START:
        raise PermissionDenied(_("This is for the office, its director and the expert group."))
    _require_editions(jurisdiction, edition, compared_with)
    if Backtest.objects.unfinished().filter(jurisdiction=jurisdiction).count() >= MOST_UNFINISHED:
        raise ValidationError(_("%(count)s backtests still run. Wait for one.") % {"count": MOST_UNFINISHED})
    period = _period(jurisdiction, season)
    backtest = Backtest(
        jurisdiction=jurisdiction,
        edition=edition,
        compared_with=compared_with,
        source=season.source,
        first_day=period.first,
        last_day=period.last,
        every_hours=season.every_hours,
        by=by,
        asked_at=now,
    )
    if season.file:
        backtest.file_name = season.file.name[-200:]
        backtest.file.save("season", ContentFile(season.file.content), save=False)
    backtest.save()
    record(backtest, "start_backtest", scope=jurisdiction, by=by, now=now, became=backtest.state)
    ring(run_backtest, backtest.pk)
    return backtest


def _require_editions(jurisdiction: Jurisdiction, edition: PlanEdition, other: PlanEdition | None) -> None:
    if {each.jurisdiction_id for each in (edition, other) if each} != {jurisdiction.pk}:
        raise ValidationError({"edition": _("This edition belongs to another jurisdiction.")})
    if edition == other:
        raise ValidationError({"compared_with": _("Choose another edition to compare with.")})


def _period(jurisdiction: Jurisdiction, season: Season) -> Period:
    """The days asked for, as far as there is air."""
    first, last = _extent(jurisdiction, season)
    period = Period(
        max(season.first_day or first, first),
        min(season.last_day or last, last),
        timedelta(hours=season.every_hours),
    )
    if period.first > period.last:
        said = _("The air reaches from %(first)s to %(last)s. Choose days within it.")
        raise ValidationError({"first_day": said % {"first": first, "last": last}})
    if period.moments > MOST_MOMENTS:
        said = _("The air would be judged %(count)s times, %(most)s are allowed. Choose fewer days.")
        raise ValidationError({"last_day": said % {"count": period.moments, "most": MOST_MOMENTS}})
    return period


def _extent(jurisdiction: Jurisdiction, season: Season) -> tuple[date, date]:
    if season.source == Backtest.Source.FILE:
        if season.file is None:
            raise ValidationError({"file": _("Choose a file.")})
        series = series_of_file(season.file.content, season.file.name)
        _require_pace(season, is_daily=isinstance(series, DailySeries))
        return extent_of(series)
    _require_pace(season, is_daily=season.source == Backtest.Source.DAYS)
    found = stored_extent(jurisdiction, season.source)
    if found is None:
        raise ValidationError({"source": _("The portal has no such air yet. Send a file.")})
    return found


def _require_pace(season: Season, *, is_daily: bool) -> None:
    if is_daily and season.every_hours != Backtest.Pace.DAY:
        raise ValidationError({"every_hours": _("Air by days can be judged once a day only.")})
