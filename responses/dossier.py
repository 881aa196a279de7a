"""A unit's dossier as a workbook: its tasks, measures, answers, returns and inspections."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from unicodedata import east_asian_width

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from portal.offices.models import Unit
from responses.figures import Number
from responses.matrix import named
from responses.models import Inspection, Item, Tick, UnitReturn
from responses.standings import standing_of

Value = str | int | float | None
Row = Sequence[Value]
Sheet = tuple[str, Sequence[str], Iterable[Row]]
WIDEST, NARROWEST = 60, 8
TOP = Alignment(wrap_text=True, vertical="top")


def dossier(unit: Unit, *, now: datetime) -> bytes:
    """The XLSX file, times in Beijing time; drills are marked, a blank is a value that is missing."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, head, rows in (_tasks(unit, now), _items(unit), _ticks(unit), _returns(unit), _visits(unit)):
        _fill(book.create_sheet(title), head, rows)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _tasks(unit: Unit, now: datetime) -> Sheet:
    head = [
        _("Response"), _("Level"), _("Given"), _("Acknowledged"), _("Minutes until acknowledged"),
        _("Returns in time"), _("Returns late"), _("Returns missing"), _("Measures done"), _("Measures owed"),
    ]  # fmt: skip
    rows = (
        (
            _moment(part.response.started_at), part.response.get_level_display(),
            _moment(part.task.created_at), _moment(part.task.acknowledged_at), part.minutes,
            part.conduct.returns.in_time, part.conduct.returns.late, part.conduct.returns.missing,
            part.conduct.done, part.conduct.owed,
        )
        for part in standing_of(unit, now=now).parts
    )  # fmt: skip
    return _("Tasks"), head, rows


def _items(unit: Unit) -> Sheet:
    head = [
        _("Response"), _("Drill"), _("Clause"), _("Measure"), _("State"), _("Note"), _("Figures"),
        _("Answered"), _("Answered by"),
    ]  # fmt: skip
    items = Item.objects.filter(task__unit=unit).select_related("measure", "task__response", "answered_by")
    rows = (
        (
            _moment(item.task.response.started_at), _drill(item.task.response.is_drill),
            item.measure.clause, item.measure.text, item.get_state_display(), item.note,
            _figures(item.figures), _moment(item.answered_at), str(item.answered_by or ""),
        )
        for item in items.order_by("task__response__started_at", "measure__position")
    )  # fmt: skip
    return _("Measures"), head, rows


def _ticks(unit: Unit) -> Sheet:
    head = [_("When"), _("Measure"), _("Answer"), _("Note"), _("Figures"), _("Who")]
    ticks = Tick.objects.filter(item__task__unit=unit).select_related("item__measure", "by")
    rows = (
        (
            _moment(tick.at), tick.item.measure.text, tick.get_outcome_display(), tick.note,
            _figures(tick.figures), str(tick.by),
        )
        for tick in ticks.order_by("at", "pk")
    )  # fmt: skip
    return _("Answers"), head, rows


def _returns(unit: Unit) -> Sheet:
    head = [
        _("Day"), _("Kind"), _("Drill"), _("Due"), _("State"), _("Sent"), _("Sent by"), _("Figures"),
        _("Narrative"),
    ]  # fmt: skip
    reports = UnitReturn.objects.filter(task__unit=unit).select_related("task__response", "sent_by")
    rows = (
        (
            f"{report.date:%Y-%m-%d}", report.get_kind_display(), _drill(report.task.response.is_drill),
            _moment(report.due_at), report.get_state_display(), _moment(report.sent_at),
            str(report.sent_by or ""), _figures(report.figures), report.narrative,
        )
        for report in reports.order_by("date", "kind")
    )  # fmt: skip
    return _("Returns"), head, rows


def _visits(unit: Unit) -> Sheet:
    head = [
        pgettext("an inspection", "Inspected at"), _("Drill"), _("Kind"), _("Site"), _("Result"),
        _("What was found"), _("Mend by"), _("Reported as mended"), _("State"), _("Inspected by"),
        _("What followed"),
    ]  # fmt: skip
    visits = Inspection.objects.filter(unit=unit).select_related("response", "by").prefetch_related("notes")
    rows = (
        (
            _moment(visit.at), _drill(visit.is_drill), visit.get_kind_display(), visit.site,
            visit.get_severity_display(), visit.finding, _moment(visit.due_at), _moment(visit.mended_at),
            visit.get_state_display(), str(visit.by), _followed(visit),
        )
        for visit in visits.order_by("at", "pk")
    )  # fmt: skip
    return _("Inspections"), head, rows


def _followed(visit: Inspection) -> str:
    said = ((_moment(note.at), note.get_act_display(), note.text) for note in visit.notes.all())
    return "\n".join(" ".join(filter(None, each)) for each in said)


def _moment(moment: datetime | None) -> str | None:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else None


def _drill(is_drill: bool) -> str | None:
    return _("drill") if is_drill else None


def _figures(figures: dict[str, Number]) -> str:
    return "\n".join(f"{label} {value}" for label, value in named(figures))


def _fill(sheet: Worksheet, head: Sequence[str], rows: Iterable[Row]) -> None:
    for row in (head, *rows):
        sheet.append([_clean(value) for value in row])
    sheet.freeze_panes = "A2"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for number, column in enumerate(sheet.columns, start=1):
        widest = max(_width(line) for cell in column for line in str(cell.value or "").split("\n"))
        sheet.column_dimensions[get_column_letter(number)].width = min(WIDEST, max(NARROWEST, widest + 2))
        for cell in column:
            cell.alignment = TOP
            # Text that begins with "=" is text, never a formula.
            if isinstance(cell.value, str):
                cell.data_type = "s"


def _clean(value: Value) -> Value:
    return ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value


def _width(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)
