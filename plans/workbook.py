"""A plan as a workbook: one sheet for each part, heads frozen, columns as wide as their text."""

import io
from collections.abc import Iterable, Sequence
from unicodedata import east_asian_width

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from plans import wording
from plans.document import Plan, Provenance
from plans.lines import lines_of
from plans.models import Confirmation, MeasureUnit, Standing

Row = Sequence[str | int]
WIDEST, NARROWEST = 60, 8


def plan_workbook(plan: Plan, confirmed: dict[str, Confirmation]) -> bytes:
    """The XLSX file; `confirmed` by the paths of the lines."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, head, rows in _sheets(plan, confirmed):
        _fill(book.create_sheet(title), head, rows)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _sheets(
    plan: Plan, confirmed: dict[str, Confirmation]
) -> Iterable[tuple[str, Sequence[str], Iterable[Row]]]:
    levels = [_("From level"), _("To level")]
    origin = [_("Clause"), _("Source"), _("Standing"), _("Confirmed")]
    yield (
        _("Measures"),
        [_("Key"), *levels, _("Kind"), _("Measure"), _("Exceptions"), _("Units"), *origin],
        [
            [
                m.key, wording.level_word(m.from_level), wording.level_word(m.to_level),
                wording.kind_words(m), m.text, m.exceptions,
                wording.listed(map(wording.in_words, m.assignments)),
                *_origin(f"measures/{m.key}", m.provenance, confirmed),
            ]
            for m in plan.measures
        ],
    )  # fmt: skip
    yield (
        _("Assignments"),
        [_("Unit"), _("Part"), *levels, _("Measure"), _("Rests on"), *origin],
        [
            [
                a.unit, str(MeasureUnit.Part(a.part).label), wording.level_word(m.from_level),
                wording.level_word(m.to_level), m.text, a.basis,
                *_origin(f"measures/{m.key}/{a.unit}", a.provenance, confirmed),
            ]
            for m in plan.measures
            for a in m.assignments
        ],
    )  # fmt: skip
    yield (
        _("Duties"),
        [_("Unit"), _("Key"), _("Duty"), _("During a response"), *origin],
        [
            [
                unit.name, duty.key, duty.text, _("yes") if duty.during_response else _("no"),
                *_origin(f"units/{unit.name}/{duty.key}", duty.provenance, confirmed),
            ]
            for unit in plan.units
            for duty in unit.duties
        ],
    )  # fmt: skip
    parts = ("measures/", "units/")
    yield (
        _("Rules"),
        [pgettext("of a plan", "Part"), pgettext("of a plan", "Line"), _("What it says"), *origin],
        [
            [
                wording.section_word(path), path.partition("/")[2], wording.in_words(line),
                *_origin(path, line.provenance, confirmed),
            ]
            for path, line in lines_of(plan).items()
            if not path.startswith(parts)
        ],
    )  # fmt: skip


def _origin(path: str, own: Provenance, confirmed: dict[str, Confirmation]) -> list[str]:
    said = confirmed.get(path)
    by = f"{said.by} {said.at:%Y-%m-%d}" if said else ""
    return [own.clause, own.source, str(Standing(own.standing).label), by]


def _fill(sheet: Worksheet, head: Sequence[str], rows: Iterable[Row]) -> None:
    sheet.append(list(head))
    for row in rows:
        sheet.append(list(row))
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for number, column in enumerate(sheet.columns, start=1):
        widest = max(_width(str(cell.value or "")) for cell in column)
        sheet.column_dimensions[get_column_letter(number)].width = min(WIDEST, max(NARROWEST, widest + 2))
        for cell in column:
            # Text that begins with "=" is text, never a formula.
            cell.data_type = "n" if isinstance(cell.value, int) else "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _width(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)
