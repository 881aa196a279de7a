"""How sweeps go through what is owed: one document's failure never holds up the rest."""

from collections.abc import Callable, Iterable
from typing import TypeVar

import structlog
from django.db.models import Model

log = structlog.get_logger()

T = TypeVar("T", bound=Model)


def attempt(action: Callable[[T], object], document: T) -> bool:
    """Run one action; a failure is logged, and the next sweep tries again."""
    try:
        action(document)
    except Exception:
        log.exception(
            "sweep failed",
            action=getattr(getattr(action, "func", action), "__name__", str(action)),
            document=str(document.pk),
        )
        return False
    return True


def sweep(action: Callable[[T], object], owed: Iterable[T]) -> int:
    """Run `action` for everything owed; how many succeeded."""
    return sum(attempt(action, document) for document in owed)
