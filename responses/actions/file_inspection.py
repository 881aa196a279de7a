"""Keep the photos and documents of an inspection."""

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from portal.offices.models import User
from responses.actions.attach import Sound
from responses.models import Inspection, InspectionFile, InspectionNote


def file_inspection(
    inspection: Inspection,
    files: Iterable[Sound],
    *,
    by: User,
    now: datetime,
    note: InspectionNote | None = None,
) -> None:
    """Store the files under random names; one that the inspection has already is not kept twice.

    Call it last in the transaction: what is on disk does not go away with a rollback.
    """
    known = set(inspection.files.values_list("sha256", flat=True))
    for each in files:
        if each.found.sha256 not in known:
            known.add(each.found.sha256)
            _store(InspectionFile(inspection=inspection, note=note, uploaded_by=by, uploaded_at=now), each)


def _store(row: InspectionFile, sound: Sound) -> None:
    found = sound.found
    row.name, row.content_type = found.name, found.content_type
    row.size, row.sha256 = found.size, found.sha256
    sound.file.seek(0)
    row.file.save(f"{uuid4().hex}{found.extension}", sound.file, save=True)
