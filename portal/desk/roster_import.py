"""Files of the roster: the template to fill in, and from a file's bytes to what is stored."""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from openpyxl import Workbook
from openpyxl.styles import Font

from early_warnings.tables import read_table
from portal.lifecycle.actions.import_roster import Taken, import_contacts, import_shifts
from portal.offices.models import Jurisdiction, User
from portal.offices.rosterfile import CONTACT_COLUMNS, SHIFT_COLUMNS, read_contacts, read_shifts

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS: Mapping[str, Mapping[str, tuple[str, ...]]] = {"shifts": SHIFT_COLUMNS, "contacts": CONTACT_COLUMNS}
OFFICE = "指挥部办公室"
# Content of an official form, so Chinese like the headings.
GUIDES: Mapping[str, Sequence[str]] = {
    "shifts": (
        f"单位：成员单位全称或规范简称，见下；空白或“{OFFICE}”为指挥部办公室值班。",
        "姓名：与平台账号姓名一致时自动关联账号。电话：可空，空白时取账号电话。",
        "时间：北京时间，如 2026-12-10 09:00；每班最长七天。",
    ),
    "contacts": (
        f"单位：成员单位全称或规范简称，见下；空白或“{OFFICE}”为指挥部办公室。",
        "类别：分管领导、联络员、值班电话。值班电话可不填姓名。",
        "电话：必填，如 0992-3221234。",
    ),
}
WIDTH = 22


def template_of(kind: str, jurisdiction: Jurisdiction) -> bytes:
    """An empty workbook with the headings; its second sheet says how to fill it in and lists the units."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet("填报")
    sheet.append([names[0] for names in COLUMNS[kind].values()])
    sheet.freeze_panes = "A2"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = WIDTH
    guide = book.create_sheet("说明")
    guide.column_dimensions["A"].width = 4 * WIDTH
    for text in (*GUIDES[kind], "", "成员单位：", *jurisdiction.units.values_list("name", flat=True)):
        guide.append([text])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def take_file(
    jurisdiction: Jurisdiction, kind: str, content: bytes, file: str, *, by: User, now: datetime
) -> Taken:
    """Store a file of "shifts" or "contacts". AirFileError: no table; RosterFileError: bad rows."""
    table = read_table(content, file)
    units = names_of_units(jurisdiction)
    if kind == "shifts":
        shifts = read_shifts(table.columns, table.lines, units, table.heading)
        return import_shifts(jurisdiction, shifts, file=file, by=by, now=now)
    contacts = read_contacts(table.columns, table.lines, units, table.heading)
    return import_contacts(jurisdiction, contacts, file=file, by=by, now=now)


def names_of_units(jurisdiction: Jurisdiction) -> dict[str, int | None]:
    """The key of each unit by its name and other name-plates; None for the command office's own names."""
    names: dict[str, int | None] = {}
    units: Iterable[tuple[int, str, list[str]]] = jurisdiction.units.values_list("pk", "name", "aliases")
    for key, name, aliases in units:
        names |= dict.fromkeys((*aliases, name), key)
    return names | {OFFICE: None} | ({jurisdiction.office_name: None} if jurisdiction.office_name else {})
