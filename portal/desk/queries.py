"""What a desk shows: the one place that reads across all apps. Each function says how often it asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from django.db.models import Case, Count, Prefetch, Q, QuerySet, When
from django.utils import timezone

from early_warnings.gathering import gather, observed_hours
from early_warnings.models import EarlyWarning, Proposal, WarningSignature
from early_warnings.models.air import STALE_AFTER
from early_warnings.outlook import Latest, Outlook, daily_outlook, hourly_outlook
from early_warnings.series import HOUR, HourlySeries, hourly_series, midnight, on_the_hour
from plans.models import EditionDraft
from portal.lifecycle.models import Signable
from portal.lifecycle.signoff import IN_REVIEW
from portal.offices.authority import holders
from portal.offices.models import Jurisdiction, User
from portal.offices.roles import Role
from portal.outbox.models import Notice
from reports.models import Report, ReportSignature
from responses.models import EmergencyResponse, Item, UnitReturn, UnitTask

LISTED = 8


@dataclass(frozen=True, slots=True)
class Air:
    """What is known of the air: `outlook` None when nothing came in for days, `latest` None without hours."""

    outlook: Outlook | None
    latest: Latest | None
    forecast_at: datetime | None
    now: datetime

    @property
    def is_stale(self) -> bool:
        """Whether the newest observed hour is older than a feed may be; no hour at all is stale too."""
        return self.latest is None or self.now - (self.latest.time + HOUR) > STALE_AFTER


def air(jurisdiction: Jurisdiction, now: datetime) -> Air:
    """Air and outlook; 2 queries, up to 4 where the forecast comes by days."""
    gathered = gather(jurisdiction, now)
    if gathered is None:
        return Air(None, None, None, now)
    issued_at = gathered.forecast.issued_at if gathered.forecast else None
    if isinstance(gathered.series, HourlySeries):
        outlook = hourly_outlook(gathered.series, now)
        return Air(outlook, outlook.latest, issued_at, now)
    return Air(daily_outlook(gathered.series, now), latest_hour(jurisdiction, now), issued_at, now)


def latest_hour(jurisdiction: Jurisdiction, now: datetime) -> Latest | None:
    """The newest observed hour; 1 query."""
    rows = [row for row in observed_hours(jurisdiction, now) if row.values]
    return hourly_outlook(hourly_series(rows, on_the_hour(now)), now).latest if rows else None


def proposal(jurisdiction: Jurisdiction) -> Proposal | None:
    """The one that waits for the office, else the newest; 1 query."""
    waits = Case(When(state=Proposal.State.OPEN, then=1), default=0)
    return jurisdiction.proposals.alias(waits=waits).order_by("-waits", "-evaluated_at", "-pk").first()


Document = TypeVar("Document", EarlyWarning, Report)


@dataclass(frozen=True, slots=True)
class Paper(Generic[Document]):
    """A warning or a report on its way through its chain."""

    document: Document
    signed: int
    waits_for: Role | None

    @property
    def steps(self) -> int:
        """How many signatures the chain has."""
        return len(self.document.chain)

    @property
    def role(self) -> str:
        """Whose signature is awaited, in words."""
        return str(self.waits_for.label) if self.waits_for else ""


def paper(document: Document) -> Paper[Document]:
    """Where a document stands; its signatures must be prefetched."""
    signed = sum(each.round == document.round for each in document.signatures.all())
    waiting = document.state == IN_REVIEW and signed < len(document.chain)
    return Paper(document, signed, Role(document.chain[signed]["role"]) if waiting else None)


def warning_papers(jurisdiction: Jurisdiction) -> list[Paper[EarlyWarning]]:
    """Warnings not yet issued; 2 queries."""
    found = EarlyWarning.objects.filter(jurisdiction=jurisdiction).unfinished()
    signatures = Prefetch("signatures", WarningSignature.objects.all())
    return [paper(each) for each in found.select_related("drafted_by").prefetch_related(signatures)]


def report_papers(jurisdiction: Jurisdiction) -> list[Paper[Report]]:
    """Reports not yet signed, the most pressing first; 2 queries."""
    found = Report.objects.filter(jurisdiction=jurisdiction).unfinished()
    signatures = Prefetch("signatures", ReportSignature.objects.all())
    ordered = found.order_by("due_at", "pk").select_related("drafted_by").prefetch_related(signatures)
    return [paper(each) for each in ordered]


def editions_awaiting(jurisdiction: Jurisdiction, user: User, roles: frozenset[Role]) -> list[EditionDraft]:
    """New editions of the plan that the user can adopt; up to 2 queries, none for whoever is no director."""
    if Role.DIRECTOR not in roles:
        return []
    waiting = EditionDraft.objects.filter(jurisdiction=jurisdiction, state=EditionDraft.State.IN_REVIEW)
    return [draft for draft in waiting.select_related("jurisdiction") if user.pk not in draft.author_ids()]


def awaiting(papers: Iterable[Paper[Document]], user: User, roles: frozenset[Role]) -> list[Paper[Document]]:
    """The papers whose next signature is the user's; a hint, the action decides. No query for reports."""
    return [each for each in papers if each.waits_for in roles and not has_hand_in(each.document, user)]


