"""The warning levels: number, word, numeral."""

import enum


class Level(enum.IntEnum):
    """A warning level; a greater number is a graver level."""

    BLUE = 1
    YELLOW = 2
    ORANGE = 3
    RED = 4

    @property
    def slug(self) -> str:
        """The word in files, addresses and JSON: "blue", "yellow", "orange", "red"."""
        return self.name.lower()

    @property
    def numeral(self) -> str:
        """The level of the response it starts: red Ⅰ, orange Ⅱ, yellow Ⅲ, blue Ⅳ."""
        return "ⅠⅡⅢⅣ"[Level.RED - self]

    @property
    def zh(self) -> str:
        """The Chinese word of documents and messages."""
        return ("蓝色", "黄色", "橙色", "红色")[self - 1]

    @property
    def en(self) -> str:
        """The English word."""
        return self.name.capitalize()

    @classmethod
    def from_slug(cls, slug: str) -> "Level":
        """The level called `slug`; KeyError when there is none."""
        return cls[slug.upper()]
