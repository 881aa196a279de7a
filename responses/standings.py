"""How the units did over the latest responses, counted in the database; drills are left out."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import add
from statistics import median

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from portal.lifecycle.models import JournalEntry
from portal.offices.models import Jurisdiction, Unit
from responses.compliance import Conduct, Punctuality, Score, places, score
from responses.models import EmergencyResponse, Inspection, Item, UnitReturn, UnitTask


@dataclass(frozen=True, slots=True)
class Part:
    """One unit in one response; `minutes` is how long it took to sign, None while it has not."""

    task: UnitTask
    response: EmergencyResponse
    minutes: int | None
    conduct: Conduct


@dataclass(frozen=True, slots=True)
class Standing:
    """One unit over several responses, the oldest part first; `place` None without a score."""

    unit: Unit
    parts: list[Part]
    conduct: Conduct
    score: Score | None
    place: int | None

    @property
    def minutes(self) -> int | None:
        """The median time from the task to the signature; None when it never signed."""
        taken = [part.minutes for part in self.parts if part.minutes is not None]
        return round(median(taken)) if taken else None


def standings(place: Jurisdiction, *, now: datetime, over: int | None = None) -> list[Standing]:
    """The units of `place` that had a task, the best first; over the latest `over` responses, else all.

    Six queries however many units, measures and responses there are.
    """
    responses = _latest(place, over)
    parts = _parts(UnitTask.objects.filter(response__in=responses), responses, now)
    inspected = _inspected(_inspections(place, responses, over), now)
    units = {unit.pk: unit for unit in place.units.filter(pk__in=parts)}
    conducts = {pk: _whole(parts[pk], inspected.get(pk, Conduct())) for pk in units}
    scores = {pk: score(conduct) for pk, conduct in conducts.items()}
    place_of = places(scores)
    found = [Standing(units[pk], parts[pk], conducts[pk], scores[pk], place_of[pk]) for pk in units]
    return sorted(found, key=lambda each: (each.place or len(found) + 1, each.unit.position))


def standing_of(unit: Unit, *, now: datetime) -> Standing:
    """One unit over all responses, without a place."""
    responses = _latest(unit.jurisdiction, None)
    parts = _parts(UnitTask.objects.filter(unit=unit, response__in=responses), responses, now)[unit.pk]
    own = Inspection.objects.filter(unit=unit)
    conduct = _whole(parts, _inspected(_without_drills(own), now).get(unit.pk, Conduct()))
    return Standing(unit, parts, conduct, score(conduct), None)


def _latest(place: Jurisdiction, over: int | None) -> list[EmergencyResponse]:
    real = EmergencyResponse.objects.filter(jurisdiction=place, is_drill=False)
    return list(real.order_by("-started_at", "-pk")[:over])[::-1]


def _whole(parts: Iterable[Part], inspected: Conduct) -> Conduct:
    return reduce(add, (part.conduct for part in parts), inspected)


def _parts(
    tasks: QuerySet[UnitTask], responses: list[EmergencyResponse], now: datetime
) -> dict[int, list[Part]]:
    items, returns = _items(tasks), _returns(tasks, now)
    by_response: dict[int, list[UnitTask]] = defaultdict(list)
    for task in tasks.order_by():
        by_response[task.response_id].append(task)
    found: dict[int, list[Part]] = defaultdict(list)
    for response in responses:
        for task in by_response[response.pk]:
            done, owed = items.get(task.pk, (0, 0))
            conduct = Conduct(_signed(task, now), returns.get(task.pk, Punctuality()), done, owed)
            found[task.unit_id].append(Part(task, response, _minutes(task), conduct))
    return found


def _signed(task: UnitTask, now: datetime) -> Punctuality:
    if task.acknowledged_at:
        is_late = task.acknowledged_at > task.acknowledge_by
        return Punctuality(in_time=int(not is_late), late=int(is_late))
    return Punctuality(missing=int(task.acknowledge_by < now))


def _minutes(task: UnitTask) -> int | None:
    taken = task.acknowledged_at - task.created_at if task.acknowledged_at else None
    return round(taken.total_seconds() / 60) if taken is not None else None


def _items(tasks: QuerySet[UnitTask]) -> dict[int, tuple[int, int]]:
    asked = Item.objects.filter(task__in=tasks.order_by()).exclude(
        state__in=(Item.State.WITHDRAWN, Item.State.NOT_APPLICABLE)
    )
    rows = asked.order_by().values("task_id").annotate(
        done=Count("pk", filter=Q(state=Item.State.DONE)), owed=Count("pk")
    )  # fmt: skip
    return {row["task_id"]: (row["done"], row["owed"]) for row in rows}


def _returns(tasks: QuerySet[UnitTask], now: datetime) -> dict[int, Punctuality]:
    # Sent in time and corrected later, or sent back by the office, stays in time: the first sending counts.
    sendings = JournalEntry.objects.filter(
        document_type=UnitReturn._meta.label_lower, document_id=OuterRef("pk"), verb="send_return"
    )
    in_time = Q(sent_at__lte=F("due_at")) | Q(first_sent__lte=F("due_at"))
    rows = (
        UnitReturn.objects.filter(task__in=tasks.order_by())
        .annotate(first_sent=Subquery(sendings.order_by("sequence").values("at")[:1]))
        .order_by()
        .values("task_id")
        .annotate(
            sent=Count("pk", filter=Q(sent_at__isnull=False)),
            in_time=Count("pk", filter=Q(sent_at__isnull=False) & in_time),
            missing=Count("pk", filter=Q(sent_at=None, due_at__lt=now)),
        )
    )
    return {
        row["task_id"]: Punctuality(row["in_time"], row["sent"] - row["in_time"], row["missing"])
        for row in rows
    }


def _inspections(
    place: Jurisdiction, responses: list[EmergencyResponse], over: int | None
) -> QuerySet[Inspection]:
    found = _without_drills(Inspection.objects.filter(jurisdiction=place))
    return found.filter(at__gte=responses[0].started_at) if over and responses else found


def _without_drills(inspections: QuerySet[Inspection]) -> QuerySet[Inspection]:
    return inspections.filter(Q(response=None) | Q(response__is_drill=False))


def _inspected(inspections: QuerySet[Inspection], now: datetime) -> dict[int, Conduct]:
    problems = inspections.filter(severity=Inspection.Severity.PROBLEM)
    mended = Coalesce("mended_at", "closed_at", now)
    rows = (
        problems.annotate(settled=mended).order_by().values("unit_id")
        .annotate(problems=Count("pk"), late=Count("pk", filter=Q(settled__gt=F("due_at"))))
    )  # fmt: skip
    return {row["unit_id"]: Conduct(problems=row["problems"], late_mendings=row["late"]) for row in rows}
