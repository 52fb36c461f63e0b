"""DOCX, ODT and plain text: the read text, hidden text, and refusals."""

from collections.abc import Callable
from typing import Any

import pytest
from odfdo import Style

from greenroom.models.resume import ResumeStatus
from greenroom.resumes.limits import MAX_CHARACTERS
from greenroom.resumes.office.package import xml_alone
from greenroom.resumes.reading import ReadResume, read_resume
from greenroom.resumes.reasons import Unreadable
from tests import documents as made
from tests import pdfs

pytestmark = pytest.mark.usefixtures("read_here")
DOCUMENT, CONTENT = "word/document.xml", "content.xml"


def a_style(properties: dict[str, str]) -> Style:
    style = Style("text", name="Ghost")
    style.set_properties(properties, area="text")
    return style


def assert_read(read: ReadResume, text: str, *, hides_text: bool = False) -> None:
    assert (read.status, read.text, read.pages) == (ResumeStatus.PARSED, text, None)
    assert (read.hides_text, read.note is not None) == (hides_text, hides_text)


def test_a_docx_is_read_with_its_header_and_its_tables() -> None:
    assert_read(read_resume(made.a_docx()), made.A_DOCX_READ)


@pytest.mark.parametrize(
    "hide",
    [
        made.white_run,
        made.white_style,
        made.tiny_run,
        made.vanished_run,
        made.run_in_the_papers_colour_of_the_theme,
    ],
)
def test_text_that_nobody_sees_in_a_docx_is_left_out(hide: Callable[[Any], None]) -> None:
    assert_read(read_resume(made.a_docx(change=hide)), made.A_DOCX_READ, hides_text=True)


def test_white_letters_on_a_dark_cell_are_read() -> None:
    assert_read(read_resume(made.a_docx(change=made.white_on_dark)), f"{made.A_DOCX_READ}\nSkills")


def test_the_address_of_a_link_in_a_docx_is_appended() -> None:
    assert_read(read_resume(made.a_docx(change=made.linked)), f"{made.A_DOCX_READ}\nE-mail\njane@example.com")


def test_an_odt_is_read_with_its_tables() -> None:
    assert_read(read_resume(made.an_odt()), made.AN_ODT_READ)


@pytest.mark.parametrize(
    "style",
    [
        Style("text", name="Ghost", color="#ffffff"),
        a_style({"fo:font-size": "1pt"}),
        a_style({"text:display": "none"}),
    ],
)
def test_text_that_nobody_sees_in_an_odt_is_left_out(style: Style) -> None:
    odt = made.an_odt(spans=f'<text:span text:style-name="Ghost">{made.SECRET}</text:span>', styles=(style,))

    assert_read(read_resume(odt), made.AN_ODT_READ, hides_text=True)


def a_hidden_paragraph_style() -> Style:
    style = Style("paragraph", name="Hidden")
    style.set_properties({"text:display": "none"}, area="text")
    return style


@pytest.mark.parametrize(
    "body",
    [
        f'<text:p text:style-name="Hidden"><text:span>{made.SECRET}</text:span></text:p>',
        f'<text:p><text:span text:style-name="Ghost"><text:span>{made.SECRET}</text:span></text:span></text:p>',
        f'<text:section text:name="S" text:display="none"><text:p>{made.SECRET}</text:p></text:section>',
        '<table:table><table:table-row table:visibility="collapse"><table:table-cell>'
        f"<text:p>{made.SECRET}</text:p></table:table-cell></table:table-row></table:table>",
    ],
)
def test_text_within_hidden_parts_of_an_odt_is_left_out(body: str) -> None:
    styles = (Style("text", name="Ghost", color="#ffffff"), a_hidden_paragraph_style())

    assert_read(read_resume(made.an_odt(body=body, styles=styles)), made.AN_ODT_READ, hides_text=True)


