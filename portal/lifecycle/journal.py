"""Writing the journal: append-only, one hash chain for each jurisdiction."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from portal.lifecycle.models import GENESIS, JournalEntry, JournalHead
from portal.offices.models import Jurisdiction, User


@transaction.atomic
def record(
    document: models.Model,
    verb: str,
    *,
    scope: Jurisdiction,
    by: User | None,
    now: datetime,
    was: str = "",
    became: str = "",
    note: str = "",
    facts: dict[str, Any] | None = None,
) -> JournalEntry:
    """Append one entry about `document` to the chain of `scope`; `by` None is the portal itself.

    The chain's head stays locked until the transaction ends, so call this last in it.
    """
    JournalHead.objects.get_or_create(chain=scope.code)
    head = JournalHead.objects.select_for_update(no_key=True).get(chain=scope.code)
    entry = JournalEntry(
        jurisdiction=scope,
        sequence=head.sequence + 1,
        at=now,
        by=by,
        by_name=str(by) if by else "",
        document_type=document._meta.label_lower,
        document_id=document.pk,
        verb=verb,
        was=was,
        became=became,
        note=note,
        facts=json.loads(json.dumps(facts or {}, cls=DjangoJSONEncoder)),
        previous_hash=head.hash,
    )
    entry.hash = entry.content_hash()
    entry.save(force_insert=True)
    head.sequence, head.hash = entry.sequence, entry.hash
    head.save(update_fields=["sequence", "hash"])
    return entry


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the chain does not hold."""

    jurisdiction: str
    sequence: int
    cause: str


def breaks(scope: Jurisdiction) -> Iterator[Break]:
    """Every place where the chain of `scope` was changed, cut or filled in; nothing when it is whole."""
    previous, expected = GENESIS, 1
    for entry in JournalEntry.objects.filter(jurisdiction=scope).order_by("sequence").iterator():
        if entry.sequence != expected:
            yield Break(scope.code, entry.sequence, f"entry {expected} is missing")
        if entry.previous_hash != previous:
            yield Break(scope.code, entry.sequence, "does not follow the entry before it")
        if entry.content_hash() != entry.hash:
            yield Break(scope.code, entry.sequence, "its content was changed")
        previous, expected = entry.hash, entry.sequence + 1
    head = JournalHead.objects.filter(chain=scope.code).first()
    if head and (head.sequence, head.hash) != (expected - 1, previous):
        yield Break(scope.code, head.sequence, "the last entries are missing")
