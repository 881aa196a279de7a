"""A table of concentrations with the index beside every row."""

from datetime import date

import numpy as np

from early_warnings.airfiles import POLLUTANT_COLUMNS, RowReader, concentrations, require_columns
from early_warnings.aqi import AirIndex, Averaging, aqi, names
from early_warnings.cells import day_of
from early_warnings.concentrations import MISSING, Ints, Pollutant
from early_warnings.rowerrors import AirFileError, RowError
from early_warnings.standards import Standard, standard_for
from early_warnings.tables import Line, Table

ADDED = ("aqi", "primary", "category")
EIGHT_HOURS = "o3_8h_ugm3"
COLUMNS = {**POLLUTANT_COLUMNS, EIGHT_HOURS: Pollutant.O3}


def indexed(
    table: Table, averaging: Averaging, standard: Standard | None, *, today: date
) -> list[tuple[str, str, str]]:
    """AQI ("NA" where there is none), primary pollutants and category of every row of the table.

    Without `standard` each row follows the edition in force on its time or date, and on `today` when the
    table has neither. Raises AirFileError with every fault.
    """
    _require_heading(table, averaging)
    reader = RowReader(table)
    own = {**POLLUTANT_COLUMNS}
    if averaging is Averaging.DAY:
        own[EIGHT_HOURS] = own.pop("o3_ugm3")
    rows = [concentrations(reader, line, own) for line in table.lines]
    # A day's largest hour of O3 counts where the 8-hour mean is beyond its table (HJ 633—2012, note 3).
    other = {"o3_ugm3": Pollutant.O3} if averaging is Averaging.DAY else {}
    beyond = [concentrations(reader, line, other) for line in table.lines]
    editions = [standard or standard_for(_day(reader, line, today)) for line in table.lines]
    reader.finish()
    found = {edition: _index(rows, beyond, averaging, edition) for edition in set(editions)}
    return [_answer(found[edition], place) for place, edition in enumerate(editions)]


def _require_heading(table: Table, averaging: Averaging) -> None:
    require_columns(table, [], COLUMNS, known=[*COLUMNS])
    wanted, other = (EIGHT_HOURS, "o3_ugm3") if averaging is Averaging.DAY else ("o3_ugm3", EIGHT_HOURS)
    if other in table.columns and wanted not in table.columns:
        raise AirFileError(
            [RowError(table.file, table.heading, other, "", "wrong_averaging", {"wanted": wanted})]
        )


def _day(reader: RowReader, line: Line, today: date) -> date:
    column = "time" if "time" in line.cells else "date"
    return reader.cell(line, column, day_of, today)


def _index(
    rows: list[dict[Pollutant, int]],
    beyond: list[dict[Pollutant, int]],
    averaging: Averaging,
    standard: Standard,
) -> AirIndex:
    others = {Pollutant.O3: _column(beyond, Pollutant.O3)}
    return aqi(
        {each: _column(rows, each) for each in Pollutant},
        averaging,
        standard,
        beyond=others if averaging is Averaging.DAY else None,
    )


def _column(rows: list[dict[Pollutant, int]], pollutant: Pollutant) -> Ints:
    return np.array([row.get(pollutant, MISSING) for row in rows], dtype=np.int64)


def _answer(index: AirIndex, place: int) -> tuple[str, str, str]:
    if index.aqi[place] < 0:
        return "NA", "", ""
    primary = ";".join(names(index.primary[:, place]))
    return str(index.aqi[place]), primary, str(index.category[place])
