"""A report as a printed document."""

from django.template.loader import render_to_string

from reports.fonts import faces
from reports.models import Report
from reports.presenting import context
from reports.printing import print_pdf


def document_html(report: Report) -> str:
    """The whole HTML document that is printed."""
    frozen_at = (report.signed_at or report.drafted_at).isoformat(timespec="seconds")
    return render_to_string(
        "reports/documents/paper.html",
        {**context(report), "frozen_at": frozen_at, "faces": faces()},
    )


def document_pdf(report: Report) -> bytes:
    """The PDF; the same report gives the same bytes. Raises Unprintable where this machine cannot print."""
    return print_pdf(document_html(report), identity=report.content_digest().encode())
