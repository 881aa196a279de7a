"""A unit answers an item: done, not applicable, or cannot, with note, figures and files."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from portal.lifecycle.errors import IllegalMove
from portal.lifecycle.moves import lock, move
from portal.offices.models import User
from responses.actions.acknowledge import acknowledge
from responses.actions.attach import Sound, attach, examine
from responses.figures import Number
from responses.membership import require_member
from responses.models import Item, Tick
from responses.refusals import figures_or_refusal

LONGEST_KEY = 80
NEEDS_REASON = (Item.State.NOT_APPLICABLE, Item.State.UNABLE)


def tick(
    item: Item,
    *,
    outcome: str,
    by: User,
    now: datetime,
    key: str,
    note: str = "",
    figures: Mapping[str, object] | None = None,
    files: Iterable[UploadedFile] = (),
) -> Tick:
    """Answer the item; the latest answer counts and every one stays.

    `key` is the device's own for this answer: sent again it returns the first tick and adds nothing. A unit
    that answers before it acknowledged has thereby acknowledged. Raises ValidationError on what is wrong in
    the answer (nothing is written), PermissionDenied to all but the unit's own staff, IllegalMove when the
    response has ended or the level no longer asks for the measure.
    """
    require_member(by, item.task.unit)
    _check_answer(outcome, note, key)
    values = figures_or_refusal(figures or {})
    return _answer(item, outcome, by, now, key, note.strip(), values, examine(files))


def _check_answer(outcome: str, note: str, key: str) -> None:
    if outcome not in Item.ANSWERS:
        raise ValidationError({"outcome": _("Say whether it is done, not applicable, or cannot be done.")})
    if outcome in NEEDS_REASON and not note.strip():
        raise ValidationError({"note": _("Say why, in a few words.")})
    if not 0 < len(key) <= LONGEST_KEY:
        raise ValidationError({"key": _("Each answer needs a key of its own, of at most 80 characters.")})


@transaction.atomic
def _answer(
    item: Item,
    outcome: str,
    by: User,
    now: datetime,
    key: str,
    note: str,
    figures: dict[str, Number],
    files: list[Sound],
) -> Tick:
    lock(item)
    given, is_new = Tick.objects.get_or_create(
        key=key,
        defaults={
            "item": item, "outcome": outcome, "note": note, "figures": figures, "by": by, "at": now,
        },
    )  # fmt: skip
    if not is_new:
        return _first(given, item, by)
    if not item.task.response.is_running:
        raise IllegalMove(_("The response has ended; nothing can be reported on it any more."))
    acknowledge(item.task, by=by, now=now)
    move(
        item, outcome, by=by, now=now, verb="tick", note=note,
        facts={
            "unit": item.task.unit.name, "figures": figures, "files": [each.found.sha256 for each in files],
        },
        figures=figures, answered_at=now, answered_by=by,
    )  # fmt: skip
    # Not through `move`, whose own `note` is the journal's.
    item.note = note
    item.save(update_fields=["note"])
    attach(given, files, by=by, now=now)
    return given


def _first(given: Tick, item: Item, by: User) -> Tick:
    if (given.item_id, given.by_id) != (item.pk, by.pk):
        raise ValidationError({"key": _("This key belongs to another answer.")})
    return given
