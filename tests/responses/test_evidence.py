"""Files behind a tick: judged by content, stored under random names, served to those who may see them."""

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from responses.actions.tick import tick
from responses.evidence import Fault, RefusedFile, check, plain_name, sniff
from responses.models import Evidence, Tick
from tests.builders import NOON
from tests.responses.stories import picture

MEGABYTE = 1024 * 1024
PICTURE = picture().read()


def sheet():
    stream = io.BytesIO()
    Workbook().save(stream)
    return stream.getvalue()


def archive(parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return stream.getvalue()


def enormous_picture():
    """A PNG of 60,000 × 60,000 points in some hundred bytes."""
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(100))), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in chunks
    )


def fault_of(content, most_bytes=MEGABYTE):
    with pytest.raises(RefusedFile) as refused:
        check("file.jpg", content, most_bytes=most_bytes)
    return refused.value.fault


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PICTURE, "image/jpeg"),
        (picture(kind="PNG").read(), "image/png"),
        (picture(kind="WEBP").read(), "image/webp"),
        (b"%PDF-1.7\n%%EOF", "application/pdf"),
        (sheet(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_the_content_says_what_a_file_is(content, kind):
    assert check("whatever.exe", content, most_bytes=MEGABYTE).content_type == kind


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", Fault.EMPTY),
        (b"MZ\x90\x00 a program", Fault.WRONG_TYPE),
        (b"<html><script>alert(1)</script>", Fault.WRONG_TYPE),
        (b"GIF89a", Fault.WRONG_TYPE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Fault.WRONG_TYPE),
        (archive({"readme.txt": "just a zip"}), Fault.WRONG_TYPE),
        (b"\xff\xd8\xff\xe0 no picture", Fault.DAMAGED),
        (b"PK\x03\x04 cut off", Fault.DAMAGED),
        (enormous_picture(), Fault.BOMB),
    ],
)
def test_what_is_not_evidence_is_refused(content, fault):
    assert fault_of(content) == fault


def test_a_file_over_the_limit_is_refused():
    assert fault_of(PICTURE + b"\0" * MEGABYTE) == Fault.TOO_BIG


def test_an_archive_that_unpacks_to_too_much_is_refused():
    assert (
        fault_of(archive({"[Content_Types].xml": "", "xl/workbook.xml": b"\0" * (201 * MEGABYTE)}))
        == Fault.BOMB
    )


def test_a_workbook_with_macros_is_refused():
    stream = io.BytesIO(sheet())
    with zipfile.ZipFile(stream, "a") as file:
        file.writestr("xl/vbaProject.bin", b"macro")
    assert fault_of(stream.getvalue()) == Fault.WRONG_TYPE


@given(
    st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"%PDF-"]),
    st.binary(max_size=300),
)
def test_rubbish_is_either_known_or_refused(head, rest):
    try:
        checked = check("x", head + rest, most_bytes=MEGABYTE)
    except RefusedFile:
        return
    assert checked.content_type == sniff(head + rest)


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd", "passwd"), ("..\\..\\windows\\win.ini", "win.ini"), ("现场 1.jpg", "现场 1.jpg"),
        ("a\x00b\r\nc.jpg", "abc.jpg"), ("..", "file"), ("", "file"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)  # fmt: skip
def test_a_name_is_for_reading_only(given_name, kept):
    assert plain_name(given_name) == kept


@pytest.fixture
def stored(item, li):
    tick(item, outcome="done", by=li, now=NOON, key="a1", files=[picture("../../../evil.php.jpg")])
    return Evidence.objects.get()


def test_it_lies_outside_the_web_root_under_a_random_name(stored, settings):
    path = Path(stored.file.path)
    assert path.is_relative_to(settings.VAR / "files" / "evidence")
    assert "evil" not in path.name and path.suffix == ".jpg"
    assert (stored.name, stored.size) == ("evil.php.jpg", len(PICTURE))


def test_the_same_file_twice_is_kept_once(item, li):
    tick(item, outcome="done", by=li, now=NOON, key="a1", files=[picture(), picture("again.jpg")])
    tick(item, outcome="done", by=li, now=NOON, key="a2", files=[picture()])
    assert Evidence.objects.count() == 1


def test_one_bad_file_refuses_the_whole_answer_and_names_it(item, li):
    bad = SimpleUploadedFile("清单.jpg", b"MZ")
    with pytest.raises(ValidationError) as refused:
        tick(item, outcome="done", by=li, now=NOON, key="a1", files=[picture(), bad])
    assert "清单.jpg" in refused.value.message_dict["files"][0]
    assert not Tick.objects.exists() and not Evidence.objects.exists()


def test_the_limit_is_a_setting(item, li, settings):
    settings.EVIDENCE_MAX_BYTES = 100
    with pytest.raises(ValidationError):
        tick(item, outcome="done", by=li, now=NOON, key="a1", files=[picture()])


def test_too_many_files_are_refused(item, li):
    with pytest.raises(ValidationError):
        tick(item, outcome="done", by=li, now=NOON, key="a1", files=[picture() for _each in range(21)])


@pytest.mark.parametrize(("who", "status"), [("li", 200), ("sun", 200), ("chief", 404), ("wu", 404)])
def test_who_may_see_a_file(client, stored, chief, wu, django_user_model, who, status):
    client.force_login(django_user_model.objects.get(username=who))
    assert client.get(f"/responses/evidence/{stored.pk}/").status_code == status


def test_a_file_is_not_for_strangers(client, stored):
    assert client.get(f"/responses/evidence/{stored.pk}/").status_code == 302


def test_a_picture_is_shown_as_what_it_is_and_nothing_else(client, stored, li):
    client.force_login(li)
    answer = client.get(f"/responses/evidence/{stored.pk}/")
    assert b"".join(answer.streaming_content) == PICTURE
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"] == 'inline; filename="evil.php.jpg"'
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_document_is_saved_not_shown(client, item, li):
    document = SimpleUploadedFile("说明.html", b"%PDF-1.7\n%%EOF")
    tick(item, outcome="done", by=li, now=NOON, key="a1", files=[document])
    client.force_login(li)
    answer = client.get(f"/responses/evidence/{Evidence.objects.get().pk}/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/pdf"
