"""Filters of the reports' pages."""

from datetime import date, datetime
from decimal import Decimal

from django import template

register = template.Library()


@register.filter
def parsed(text: str) -> datetime:
    """The moment of an ISO text of the facts."""
    return datetime.fromisoformat(text)


@register.filter
def is_time(cell: object) -> bool:
    """Whether a cell of a table of rows is a day or a moment."""
    return isinstance(cell, date)


@register.filter
def shown(cell: object) -> object:
    """Any other cell: numbers without idle zeros, nothing as a dash."""
    if cell is None or cell == "":
        return "—"
    return f"{cell.normalize():f}" if isinstance(cell, Decimal) else cell
