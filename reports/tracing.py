"""From a figure of a report to the rows it was taken from, as they stand now."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from early_warnings.models import Observation
from reports.facts import air
from reports.facts.collect import hour_of
from reports.facts.figure import (
    ITEMS,
    NOTICES,
    OBSERVATIONS,
    RETURNS,
    TASKS,
    WARNINGS,
    Figure,
    figure_at,
    together,
)
from reports.facts.rows import AirRow
from reports.models import Report
from responses.figures import FIGURES, Number
from responses.models import UnitReturn

Cell = object
Column = tuple[Promise | str, Callable[[Any], Cell]]


@dataclass(frozen=True, slots=True)
class Trace:
    """A figure and its rows: the value that the report holds, and the one the rows give now."""

    value: Number | None
    value_now: Number | None
    headings: list[Promise | str]
    rows: "QuerySet[Any]"
    columns: Sequence[Column]

    @property
    def has_changed(self) -> bool:
        """Whether the rows were corrected since the report was drafted."""
        return self.value != self.value_now

    def lines(self, rows: Iterable[Model]) -> list[list[Cell]]:
        """The cells of some of the rows."""
        return [[read(row) for _heading, read in self.columns] for row in rows]


def trace(report: Report, path: str) -> Trace | None:
    """What stands behind the figure under `path` in the report's facts; None where there is no figure."""
    figure = figure_at(report.facts, path)
    if figure is None:
        return None
    rows = rows_of(figure)
    columns = list(COLUMNS[figure["rows"]["of"]])
    if "field" in figure["rows"]:
        name = figure["rows"]["field"]
        label = FIGURES[name].label(get_language() or "zh")
        columns.append((label, lambda row: row.figures.get(name)))
    return Trace(figure["value"], recount(figure), [heading for heading, _read in columns], rows, columns)


def rows_of(figure: Figure) -> "QuerySet[Any]":
    """The rows of a figure that are still there, in the order of their table."""
    of, ids = figure["rows"]["of"], figure["rows"]["ids"]
    return apps.get_model(of)._default_manager.filter(pk__in=ids).select_related(*RELATED[of])


def recount(figure: Figure) -> Number | None:
    """The value that the rows give now, by the way the figure was made."""
    how, rows = figure["rows"]["how"], rows_of(figure)
    if how == "count":
        return rows.count()
    if how == "sum":
        name = figure["rows"]["field"]
        sent = rows.filter(state=UnitReturn.State.SENT)
        return together(name, ((row.task_id, row.figures) for row in sent if name in row.figures))
    return _index([AirRow(row.pk, hour_of(row)) for row in rows], how)


def _index(rows: list[AirRow], how: str) -> int | None:
    for day in air.days_of(rows):
        return day.index if how == "day" else day.hours[0].index
    return None


def _amount(name: str) -> Callable[[Observation], Cell]:
    return lambda row: getattr(row, name)


RELATED: dict[str, tuple[str, ...]] = {
    ITEMS: ("task__unit", "measure"),
    TASKS: ("unit",),
    RETURNS: ("task__unit",),
    NOTICES: (),
    WARNINGS: (),
    OBSERVATIONS: (),
}
COLUMNS: dict[str, list[Column]] = {
    ITEMS: [
        (_("unit"), lambda row: row.task.unit),
        (_("measure"), lambda row: row.measure),
        (_("state now"), lambda row: row.get_state_display()),
        (_("answered"), lambda row: row.answered_at),
        (_("note"), lambda row: row.note),
    ],
    TASKS: [
        (_("unit"), lambda row: row.unit),
        (_("acknowledge by"), lambda row: row.acknowledge_by),
        (_("acknowledged"), lambda row: row.acknowledged_at),
    ],
    RETURNS: [
        (_("unit"), lambda row: row.task.unit),
        (_("day"), lambda row: row.date),
        (_("state now"), lambda row: row.get_state_display()),
        (_("due"), lambda row: row.due_at),
        (_("sent"), lambda row: row.sent_at),
    ],
    NOTICES: [
        (_("notice"), lambda row: row.subject),
        (_("addressee"), lambda row: row.addressee),
        (_("last error"), lambda row: row.error),
    ],
    WARNINGS: [
        (_("reference"), lambda row: row.number),
        (_("document number"), lambda row: row.document_number),
        (_("act"), lambda row: row.get_act_display()),
        (_("level"), lambda row: row.get_level_display()),
        (_("issued"), lambda row: row.issued_at),
    ],
    OBSERVATIONS: [
        (_("time"), lambda row: row.time),
        *((label, _amount(name)) for label, name in (
            ("PM2.5", "pm25"), ("PM10", "pm10"), ("SO2", "so2"), ("NO2", "no2"), ("CO", "co"), ("O3", "o3"),
        )),
    ],
}  # fmt: skip
