"""Sign the next step of a report; the last signature gives it its number."""

from datetime import datetime

from django.db import transaction

from portal.lifecycle import signoff
from portal.lifecycle.moves import lock
from portal.offices.models import User
from portal.outbox.actions.post import post
from reports import letters
from reports.models import Report
from reports.numbers import next_number


@transaction.atomic
def sign_report(report: Report, *, by: User, now: datetime, note: str = "", read: str | None = None) -> None:
    """Sign, and tell whoever comes next.

    Raises IllegalMove when it is not in review or changed since it was `read`, PermissionDenied when the
    step is not theirs: the drafter, editors and the submitter never sign.
    """
    lock(report)
    signoff.require_read(report, read)
    if _is_last_step(report) and signoff.may_sign(report, by, now):
        _give_number(report, by, now)
    signoff.sign(report, by=by, now=now, note=note)
    post(letters.signed(report, now) if report.is_signed else letters.signature_waiting(report, now))


def _is_last_step(report: Report) -> bool:
    return report.signed_this_round().count() + 1 == len(report.chain)


def _give_number(report: Report, by: User, now: datetime) -> None:
    """Before the last signature, in its transaction: the database knows no signed report without a number."""
    report.number = next_number(report, report.episode.response.edition, now)
    report.signed_at, report.signatory = now, str(by)
    report.save(update_fields=["number", "signed_at", "signatory"])
