"""Notices to units and to people about a response or an inspection."""

from collections.abc import Iterable
from datetime import datetime

from portal.offices.models import Unit, User
from portal.outbox.models import Channel, Notice
from responses.matters import Matter


def to_unit(
    matter: Matter,
    unit: Unit,
    *,
    kind: str,
    key: str,
    said: tuple[str, str],
    link: str,
    now: datetime,
) -> list[Notice]:
    """One inbox notice, and one mail where the unit has an address; `said` is subject and text."""
    return _letters(
        matter, unit.email, kind=kind, key=key, said=said, link=link, now=now,
        unit=unit, addressee=unit.name,
    )  # fmt: skip


def to_people(
    matter: Matter,
    users: Iterable[User],
    *,
    kind: str,
    key: str,
    said: tuple[str, str],
    link: str,
    now: datetime,
) -> list[Notice]:
    """The same to each of `users`; the key is made theirs."""
    return [
        letter
        for user in users
        for letter in _letters(
            matter, user.email, kind=kind, key=f"{key}:user-{user.pk}", said=said, link=link, now=now,
            user=user, addressee=str(user),
        )
    ]  # fmt: skip


def _letters(
    matter: Matter,
    email: str,
    *,
    kind: str,
    key: str,
    said: tuple[str, str],
    link: str,
    now: datetime,
    **addressed: object,
) -> list[Notice]:
    # A drill stays inside the portal.
    channels = [Channel.INBOX, Channel.MAIL] if email and not matter.is_drill else [Channel.INBOX]
    subject, body = said
    return [
        Notice(
            key=f"{key}:{channel}",
            jurisdiction_id=matter.jurisdiction_id,
            topic=matter.topic,
            kind=kind,
            channel=channel,
            address=email if channel == Channel.MAIL else "",
            subject=subject,
            body=body,
            link=link,
            is_drill=matter.is_drill,
            created_at=now,
            not_before=now,
            **addressed,
        )
        for channel in channels
    ]
