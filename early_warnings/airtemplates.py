"""Empty files of air to fill in, with the headings that `airfiles` reads."""

import csv
import io
from collections.abc import Callable

from openpyxl import Workbook
from openpyxl.styles import Font

from early_warnings.airfiles import HOURLY_COLUMNS

WIDTH = 18


def csv_template() -> tuple[bytes, str]:
    """The hourly headings; UTF-8 with a mark, so that Excel shows what is filled in right."""
    text = io.StringIO()
    csv.writer(text).writerow(HOURLY_COLUMNS)
    return text.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8"


def xlsx_template() -> tuple[bytes, str]:
    """The same as a workbook, with a frozen heading."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet("air")
    sheet.append(HOURLY_COLUMNS)
    sheet.freeze_panes = "A2"
    for column, cell in zip("ABCDEFG", sheet[1], strict=True):
        cell.font = Font(bold=True)
        sheet.column_dimensions[column].width = WIDTH
    file = io.BytesIO()
    book.save(file)
    return file.getvalue(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


TEMPLATES: dict[str, Callable[[], tuple[bytes, str]]] = {"csv": csv_template, "xlsx": xlsx_template}
