"""When a superior issues, adjusts or lifts, the subordinate's draft appears by itself."""

from datetime import datetime

from django.db import IntegrityError, transaction

from early_warnings.actions.draft import draft_warning
from early_warnings.models import Act, EarlyWarning
from portal.offices.models import Jurisdiction


def follow_superior(subordinate: Jurisdiction, order: EarlyWarning, *, now: datetime) -> EarlyWarning | None:
    """Draft the answer of `subordinate` to its superior's document; None when there is nothing to do.

    The draft is at the superior's level or the higher one already in force here (Kuitun §3.3.3,
    Shuimogou §3.1.2). Safe to run twice: one answer to one document, by a unique key.
    """
    current = EarlyWarning.objects.real().in_force().filter(jurisdiction=subordinate).first()
    act = act_to_follow(subordinate, order, current)
    if act is None:
        return None
    try:
        with transaction.atomic():
            return draft_warning(
                subordinate,
                act,
                current.level if act == Act.LIFT and current else order.level,
                by=None,
                now=now,
                begins_at=max(order.begins_at, now) if act != Act.LIFT else now,
                expected_until=order.expected_until if act != Act.LIFT else None,
                primary_pollutants=order.primary_pollutants,
                superior_warning=order,
            )
    except IntegrityError:
        # Another worker drafted it in the same moment.
        return None


def act_to_follow(subordinate: Jurisdiction, order: EarlyWarning, current: EarlyWarning | None) -> Act | None:
    """What `order` asks of a subordinate with `current` in force."""
    if order.act == Act.LIFT:
        return Act.LIFT if current and current.issued_at and current.issued_at < issued_at(order) else None
    if current is None:
        return Act.ISSUE
    if order.level > current.level:
        return Act.ADJUST
    lowered = order.level < current.level and follows_down(subordinate) and answers(current, order)
    return Act.ADJUST if lowered else None


def follows_down(subordinate: Jurisdiction) -> bool:
    """Whether the plan also lowers with its superior (Shuimogou §3.1.5)."""
    edition = subordinate.editions.in_force().first()
    return edition is not None and edition.rules.get("superior", {}).get("follows") == "same"


def answers(current: EarlyWarning, order: EarlyWarning) -> bool:
    """Whether what is in force here answered the superior's same episode, so not our own ground.

    The document that `order` follows may have prolonged the level, which asked for no answer.
    """
    answered = current.superior_warning
    return answered is not None and answered.episode_id == order.episode_id


def issued_at(warning: EarlyWarning) -> datetime:
    """The time of issue of an issued document."""
    if warning.issued_at is None:
        raise ValueError(f"{warning} was not issued")
    return warning.issued_at
