"""Rosters and contacts from the cells of a file: all rows are good, or none is taken. Knows no database."""

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")
LONGEST = timedelta(days=7)
MOST_SHOWN = 100
FIRST_YEAR, LAST_YEAR = 2000, 2100

# What the template is headed with, and the same in English.
SHIFT_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "unit": ("单位", "unit"),
    "name": ("姓名", "name"),
    "phone": ("电话", "phone"),
    "starts_at": ("开始时间", "from"),
    "ends_at": ("结束时间", "until"),
    "note": ("备注", "note"),
}
CONTACT_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "unit": ("单位", "unit"),
    "kind": ("类别", "kind"),
    "name": ("姓名", "name"),
    "post": ("职务", "post"),
    "phone": ("电话", "phone"),
}
KINDS: Mapping[str, str] = {
    "分管领导": "leader", "负责人": "leader", "领导": "leader", "leader": "leader",
    "联络员": "liaison", "联络人": "liaison", "liaison": "liaison",
    "值班电话": "duty_phone", "duty telephone": "duty_phone", "duty_phone": "duty_phone",
}  # fmt: skip
LENGTHS: Mapping[str, int] = {"name": 60, "post": 60, "phone": 40, "note": 200}
PHONE = re.compile(r"\+?[\d\s()（）转/、,，#*-]{3,40}")
TIME = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[T ]*(\d{1,2})[:：时](\d{2})?(?::\d{2}(?:\.\d+)?)?分?",
    re.ASCII,
)


def gettext_noop(text: str) -> str:
    """Mark a text for translation by the door that shows it; this module knows no language."""
    return text


CAUSES: Mapping[str, str] = {
    "no_heading": gettext_noop("The heading has no column %(wanted)s. Use the headings of the template."),
    "no_unit": gettext_noop("No unit of this plan has this name. Write it as on the list of units."),
    "no_name": gettext_noop("The name is missing."),
    "no_kind": gettext_noop("Write one of: %(known)s."),
    "no_phone": gettext_noop("The telephone is missing."),
    "bad_phone": gettext_noop("This is no telephone number. Write digits, for example 0992-3221234."),
    "no_time": gettext_noop("The time is missing. Write it as 2026-12-10 09:00."),
    "bad_time": gettext_noop("This is no time. Write it as 2026-12-10 09:00 (Beijing time)."),
    "ends_early": gettext_noop("The end must lie after the start."),
    "too_long_shift": gettext_noop("A shift lasts seven days at most. Check the dates."),
    "too_long": gettext_noop("The text is longer than %(most)s characters. Shorten it."),
    "duplicate": gettext_noop("The same stands in line %(first)s already. Remove one."),
}

Value = TypeVar("Value")


class NumberedLine(Protocol):
    """A row with its line number in the file, and its cells by heading in lower case."""

    @property
    def number(self) -> int: ...
    @property
    def cells(self) -> Mapping[str, object]: ...


@dataclass(frozen=True, slots=True)
class RowFault:
    """One fault of a row: `code` is a key of `CAUSES`, `params` fill its text; `line` as in the file."""

    line: int
    column: str
    value: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)

    def explain(self, translate: Callable[[str], str] = str) -> str:
        """Cause and remedy; pass gettext to have them in the reader's language."""
        return translate(CAUSES[self.code]) % self.params


class RosterFileError(Exception):
    """A file was refused; `errors` are its first faults in order, `total` how many there are."""

    def __init__(self, errors: Sequence[RowFault]) -> None:
        self.errors = tuple(errors[:MOST_SHOWN])
        self.total = len(errors)
        first = self.errors[0]
        super().__init__(f"{first.line}: {first.column} {first.value!r}: {first.explain()}")


class CellFault(Exception):
    """Why a cell has no value."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """A watch as a file gives it; `unit` is the key of the unit, None the command office."""

    line: int
    unit: int | None
    name: str
    phone: str
    starts_at: datetime
    ends_at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact as a file gives it; `unit` is the key of the unit, None the command office."""

    line: int
    unit: int | None
    kind: str
    name: str
    post: str
    phone: str


class RowReader:
    """Reads one file's cells, and collects every fault on the way. `headings`: by column, as in the file."""

    def __init__(self, headings: Mapping[str, str], units: Mapping[str, int | None]) -> None:
        self.headings, self.units = headings, units
        self.errors: list[RowFault] = []
        self.first_lines: dict[Hashable, int] = {}

    def fault(self, line: NumberedLine, column: str, code: str, params: Mapping[str, object]) -> None:
        """Note a fault of one cell."""
        heading = self.headings.get(column, column)
        value = text_of(line.cells.get(heading.lower()))[:60]
        self.errors.append(RowFault(line.number, heading, value, code, params))

    def cell(self, line: NumberedLine, column: str, parse: Callable[[object], Value]) -> Value | None:
        """The value of a cell, None when it is at fault; an absent column is an empty cell."""
        try:
            return parse(line.cells.get(self.headings.get(column, "").lower()))
        except CellFault as fault:
            self.fault(line, column, fault.code, fault.params)
            return None

    def text(self, line: NumberedLine, column: str) -> str:
        """A text that is not too long."""
        return self.cell(line, column, lambda cell: short_text(cell, LENGTHS[column])) or ""

    def unit(self, line: NumberedLine) -> int | None:
        """The key of the unit that is named; a fault when nobody has that name."""
        return self.cell(line, "unit", lambda cell: unit_of(cell, self.units))

    def once(self, line: NumberedLine, column: str, key: Hashable) -> None:
        """Note a fault when the same stood in an earlier line."""
        first = self.first_lines.setdefault(key, line.number)
        if first != line.number:
            self.fault(line, column, "duplicate", {"first": first})

    def finish(self) -> None:
        """Raise RosterFileError when there were faults."""
        if self.errors:
            raise RosterFileError(self.errors)


