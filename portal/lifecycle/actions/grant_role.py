"""Give a person a role in a jurisdiction, or take it back."""

from datetime import datetime

from django.db import transaction
from guardian.shortcuts import assign_perm, remove_perm

from portal.lifecycle.journal import record
from portal.offices.authority import granted
from portal.offices.models import Jurisdiction, User
from portal.offices.roles import Role

VIEW = "offices.view_jurisdiction"


@transaction.atomic
def grant_role(user: User, role: Role, jurisdiction: Jurisdiction, *, by: User | None, now: datetime) -> None:
    """Let `user` act as `role` there; safe to run twice."""
    if role in granted(user, jurisdiction):
        return
    assign_perm(VIEW, user, jurisdiction)
    assign_perm(f"offices.{role.permission}", user, jurisdiction)
    record(
        user, "grant_role", scope=jurisdiction, by=by, now=now, facts={"user": user.username, "role": role}
    )


@transaction.atomic
def revoke_role(
    user: User, role: Role, jurisdiction: Jurisdiction, *, by: User | None, now: datetime
) -> None:
    """Take the role back; the last one takes sight of the office with it."""
    if role not in granted(user, jurisdiction):
        return
    remove_perm(f"offices.{role.permission}", user, jurisdiction)
    if not granted(user, jurisdiction):
        remove_perm(VIEW, user, jurisdiction)
    record(
        user, "revoke_role", scope=jurisdiction, by=by, now=now, facts={"user": user.username, "role": role}
    )
