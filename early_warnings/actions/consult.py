"""Record a consultation (会商)."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from early_warnings.models import Consultation, Opinion, Proposal
from portal.lifecycle.journal import record
from portal.offices.authority import roles_of
from portal.offices.models import Jurisdiction, User
from portal.offices.roles import Role


@transaction.atomic
def record_consultation(
    jurisdiction: Jurisdiction,
    *,
    by: User,
    now: datetime,
    held_at: datetime,
    participants: str,
    conclusion: str,
    opinions: Iterable[tuple[str, str]] = (),
    forecast_considered: str = "",
    level: int | None = None,
    proposal: Proposal | None = None,
    is_drill: bool = False,
) -> Consultation:
    """Store who met, what each body said as ``(body, text)``, and the conclusion; it is never changed."""
    if not roles_of(by, jurisdiction, now) & {Role.OFFICE, Role.EXPERT}:
        raise PermissionDenied(_("Only the command office and its experts record consultations."))
    if held_at > now:
        raise ValidationError({"held_at": _("A consultation is recorded after it was held.")})
    consultation = Consultation.objects.create(
        jurisdiction=jurisdiction,
        proposal=proposal,
        held_at=held_at,
        participants=participants,
        forecast_considered=forecast_considered,
        conclusion=conclusion,
        level=level,
        is_drill=is_drill,
        recorded_by=by,
        recorded_at=now,
    )
    Opinion.objects.bulk_create(
        Opinion(consultation=consultation, body=body, text=text) for body, text in opinions if text.strip()
    )
    record(
        consultation, "consult", scope=jurisdiction, by=by, now=now, note=conclusion, facts={"level": level}
    )
    return consultation
