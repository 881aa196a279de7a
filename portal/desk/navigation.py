"""The menu: which pages there are for whom. An entry whose page does not exist is not shown."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.offices.models import Jurisdiction
from portal.offices.roles import Role

STAFF = frozenset(Role)
READERS_OF_COMPLIANCE = frozenset({Role.SUPERVISOR, Role.OFFICE, Role.DIRECTOR, Role.COMMANDER})


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the menu; `roles` see it, an empty set means everyone signed in."""

    label: Promise
    name: str
    roles: frozenset[Role] = STAFF


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """A place with its address; `is_here` when the page shown lies under it."""

    label: Promise
    address: str
    is_here: bool


PLACES = (
    Place(_("Desk"), "desk:home"),
    Place(_("Warnings"), "early_warnings:list"),
    Place(_("Responses"), "responses:list"),
    Place(_("Reports"), "reports:list"),
    Place(_("Air"), "early_warnings:air"),
    Place(_("Plan"), "plans:detail"),
    Place(_("Duty roster"), "desk:roster"),
    Place(_("Compliance"), "responses:compliance", READERS_OF_COMPLIANCE),
)
UNIT_PLACES = (
    Place(_("Our measures"), "desk:home", frozenset()),
    Place(_("Inbox"), "desk:inbox", frozenset()),
    Place(_("Plan"), "plans:detail", frozenset()),
    Place(_("Duty roster"), "desk:roster", frozenset()),
)


def navigation(
    roles: Iterable[Role], jurisdiction: Jurisdiction | None, path: str, *, slim: bool
) -> list[NavigationItem]:
    """The menu of someone with `roles` who is on `path`; a unit's member gets the short one."""
    held = frozenset(roles)
    places = UNIT_PLACES if slim else [place for place in PLACES if place.roles & held]
    found = [(place, address) for place in places if (address := address_of(place.name, jurisdiction))]
    here = max((address for _place, address in found if path.startswith(address)), key=len, default="")
    return [NavigationItem(place.label, address, address == here) for place, address in found]


def address_of(name: str, jurisdiction: Jurisdiction | None) -> str:
    """The address of a named page, with the code of the jurisdiction if it wants one; "" if there is none."""
    for arguments in ((), (jurisdiction.code,) if jurisdiction else ()):
        try:
            return reverse(name, args=arguments)
        except NoReverseMatch:
            continue
    return ""
