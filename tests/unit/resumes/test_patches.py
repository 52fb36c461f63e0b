"""Defects of pypdf without our patches. If a test fails after an upgrade, the patch or code that it names can be
removed."""

import io
from collections.abc import Iterator

import pypdf
import pytest
from pypdf import _cmap

from greenroom.resumes.pdf import patches
from greenroom.resumes.pdf.fonts import fonts_of
from tests import resume_pdfs as made


@pytest.fixture
def pypdf_alone() -> Iterator[None]:
    patches.remove()
    yield
    patches.remove()


@pytest.fixture
def patched() -> Iterator[None]:
    patches.apply()
    yield
    patches.remove()


def by_pypdf(pdf: bytes) -> str:
    return pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def glyphs_of(pdf: bytes, shown: bytes) -> list[str]:
    """The text that the font F2 gives for a string."""
    page = pypdf.PdfReader(io.BytesIO(pdf)).pages[0]
    return [glyph.text for glyph in fonts_of(page["/Resources"])["/F2"].glyphs(shown)]


NAMES = b"/two.lnum /zero.lnum /f_i /A.sc /uni20AC0041 /u1F600 /union.of.nothing /g17 /.notdef"
NUMBERED = b"/a74 /a97 /a12 /G101"


@pytest.mark.usefixtures("pypdf_alone")
def test_pypdf_alone_shows_names_of_glyphs() -> None:
    assert "/two.lnum" in by_pypdf(made.named_glyphs(NAMES, b"ABCD"))


@pytest.mark.usefixtures("patched")
def test_names_of_glyphs_are_read_by_adobes_rules() -> None:
    read = glyphs_of(made.named_glyphs(NAMES, b"ABCDEFGHI"), b"ABCDEFGHI")

    assert read[:6] == ["2", "0", "fi", "A", "€A", "😀"]
    assert "".join(read[7:]).strip() == ""


@pytest.mark.usefixtures("pypdf_alone")
def test_pypdf_alone_shows_numbered_names_of_type_3_fonts() -> None:
    """pypdf issue 1312, which is still open for names that begin with other letters."""
    assert "/G101" in by_pypdf(made.type_3(NUMBERED, b"ABCD"))


@pytest.mark.usefixtures("pypdf_alone")
def test_pypdf_alone_takes_numbers_in_names_for_characters_in_any_font() -> None:
    assert by_pypdf(made.named_glyphs(NUMBERED, b"AB")) == "Ja"


@pytest.mark.usefixtures("patched")
def test_numbered_names_are_characters_in_type_3_fonts_and_nothing_in_others() -> None:
    assert glyphs_of(made.type_3(NUMBERED, b"ABCD"), b"ABCD") == ["J", "a", "fi", "e"]
    assert glyphs_of(made.type_3(b"/g4A /g61 /g6E /g65", b"ABCD"), b"ABCD") == ["J", "a", "n", "e"]
    assert "".join(glyphs_of(made.named_glyphs(NUMBERED, b"ABCD"), b"ABCD")).strip() == ""


@pytest.mark.usefixtures("patched")
def test_numbers_of_a_bitmap_font_of_tex_are_codes_of_its_encoding() -> None:
    german = made.type_3(b"/a28 /a255 /a252 /a19 /a156", b"ABCDE")
    english = made.type_3(b"/a28 /a14 /a19 /a65", b"ABCD")

    assert glyphs_of(german, b"ABCDE") == ["fi", "ß", "ü", "«", "Ĳ"]
    assert glyphs_of(english, b"ABCD") == [
        "fi",
        "ffi",
        patches.BLANK,
        "A",
    ]  # 19 is an accent where no code is above 127


ENCODINGS_OF_FILES = [
    (b"/Encoding << /Type /Encoding /Differences [65 /J 66 /a] >>", "Ja"),
    (b"/Encoding << /Type /Encoding /Differences [65 /J] >>", "JY"),
    (b"/Encoding /WinAnsiEncoding", "AB"),
    (b"/Encoding << /Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [66 /a] >>", "Aa"),
    (b"", "XY"),
]


