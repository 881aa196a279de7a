"""Keep the files of a tick."""

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from portal.offices.models import User
from responses import evidence
from responses.evidence import Checked, RefusedFile, plain_name
from responses.models import Evidence, Tick
from responses.refusals import file_refusal

MOST_FILES = 20


def examine(files: Iterable[UploadedFile]) -> list[Checked]:
    """Check every file; ValidationError under `files` names each one that is refused."""
    given = list(files)
    if len(given) > MOST_FILES:
        raise ValidationError({"files": _("Send at most %(most)d files at once.") % {"most": MOST_FILES}})
    checked: list[Checked] = []
    refused: list[str] = []
    for file in given:
        try:
            checked.append(_checked(file))
        except RefusedFile as error:
            name = plain_name(file.name or "")
            refused.append(file_refusal(name, error.fault, settings.EVIDENCE_MAX_BYTES))
    if refused:
        raise ValidationError({"files": refused})
    return checked


def _checked(file: UploadedFile) -> Checked:
    most = settings.EVIDENCE_MAX_BYTES
    file.seek(0)
    return evidence.check(file.name or "", file.read(most + 1), most_bytes=most)


def attach(tick: Tick, files: Iterable[Checked], *, by: User, now: datetime) -> None:
    """Store the files under random names; one that the item has already is not kept twice.

    Call it last in the transaction: what is on disk does not go away with a rollback.
    """
    known = set(Evidence.objects.filter(item=tick.item).values_list("sha256", flat=True))
    for file in files:
        if file.sha256 not in known:
            known.add(file.sha256)
            _store(tick, file, by, now)


def _store(tick: Tick, file: Checked, by: User, now: datetime) -> None:
    row = Evidence(
        tick=tick, item=tick.item, name=file.name, content_type=file.content_type,
        size=len(file.content), sha256=file.sha256, uploaded_by=by, uploaded_at=now,
    )  # fmt: skip
    row.file.save(f"{uuid4().hex}{file.extension}", ContentFile(file.content), save=True)
