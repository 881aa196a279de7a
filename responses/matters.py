"""What notices can be about: a response, an inspection."""

from typing import Protocol


class Matter(Protocol):
    """Where a notice belongs, under what it is found, and whether it must stay inside the portal."""

    jurisdiction_id: int

    @property
    def topic(self) -> str: ...

    @property
    def is_drill(self) -> bool: ...
