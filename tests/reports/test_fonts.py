"""An office's own fonts, and the check that there are any."""

import io

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from pypdf import PdfReader

from reports import fonts
from reports.checks import chinese_fonts
from reports.printing import print_pdf


def square():
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for corner in ((100, 700), (500, 700), (500, 0)):
        pen.lineTo(corner)
    pen.closePath()
    return pen.glyph()


@pytest.fixture
def own(tmp_path, settings):
    """A folder with a font of one character that calls itself FangSong_GB2312."""
    glyphs = [".notdef", "uni5949"]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(glyphs)
    builder.setupCharacterMap({0x5949: "uni5949"})
    builder.setupGlyf({name: square() for name in glyphs})
    builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (600, 100)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "FangSong_GB2312", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=800, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    builder.save(tmp_path / "own.ttf")
    (tmp_path / "readme.txt").write_text("not a font")
    settings.DOCUMENT_FONTS = str(tmp_path)
    return tmp_path


def test_an_offices_own_font_goes_before_the_free_one(own):
    sheet = '<link rel="stylesheet" href="static:css/official.css">'
    html = f'<style>{fonts.faces()}</style>{sheet}<div class="official">奉命</div>'
    page = PdfReader(io.BytesIO(print_pdf(html, identity=b"it"))).pages[0]
    used = {font.get_object()["/BaseFont"] for font in page["/Resources"]["/Font"].values()}
    assert any("FangSong" in name for name in used)
    assert any("CJK" in name for name in used)


def test_only_font_files_of_the_folder_are_offered(own):
    assert fonts.faces() == '@font-face { font-family: "FangSong_GB2312"; src: url("font:own.ttf"); }'


def test_without_a_folder_there_are_no_faces(settings):
    settings.DOCUMENT_FONTS = ""
    assert fonts.faces() == ""


@pytest.mark.parametrize("command", [("false",), ("no-such-program",)])
def test_a_machine_without_chinese_fonts_is_told_of(monkeypatch, command):
    monkeypatch.setattr(fonts, "FONT_LIST", command)
    assert [found.id for found in chinese_fonts()] == ["reports.W001"]


def test_a_machine_with_chinese_fonts_is_not():
    assert chinese_fonts() == []
