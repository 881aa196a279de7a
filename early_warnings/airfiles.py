"""Files of air that people send: CSV or XLSX, hours or days. All rows are good, or none is taken."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Literal, TypeVar

from early_warnings.cells import (
    CellError,
    concentration_of,
    date_of,
    flag_of,
    index_of,
    primary_of,
    text_of,
    time_of,
)
from early_warnings.concentrations import MISSING, Pollutant
from early_warnings.rowerrors import AirFileError, RowError, refusal
from early_warnings.series import DayRow, HourRow
from early_warnings.tables import Cell, Line, Table, read_table

Kind = Literal["hourly", "daily"]
Value = TypeVar("Value")
NO_POLLUTANT: tuple[Pollutant, ...] = ()

POLLUTANT_COLUMNS: Mapping[str, Pollutant] = {
    "pm25_ugm3": Pollutant.PM25,
    "pm10_ugm3": Pollutant.PM10,
    "so2_ugm3": Pollutant.SO2,
    "no2_ugm3": Pollutant.NO2,
    "co_mgm3": Pollutant.CO,
    "o3_ugm3": Pollutant.O3,
}
HOURLY_COLUMNS = ("time", *POLLUTANT_COLUMNS)
DAILY_COLUMNS = ("date", "aqi_low", "aqi_high", "primary")
# Concentrations beside a day's AQI do no harm; the AQI is what was forecast.
HARMLESS = {*POLLUTANT_COLUMNS, "o3_8h_ugm3"}
# Any other such name is a pollutant under a strange heading or in a strange unit, not to be passed over.
LIKE_A_POLLUTANT = re.compile(
    r"(pm[ _.]?2[ _.]?5|pm[ _.]?10|so[ _]?2|no[ _]?2|co|o[ _]?3)(?![a-z])", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class AirFile:
    """A file's rows in order of time: HourRow (one an hour, the mean over its stations) or DayRow."""

    kind: Kind
    rows: tuple[HourRow, ...] | tuple[DayRow, ...]


def read_air(content: bytes, file: str) -> AirFile:
    """The rows of a file, by days when it has a column "date" and none "time", else by hours.

    `file` names it in errors. An empty cell is a missing value. Raises AirFileError with every fault.
    """
    table = read_table(content, file)
    if "date" in table.columns and "time" not in table.columns:
        return AirFile("daily", days_of(table))
    return AirFile("hourly", hours_of(table))


def read_hours(content: bytes, file: str) -> tuple[HourRow, ...]:
    """The hours of a file; see `read_air`."""
    return hours_of(read_table(content, file))


def read_days(content: bytes, file: str) -> tuple[DayRow, ...]:
    """The days of a file; see `read_air`."""
    return days_of(read_table(content, file))


