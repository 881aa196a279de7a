"""The fonts of official documents: named as GB/T 9704 asks, with free ones behind them."""

import subprocess
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

FAMILY_NAME = 1
KINDS = {".ttf", ".otf"}
FONT_LIST = ("fc-list", ":lang=zh-cn", "family")
NEEDED = "fonts-noto-cjk, fonts-arphic-ukai"


class Unprintable(Exception):
    """The document cannot be printed on this machine; the message says why and what to install."""


def has_chinese() -> bool:
    """Whether fontconfig, which the renderer asks, knows any font with Chinese characters."""
    try:
        asked = subprocess.run(  # noqa: S603 (the command is the constant above)
            FONT_LIST, capture_output=True, text=True, timeout=20, check=False
        )
    except OSError:
        return False
    return bool(asked.stdout.strip())


def own_fonts() -> list[Path]:
    """The font files of the folder that the setting DOCUMENT_FONTS names, in order of name."""
    if not settings.DOCUMENT_FONTS:
        return []
    return sorted(path for path in Path(settings.DOCUMENT_FONTS).iterdir() if path.suffix.lower() in KINDS)


def faces() -> str:
    """Stylesheet rules that offer the office's own fonts under the names they carry, e.g. 仿宋_GB2312."""
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; src: url("font:{path.name}"); }}'
        for path in own_fonts()
        for family in families(path)
    )


def families(path: Path) -> list[str]:
    """Every family name of a font file, the Chinese one and the Latin one."""
    with TTFont(path, lazy=True) as font:
        return sorted({str(each) for each in font["name"].names if each.nameID == FAMILY_NAME})
