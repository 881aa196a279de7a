"""Start the response of a warning that came into force, or bring a running one to its level."""

from datetime import datetime

from django.db import transaction

from early_warnings.models import EarlyWarning, Episode
from portal.lifecycle.journal import record
from portal.lifecycle.moves import lock
from responses.actions.adjust import adjust
from responses.actions.hand_out import hand_out
from responses.models import EmergencyResponse


@transaction.atomic
def launch(warning: EarlyWarning, *, now: datetime) -> EmergencyResponse | None:
    """Fan the warning out, once however often and by however many this is called.

    All of it or nothing: whoever waited for the lock finds the work done, and who dies leaves no trace.
    Returns None when the warning is not in force any more.
    """
    # Locked, it cannot be followed or lifted before its response stands.
    lock(warning)
    if not warning.is_in_force:
        return None
    response, is_new = _response_of(warning)
    lock(response)
    if is_new:
        _start(response, now)
    elif response.warning_id != warning.pk:
        adjust(response, warning, now=now)
    return response


def _response_of(warning: EarlyWarning) -> tuple[EmergencyResponse, bool]:
    episode = Episode.objects.get(warnings=warning)
    return EmergencyResponse.objects.get_or_create(
        episode=episode,
        defaults={
            "jurisdiction": warning.jurisdiction,
            "edition": warning.edition,
            "warning": warning,
            "level": warning.level,
            "is_drill": warning.is_drill,
            "started_at": episode.opened_at,
        },
    )


def _start(response: EmergencyResponse, now: datetime) -> None:
    count = hand_out(response, now=now)
    record(
        response, "launch", scope=response.jurisdiction, by=None, now=now, became=response.state,
        facts={
            "warning": response.warning.number, "level": response.level,
            "tasks": count.tasks, "items": count.items, "notices": count.notices,
        },
    )  # fmt: skip
