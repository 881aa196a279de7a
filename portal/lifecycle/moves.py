"""The one place where a document changes state."""

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from portal.lifecycle.errors import IllegalMove
from portal.lifecycle.journal import record
from portal.lifecycle.models import Stateful
from portal.offices.models import Jurisdiction, User


def lock(document: models.Model) -> None:
    """Reload this very instance under a row lock, so that no stale copy is acted on."""
    manager = type(document)._base_manager
    document.refresh_from_db(from_queryset=manager.select_for_update(no_key=True))


@transaction.atomic
def move(
    document: Stateful,
    to: str,
    *,
    by: User | None,
    now: datetime,
    verb: str = "",
    note: str = "",
    facts: dict[str, Any] | None = None,
    **fields: Any,
) -> None:
    """Lock the row, take one allowed step with `fields` set, write it in the journal.

    `facts` go to the journal only. Raises IllegalMove when the table `NEXT` has no such step.
    """
    lock(document)
    was = document.state
    if to not in document.NEXT.get(was, set()):
        raise IllegalMove(
            _("“%(document)s” is “%(state)s” now; this step is no longer possible. Reload the page.")
            % {"document": document, "state": _label(document)}
        )
    document.state = to
    for name, value in fields.items():
        setattr(document, name, value)
    document.save(update_fields=["state", *fields])  # type: ignore[misc]
    record(
        document, verb or to, scope=document.journal_scope, by=by, now=now,
        was=was, became=to, note=note, facts=facts,
    )  # fmt: skip


@transaction.atomic
def move_all(
    documents: "models.QuerySet[Any]",
    to: str,
    *,
    about: models.Model,
    scope: Jurisdiction,
    by: User | None,
    now: datetime,
    verb: str,
    note: str = "",
    **fields: Any,
) -> int:
    """Take the same step with many rows by one UPDATE and one journal entry about their common `about`.

    Only rows from which the table allows the step are taken. Returns how many were.
    """
    model = documents.model
    allowed = [state for state, following in model.NEXT.items() if to in following]
    count = documents.filter(state__in=allowed).update(state=to, **fields)
    if count:
        record(
            about, verb, scope=scope, by=by, now=now, became=to, note=note,
            facts={"rows": count, "of": model._meta.label_lower},
        )  # fmt: skip
    return count


def _label(document: Stateful) -> str:
    return document.get_state_display()  # type: ignore[attr-defined]
