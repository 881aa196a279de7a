"""Load jurisdictions and their superiors from their file."""

from collections.abc import Sequence
from dataclasses import asdict

from django.db import transaction

from plans.jurisdictionfile import Place
from portal.offices.models import Jurisdiction


@transaction.atomic
def load_jurisdictions(places: Sequence[Place]) -> dict[str, str]:
    """Create or change each jurisdiction, superiors first; "created", "changed" or "unchanged" by code.

    Safe to run twice. Jurisdictions that the file does not name stay as they are.
    """
    return {place.code: _load(place) for place in places}


def _load(place: Place) -> str:
    wanted = asdict(place)
    code, superior = wanted.pop("code"), wanted.pop("superior")
    wanted["superior"] = Jurisdiction.objects.get(code=superior) if superior else None
    found = Jurisdiction.objects.filter(code=code).select_related("superior").first()
    if found is None:
        Jurisdiction.objects.create(code=code, **wanted)
        return "created"
    changed = [name for name, value in wanted.items() if getattr(found, name) != value]
    for name in changed:
        setattr(found, name, wanted[name])
    found.save(update_fields=changed)
    return "changed" if changed else "unchanged"
