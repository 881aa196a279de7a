"""The warning levels, from low to high."""

from enum import IntEnum


class Level(IntEnum):
    """A warning level; comparable, with the same numbers as the database."""

    BLUE = 1
    YELLOW = 2
    ORANGE = 3
    RED = 4

    @property
    def slug(self) -> str:
        """As files, URLs and interfaces write it."""
        return self.name.lower()

    @classmethod
    def from_slug(cls, slug: str) -> "Level":
        """The level called `slug`; KeyError when there is none."""
        return cls[slug.upper()]
