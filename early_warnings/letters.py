"""The notices that tell people of a step in a warning's life."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from early_warnings.models import EarlyWarning, Proposal
from early_warnings.wording import headline
from plans.levels import Level
from plans.models import Recipient
from portal.offices.authority import holders
from portal.offices.models import User
from portal.offices.roles import Role
from portal.outbox.models import Channel, Notice


def to_people(
    users: Iterable[User],
    *,
    warning: EarlyWarning,
    kind: str,
    step: str,
    subject: str,
    body: str,
    now: datetime,
) -> list[Notice]:
    """One inbox notice, and one mail where an address is known, for each of `users`.

    `step` makes the key unique within the warning's life, e.g. ``round-1-step-2``.
    """
    return [notice for user in users for notice in _personal(user, warning, kind, step, subject, body, now)]


def _personal(
    user: User, warning: EarlyWarning, kind: str, step: str, subject: str, body: str, now: datetime
) -> Iterable[Notice]:
    channels = [Channel.INBOX]
    if user.email and not warning.is_drill:
        channels.append(Channel.MAIL)
    for channel in channels:
        yield _letter(
            warning, kind, f"{step}:user-{user.pk}", channel, subject, body, now,
            user=user, addressee=str(user), address=user.email,
        )  # fmt: skip


def _letter(
    warning: EarlyWarning, kind: str, step: str, channel: Channel, subject: str, body: str, now: datetime,
    **addressed: object,
) -> Notice:  # fmt: skip
    return Notice(
        key=f"warning:{warning.number}:{kind}:{step}:{channel}",
        jurisdiction=warning.jurisdiction,
        topic=f"warning:{warning.number}",
        kind=kind,
        channel=channel,
        subject=subject,
        body=body,
        link=reverse("early_warnings:detail", args=[warning.number]),
        is_drill=warning.is_drill,
        created_at=now,
        not_before=now,
        **addressed,
    )


def signature_waiting(warning: EarlyWarning, now: datetime) -> list[Notice]:
    """Tell everyone who can put the next signature."""
    step = warning.next_step()
    if step is None:
        return []
    waiting = [
        user
        for user in holders(Role(step["role"]), warning.jurisdiction, now)
        if user.pk not in warning.author_ids()
    ]
    act = "审核" if step["verb"] == "review" else "批准"
    name = f"round-{warning.round}-step-{warning.signed_this_round().count() + 1}"
    return to_people(
        waiting, warning=warning, kind="signature_waiting", step=name,
        subject=f"待{act}：{headline(warning)}", body=warning.reason, now=now,
    )  # fmt: skip


def to_office(warning: EarlyWarning, *, kind: str, subject: str, body: str, now: datetime) -> list[Notice]:
    """Tell the staff of the command office."""
    staff = holders(Role.OFFICE, warning.jurisdiction, now)
    name = f"round-{warning.round}"
    return to_people(staff, warning=warning, kind=kind, step=name, subject=subject, body=body, now=now)


def issued(warning: EarlyWarning, now: datetime) -> list[Notice]:
    """Copy and record letters to the plan's recipients, and word to the offices above and below.

    The member units are told by the fan-out, each with its own measures. A drill tells none of these.
    """
    if warning.is_drill:
        return []
    letters = [_to_recipient(recipient, warning, now) for recipient in recipients(warning)]
    near = [*warning.jurisdiction.subordinates.all()]
    if warning.jurisdiction.superior:
        near.append(warning.jurisdiction.superior)
    staff = {user for office in near for user in holders(Role.OFFICE, office, now)}
    return letters + to_people(
        sorted(staff, key=lambda user: user.username), warning=warning, kind="issued_nearby", step="issued",
        subject=headline(warning), body=warning.text, now=now,
    )  # fmt: skip


def recipients(warning: EarlyWarning) -> list[Recipient]:
    """Whom the plan has told of such a document, e.g. Kuitun §3.3.4 and §3.3.6."""
    return [each for each in warning.edition.recipients.all() if warning.act in each.actions]


def _to_recipient(recipient: Recipient, warning: EarlyWarning, now: datetime) -> Notice:
    # Without an address a person has to tell them; the notice stays in sight until someone says they did.
    channel = Channel.MAIL if recipient.email else Channel.MANUAL
    return _letter(
        warning, "issued_copy", f"recipient-{recipient.pk}", channel, headline(warning), warning.text, now,
        addressee=recipient.name, address=recipient.email,
    )  # fmt: skip


def proposed(proposal: Proposal, now: datetime) -> list[Notice]:
    """Tell the office what the plan calls for."""
    level = Level(proposal.level).zh if proposal.level else ""
    subject = f"研判建议：{proposal.jurisdiction.name}{PROPOSED[proposal.action]}{level}"
    return [
        Notice(
            key=f"proposal:{proposal.pk}:user-{user.pk}",
            jurisdiction=proposal.jurisdiction,
            topic=f"proposal:{proposal.pk}",
            kind="proposal",
            channel=Channel.INBOX,
            user=user,
            addressee=str(user),
            subject=subject,
            link=reverse("early_warnings:proposal", args=[proposal.pk]),
            created_at=now,
            not_before=now,
        )
        for user in holders(Role.OFFICE, proposal.jurisdiction, now)
    ]


PROPOSED: dict[str, str] = {
    Proposal.Action.ISSUE: "启动预警：",
    Proposal.Action.RAISE: "升级预警为",
    Proposal.Action.LOWER: "降级预警为",
    Proposal.Action.LIFT: "解除预警",
    Proposal.Action.ADVISORY: "发布健康提示",
    Proposal.Action.KEEP: "维持预警：",
    Proposal.Action.NONE: "不需预警",
}