class RowReader:
    """Reads the cells of a table, and collects every fault on the way."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.errors: list[RowError] = []
        self.first_lines: dict[Hashable, int] = {}

    def fault(self, line: Line, column: str, code: str, params: Mapping[str, object]) -> None:
        """Note a fault of one cell."""
        value = text_of(line.cells.get(column))[:60]
        self.errors.append(RowError(self.table.file, line.number, column, value, code, params))

    def cell(self, line: Line, column: str, parse: Callable[[Cell], Value], otherwise: Value) -> Value:
        """The value of a cell; `otherwise` when the column is absent or the cell at fault."""
        if column not in line.cells:
            return otherwise
        try:
            return parse(line.cells[column])
        except CellError as error:
            self.fault(line, column, error.code, error.params)
            return otherwise

    def once(self, line: Line, column: str, key: Hashable) -> None:
        """Note a fault when the key was there before."""
        first = self.first_lines.setdefault(key, line.number)
        if first != line.number:
            self.fault(line, column, "duplicate", {"first": first})

    def finish(self) -> None:
        """Raise AirFileError when there were faults."""
        if self.errors:
            raise AirFileError(self.errors)


def hours_of(table: Table) -> tuple[HourRow, ...]:
    """The hours of a table; several stations in an hour give their mean."""
    require_columns(table, ["time"], POLLUTANT_COLUMNS, known=HOURLY_COLUMNS)
    reader = RowReader(table)
    hours: dict[datetime, list[HourRow]] = defaultdict(list)
    for line in table.lines:
        values = concentrations(reader, line, POLLUTANT_COLUMNS)
        is_dust = reader.cell(line, "dust", flag_of, False)
        moment = reader.cell(line, "time", time_of, None)
        if moment:
            reader.once(line, "time", (moment, text_of(line.cells.get("station"))))
            hours[moment].append(HourRow(moment, values, is_dust))
    reader.finish()
    rows = tuple(over_stations(hours[moment]) for moment in sorted(hours))
    if not any(row.values for row in rows):
        raise refusal(table.file, "no_values")
    return rows


def concentrations(reader: RowReader, line: Line, columns: Mapping[str, Pollutant]) -> dict[Pollutant, int]:
    """The thousandths of a line, missing ones left out."""
    found = {
        pollutant: reader.cell(line, column, partial(concentration_of, pollutant=pollutant), MISSING)
        for column, pollutant in columns.items()
    }
    return {pollutant: value for pollutant, value in found.items() if value != MISSING}


def over_stations(rows: list[HourRow]) -> HourRow:
    """The mean over stations of one hour, each pollutant over those that have it; dust if any says so."""
    if len(rows) == 1:
        return rows[0]
    measured = [pollutant for pollutant in Pollutant if any(pollutant in row.values for row in rows)]
    values = {each: _mean([row.values[each] for row in rows if each in row.values]) for each in measured}
    return HourRow(rows[0].time, values, any(row.is_dust for row in rows))


def _mean(values: list[int]) -> int:
    """Half to even, in thousandths."""
    quotient, rest = divmod(sum(values), len(values))
    return quotient + (2 * rest > len(values) or (2 * rest == len(values) and quotient % 2 == 1))


def days_of(table: Table) -> tuple[DayRow, ...]:
    """The days of a table, with their AQI or its range; a day whose AQI is empty is left out."""
    require_columns(table, ["date"], ["aqi", "aqi_low"], known=DAILY_COLUMNS, harmless=HARMLESS)
    ends = {"aqi_low", "aqi_high"} & {*table.columns}
    if len(ends) == 1 or (ends and "aqi" in table.columns):
        raise refusal(table.file, "aqi_or_range")
    reader = RowReader(table)
    rows = [row for line in table.lines if (row := _day(reader, line)) is not None]
    reader.finish()
    if not rows:
        raise refusal(table.file, "no_values")
    return tuple(sorted(rows, key=lambda row: row.day))


def _day(reader: RowReader, line: Line) -> DayRow | None:
    low_column, high_column = ("aqi", "aqi") if "aqi" in line.cells else ("aqi_low", "aqi_high")
    faults = len(reader.errors)
    low = reader.cell(line, low_column, index_of, MISSING)
    high = low if high_column == low_column else reader.cell(line, high_column, index_of, MISSING)
    primary = reader.cell(line, "primary", primary_of, NO_POLLUTANT)
    is_dust = reader.cell(line, "dust", flag_of, False)
    day = reader.cell(line, "date", date_of, None)
    if day:
        reader.once(line, "date", day)
    if len(reader.errors) == faults and (low == MISSING) != (high == MISSING):
        reader.fault(line, high_column if high == MISSING else low_column, "half_a_range", {})
    if low > high != MISSING:
        reader.fault(line, low_column, "range_reversed", {})
    return DayRow(day, low, high, primary, is_dust) if day and low != MISSING else None


def require_columns(
    table: Table,
    all_of: Collection[str],
    any_of: Collection[str],
    *,
    known: Collection[str],
    harmless: Collection[str] = (),
) -> None:
    """Raise AirFileError when a column is wanting, or one looks like a pollutant under another heading."""
    names = {*table.columns}
    wanted = [name for name in all_of if name not in names]
    if not names.intersection(any_of):
        wanted.append(" / ".join(any_of))
    errors = [RowError(table.file, table.heading, "", "", "no_heading", {"wanted": name}) for name in wanted]
    taken = {*known, *harmless}
    errors += [
        RowError(table.file, table.heading, name, "", "misnamed", {"known": ", ".join(known)})
        for name in table.columns
        if name not in taken and LIKE_A_POLLUTANT.match(name)
    ]
    if errors:
        raise AirFileError(errors)
