"""A supervisor records what was found at a unit or a site (督查)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.lifecycle.journal import record
from portal.lifecycle.moves import move
from portal.offices.authority import require
from portal.offices.models import Jurisdiction, Unit, User
from portal.offices.roles import Role
from portal.outbox.actions.post import post
from responses import inspection_messages
from responses.actions.attach import Sound, examine
from responses.actions.file_inspection import file_inspection
from responses.letters import to_unit
from responses.models import EmergencyResponse, Inspection


@dataclass(frozen=True, slots=True)
class Finding:
    """What a supervisor saw, where and when; a problem has a time until which it is to be mended."""

    unit: Unit
    kind: str
    severity: str
    text: str
    at: datetime
    site: str = ""
    due_at: datetime | None = None
    response: EmergencyResponse | None = None


def inspect(
    jurisdiction: Jurisdiction,
    finding: Finding,
    *,
    by: User,
    now: datetime,
    key: str,
    files: Iterable[UploadedFile] = (),
) -> Inspection:
    """Record it; the unit is told of a problem, what is in order is closed at once.

    `key` is the form's own: sent again it returns the first record and adds nothing. Raises PermissionDenied
    to all but the supervisors, ValidationError on what is wrong (nothing is written).
    """
    require(by, Role.SUPERVISOR, jurisdiction, now)
    _check(jurisdiction, finding, now)
    return _record(jurisdiction, finding, by, now, key, examine(files))


def _check(jurisdiction: Jurisdiction, finding: Finding, now: datetime) -> None:
    wrong = {}
    if finding.unit.jurisdiction_id != jurisdiction.pk:
        wrong["unit"] = _("Choose one of the units of %(place)s.") % {"place": jurisdiction.display_name}
    if finding.response and finding.response.jurisdiction_id != jurisdiction.pk:
        wrong["response"] = _("This response is another jurisdiction's.")
    if not finding.text.strip():
        wrong["finding"] = _("Write what was found.")
    if finding.at > now:
        wrong["at"] = _("The visit lies in the future. Write when it took place.")
    if finding.severity == Inspection.Severity.PROBLEM and (not finding.due_at or finding.due_at <= now):
        wrong["due_at"] = _("Say until when the problem has to be mended; a time still to come.")
    if wrong:
        raise ValidationError(wrong)


@transaction.atomic
def _record(
    jurisdiction: Jurisdiction, finding: Finding, by: User, now: datetime, key: str, files: list[Sound]
) -> Inspection:
    is_problem = finding.severity == Inspection.Severity.PROBLEM
    inspection, is_new = Inspection.objects.get_or_create(
        key=key,
        defaults={
            "jurisdiction": jurisdiction, "response": finding.response, "unit": finding.unit,
            "site": finding.site.strip(), "kind": finding.kind, "severity": finding.severity,
            "finding": finding.text.strip(), "at": finding.at, "by": by, "recorded_at": now,
            "due_at": finding.due_at if is_problem else None,
        },
    )  # fmt: skip
    if not is_new:
        return _first(inspection, by)
    if is_problem:
        _tell(inspection, now)
    _write_down(inspection, by, now, [each.found.sha256 for each in files])
    file_inspection(inspection, files, by=by, now=now)
    return inspection


def _first(inspection: Inspection, by: User) -> Inspection:
    if inspection.by_id != by.pk:
        raise ValidationError({"key": _("This key belongs to another answer.")})
    return inspection


def _tell(inspection: Inspection, now: datetime) -> None:
    said = inspection_messages.found(inspection)
    link = reverse("responses:inspection", args=[inspection.pk])
    key = f"inspection:{inspection.pk}:found"
    post(to_unit(inspection, inspection.unit, kind="inspection", key=key, said=said, link=link, now=now))


def _write_down(inspection: Inspection, by: User, now: datetime, files: list[str]) -> None:
    facts: dict[str, Any] = {
        "unit": inspection.unit.name, "site": inspection.site, "kind": inspection.kind,
        "severity": inspection.severity, "due_at": inspection.due_at, "files": files,
    }  # fmt: skip
    if inspection.severity == Inspection.Severity.OK:
        move(
            inspection, Inspection.State.CLOSED, by=by, now=now, verb="inspect", note=inspection.finding,
            facts=facts, closed_at=now, closed_by=by,
        )  # fmt: skip
    else:
        record(
            inspection, "inspect", scope=inspection.jurisdiction, by=by, now=now,
            became=Inspection.State.OPEN, note=inspection.finding, facts=facts,
        )  # fmt: skip
