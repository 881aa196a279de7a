"""The printed document: measured on the PDF itself."""

import io
import os
import subprocess
import sys
from collections import Counter
from itertools import pairwise

import pypdfium2
import pytest
from pypdf import PdfReader

from reports.actions.edit_report import edit_report
from reports.documents import document_html, document_pdf
from reports.fonts import Unprintable
from reports.models import Report
from reports.printing import print_pdf
from tests.reports.stories import MORNING, sign_off

MM = 72 / 25.4
LEFT, TOP, WIDTH, HEIGHT = 28 * MM, 37 * MM, 156 * MM, 225 * MM
PAGE_HEIGHT = 297 * MM
# Of its own kind on the page, so that it can be found again.
FILLER = "驫"


@pytest.fixture
def signed(daily):
    return sign_off(daily, now=MORNING)


def pages_of(content):
    return list(PdfReader(io.BytesIO(content)).pages)


def words_on(page):
    """The text of a page without breaks and spaces."""
    return "".join(page.extract_text().split())


def glyphs_on(content, number):
    """Every character of a page with the left and the middle height of its box, in points from top left."""
    text = pypdfium2.PdfDocument(content)[number].get_textpage()
    for place in range(text.count_chars()):
        left, bottom, _right, top = text.get_charbox(place, loose=True)
        yield text.get_text_range(place, 1), left, PAGE_HEIGHT - (top + bottom) / 2


def test_it_is_a4(signed):
    for page in pages_of(document_pdf(signed)):
        assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]


def test_every_font_is_embedded_and_has_chinese(signed):
    found = (page["/Resources"]["/Font"] for page in pages_of(document_pdf(signed)))
    fonts = [font.get_object() for each in found for font in each.values()]
    assert fonts
    for font in fonts:
        inner = font["/DescendantFonts"][0].get_object()
        descriptor = inner["/FontDescriptor"].get_object()
        assert any(name in descriptor for name in ("/FontFile2", "/FontFile3"))
        assert any(name in font["/BaseFont"] for name in ("CJK", "UKai", "Song", "Kai", "Hei", "FangSong"))


def test_no_character_prints_as_a_box(signed):
    """Boxes would be the one picture that different characters share."""
    page = pypdfium2.PdfDocument(document_pdf(signed))[0]
    picture, scale = page.render(scale=2).to_pil().convert("L"), 2
    text = page.get_textpage()
    pictures = Counter()
    for place in range(text.count_chars()):
        if "一" <= text.get_text_range(place, 1) <= "鿿":
            left, bottom, right, top = text.get_charbox(place)
            box = (left, PAGE_HEIGHT - top, right, PAGE_HEIGHT - bottom)
            pictures[picture.crop(tuple(round(side * scale) for side in box)).tobytes()] += 1
    assert len(pictures) > 40


def test_the_text_layer_holds_the_figures(signed):
    text = "".join(words_on(page) for page in pages_of(document_pdf(signed)))
    items = signed.facts["items"]
    assert f"本级别应落实措施{items['all']['value']}项，已落实{items['done']['value']}项" in text
    assert "重污染应急日报〔2026〕1号" in text
    assert "签发人：qian" in text
    assert "自治州指挥部办公室：" in text
    assert "2026年12月19日印发" in text


def test_the_text_block_has_22_lines_of_28_characters(daily, sun):
    text = {"addressee": daily.addressee, "narrative": {"problems": FILLER * 28 * 70}}
    edit_report(daily, by=sun, now=MORNING, **text)
    content = document_pdf(sign_off(daily, now=MORNING))
    counts = [page.extract_text().count(FILLER) for page in pages_of(content)]
    full = [number for number, count in enumerate(counts) if count == 22 * 28]
    assert full
    for number in full:
        found = [(left, height) for sign, left, height in glyphs_on(content, number) if sign == FILLER]
        lines = sorted({round(height, 1) for _left, height in found})
        assert len(lines) == 22
        assert all(abs(below - above - HEIGHT / 22) < 0.1 for above, below in pairwise(lines))
        columns = sorted({round(left, 1) for left, _height in found})
        assert len(columns) == 28
        assert columns[0] == pytest.approx(LEFT, abs=0.5)
        assert columns[-1] + 16 == pytest.approx(LEFT + WIDTH, abs=0.8)
        # The first line stands in the first 22nd of the text block, the last in the last.
        assert TOP < lines[0] < TOP + HEIGHT / 22
        assert TOP + HEIGHT * 21 / 22 < lines[-1] < TOP + HEIGHT


