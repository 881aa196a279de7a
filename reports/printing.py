"""Printing where the machine can, and a plain refusal where it cannot."""

from importlib import import_module

from reports.fonts import Unprintable

LIBRARIES = "libpango-1.0-0, libpangoft2-1.0-0, libharfbuzz-subset0"


def print_pdf(html: str, *, identity: bytes) -> bytes:
    """The PDF of a whole HTML document, byte for byte the same for the same `html` and `identity`.

    Raises Unprintable where a library or a font is missing; the message says what to install.
    """
    try:
        # Loaded when first needed: a machine without Pango must still run everything else.
        renderer = import_module("reports.pdf")
    except OSError as error:
        raise Unprintable(f"A library for printing is missing ({error}). Install {LIBRARIES}.") from error
    content: bytes = renderer.render(html, identity=identity)
    return content
