"""Documents on the disk: whole or not at all."""

import hashlib
import os
from pathlib import Path

from django.core.files.storage import default_storage

from reports.models import Report


def document_name(report: Report, sha256: str) -> str:
    """Where a signed document is kept; its content is part of the name."""
    about = f"{report.jurisdiction.code}-{report.kind}-{report.date}-{report.pk}"
    return f"reports/{report.date.year}/{about}-{sha256[:12]}.pdf"


def preview_name(report: Report) -> str:
    """Where the print of a draft is kept until its text changes."""
    return f"reports/previews/{report.pk}-{report.content_digest()[:16]}.pdf"


def keep(name: str, content: bytes) -> str:
    """Write the file beside its place, then move it there: nobody ever reads half of it. Returns `name`."""
    place = Path(default_storage.path(name))
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_name(f".{place.name}.{os.getpid()}")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(place)
    return name


def is_whole(report: Report) -> bool:
    """Whether the document is there and is the one that was sealed."""
    if not report.document.name:
        return False
    place = Path(default_storage.path(report.document.name))
    return place.is_file() and hashlib.sha256(place.read_bytes()).hexdigest() == report.document_sha256


def forget_previews(report: Report, *, but: str) -> None:
    """Remove the prints of earlier versions of a draft."""
    folder = Path(default_storage.path("reports/previews"))
    for place in folder.glob(f"{report.pk}-*.pdf"):
        if place.name != Path(but).name:
            place.unlink(missing_ok=True)
