"""Who may act in which role, for themselves or as a deputy."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from guardian.models import UserObjectPermission
from guardian.shortcuts import get_group_perms, get_user_perms, get_users_with_perms

from portal.offices.models import Deputation, Jurisdiction, User
from portal.offices.roles import Role


@dataclass(frozen=True, slots=True)
class Authority:
    """The right under which someone acts: their own role, or that of the person they stand in for."""

    role: Role
    on_behalf_of: User | None = None


def granted(user: User, jurisdiction: Jurisdiction) -> frozenset[Role]:
    """The roles `user` holds themselves. A superuser holds none by that alone."""
    if not user.is_active:
        return frozenset()
    codenames = {*get_user_perms(user, jurisdiction), *get_group_perms(user, jurisdiction)}
    return frozenset(role for role in Role if role.permission in codenames)


def authority(
    user: User, role: Role, jurisdiction: Jurisdiction, now: datetime, *, not_for: Collection[int] = ()
) -> Authority | None:
    """The right by which `user` may act as `role` there at `now`, or None; never lent by one of `not_for`."""
    own = granted(user, jurisdiction)
    if role in own:
        return Authority(role)
    running = Deputation.objects.running(now).filter(jurisdiction=jurisdiction, role=role, deputy=user)
    for deputation in running.exclude(holder__in=not_for).select_related("holder"):
        # A deputy's right ends with the holder's own, and with their own place in the office.
        if own and role in granted(deputation.holder, jurisdiction):
            return Authority(role, deputation.holder)
    return None


def require(
    user: User, role: Role, jurisdiction: Jurisdiction, now: datetime, *, not_for: Collection[int] = ()
) -> Authority:
    """The right to act as `role`, or PermissionDenied; see `authority`."""
    found = authority(user, role, jurisdiction, now, not_for=not_for)
    if found is None:
        raise PermissionDenied(
            _("This is for the %(role)s of %(jurisdiction)s.")
            % {"role": role.label, "jurisdiction": jurisdiction.display_name}
        )
    return found


def roles_of(user: User, jurisdiction: Jurisdiction, now: datetime) -> frozenset[Role]:
    """Every role in which `user` may act there at `now`, own and deputised."""
    own = granted(user, jurisdiction)
    if not own:
        return own
    running = Deputation.objects.running(now).filter(jurisdiction=jurisdiction, deputy=user)
    lent = (
        Role(deputation.role)
        for deputation in running.select_related("holder")
        if Role(deputation.role) in granted(deputation.holder, jurisdiction)
    )
    return own | frozenset(lent)


def holders(role: Role, jurisdiction: Jurisdiction, now: datetime) -> list[User]:
    """Everyone who can act in the role at `now`: its holders and their deputies, in order of account."""
    found: Any = get_users_with_perms(
        jurisdiction, only_with_perms_in=[role.permission], with_superusers=False
    )
    own = found.filter(is_active=True)
    lent = Deputation.objects.running(now).filter(jurisdiction=jurisdiction, role=role, holder__in=own)
    deputies = User.objects.filter(pk__in=lent.values("deputy"), is_active=True)
    return sorted({*own, *deputies}, key=lambda user: user.username)


def held_roles(jurisdiction: Jurisdiction) -> frozenset[Role]:
    """The roles that somebody holds there, as a person; one query."""
    granted_there = UserObjectPermission.objects.filter(
        object_pk=str(jurisdiction.pk), content_type__app_label="offices", user__is_active=True
    )
    codenames = set(granted_there.values_list("permission__codename", flat=True))
    return frozenset(role for role in Role if role.permission in codenames)