def test_white_letters_on_a_dark_cell_of_an_odt_are_read() -> None:
    dark = Style("table-cell", name="Dark")
    dark.set_properties({"fo:background-color": "#203040"}, area="table-cell")
    body = (
        '<table:table><table:table-row><table:table-cell table:style-name="Dark"><text:p>'
        '<text:span text:style-name="White">Skills</text:span></text:p></table:table-cell></table:table-row>'
        "</table:table>"
    )

    read = read_resume(made.an_odt(body=body, styles=(Style("text", name="White", color="#ffffff"), dark)))

    assert_read(read, f"{made.AN_ODT_READ}\nSkills")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-7"])
@pytest.mark.parametrize(("archive", "part"), [(made.a_docx, DOCUMENT), (made.an_odt, CONTENT)])
def test_a_document_type_in_another_encoding_is_refused(archive: Callable[[], bytes], part: str, encoding: str) -> None:
    xml = made.part_of(archive(), part).decode().partition("?>")[2]
    declared = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY e "entity">]>{xml}'

    with pytest.raises(ValueError, match="an encoding that can hide one"):
        xml_alone(made.with_part(archive(), part, declared.encode(encoding)))


def test_the_address_of_a_link_in_an_odt_is_appended() -> None:
    odt = made.an_odt(spans='<text:a xlink:href="https://github.com/janedoe">GitHub</text:a>')

    assert_read(read_resume(odt), f"{made.AN_ODT_READ}\nGitHub\nhttps://github.com/janedoe")


def test_a_docx_with_macros_is_read_without_them() -> None:
    types = made.part_of(made.a_docx(), "[Content_Types].xml").replace(
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
    )

    assert_read(read_resume(made.with_part(made.a_docx(), "[Content_Types].xml", types)), made.A_DOCX_READ)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_plain_text_is_read_in_whatever_encoding(encoding: str) -> None:
    text = "Jürgen Müller – Köln\n\nErfahrung\nGrößte Stärke: Übersicht in ärgerlichen Störungen"

    assert_read(read_resume(text.encode(encoding)), text)


def test_a_few_letters_with_accents_are_taken_for_those_of_windows() -> None:
    assert_read(read_resume("Jürgen\nKöln".encode("cp1252")), "Jürgen\nKöln")


def test_of_very_long_text_the_first_fifty_thousand_characters_are_kept() -> None:
    read = read_resume(b"A line of a life that was long\n" * 10_000)

    assert read.reason == "Only the first 50,000 characters were kept."
    assert read.text is not None
    assert len(read.text) <= MAX_CHARACTERS


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (pdfs.a_picture(), Unreadable.PICTURE),
        (b"\xff\xd8\xff\xe0" + b"\0" * 40, Unreadable.PICTURE),
        (b"GIF89a" + b"\0" * 40, Unreadable.PICTURE),
        (b"II*\0" + b"\0" * 40, Unreadable.PICTURE),
        (b"RIFF1234WEBPVP8 ", Unreadable.PICTURE),
        (b"\0\0\0\x18ftypheic\0\0\0\0", Unreadable.PICTURE),
        (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><text>Jane</text></svg>', Unreadable.PICTURE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 40, Unreadable.OLD_WORD),
        (b"{\\rtf1\\ansi Jane Doe}", Unreadable.NOT_A_DOCUMENT),
        (b"<!DOCTYPE html><p>Jane Doe", Unreadable.NOT_A_DOCUMENT),
        (b"\x7fELF\x02\x01\x01\0\0\0", Unreadable.NOT_A_DOCUMENT),
        (b"PK\x03\x04 and nothing of a document", Unreadable.NOT_A_DOCUMENT),
        (b" \n\t\n ", Unreadable.EMPTY_DOCUMENT),
    ],
)
def test_a_file_that_is_no_document_is_refused_with_a_sentence(content: bytes, cause: Unreadable) -> None:
    read = read_resume(content)

    assert (read.status, read.cause, read.reason) == (ResumeStatus.UNREADABLE, cause, cause.value)
