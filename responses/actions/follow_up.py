"""What follows an inspection: notes, the unit's report of mending, sending back, closing (销号)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.lifecycle.errors import IllegalMove
from portal.lifecycle.journal import record
from portal.lifecycle.moves import lock, move
from portal.offices.authority import authority, holders
from portal.offices.models import User
from portal.offices.roles import Role
from portal.outbox.actions.post import post
from responses import inspection_messages
from responses.actions.attach import Sound, examine
from responses.actions.file_inspection import file_inspection
from responses.letters import to_people, to_unit
from responses.models import Inspection, InspectionNote

Act = InspectionNote.Act
State = Inspection.State
BECOMES = {Act.MEND: State.MENDED, Act.BACK: State.OPEN, Act.CLOSE: State.CLOSED}


def acts_open_to(user: User, inspection: Inspection, now: datetime) -> list[str]:
    """What `user` may do with it now, the main act first; empty for whoever may only read."""
    if inspection.state == State.CLOSED:
        return []
    is_unit = _works_there(user, inspection)
    is_supervisor = authority(user, Role.SUPERVISOR, inspection.jurisdiction, now) is not None
    is_mended = inspection.state == State.MENDED
    found = {
        Act.MEND: is_unit and not is_mended,
        Act.CLOSE: is_supervisor,
        Act.BACK: is_supervisor and is_mended,
        Act.NOTE: is_unit or is_supervisor,
    }
    return [act for act, is_open in found.items() if is_open]


def is_awaited(act: str, inspection: Inspection) -> bool:
    """Whether the inspection waits for just this step: the unit's mending, or the look at what was mended."""
    return act == (Act.CLOSE if inspection.state == State.MENDED else Act.MEND)


def follow_up(
    inspection: Inspection,
    act: str,
    *,
    by: User,
    now: datetime,
    text: str,
    files: Iterable[UploadedFile] = (),
    due_at: datetime | None = None,
) -> InspectionNote:
    """Take one step: MEND is the unit's, BACK (with a new `due_at`) and CLOSE the supervisor's, NOTE both's.

    Raises ValidationError on what is missing, PermissionDenied to others, IllegalMove when the inspection
    stands elsewhere by now. The other side is told.
    """
    _require_party(inspection, act, by, now)
    _check(inspection, act, text, due_at, now)
    return _step(inspection, Act(act), by, now, text.strip(), examine(files), due_at)


def _require_party(inspection: Inspection, act: str, by: User, now: datetime) -> None:
    is_unit = act in (Act.MEND, Act.NOTE) and _works_there(by, inspection)
    is_supervisor = act != Act.MEND and authority(by, Role.SUPERVISOR, inspection.jurisdiction, now)
    if not is_unit and not is_supervisor:
        raise PermissionDenied(
            _("This is for the staff of %(unit)s.") % {"unit": inspection.unit}
            if act == Act.MEND
            else _("This is for the supervisors and the unit inspected.")
        )


def _works_there(user: User, inspection: Inspection) -> bool:
    return inspection.unit.memberships.filter(user=user, user__is_active=True).exists()


def _check(inspection: Inspection, act: str, text: str, due_at: datetime | None, now: datetime) -> None:
    is_silent_close = act == Act.CLOSE and inspection.state == State.MENDED
    if not text.strip() and not is_silent_close:
        raise ValidationError({"text": _("Write a few words: what was done, or what is missing.")})
    if act == Act.BACK and (due_at is None or due_at <= now):
        raise ValidationError(
            {"due_at": _("Say until when the problem has to be mended; a time still to come.")}
        )


@transaction.atomic
def _step(
    inspection: Inspection,
    act: Act,
    by: User,
    now: datetime,
    text: str,
    files: list[Sound],
    due_at: datetime | None,
) -> InspectionNote:
    facts: dict[str, Any] = {"unit": inspection.unit.name, "files": [each.found.sha256 for each in files]}
    if act == Act.NOTE:
        _write_note(inspection, by, now, text, facts)
    else:
        fields = _fields(act, by, now, due_at)
        move(
            inspection, BECOMES[act], by=by, now=now, verb=f"inspection_{act}", note=text,
            facts=facts | {"due_at": due_at}, **fields,
        )  # fmt: skip
    note = InspectionNote.objects.create(inspection=inspection, act=act, text=text, by=by, at=now)
    _tell(inspection, note, now)
    file_inspection(inspection, files, by=by, now=now, note=note)
    return note


def _write_note(inspection: Inspection, by: User, now: datetime, text: str, facts: dict[str, Any]) -> None:
    lock(inspection)
    if inspection.state == State.CLOSED:
        raise IllegalMove(_("The inspection is closed; nothing can be added to it any more."))
    record(
        inspection, "inspection_note", scope=inspection.jurisdiction, by=by, now=now, note=text, facts=facts
    )


def _fields(act: Act, by: User, now: datetime, due_at: datetime | None) -> dict[str, Any]:
    if act == Act.MEND:
        return {"mended_at": now}
    if act == Act.BACK:
        return {"mended_at": None, "due_at": due_at}
    return {"closed_at": now, "closed_by": by}


def _tell(inspection: Inspection, note: InspectionNote, now: datetime) -> None:
    said = inspection_messages.followed(inspection, note.act, note.text)
    link = reverse("responses:inspection", args=[inspection.pk])
    key = f"inspection:{inspection.pk}:note:{note.pk}"
    if _works_there(note.by, inspection):
        told = holders(Role.SUPERVISOR, inspection.jurisdiction, now)
        post(to_people(inspection, told, kind="inspection", key=key, said=said, link=link, now=now))
    else:
        post(to_unit(inspection, inspection.unit, kind="inspection", key=key, said=said, link=link, now=now))
