"""What the plans owe: adopted editions whose first day has come."""

from datetime import datetime

from django.utils import timezone

from plans.actions.adopt_edition import put_in_force
from plans.models import EditionDraft
from portal.lifecycle.sweeping import sweep


def put_in_force_owed(now: datetime) -> int:
    """Put every adopted edition in force whose day has come; how many were."""
    owed = EditionDraft.objects.adopted().filter(in_force_from__lte=timezone.localdate(now))
    return sweep(lambda draft: put_in_force(draft, by=None, now=now), owed.order_by("in_force_from"))