def test_page_numbers_stand_outside_below_the_text_block(signed):
    content = document_pdf(signed)
    for number, page in enumerate(pages_of(content)):
        assert f"— {number + 1} —" in page.extract_text()
        below = [(left, at) for _sign, left, at in glyphs_on(content, number) if at > TOP + HEIGHT]
        left, height = below[0]
        # Its line begins 7 mm under the text block; right on odd pages, left on even ones.
        assert TOP + HEIGHT + 7 * MM < height < TOP + HEIGHT + 7 * MM + 14
        assert (left > LEFT + WIDTH / 2) == (number % 2 == 0)


@pytest.mark.parametrize("lines", [7, 8, 9, 10])
def test_the_signature_never_stands_on_a_page_without_text(daily, sun, lines):
    text = {"addressee": daily.addressee, "narrative": {"problems": "\n".join([FILLER] * lines)}}
    edit_report(daily, by=sun, now=MORNING, **text)
    pages = [words_on(page) for page in pages_of(document_pdf(daily))]
    assert FILLER in next(page for page in pages if "附件：" in page)


def test_a_draft_says_so_on_every_page(daily):
    for page in pages_of(document_pdf(daily)):
        assert "草稿" in words_on(page)


def test_a_signed_report_has_no_watermark(signed):
    assert "草稿" not in "".join(page.extract_text() for page in pages_of(document_pdf(signed)))


def test_a_drill_says_so_on_every_page(signed):
    signed.episode.is_drill = True
    for page in pages_of(document_pdf(signed)):
        assert "演练" in words_on(page)


def test_the_same_report_gives_the_same_bytes(signed):
    assert document_pdf(signed) == document_pdf(Report.objects.get(pk=signed.pk))


def test_another_process_prints_the_same_bytes(signed, tmp_path):
    """Also when sets and dictionaries of strings come in another order."""
    source = tmp_path / "report.html"
    source.write_text(document_html(signed))
    assert printed_apart(source, "1") == print_pdf(document_html(signed), identity=b"it")


def printed_apart(source, seed):
    program = (
        "import sys, django; django.setup()\n"
        "from reports.printing import print_pdf\n"
        "html = open(sys.argv[1]).read()\n"
        "sys.stdout.buffer.write(print_pdf(html, identity=b'it'))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": seed, "DJANGO_SETTINGS_MODULE": "portal.settings"}
    done = subprocess.run(
        [sys.executable, "-c", program, source], env=environment, capture_output=True, check=True
    )
    return done.stdout


def test_without_a_chinese_font_printing_refuses_and_says_what_to_install(tmp_path):
    fonts = tmp_path / "fonts.conf"
    fonts.write_text(
        "<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'fonts.dtd'>"
        "<fontconfig><dir>/usr/share/fonts/truetype/dejavu</dir>"
        f"<cachedir>{tmp_path}</cachedir></fontconfig>"
    )
    source = tmp_path / "report.html"
    source.write_text("<p>重污染</p>")
    with pytest.raises(subprocess.CalledProcessError) as failed:
        printed_with(fonts, source)
    assert "Install fonts-noto-cjk" in failed.value.stderr.decode()


def printed_with(fonts, source):
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(fonts)
    try:
        return printed_apart(source, "1")
    finally:
        os.environ.pop("FONTCONFIG_FILE")
        if before:
            os.environ["FONTCONFIG_FILE"] = before


@pytest.mark.parametrize(
    "address",
    ["https://example.com/a.png", "file:///etc/passwd", "static:../settings.py", "data:image/png;base64,AA"],
)
def test_a_document_loads_nothing_but_the_portals_own_files(address):
    with pytest.raises(Unprintable, match="only the portal's own files"):
        print_pdf(f'<img src="{address}">', identity=b"it")


def test_a_chapter_is_text_and_never_markup(daily, sun):
    text = {"addressee": daily.addressee, "narrative": {"problems": '<img src="https://example.com/a.png">'}}
    edit_report(daily, by=sun, now=MORNING, **text)
    assert "<img src=" in "".join(page.extract_text() for page in pages_of(document_pdf(daily)))
