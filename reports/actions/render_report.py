"""Print a signed report and seal it by its digest."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portal.lifecycle.errors import IllegalMove
from portal.lifecycle.journal import record
from portal.lifecycle.moves import lock
from reports.documents import document_pdf
from reports.models import Report
from reports.storing import document_name, is_whole, keep


def render_report(report: Report, *, now: datetime) -> None:
    """Print and keep the document; a document that is there and whole stays as it is.

    Printing takes a second or more, so nothing is locked meanwhile: two workers at once print the same
    bytes. Raises IllegalMove when the report is not signed, Unprintable where this machine cannot print,
    ValueError when a lost document can no longer be printed as it was.
    """
    if not report.is_signed:
        raise IllegalMove(
            _("“%(document)s” is not signed; only a signed report is printed.") % {"document": report}
        )
    if is_whole(report):
        return
    content = document_pdf(report)
    sha256 = hashlib.sha256(content).hexdigest()
    if report.document_sha256 not in ("", sha256):
        raise ValueError(f"{report}: printed again it is {sha256}, but {report.document_sha256} was sealed")
    name = keep(document_name(report, sha256), content)
    _seal(report, name, sha256, now)


@transaction.atomic
def _seal(report: Report, name: str, sha256: str, now: datetime) -> None:
    lock(report)
    if report.document:
        return
    report.document.name, report.document_sha256, report.rendered_at = name, sha256, now
    report.save(update_fields=["document", "document_sha256", "rendered_at"])
    facts = {"sha256": sha256, "number": report.number}
    record(report, "render", scope=report.jurisdiction, by=None, now=now, facts=facts)
