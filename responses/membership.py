"""Who acts for a unit."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from portal.offices.models import Unit, UnitMembership, User


def require_member(user: User, unit: Unit) -> None:
    """PermissionDenied unless `user` works for `unit`; the office never answers in a unit's place."""
    member = UnitMembership.objects.filter(unit=unit, user=user, user__is_active=True).exists()
    if not member:
        raise PermissionDenied(_("This is for the staff of %(unit)s.") % {"unit": unit})
