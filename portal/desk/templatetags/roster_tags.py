"""Whom to call, beside whatever is not acknowledged or not delivered."""

from typing import Any

from django import template

from portal import clock
from portal.offices.models import Unit
from portal.offices.roster import Call, whom_to_call

register = template.Library()


@register.inclusion_tag("desk/_calls.html")
def calls_of(calls: dict[int, list[Call]], unit_id: int | None) -> dict[str, Any]:
    """The people of one unit out of a page's `whom_to_call`; asks nothing."""
    return {"calls": calls.get(unit_id, []) if unit_id else []}


@register.inclusion_tag("desk/_ring_unit.html")
def ring_unit(unit: Unit) -> dict[str, Any]:
    """The people of a unit on a page about that unit alone; 2 queries."""
    return {"calls": whom_to_call([unit.pk], clock.now()).get(unit.pk, []), "unit": unit}
