"""Reading the rows of one response; the same few queries however many units it has."""

from collections import defaultdict
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.utils import timezone

from early_warnings.concentrations import Pollutant, thousandths
from early_warnings.models import EarlyWarning, Observation
from early_warnings.series import DAY, HourRow, midnight
from portal.outbox.models import Notice
from reports.facts import office_daily, post_event
from reports.facts.rows import (
    AirRow,
    AnswerRow,
    Asking,
    ItemRow,
    NoticeRow,
    Record,
    ReturnRow,
    Scope,
    TaskRow,
    WarningRow,
)
from responses.models import EmergencyResponse, Item, Tick, UnitReturn

COLUMNS = {
    Pollutant.PM25: "pm25",
    Pollutant.PM10: "pm10",
    Pollutant.SO2: "so2",
    Pollutant.NO2: "no2",
    Pollutant.CO: "co",
    Pollutant.O3: "o3",
}


def daily_facts(
    response: EmergencyResponse, day: date, duty: dict[str, str] | None, now: datetime
) -> dict[str, Any]:
    """The facts of the office's report on `day`, as JSON values."""
    return office_daily.compose(collect(response, day, day, duty), day, now)


def post_event_facts(
    response: EmergencyResponse, duty: dict[str, str] | None, now: datetime
) -> dict[str, Any]:
    """The facts of the report on the whole of a closed response, as JSON values."""
    first, last = (timezone.localdate(at) for at in (response.started_at, response.closed_at))
    return post_event.compose(collect(response, first, last, duty), now)


def collect(response: EmergencyResponse, first: date, last: date, duty: dict[str, str] | None) -> Record:
    """Every row behind a report on the days `first` to `last`, Beijing time."""
    begin, end = midnight(first), midnight(last) + DAY
    warnings = tuple(_warnings(response))
    return Record(
        scope=_scope(response, duty),
        warnings=warnings,
        tasks=tuple(_tasks(response)),
        items=tuple(_items(response, warnings)),
        returns=tuple(_returns(response, first, last)),
        notices=tuple(_notices(response, warnings, end)),
        air=tuple(_air(response, begin, end)),
    )


def _scope(response: EmergencyResponse, duty: dict[str, str] | None) -> Scope:
    place = response.jurisdiction
    return Scope(
        code=place.code,
        name=place.name,
        issuer=place.office_name or place.name,
        plan=response.edition.title,
        is_drill=response.is_drill,
        started_at=response.started_at,
        closed_at=response.closed_at,
        duty=duty,
    )


def _warnings(response: EmergencyResponse) -> list[WarningRow]:
    issued = EarlyWarning.objects.issued().filter(episode=response.episode_id).order_by("issued_at", "pk")
    return [
        WarningRow(
            pk=each.pk,
            number=each.number,
            document_number=each.document_number,
            act=each.act,
            level=each.level,
            issued_at=each.issued_at,
            begins_at=each.begins_at,
            expected_until=each.expected_until,
            pollutants=tuple(each.primary_pollutants),
        )
        for each in issued
        if each.issued_at
    ]


def _tasks(response: EmergencyResponse) -> list[TaskRow]:
    return [
        TaskRow(task.pk, task.unit.name, task.created_at, task.acknowledge_by, task.acknowledged_at)
        for task in response.tasks.select_related("unit").order_by("unit__position", "pk")
    ]


def _items(response: EmergencyResponse, warnings: tuple[WarningRow, ...]) -> list[ItemRow]:
    answers: dict[int, list[AnswerRow]] = defaultdict(list)
    ticks = Tick.objects.filter(item__task__response=response).order_by("at", "pk")
    for item, outcome, note, at in ticks.values_list("item", "outcome", "note", "at"):
        answers[item].append(AnswerRow(outcome, note, at))
    items = Item.objects.filter(task__response=response).select_related("measure")
    return [
        _item(item, _asking(item, warnings), tuple(answers[item.pk]))
        for item in items.order_by("measure__position", "task__unit__position", "pk")
    ]


def _item(item: Item, asking: Asking, answers: tuple[AnswerRow, ...]) -> ItemRow:
    return ItemRow(
        pk=item.pk,
        task=item.task_id,
        kind=item.measure.kind,
        source=item.measure.source,
        measure=item.measure.text,
        asking=asking,
        reopened=_reopened(item, asking),
        answers=answers,
    )


def _asking(item: Item, warnings: tuple[WarningRow, ...]) -> Asking:
    lowest, highest = item.measure.from_level, item.measure.to_level
    return tuple((each.issued_at, lowest <= each.level <= highest) for each in warnings if each.act != "lift")


def _reopened(item: Item, asking: Asking) -> tuple[datetime, ...]:
    """When it was asked for again; an answer that still stands was not overtaken by that."""
    again = (at for (_, before), (at, after) in pairwise(asking) if after and not before)
    return tuple(at for at in again if item.answered_at is None or at <= item.answered_at)


def _returns(response: EmergencyResponse, first: date, last: date) -> list[ReturnRow]:
    owed = UnitReturn.objects.filter(task__response=response, date__range=(first, last))
    return [
        ReturnRow(
            pk=each.pk,
            task=each.task_id,
            is_final=each.kind == UnitReturn.Kind.FINAL,
            day=each.date.isoformat(),
            due_at=each.due_at,
            sent_at=each.sent_at if each.state == UnitReturn.State.SENT else None,
            figures=each.figures,
            narrative=each.narrative,
        )
        for each in owed.order_by("date", "task__unit__position", "pk")
    ]


def _notices(response: EmergencyResponse, warnings: tuple[WarningRow, ...], end: datetime) -> list[NoticeRow]:
    topics = [response.topic, *(f"warning:{each.number}" for each in warnings)]
    stuck = Notice.objects.for_people().filter(
        jurisdiction=response.jurisdiction_id, topic__in=topics, created_at__lt=end
    )
    return [
        NoticeRow(each.pk, each.subject, each.addressee, each.error)
        for each in stuck.order_by("created_at", "pk")
    ]


def _air(response: EmergencyResponse, begin: datetime, end: datetime) -> list[AirRow]:
    hours = Observation.objects.between(begin, end).filter(
        jurisdiction=response.jurisdiction_id, is_daily=False
    )
    return [AirRow(each.pk, hour_of(each)) for each in hours.order_by("time")]


def hour_of(observation: Observation) -> HourRow:
    """An observed hour as the index takes it."""
    read = ((pollutant, getattr(observation, name)) for pollutant, name in COLUMNS.items())
    values = {pollutant: thousandths(value) for pollutant, value in read if value is not None}
    return HourRow(observation.time, values, observation.is_dust)
