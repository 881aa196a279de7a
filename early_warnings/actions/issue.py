"""Make an approved document public: number, time and identifier are set here, once."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from early_warnings import letters
from early_warnings.actions.publish_alert import publish_alert
from early_warnings.chains import require_floor, require_notice
from early_warnings.models import Act, EarlyWarning, Episode
from early_warnings.numbers import cap_identifier, next_document_number
from portal.lifecycle.errors import IllegalMove
from portal.lifecycle.moves import lock, move
from portal.lifecycle.sweeping import attempt
from portal.offices.authority import require
from portal.offices.models import User
from portal.offices.roles import Role
from portal.outbox.actions.post import post


@transaction.atomic
def issue_warning(warning: EarlyWarning, *, by: User, now: datetime) -> None:
    """Issue, adjust or lift, as the document says; one transaction with its journal and notices.

    Locks the jurisdiction first, so of two documents issued at once the second sees the first.
    """
    require(by, Role.OFFICE, warning.jurisdiction, now)
    lock(warning.jurisdiction)
    lock(warning)
    if warning.state != EarlyWarning.State.APPROVED:
        raise IllegalMove(_("“%(document)s” is not approved, or was issued already.") % {"document": warning})
    require_floor(warning)
    require_notice(warning)
    episode = _step_into_episode(warning, by=by, now=now)
    ends = warning.act == Act.LIFT
    move(
        warning, EarlyWarning.State.LIFTED if ends else EarlyWarning.State.IN_FORCE,
        by=by, now=now, verb="issue" if warning.act == Act.ISSUE else warning.act,
        episode=episode, issued_at=now, issued_by=by, ended_at=now if ends else None,
        document_number=next_document_number(warning, now),
        cap_identifier=cap_identifier(warning.jurisdiction, now),
    )  # fmt: skip
    post(letters.issued(warning, now))
    if not warning.is_drill:
        # Whatever befalls the alert must not hold up the warning; the sweep tries it again.
        attempt(partial(publish_alert, now=now), warning)


def _step_into_episode(warning: EarlyWarning, *, by: User, now: datetime) -> Episode:
    """End what the document follows, or open an episode for one that starts."""
    current = (
        EarlyWarning.objects.in_force()
        .filter(jurisdiction=warning.jurisdiction, is_drill=warning.is_drill)
        .first()
    )
    if current != warning.follows:
        raise IllegalMove(
            _("Another warning came into force meanwhile (%(now)s). Withdraw this draft and start anew.")
            % {"now": current or _("none is in force")}
        )
    if current is None or current.episode is None:
        return Episode.objects.create(
            jurisdiction=warning.jurisdiction, is_drill=warning.is_drill, opened_at=now
        )
    ended = EarlyWarning.State.LIFTED if warning.act == Act.LIFT else EarlyWarning.State.SUPERSEDED
    move(current, ended, by=by, now=now, facts={"by": warning.number}, ended_at=now)
    if warning.act == Act.LIFT:
        current.episode.closed_at = now
        current.episode.save(update_fields=["closed_at"])
    return current.episode
