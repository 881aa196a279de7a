"""What is wrong with a file of air: which file, line, column and value, why, and what to do."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

# An official mends a page of errors, not a book of them.
MOST_SHOWN = 100


def gettext_noop(text: str) -> str:
    """Mark a text for translation by the door that shows it; this module knows no language."""
    return text


CAUSES: Mapping[str, str] = {
    "too_large": gettext_noop("The file has %(size)s bytes, %(most)s are allowed. Send a shorter period."),
    "too_many_rows": gettext_noop("The file has more than %(most)s rows. Send a shorter period."),
    "empty": gettext_noop("The file is empty. Fill in the template."),
    "no_rows": gettext_noop("There is no row under the heading. Add at least one."),
    "no_values": gettext_noop("No row has a value. Fill in at least one."),
    "encoding": gettext_noop("The text is neither UTF-8 nor GBK. Save it as CSV UTF-8."),
    "binary": gettext_noop("This is no table. Send CSV (UTF-8 or GBK) or XLSX."),
    "old_excel": gettext_noop("This is an old Excel file. Save it as XLSX or CSV."),
    "not_xlsx": gettext_noop("The workbook cannot be read (%(cause)s). Save it anew as XLSX."),
    "not_csv": gettext_noop("The text is no CSV (%(cause)s). Save it anew as CSV UTF-8."),
    "no_heading": gettext_noop("The heading has no column %(wanted)s. Use the headings of the template."),
    "twice": gettext_noop("The column is there twice. Remove one."),
    "misnamed": gettext_noop("The column is not known, yet looks like a pollutant. Use one of: %(known)s."),
    "aqi_or_range": gettext_noop("Give either aqi, or both aqi_low and aqi_high."),
    "wrong_averaging": gettext_noop("The column does not fit this averaging. Give %(wanted)s."),
    "too_many_cells": gettext_noop("The row has more cells than the heading. Look for a stray comma."),
    "too_few_cells": gettext_noop("The row has fewer cells than the heading. Complete it."),
    "no_time": gettext_noop("The time is missing. Write it as 2025-12-10 05:00."),
    "bad_time": gettext_noop("This is no time. Write it as 2025-12-10 05:00 (Beijing time)."),
    "not_on_the_hour": gettext_noop(
        "It is %(beijing)s in Beijing, not a full hour. Give the hour's beginning."
    ),
    "bad_date": gettext_noop("This is no date. Write it as 2025-12-10."),
    "far_time": gettext_noop("The year is not between %(first)s and %(last)s. Correct it."),
    "duplicate": gettext_noop("The same time stands in line %(first)s already. Remove one."),
    "not_a_number": gettext_noop(
        "This is no number. Write digits, or leave the cell empty if it is missing."
    ),
    "negative": gettext_noop("A concentration cannot be negative. Leave the cell empty if it is missing."),
    "implausible": gettext_noop("More than %(most)s %(unit)s is not air. Check the unit."),
    "not_an_index": gettext_noop("The AQI is a whole number from 0 to 500."),
    "half_a_range": gettext_noop("A range needs both ends. Fill in aqi_low and aqi_high, or neither."),
    "range_reversed": gettext_noop("aqi_low is greater than aqi_high. Swap them."),
    "no_pollutant": gettext_noop("This is no pollutant. Write PM2.5, PM10, SO2, NO2, CO or O3, parted by ;."),
    "not_yes_or_no": gettext_noop("Write 1 for dust weather, 0 or nothing otherwise."),
}


@dataclass(frozen=True, slots=True)
class RowError:
    """One fault: `code` is a key of `CAUSES`, `params` fill its text; `line` 0 and "" mean the whole file."""

    file: str
    line: int
    column: str
    value: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)

    def explain(self, translate: Callable[[str], str] = str) -> str:
        """Cause and remedy in one or two sentences; pass gettext to have them in the reader's language."""
        return translate(CAUSES[self.code]) % self.params

    def __str__(self) -> str:
        place = ":".join([self.file, *([str(self.line)] if self.line else [])])
        cell = f"{self.column} {self.value!r}" if self.value else self.column
        return ": ".join(part for part in (place, cell, self.explain()) if part)


class AirFileError(Exception):
    """A file of air was refused; `errors` are its faults in order, `total` how many there are."""

    def __init__(self, errors: Sequence[RowError]) -> None:
        self.errors = tuple(errors[:MOST_SHOWN])
        self.total = len(errors)
        more = f" (and {self.total - 1} more)" if self.total > 1 else ""
        super().__init__(f"{self.errors[0]}{more}")


def refusal(file: str, code: str, **params: object) -> AirFileError:
    """The refusal of a whole file for one cause."""
    return AirFileError([RowError(file, 0, "", "", code, params)])