def read_shifts(
    columns: Sequence[str], lines: Iterable[NumberedLine], units: Mapping[str, int | None], heading: int = 1
) -> tuple[ShiftRow, ...]:
    """The watches of a file. `units`: keys by every name they go by, None for the command office's names.

    `columns` are the headings in lower case. Raises RosterFileError with every fault.
    """
    reader = RowReader(headings_of(columns, SHIFT_COLUMNS, ("name", "starts_at", "ends_at"), heading), units)
    rows = [shift_of(reader, line) for line in lines]
    reader.finish()
    return tuple(row for row in rows if row)


def shift_of(reader: RowReader, line: NumberedLine) -> ShiftRow | None:
    """One watch, or None with its faults noted."""
    unit, name = reader.unit(line), reader.cell(line, "name", name_of)
    phone, note = reader.cell(line, "phone", optional_phone_of), reader.text(line, "note")
    starts_at, ends_at = (reader.cell(line, column, time_of) for column in ("starts_at", "ends_at"))
    if name is None or starts_at is None or ends_at is None:
        return None
    if ends_at <= starts_at:
        reader.fault(line, "ends_at", "ends_early", {})
    elif ends_at - starts_at > LONGEST:
        reader.fault(line, "ends_at", "too_long_shift", {})
    reader.once(line, "starts_at", (unit, name, starts_at))
    return ShiftRow(line.number, unit, name, phone or "", starts_at, ends_at, note)


def read_contacts(
    columns: Sequence[str], lines: Iterable[NumberedLine], units: Mapping[str, int | None], heading: int = 1
) -> tuple[ContactRow, ...]:
    """The contacts of a file; see `read_shifts`."""
    reader = RowReader(headings_of(columns, CONTACT_COLUMNS, ("unit", "kind", "phone"), heading), units)
    rows = [contact_of(reader, line) for line in lines]
    reader.finish()
    return tuple(row for row in rows if row)


def contact_of(reader: RowReader, line: NumberedLine) -> ContactRow | None:
    """One contact, or None with its faults noted."""
    unit, kind = reader.unit(line), reader.cell(line, "kind", kind_of)
    name, post = reader.text(line, "name"), reader.text(line, "post")
    phone = reader.cell(line, "phone", phone_of)
    if kind is None or phone is None:
        return None
    if not name and kind != "duty_phone":
        reader.fault(line, "name", "no_name", {})
    reader.once(line, "name", (unit, kind, name))
    return ContactRow(line.number, unit, kind, name, post, phone)


def headings_of(
    columns: Sequence[str], known: Mapping[str, tuple[str, ...]], wanted: Iterable[str], line: int
) -> dict[str, str]:
    """Which heading of the file each column has; RosterFileError when one of the `wanted` is missing."""
    found = {column: next((name for name in names if name in columns), "") for column, names in known.items()}
    missing = [known[column][0] for column in wanted if not found[column]]
    if missing:
        raise RosterFileError([RowFault(line, name, "", "no_heading", {"wanted": name}) for name in missing])
    return found


def text_of(cell: object) -> str:
    """The cell as written, trimmed; a whole number without its point."""
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def short_text(cell: object, most: int) -> str:
    """A text of at most so many characters."""
    text = text_of(cell)
    if len(text) > most:
        raise CellFault("too_long", most=most)
    return text


def name_of(cell: object) -> str:
    """A person's name."""
    name = short_text(cell, LENGTHS["name"])
    if not name:
        raise CellFault("no_name")
    return name


def unit_of(cell: object, units: Mapping[str, int | None]) -> int | None:
    """The key of a unit; an empty cell is the command office."""
    name = text_of(cell)
    if name and name not in units:
        raise CellFault("no_unit")
    return units.get(name)


def kind_of(cell: object) -> str:
    """What kind of contact."""
    kind = KINDS.get(text_of(cell).lower())
    if kind is None:
        raise CellFault("no_kind", known="分管领导、联络员、值班电话")
    return kind


def phone_of(cell: object) -> str:
    """A telephone number as people write it: digits, with marks between them and an extension."""
    phone = optional_phone_of(cell)
    if not phone:
        raise CellFault("no_phone")
    return phone


def optional_phone_of(cell: object) -> str:
    """A telephone number, or an empty text."""
    phone = text_of(cell)
    if phone and not is_phone(phone):
        raise CellFault("bad_phone")
    return phone


def is_phone(text: str) -> bool:
    """Whether a text could be dialled."""
    return bool(PHONE.fullmatch(text)) and sum(sign.isdigit() for sign in text) >= 3


def time_of(cell: object) -> datetime:
    """A moment in Beijing time, to the minute."""
    if isinstance(cell, datetime):
        # Excel keeps times as fractions of a day, so a full minute may come a few milliseconds early.
        moment = (cell + timedelta(milliseconds=500)).replace(second=0, microsecond=0, tzinfo=BEIJING)
    else:
        moment = _written_time(text_of(cell))
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise CellFault("bad_time")
    return moment


def _written_time(text: str) -> datetime:
    if not text:
        raise CellFault("no_time")
    found = TIME.fullmatch(text)
    if not found:
        raise CellFault("bad_time")
    year, month, day, hour, minute = (int(each or 0) for each in found.groups())
    try:
        return datetime(year, month, day, hour, minute, tzinfo=BEIJING)
    except ValueError as error:
        raise CellFault("bad_time") from error
