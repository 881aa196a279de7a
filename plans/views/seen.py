"""What a page of a plan shows, and who may see it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from plans.confirming import Default, confirmations, defaults
from plans.document import Plan
from plans.findings import Finding
from plans.levels import Level
from plans.linter import lint
from plans.models import Confirmation, PlanEdition
from plans.picture import levels_of
from plans.reading import document_of
from portal import clock
from portal.offices.authority import held_roles, roles_of
from portal.offices.models import Jurisdiction, Unit, User
from portal.offices.roles import Role

TOLD_ELSEWHERE = ("source-doubt", "to-confirm")


@dataclass
class Reading:
    """One edition as it is read: what it says, which defaults are confirmed, who reads."""

    edition: PlanEdition
    plan: Plan
    confirmed: dict[str, Confirmation]
    roles: frozenset[Role]
    my_units: frozenset[int]

    @property
    def jurisdiction(self) -> Jurisdiction:
        return self.edition.jurisdiction

    @property
    def is_staff(self) -> bool:
        """Whether the reader holds a role in the office."""
        return bool(self.roles)

    @property
    def may_confirm(self) -> bool:
        """Whether the reader confirms defaults of this edition."""
        return Role.DIRECTOR in self.roles and self.edition.state != PlanEdition.State.SUCCEEDED

    @property
    def query(self) -> str:
        """What keeps links on this edition when it is not the one in force."""
        return "" if self.edition.state == PlanEdition.State.IN_FORCE else f"?edition={self.edition.pk}"

    @property
    def levels(self) -> list[Level]:
        """The levels that can be called for, lowest first."""
        return levels_of(self.plan)

    @cached_property
    def findings(self) -> list[Finding]:
        """What the plan check says, errors first."""
        superior = self.jurisdiction.superior
        held = held_roles(self.jurisdiction)
        return lint(self.plan, superior=superior.code if superior else None, held=held)

    @property
    def findings_of_the_plan(self) -> list[Finding]:
        """The findings but for what the page tells in places of its own: doubts, and defaults left open."""
        return [finding for finding in self.findings if finding.code not in TOLD_ELSEWHERE]

    @cached_property
    def defaults(self) -> list[Default]:
        """The plan's defaults, confirmed or not."""
        return defaults(self.plan, self.confirmed)

    @property
    def unconfirmed(self) -> int:
        """How many defaults nobody has confirmed."""
        return sum(1 for default in self.defaults if default.confirmation is None)

    @cached_property
    def unit_keys(self) -> dict[str, int]:
        """The units of the edition by name; one query."""
        rows = Unit.objects.filter(plan_units__edition=self.edition)
        return dict(rows.values_list("name", "pk"))


def known_place(user: User, code: str) -> Jurisdiction:
    """The jurisdiction, or 404 for whoever neither works in its office nor belongs to one of its units."""
    known = Jurisdiction.objects.known_to(user).select_related("superior")
    return get_object_or_404(known, code=code)


def office_place(user: User, code: str) -> Jurisdiction:
    """The jurisdiction, or 404 for whoever holds no role in its office."""
    staffed = Jurisdiction.objects.staffed_by(user).select_related("superior")
    return get_object_or_404(staffed, code=code)


def read(request: HttpRequest, code: str) -> Reading:
    """The edition in force, or for the office's staff the one asked for with ?edition=; else 404."""
    user: Any = request.user
    place = known_place(user, code)
    roles = roles_of(user, place, clock.now())
    edition = _chosen(place, request.GET.get("edition", ""), bool(roles))
    mine = Unit.objects.of(user).filter(jurisdiction=place).values_list("pk", flat=True)
    return Reading(edition, document_of(edition), confirmations(edition), roles, frozenset(mine))


def _chosen(place: Jurisdiction, asked: str, is_staff: bool) -> PlanEdition:
    editions = place.editions.all() if is_staff and asked else place.editions.in_force()
    if asked and is_staff:
        editions = editions.filter(pk=asked) if asked.isdecimal() else editions.none()
    edition = editions.first()
    if edition is None:
        raise Http404
    edition.jurisdiction = place
    return edition
