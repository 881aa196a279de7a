"""Says before the first signature that documents cannot be printed here."""

from typing import Any

from django.core import checks

from reports.fonts import NEEDED, has_chinese


@checks.register("documents")
def chinese_fonts(**_kwargs: Any) -> list[checks.CheckMessage]:
    """W001 where no font has Chinese characters: printing then refuses, and everything else works."""
    if has_chinese():
        return []
    hint = f"Install {NEEDED}, then signed reports are printed by themselves."
    cause = "No font with Chinese characters is installed: reports cannot be printed."
    return [checks.Warning(cause, hint, id="reports.W001")]
