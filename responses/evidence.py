"""Files behind a tick: what they are by their content, and that they are harmless to keep and to show."""

import hashlib
import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from PIL import Image

MOST_UNPACKED_BYTES = 200 * 1024 * 1024
MOST_PARTS = 5_000
LONGEST_NAME = 120
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXTENSIONS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "application/pdf": ".pdf",
    SHEET: ".xlsx",
    TEXT: ".docx",
}

# What the readers raise on broken content.
UNREADABLE = (
    OSError, EOFError, SyntaxError, ValueError, LookupError, struct.error, zlib.error,
    zipfile.BadZipFile, NotImplementedError,
)  # fmt: skip


class Fault(StrEnum):
    """Why a file is refused."""

    EMPTY = "empty"
    TOO_BIG = "too_big"
    WRONG_TYPE = "wrong_type"
    DAMAGED = "damaged"
    BOMB = "bomb"


class RefusedFile(ValueError):
    """The file cannot be taken."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Checked:
    """What a file that may be kept was found to be."""

    name: str
    content_type: str
    size: int
    sha256: str

    @property
    def extension(self) -> str:
        """The ending for the stored name, from the content's type and not from the given name."""
        return EXTENSIONS[self.content_type]


def check(name: str, content: bytes, *, most_bytes: int) -> Checked:
    """Examine one file; RefusedFile says why it cannot be taken."""
    if not content:
        raise RefusedFile(Fault.EMPTY)
    if len(content) > most_bytes:
        raise RefusedFile(Fault.TOO_BIG)
    content_type = sniff(content)
    if content_type is None:
        raise RefusedFile(Fault.WRONG_TYPE)
    if content_type.startswith("image/"):
        _verify_picture(content)
    return Checked(plain_name(name), content_type, len(content), hashlib.sha256(content).hexdigest())


def sniff(content: bytes) -> str | None:
    """The type of the content, None when it is not one that is taken. The file's name is not asked."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    return _office_document(content) if content.startswith(b"PK\x03\x04") else None


def plain_name(name: str) -> str:
    """The last part of a name without control characters, for people to read; never used as a path."""
    last = PurePosixPath(name.replace("\\", "/")).name
    printable = "".join(character for character in last if character.isprintable()).strip(". ")
    return printable[-LONGEST_NAME:] or "file"


def _office_document(content: bytes) -> str | None:
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except UNREADABLE as error:
        raise RefusedFile(Fault.DAMAGED) from error
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
        raise RefusedFile(Fault.BOMB)
    names = {part.filename for part in parts}
    # A document with macros is not evidence.
    if "[Content_Types].xml" not in names or any(name.endswith("vbaProject.bin") for name in names):
        return None
    if "xl/workbook.xml" in names:
        return SHEET
    return TEXT if "word/document.xml" in names else None


def _verify_picture(content: bytes) -> None:
    try:
        # Only the header is read, and only by these three readers; nothing is unpacked here.
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as picture:
            picture.verify()
    except Image.DecompressionBombError as error:
        raise RefusedFile(Fault.BOMB) from error
    except UNREADABLE as error:
        raise RefusedFile(Fault.DAMAGED) from error
