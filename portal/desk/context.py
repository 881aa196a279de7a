"""What the frame of every page shows; asked of the database only when a template reads it."""

from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from early_warnings.models import EarlyWarning
from portal import clock
from portal.desk.navigation import NavigationItem, navigation
from portal.offices.authority import roles_of
from portal.offices.models import DutyShift, Jurisdiction, Unit, UnitMembership
from portal.offices.roles import Role
from portal.offices.seat import seat, seats
from portal.outbox.models import Notice

THEMES = ("light", "dark")


class Frame:
    """Where the reader sits, in which roles, and what is in force there.

    Each property is one query at most; fragments that do not show the frame cost nothing.
    """

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.user = getattr(request, "user", None)
        self.now = clock.now()

    @cached_property
    def is_known(self) -> bool:
        """Whether someone is signed in."""
        return bool(self.user and self.user.is_authenticated)

    @cached_property
    def jurisdictions(self) -> list[Jurisdiction]:
        """The seats to choose from."""
        return seats(self.request) if self.is_known else []

    @cached_property
    def jurisdiction(self) -> Jurisdiction | None:
        """The seat in use."""
        return seat(self.request) if self.is_known else None

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The roles in which the reader may act here now, own and deputised."""
        if not self.jurisdiction:
            return frozenset()
        return roles_of(self.user, self.jurisdiction, self.now)  # type: ignore[arg-type]

    @property
    def is_office(self) -> bool:
        """Whether the reader works in the command office, so may urge, tell, draft."""
        return Role.OFFICE in self.roles

    @property
    def role_names(self) -> list[str]:
        """The roles in words, in the order of their list."""
        return [str(role.label) for role in Role if role in self.roles]

    @cached_property
    def units(self) -> list[Unit]:
        """The reader's units in this jurisdiction."""
        if not self.jurisdiction:
            return []
        mine = UnitMembership.objects.filter(user=self.user, unit__jurisdiction=self.jurisdiction)
        return [membership.unit for membership in mine.select_related("unit").order_by("unit__position")]

    @cached_property
    def is_slim(self) -> bool:
        """A unit's member without a role in the office: phone first, one column."""
        return bool(self.jurisdiction) and not self.roles and bool(self.units)

    @cached_property
    def in_force(self) -> list[EarlyWarning]:
        """The real warning in force here, and the drill beside it; at most one of each."""
        if not self.jurisdiction:
            return []
        running = EarlyWarning.objects.visible_to(self.user).in_force()  # type: ignore[arg-type]
        here = running.filter(jurisdiction=self.jurisdiction).select_related("episode")
        return list(here.order_by("is_drill").distinct())

    @cached_property
    def on_duty(self) -> list[DutyShift]:
        """Who is on duty in the command office of this seat now."""
        if not self.jurisdiction:
            return []
        office = DutyShift.objects.of(self.jurisdiction, None).on(self.now)
        return list(office.select_related("user"))

    @cached_property
    def unread(self) -> int:
        """Messages in the inbox not yet opened."""
        if not self.is_known:
            return 0
        return Notice.objects.inbox_of(self.user).filter(read_at=None).count()  # type: ignore[arg-type]

    @cached_property
    def navigation(self) -> list[NavigationItem]:
        """Where the reader can go; only pages that exist."""
        if not self.is_known:
            return []
        return navigation(self.roles, self.jurisdiction, self.request.path, slim=self.is_slim)

    @property
    def is_demo(self) -> bool:
        """Whether this installation holds made people and made air; each page says so."""
        return bool(settings.DEMO)

    @cached_property
    def theme(self) -> str:
        """The reader's choice of colours, or "auto"."""
        chosen = self.request.COOKIES.get("theme", "")
        return chosen if chosen in THEMES else "auto"


def frame_of(request: HttpRequest) -> Frame:
    """The frame of this request, the same one for the view and for every template."""
    kept: Frame | None = getattr(request, "_frame", None)
    if kept is None:
        kept = Frame(request)
        request._frame = kept  # type: ignore[attr-defined]
    return kept


def frame(request: HttpRequest) -> dict[str, Any]:
    """The frame, for every template."""
    return {"frame": frame_of(request)}
