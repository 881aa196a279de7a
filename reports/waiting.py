"""How far the printing of a report is."""

from typing import Any

from django.core.files.storage import default_storage
from django.http import HttpRequest

from reports.fonts import NEEDED, has_chinese
from reports.models import Report
from reports.storing import preview_name

# Asked every two seconds: after this many questions a person is told that nobody prints.
PATIENCE = 45


def times_asked(request: HttpRequest) -> int:
    """How often the page has asked for a print already; 0 when nobody wants one."""
    said = request.GET.get("asked", "")
    return min(int(said), PATIENCE) if said.isdecimal() else 0


def print_state(report: Report, *, asked: int) -> dict[str, Any]:
    """For the fragment that shows the document: there, awaited, or why it cannot come.

    `asked` counts how often the page has asked since someone wanted a preview; 0 when nobody did.
    """
    there = bool(report.document) if report.is_signed else default_storage.exists(preview_name(report))
    awaited = not there and (report.is_signed or asked > 0)
    return {
        "is_printed": there,
        "is_awaited": awaited and asked < PATIENCE,
        "is_late": awaited and asked >= PATIENCE,
        "asked": asked + 1,
        "lacks_fonts": NEEDED if awaited and not has_chinese() else "",
    }
