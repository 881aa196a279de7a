"""What the air commands share: their arguments, and files to series."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.core.management.base import CommandError, CommandParser

from early_warnings.airfiles import read_days, read_hours
from early_warnings.rowerrors import AirFileError
from early_warnings.series import (
    SHANGHAI,
    DailySeries,
    HourlySeries,
    daily_series,
    hourly_series,
    on_the_hour,
)
from early_warnings.standards import Standard, standard, standards


def moment(text: str, argument: str) -> datetime:
    """The ISO time of an argument, without an offset Beijing time; CommandError (exit 2) for other text."""
    try:
        found = datetime.fromisoformat(text)
        return found.replace(tzinfo=SHANGHAI) if found.tzinfo is None else found.astimezone(SHANGHAI)
    except (ValueError, OverflowError) as error:
        cause = f"{argument} {text!r} is no time; write it as 2025-12-10T12:00"
        raise CommandError(cause, returncode=2) from error


def add_standard(parser: CommandParser) -> None:
    """--standard; without it the edition follows the date of the air."""
    parser.add_argument("--standard", choices=list(standards()), help="by the date of the air when not named")


def named_standard(options: dict[str, object]) -> Standard | None:
    """The edition named, if any."""
    name = options["standard"]
    return standard(str(name)) if name else None


def add_series(parser: CommandParser) -> None:
    """--hourly or --daily."""
    kind = parser.add_mutually_exclusive_group(required=True)
    kind.add_argument("--hourly", type=Path, metavar="FILE", help="CSV or XLSX by hours")
    kind.add_argument("--daily", type=Path, metavar="FILE", help="CSV or XLSX by days")


def named_series(
    options: dict[str, object], now: datetime, begin: datetime, end: datetime
) -> HourlySeries | DailySeries:
    """The series of --hourly or --daily, observed before `now`.

    CommandError (exit 2) naming the first fault, or when the file has nothing between `begin` and `end`:
    no data must not look like clean air.
    """
    file = Path(str(options["hourly"] or options["daily"]))
    content = content_of(file)
    series: HourlySeries | DailySeries
    with refusing():
        if options["hourly"]:
            series = hourly_series(read_hours(content, str(file)), on_the_hour(now))
        else:
            series = daily_series(read_days(content, str(file)), now.date())
    if series.end <= begin or series.start >= end:
        held, asked = _period(series.start, series.end), _period(begin, end)
        raise CommandError(f"{file}: holds {held} and nothing of {asked}; name another time", returncode=2)
    return series


def _period(begin: datetime, end: datetime) -> str:
    return f"{begin:%Y-%m-%dT%H:%M} to {end:%Y-%m-%dT%H:%M}"


def content_of(file: Path) -> bytes:
    """The bytes of a file; CommandError (exit 2) when it cannot be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}", returncode=2) from error


@contextmanager
def refusing() -> Iterator[None]:
    """Turns the refusal of a file into a command's one line and exit status 2."""
    try:
        yield
    except AirFileError as error:
        raise CommandError(str(error), returncode=2) from error
