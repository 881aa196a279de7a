"""Keep the files of a tick."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from portal.offices.models import User
from responses import evidence
from responses.evidence import Checked, RefusedFile, plain_name
from responses.models import Evidence, Tick
from responses.refusals import file_refusal

MOST_FILES = 20


@dataclass(frozen=True, slots=True)
class Sound:
    """A file as it came in, and what it was found to be."""

    file: UploadedFile
    found: Checked


def examine(files: Iterable[UploadedFile]) -> list[Sound]:
    """Check every file; ValidationError under `files` names each one that is refused."""
    given = list(files)
    if len(given) > MOST_FILES:
        raise ValidationError({"files": _("Send at most %(most)d files at once.") % {"most": MOST_FILES}})
    sound: list[Sound] = []
    refused: list[str] = []
    for file in given:
        try:
            sound.append(Sound(file, _checked(file)))
        except RefusedFile as error:
            name = plain_name(file.name or "")
            refused.append(file_refusal(name, error.fault, settings.EVIDENCE_MAX_BYTES))
    if refused:
        raise ValidationError({"files": refused})
    return sound


def _checked(file: UploadedFile) -> Checked:
    most = settings.EVIDENCE_MAX_BYTES
    file.seek(0)
    return evidence.check(file.name or "", file.read(most + 1), most_bytes=most)


def attach(tick: Tick, files: Iterable[Sound], *, by: User, now: datetime) -> None:
    """Store the files under random names; one that the item has already is not kept twice.

    Call it last in the transaction: what is on disk does not go away with a rollback.
    """
    known = set(Evidence.objects.filter(item=tick.item).values_list("sha256", flat=True))
    for each in files:
        if each.found.sha256 not in known:
            known.add(each.found.sha256)
            _store(tick, each, by, now)


def _store(tick: Tick, sound: Sound, by: User, now: datetime) -> None:
    found = sound.found
    row = Evidence(
        tick=tick, item=tick.item, name=found.name, content_type=found.content_type,
        size=found.size, sha256=found.sha256, uploaded_by=by, uploaded_at=now,
    )  # fmt: skip
    sound.file.seek(0)
    row.file.save(f"{uuid4().hex}{found.extension}", sound.file, save=True)
