"""The notices that tell people of a step in a report's life."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from portal.offices.authority import holders
from portal.offices.models import User
from portal.offices.roles import Role
from portal.outbox.models import Channel, Notice
from reports.models import Report


def to_office(report: Report, *, kind: str, said: str, now: datetime, body: str = "") -> list[Notice]:
    """Tell the staff of the command office; once in each round of signatures."""
    staff = holders(Role.OFFICE, report.jurisdiction, now)
    return _to(staff, report, f"{kind}:round-{report.round}", kind, said, now, body)


def signature_waiting(report: Report, now: datetime) -> list[Notice]:
    """Tell everyone who can put the next signature."""
    step = report.next_step()
    if step is None:
        return []
    authors = report.author_ids()
    able = [user for user in holders(Role(step["role"]), report.jurisdiction, now) if user.pk not in authors]
    said = "待审核" if step["verb"] == "review" else "待签发"
    name = f"signature:round-{report.round}-step-{report.signed_this_round().count() + 1}"
    return _to(able, report, name, "signature_waiting", said, now)


def signed(report: Report, now: datetime) -> list[Notice]:
    """Tell the office that it is signed, and the superior's readers that it is there; not of a drill."""
    told = to_office(report, kind="report_signed", said=f"已签发（{report.number}）", now=now)
    if report.is_drill:
        return told
    readers = holders(Role.VIEWER, report.jurisdiction, now)
    return told + _to(readers, report, "received", "report_received", "收到报告", now)


def _to(
    users: Iterable[User], report: Report, step: str, kind: str, said: str, now: datetime, body: str = ""
) -> list[Notice]:
    return [
        Notice(
            key=f"report:{report.pk}:{step}:user-{user.pk}",
            jurisdiction=report.jurisdiction,
            topic=f"report:{report.pk}",
            kind=kind,
            channel=Channel.INBOX,
            user=user,
            addressee=str(user),
            subject=f"{said}：{report.title}"[:200],
            body=body,
            link=reverse("reports:detail", args=[report.pk]),
            is_drill=report.is_drill,
            created_at=now,
            not_before=now,
        )
        for user in users
    ]
