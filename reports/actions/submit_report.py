"""Hand a report into its chain."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.lifecycle.moves import lock, move
from portal.lifecycle.signoff import require_read
from portal.offices.authority import require
from portal.offices.models import User
from portal.offices.roles import Role
from portal.outbox.actions.post import post
from reports import letters
from reports.chains import chain_of
from reports.models import Report


@transaction.atomic
def submit_report(report: Report, *, by: User, now: datetime, read: str | None = None) -> None:
    """Start a round of signatures; from now on figures and text are fixed.

    `read` is the digest of the content that `by` had before them: IllegalMove when it changed since.
    """
    require(by, Role.OFFICE, report.jurisdiction, now)
    lock(report)
    require_read(report, read)
    if not report.addressee:
        raise ValidationError({"addressee": _("Say to whom the report goes before submitting it.")})
    chain = chain_of(report.episode.response.edition, report.kind)
    resumed = report.state == Report.State.RETURNED
    move(
        report, Report.State.IN_REVIEW, by=by, now=now, verb="submit",
        facts={"steps": len(chain), "content": report.content_digest()},
        chain=chain, round=report.round + resumed, submitted_by=by,
    )  # fmt: skip
    post(letters.signature_waiting(report, now))
