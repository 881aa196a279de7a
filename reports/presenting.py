"""A report as its templates take it: figures that print themselves, chapters, marks."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from reports import wording
from reports.facts.figure import is_figure
from reports.models import Report
from responses.figures import Number

MISSING = "—"
# The width of the text block that the name of the issuing body may fill, and its largest character, in mm.
LETTERHEAD_WIDTH, LETTERHEAD_LARGEST = 156, 13

Address = Callable[[str], str]


class Figure(str):
    """A figure as it is printed; on a page it is a link to the rows it was taken from."""

    value: Number | None
    address: str

    def __new__(cls, value: Number | None, address: str = "") -> "Figure":
        figure = super().__new__(cls, MISSING if value is None else str(value))
        figure.value, figure.address = value, address
        return figure

    def __html__(self) -> SafeString | str:
        return format_html('<a href="{}">{}</a>', self.address, str(self)) if self.address else str(self)


def presented(facts: Any, address: Address | None = None, path: str = "") -> Any:
    """The facts with every figure as a `Figure`; `address` gives the page of the rows behind a path."""
    if is_figure(facts):
        return Figure(facts["value"], address(path) if address else "")
    if isinstance(facts, dict):
        return {name: presented(part, address, _under(path, name)) for name, part in facts.items()}
    if isinstance(facts, list):
        return [presented(part, address, _under(path, str(place))) for place, part in enumerate(facts)]
    return facts


def _under(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def context(report: Report, address: Address | None = None) -> dict[str, Any]:
    """What the template of the document shows; with `address` the figures are links."""
    facts = presented(report.facts, address)
    return {
        "report": report,
        "facts": facts,
        "title_parts": wording.title_parts(report.title),
        "chapters": chapters(report),
        "copies": report.narrative.get("copies", ""),
        "marks": marks(report),
        "signed_on": wording.day(timezone.localdate(report.signed_at)) if report.signed_at else "",
        "letterhead_mm": letterhead_size(report.facts["issuer"]),
    }


def chapters(report: Report) -> list[dict[str, Any]]:
    """What people wrote, by chapter in the document's order; chapters nobody wrote are left out."""
    return [
        {"heading": wording.CHAPTERS[name], "paragraphs": report.narrative[name].splitlines()}
        for name in Report.CHAPTERS[report.kind]
        if report.narrative.get(name)
    ]


def marks(report: Report) -> list[str]:
    """The watermark: a drill's in every state, a draft's until it is signed."""
    return [word for word, is_so in (("演练", report.is_drill), ("草稿", not report.is_signed)) if is_so]


def letterhead_size(issuer: str) -> str:
    """The character size in mm at which the name fills the width without breaking."""
    return f"{min(LETTERHEAD_WIDTH / max(len(issuer), 1), LETTERHEAD_LARGEST):.2f}"
