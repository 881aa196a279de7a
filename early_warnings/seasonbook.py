"""A backtest's result as a workbook: warnings, their steps, days, tallies, differences."""

import io
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from early_warnings.models import Backtest
from early_warnings.reasons import sentences
from early_warnings.seasonpages import Json, action_word, differing, level_of, moment, tallies, word_of

Cell = str | int | None
Sheet = tuple[str, Sequence[str], Iterable[Sequence[Cell]]]
WIDTH = 18


def season_workbook(backtest: Backtest) -> bytes:
    """The XLSX file of a backtest that is done."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, head, rows in _sheets(backtest.outcome):
        _fill(book.create_sheet(title), head, rows)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _sheets(result: Json) -> Iterable[Sheet]:
    names = [run["edition"] for run in result["runs"]]
    yield (
        _("Warnings"),
        [_("Edition"), _("Level"), _("Issued"), _("Begins"), _("Lifted"), _("Raised"), _("Lowered"),
         _("Merged"), _("Primary pollutants")],
        [_warning(run["edition"], each) for run in result["runs"] for each in run["warnings"]],
    )  # fmt: skip
    yield (
        _("Steps"),
        [_("Edition"), _("Warning"), _("When"), _("Act"), _("Level"), _("Begins"), _("Reason")],
        [
            [run["edition"], number, _time(step["at"]), action_word(step["action"]), _word(step["level"]),
             _time(step["begins_at"]), " ".join(sentences(step["reasons"]))]
            for run in result["runs"]
            for number, warning in enumerate(run["warnings"], start=1)
            for step in warning["steps"]
        ],
    )  # fmt: skip
    yield (
        _("Days"),
        [_("Day"), "AQI", *names],
        [[day, aqi, *(_word(run["days"].get(day)) for run in result["runs"])]
         for day, aqi in result["season"]["days"].items()],
    )  # fmt: skip
    counted = [f"{name} · {what}" for name in names for what in (_("warnings"), _("days"), _("hours"))]
    yield (
        _("Days per level"),
        [_("Level"), *counted],
        [
            [word_of(level), *(count.get(key) for count in counts for key in ("warnings", "days", "hours"))]
            for level, counts in tallies(result)
        ],
    )
    if len(names) > 1:
        yield (
            _("Differences"),
            [_("From"), _("To"), *names],
            [[each["from"].isoformat(), each["to"].isoformat(), word_of(each["here"]), word_of(each["there"])]
             for each in differing(result)],
        )  # fmt: skip


def _warning(edition: str, warning: Json) -> Sequence[Cell]:
    return [
        edition, _word(warning["level"]), _time(warning["issued_at"]), _time(warning["begins_at"]),
        _time(warning["lifted_at"]), warning["raised"], warning["lowered"],
        _("yes") if warning["merged"] else _("no"), "、".join(warning["primary"]),
    ]  # fmt: skip


def _word(slug: str | None) -> str:
    return word_of(level_of(slug))


def _time(text: str | None) -> str:
    found = moment(text)
    return f"{found:%Y-%m-%d %H:%M}" if found else ""


def _fill(sheet: Worksheet, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    sheet.append(list(head))
    for row in rows:
        sheet.append(list(row))
    sheet.freeze_panes = "A2"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for number in range(1, sheet.max_column + 1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTH
    for line in sheet.iter_rows():
        for cell in line:
            # Text that begins with "=" is text, never a formula.
            if isinstance(cell.value, str):
                cell.data_type = "s"
