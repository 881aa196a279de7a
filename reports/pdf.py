"""HTML to PDF: the same input gives the same bytes, nothing comes from the network, nothing prints as boxes.

Import it through `reports.printing`: without the library Pango the import of this module fails.
"""

import logging
from pathlib import Path
from urllib.parse import unquote

from django.conf import settings
from django.contrib.staticfiles import finders
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from reports.fonts import NEEDED, Unprintable

NOT_DRAWN = ".notdef glyph"
STYLESHEET = "text/css"
# Its warnings are listened to below, whatever level the installation logs at.
RENDERER = logging.getLogger("weasyprint")
RENDERER.setLevel(logging.WARNING)


def render(html: str, *, identity: bytes) -> bytes:
    """The PDF of a whole HTML document; its dates are those of the `dcterms` metadata in it.

    `identity` becomes the file's identifier. Raises Unprintable when a character has no font here, or when
    the document asks for anything but the portal's own static files.
    """
    complaints = Complaints()
    RENDERER.addHandler(complaints)
    try:
        fetcher = OwnFiles(fail_on_errors=True)
        content = HTML(string=html, url_fetcher=fetcher).write_pdf(pdf_identifier=identity)
    except FatalURLFetchingError as error:
        raise Unprintable(f"{error}: a document may load only the portal's own files.") from error
    finally:
        RENDERER.removeHandler(complaints)
    if complaints.undrawn:
        raise Unprintable(
            f"No font on this machine has {''.join(sorted(complaints.undrawn))!r}. Install {NEEDED} "
            "or name a folder of fonts in DOCUMENT_FONTS."
        )
    return bytes(content)


class Complaints(logging.Handler):
    """Hears which characters the renderer could not draw; it would print boxes and say so only here."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.undrawn: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        if str(record.msg).startswith(NOT_DRAWN) and isinstance(record.args, tuple):
            self.undrawn.add(str(record.args[0]))


class OwnFiles(URLFetcher):
    """Serves `static:` and `font:` addresses from this machine and refuses every other."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """The file behind the address; a refusal stops the printing."""
        path = self.path(url)
        if path is None:
            raise ValueError(f"not a file of the portal's own: {url}")
        kind = {"Content-Type": STYLESHEET} if path.suffix == ".css" else {}
        return URLFetcherResponse(url, path.read_bytes(), kind)

    def path(self, url: str) -> Path | None:
        """Where the file lies, or None when the portal has no such file."""
        scheme, _colon, name = url.partition(":")
        if scheme == "static":
            found = finders.find(unquote(name))
            return Path(found) if found else None
        if scheme == "font" and settings.DOCUMENT_FONTS:
            # The bare name: nothing outside of the folder can be asked for.
            found_font = Path(settings.DOCUMENT_FONTS) / Path(unquote(name)).name
            return found_font if found_font.is_file() else None
        return None
