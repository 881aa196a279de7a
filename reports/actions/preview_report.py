"""Print a report that is not signed yet, with its watermark."""

from reports.documents import document_pdf
from reports.models import Report
from reports.storing import forget_previews, keep, preview_name


def preview_report(report: Report) -> str:
    """Print what would be signed now and keep it until the text changes; returns the name of the file."""
    name = keep(preview_name(report), document_pdf(report))
    forget_previews(report, but=name)
    return name