def has_hand_in(document: Signable, user: User) -> bool:
    """Whether the user wrote the document or signed it in this round, so may not sign (again)."""
    hands = {each.by_id for each in document.signatures.all() if each.round == document.round}  # type: ignore[attr-defined]
    return user.pk in hands | document.author_ids()


def waited_for(roles: frozenset[Role], jurisdiction: Jurisdiction, now: datetime) -> dict[Role, list[User]]:
    """Whom to ring for the signatures that are awaited; 3 queries for each role."""
    return {role: holders(role, jurisdiction, now) for role in roles}


@dataclass(frozen=True, slots=True)
class Progress:
    """A running response in numbers."""

    response: EmergencyResponse
    units: int
    acknowledged: int
    late: int
    items: dict[str, int]

    @property
    def asked(self) -> int:
        """Items to be carried out: those not applicable or withdrawn are not."""
        return self.open + self.done + self.unable

    @property
    def done(self) -> int:
        """Items done."""
        return self.items.get(Item.State.DONE, 0)

    @property
    def unable(self) -> int:
        """Items that a unit cannot carry out."""
        return self.items.get(Item.State.UNABLE, 0)

    @property
    def open(self) -> int:
        """Items nobody has answered."""
        return self.items.get(Item.State.OPEN, 0)

    @property
    def percent(self) -> int:
        """Share of the asked items that is done, rounded down."""
        return 100 * self.done // self.asked if self.asked else 0


def responses_running(jurisdiction: Jurisdiction, now: datetime) -> list[Progress]:
    """The real response and the drill that run here; 3 queries."""
    running = EmergencyResponse.objects.running().filter(jurisdiction=jurisdiction).order_by("is_drill")
    found = list(running.select_related("warning"))
    tasks, items = task_counts(found, now), item_counts(found)
    return [_progress(each, tasks.get(each.pk, {}), items.get(each.pk, {})) for each in found]


def _progress(response: EmergencyResponse, tasks: dict[str, int], items: dict[str, int]) -> Progress:
    units, acknowledged, late = (tasks.get(name, 0) for name in ("units", "acknowledged", "late"))
    return Progress(response, units, acknowledged, late, items)


def task_counts(responses: list[EmergencyResponse], now: datetime) -> dict[int, dict[str, int]]:
    """Units told, signed for, and late with it, by response."""
    late = Q(acknowledged_at=None, acknowledge_by__lt=now)
    rows = (
        UnitTask.objects.filter(response__in=responses)
        .order_by()
        .values_list("response")
        .annotate(units=Count("pk"), acknowledged=Count("acknowledged_at"), late=Count("pk", filter=late))
    )
    names = ("units", "acknowledged", "late")
    return {key: dict(zip(names, counts, strict=True)) for key, *counts in rows}


def item_counts(responses: list[EmergencyResponse]) -> dict[int, dict[str, int]]:
    """Items by state, by response."""
    items = Item.objects.filter(task__response__in=responses).order_by()
    counts: dict[int, dict[str, int]] = {}
    for row in items.values("task__response", "state").annotate(count=Count("pk")):
        counts.setdefault(row["task__response"], {})[row["state"]] = row["count"]
    return counts


@dataclass(frozen=True, slots=True)
class Owed:
    """What waits for somebody's act in an office, each in the order in which it presses."""

    proposal: Proposal | None
    tasks: list[UnitTask]
    returns: list[UnitReturn]
    warnings: list[Paper[EarlyWarning]]
    reports: list[Paper[Report]]
    notices: list[Notice]


def owed(jurisdiction: Jurisdiction, now: datetime) -> Owed:
    """All of it; 8 queries, 6 where no paper is on its way."""
    return Owed(
        proposal(jurisdiction),
        list(unacknowledged(jurisdiction)),
        list(returns_owed(jurisdiction, now)),
        warning_papers(jurisdiction),
        report_papers(jurisdiction),
        list(undelivered(jurisdiction)),
    )


def unacknowledged(jurisdiction: Jurisdiction) -> QuerySet[UnitTask]:
    """Tasks nobody has signed for, the longest overdue first; 1 query."""
    tasks = UnitTask.objects.unacknowledged().filter(response__jurisdiction=jurisdiction)
    return tasks.select_related("unit", "response").order_by("acknowledge_by", "unit__position")


def returns_owed(jurisdiction: Jurisdiction, now: datetime) -> QuerySet[UnitReturn]:
    """Returns owed by the end of today, the most overdue first; 1 query."""
    tonight = midnight(timezone.localdate(now) + timedelta(days=1))
    here = UnitReturn.objects.owed().filter(task__response__jurisdiction=jurisdiction, due_at__lt=tonight)
    return here.select_related("task__unit", "task__response").order_by("due_at", "task__unit__position")


def undelivered(jurisdiction: Jurisdiction) -> QuerySet[Notice]:
    """Notices that only a person can still deliver, oldest first; 1 query."""
    return Notice.objects.for_people().filter(jurisdiction=jurisdiction).order_by("created_at", "pk")


def past_responses(jurisdiction: Jurisdiction) -> QuerySet[EmergencyResponse]:
    """The responses that have ended, newest first; 1 query."""
    here = EmergencyResponse.objects.filter(jurisdiction=jurisdiction, is_drill=False)
    ended = here.filter(closed_at__isnull=False)
    return ended.select_related("warning").order_by("-started_at")[:LISTED]