@pytest.mark.usefixtures("pypdf_alone")
@pytest.mark.parametrize(("encoding", "read"), [pair for pair in ENCODINGS_OF_FILES if pair[1] != "XY"])
def test_pypdf_alone_believes_a_font_program_more_than_the_file(encoding: bytes, read: str) -> None:
    assert by_pypdf(made.with_own_encoding(encoding, b"AB")) != read


@pytest.mark.usefixtures("patched")
@pytest.mark.parametrize(("encoding", "read"), ENCODINGS_OF_FILES)
def test_the_characters_that_the_file_names_come_before_those_of_the_font_program(encoding: bytes, read: str) -> None:
    assert "".join(glyphs_of(made.with_own_encoding(encoding, b"AB"), b"AB")) == read


@pytest.mark.usefixtures("pypdf_alone")
def test_pypdf_alone_reads_the_first_range_of_a_line_only() -> None:
    assert _cmap.get_encoding(two_ranges())[1] == {"\x01": "A"}


@pytest.mark.usefixtures("patched")
def test_each_range_of_a_character_map_is_read() -> None:
    assert _cmap.get_encoding(two_ranges())[1] == {"\x01": "A", "\x02": "C", "\x03": "D", "\x04": "fi"}


def two_ranges() -> pypdf.generic.DictionaryObject:
    stream = pypdf.generic.DecodedStreamObject()
    stream.set_data(b"2 beginbfrange <0001> <0001> <0041> <0002> <0003> <0043> <0004> <0004> [<00660069>] endbfrange")
    name = pypdf.generic.NameObject
    return pypdf.generic.DictionaryObject({name("/Subtype"): name("/Type0"), name("/ToUnicode"): stream})


@pytest.mark.usefixtures("pypdf_alone")
@pytest.mark.parametrize("name", patches.PREDEFINED_CMAPS)
def test_pypdf_alone_does_not_know_the_predefined_map(name: str) -> None:
    """pypdf issue 2356."""
    assert name not in _cmap._predefined_cmap
    assert f"{name}-H" not in _cmap._predefined_cmap


@pytest.mark.usefixtures("patched")
def test_japanese_in_a_predefined_map_is_read() -> None:
    page = made.OnePage(b"BT /F2 12 Tf 50 800 Td <%s> Tj ET" % "職務経歴".encode("cp932").hex().encode())
    page.font(
        b"F2",
        b"<< /Type /Font /Subtype /Type0 /BaseFont /C /Encoding /90msp-RKSJ-H /DescendantFonts [<< /Type /Font "
        b"/Subtype /CIDFontType0 /BaseFont /C /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) >> >>] >>",
    )

    assert glyphs_of(page.made(), "職務経歴".encode("cp932")) == list("職務経歴")


@pytest.mark.usefixtures("pypdf_alone")
def test_pypdf_alone_does_not_know_the_asian_collections() -> None:
    """pypdf issue 2295."""
    page = made.OnePage(b"BT /F2 12 Tf 50 800 Td <104203AC> Tj ET")

    assert by_pypdf(made.in_collection(page, b"GB1")) != "一啊"


# Our own code for the order of text, which cannot be patched in pypdf: these tests say when it could be removed.


@pytest.mark.usefixtures("pypdf_alone")
def test_pypdf_alone_loses_spaces_of_fonts_without_a_space_glyph() -> None:
    """pypdf issue 3978."""
    assert by_pypdf(made.without_a_space_glyph()) == "ABCDEABC"


@pytest.mark.usefixtures("pypdf_alone")
def test_pypdf_alone_repeats_what_is_drawn_twice() -> None:
    """pypdf issue 1731, closed as out of its scope."""
    twice = b"BT /F1 12 Tf 50 800 Td (Skills) Tj ET BT /F1 12 Tf 50.3 800 Td (Skills) Tj ET"

    assert by_pypdf(made.drawn(twice)) == "SkillsSkills"


@pytest.mark.usefixtures("pypdf_alone")
def test_pypdf_alone_mixes_up_numbers_in_lines_read_from_the_right() -> None:
    """pypdf issue 1629."""
    assert by_pypdf(made.as_it_stands("ביבא לת תרבח 2019 - 2015")).split() != [
        "2015",
        "-",
        "2019",
        "חברת",
        "תל",
        "אביב",
    ]
