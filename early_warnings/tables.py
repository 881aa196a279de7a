"""From the bytes of a CSV or XLSX file to a heading and rows of cells, with their line numbers."""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from early_warnings.rowerrors import AirFileError, RowError, refusal

LARGEST_FILE = 5 * 1024 * 1024
LARGEST_UNPACKED = 60 * 1024 * 1024
MOST_ROWS = 50_000

ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
CONTROL_SIGN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# What openpyxl and the libraries under it raise on a damaged or forged workbook.
UNREADABLE = (
    zipfile.BadZipFile, zlib.error, InvalidFileException, ParseError, SyntaxError, KeyError, IndexError,
    ValueError, TypeError, AttributeError, NotImplementedError, RuntimeError, EOFError, OSError,
)  # fmt: skip

Cell = str | int | float | datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its line number in the file, and its cells by column."""

    number: int
    cells: dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """`names`: the heading in line `heading`; `columns`: the same in lower case. Blank rows are left out."""

    file: str
    heading: int
    names: tuple[str, ...]
    columns: tuple[str, ...]
    lines: tuple[Line, ...]


def read_table(content: bytes, file: str) -> Table:
    """The first sheet of a workbook, or the text of a CSV in UTF-8, UTF-16 or GBK.

    Raises AirFileError: too large, empty, unreadable, columns twice, rows longer or shorter than the heading.
    """
    if len(content) > LARGEST_FILE:
        raise refusal(file, "too_large", size=len(content), most=LARGEST_FILE)
    if not content.strip():
        raise refusal(file, "empty")
    if content.startswith(OLD_EXCEL):
        raise refusal(file, "old_excel")
    rows = _workbook_rows(content, file) if content.startswith(ZIP) else _text_rows(content, file)
    return _table(rows, file)


def _table(rows: list[tuple[int, list[Cell]]], file: str) -> Table:
    filled = [(number, cells) for number, cells in rows if any(_is_filled(cell) for cell in cells)]
    if not filled:
        raise refusal(file, "empty")
    (heading, first), body = filled[0], filled[1:]
    names = _names(first)
    columns = tuple(name.lower() for name in names)
    errors = [RowError(file, heading, name, "", "twice") for name in _twice(columns)]
    errors += [error for number, cells in body if (error := _length_error(file, number, cells, len(columns)))]
    if errors:
        raise AirFileError(errors)
    if not body:
        raise refusal(file, "no_rows")
    lines = (Line(number, dict(zip(columns, cells, strict=False))) for number, cells in body)
    return Table(file, heading, names, columns, tuple(lines))


def _is_filled(cell: Cell) -> bool:
    return cell is not None and str(cell).strip() != ""


def _names(cells: list[Cell]) -> tuple[str, ...]:
    while not _is_filled(cells[-1]):
        cells = cells[:-1]
    return tuple("" if name is None else str(name).strip() for name in cells)


def _twice(columns: tuple[str, ...]) -> list[str]:
    return sorted({name for name in columns if name and columns.count(name) > 1})


def _length_error(file: str, number: int, cells: list[Cell], count: int) -> RowError | None:
    if any(_is_filled(cell) for cell in cells[count:]):
        return RowError(file, number, "", "", "too_many_cells")
    return RowError(file, number, "", "", "too_few_cells") if len(cells) < count else None


def _text_rows(content: bytes, file: str) -> list[tuple[int, list[Cell]]]:
    text = _decoded(content, file)
    if not text.strip():
        raise refusal(file, "empty")
    if CONTROL_SIGN.search(text):
        raise refusal(file, "binary")
    heading = text.lstrip().splitlines()[0]
    delimiter = max(",;\t", key=heading.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows: list[tuple[int, list[Cell]]] = [
            (reader.line_num, [*row]) for row in islice(reader, MOST_ROWS + 2)
        ]
    except csv.Error as error:
        raise AirFileError(
            [RowError(file, reader.line_num, "", "", "not_csv", {"cause": str(error)})]
        ) from error
    return _not_too_many(rows, file)


def _decoded(content: bytes, file: str) -> str:
    encodings = ["utf-16"] if content.startswith(UTF_16) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refusal(file, "encoding")


def _workbook_rows(content: bytes, file: str) -> list[tuple[int, list[Cell]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
        if unpacked > LARGEST_UNPACKED:
            raise refusal(file, "too_large", size=unpacked, most=LARGEST_UNPACKED)
        return _not_too_many(list(islice(_sheet_rows(content), MOST_ROWS + 2)), file)
    except UNREADABLE as error:
        raise refusal(file, "not_xlsx", cause=type(error).__name__) from error


def _sheet_rows(content: bytes) -> Iterator[tuple[int, list[Cell]]]:
    workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        yield from (
            (number, [_plain(cell) for cell in row])
            for number, row in enumerate(workbook.worksheets[0].iter_rows(values_only=True), start=1)
        )
    finally:
        workbook.close()


def _plain(cell: object) -> Cell:
    """A workbook's cell as text, number or time; anything stranger as the text it shows."""
    if cell is None or (isinstance(cell, str | int | float | datetime) and not isinstance(cell, bool)):
        return cell
    return str(cell)


def _not_too_many(rows: list[tuple[int, list[Cell]]], file: str) -> list[tuple[int, list[Cell]]]:
    if len(rows) > MOST_ROWS + 1:
        raise refusal(file, "too_many_rows", most=MOST_ROWS)
    return rows
