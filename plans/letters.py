"""The notices that tell people of a step in the life of a new edition."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from plans.models import EditionDraft
from portal.offices.authority import holders
from portal.offices.models import User
from portal.offices.roles import Role
from portal.outbox.models import Channel, Notice


def signature_waiting(draft: EditionDraft, now: datetime) -> list[Notice]:
    """Tell everyone who can adopt it."""
    able = holders(Role.DIRECTOR, draft.jurisdiction, now)
    authors = draft.author_ids()
    return _to(
        (user for user in able if user.pk not in authors), draft, "signature_waiting", "待批准", "", now
    )


def returned(draft: EditionDraft, reason: str, now: datetime) -> list[Notice]:
    """Tell the office, with the reason."""
    return _to(
        holders(Role.OFFICE, draft.jurisdiction, now), draft, "edition_returned", "已退回", reason, now
    )


def adopted(draft: EditionDraft, now: datetime) -> list[Notice]:
    """Tell the office when it will be in force."""
    said = f"自{draft.in_force_from:%Y年%m月%d日}起施行"
    return _to(holders(Role.OFFICE, draft.jurisdiction, now), draft, "edition_adopted", "已批准", said, now)


def _to(
    users: Iterable[User], draft: EditionDraft, kind: str, said: str, body: str, now: datetime
) -> list[Notice]:
    return [
        Notice(
            key=f"edition-draft:{draft.pk}:round-{draft.round}:{kind}:user-{user.pk}",
            jurisdiction=draft.jurisdiction,
            topic=f"edition-draft:{draft.pk}",
            kind=kind,
            channel=Channel.INBOX,
            user=user,
            addressee=str(user),
            subject=f"{said}：预案新版本 {draft.edition}",
            body=body,
            link=reverse("plans:editions", args=[draft.jurisdiction.code]),
            created_at=now,
            not_before=now,
        )
        for user in users
    ]
