"""The numbers a warning document carries: reference, document number, CAP identifier."""

from datetime import datetime

from django.utils import timezone

from early_warnings.models import EarlyWarning
from portal.lifecycle.moves import lock
from portal.offices.models import Jurisdiction

# Digits for the issuing body (GB/T 4657) in the 31-character identifier: not yet assigned.
ORGANISATION = "00000000"


def next_reference(jurisdiction: Jurisdiction, now: datetime, *, is_drill: bool) -> str:
    """The next free reference of the year, e.g. 654003-2026-003, or 654003-2026-D001 for a drill.

    Locks the jurisdiction's row, so call it inside the transaction that stores the document.
    """
    lock(jurisdiction)
    stem = f"{jurisdiction.code}-{timezone.localtime(now).year}-{'D' if is_drill else ''}"
    taken = EarlyWarning.objects.filter(jurisdiction=jurisdiction, is_drill=is_drill, number__startswith=stem)
    return f"{stem}{taken.count() + 1:03d}"


def next_document_number(warning: EarlyWarning, now: datetime) -> str:
    """The next number of the office's series in the year; drills count in a series of their own."""
    year = timezone.localtime(now).year
    issued = EarlyWarning.objects.issued().filter(
        jurisdiction=warning.jurisdiction, is_drill=warning.is_drill, document_number__contains=f"〔{year}〕"
    )
    series = str(warning.edition.rules.get("document_series", "重污染预警"))
    prefix = f"{series}（演练）" if warning.is_drill else series
    return f"{prefix}〔{year}〕{issued.count() + 1}号"


def cap_identifier(jurisdiction: Jurisdiction, issued_at: datetime) -> str:
    """The identifier of the national format: 14 digits of place and body, the time, and a counter 0–9."""
    stem = f"{jurisdiction.code}{ORGANISATION}_{timezone.localtime(issued_at):%Y%m%d%H%M%S}_"
    taken = EarlyWarning.objects.filter(cap_identifier__startswith=stem).count()
    if taken > 9:
        raise ValueError(f"more than ten warnings of {jurisdiction.code} in one second")
    return f"{stem}{taken}"
