"""Text that is no résumé: notices, scans with a stamp, gibberish. Each gets a reason or a note with advice."""

import pytest

from greenroom.models.resume import ResumeStatus
from greenroom.resumes.judging import is_gibberish, why_useless
from greenroom.resumes.reading import read_resume
from greenroom.resumes.reasons import Unreadable
from tests import pdfs
from tests import resume_pdfs as made
from tests.resume_pdfs import OnePage

pytestmark = pytest.mark.usefixtures("read_here")
WAIT = (
    b"BT /F1 12 Tf 50 800 Td (Please wait... If this message is not eventually replaced with the proper) Tj "
    b"0 -14 Td (contents of the document, your PDF viewer may not be able to display it.) Tj ET"
)
PORTFOLIO = b"BT /F1 12 Tf 50 800 Td (For the best experience, open this PDF portfolio in Acrobat X or later.) Tj ET"
PROSE = (
    "Jane Doe\nBarista and shift lead\nKnows Adobe Acrobat, Photoshop and the coffee machine. Opens the shop at six, "
    "counts stock, trains new people and closes the books. 2019 to 2024 Café Noir, before that two years of school."
)


def page(content: bytes, catalog: bytes) -> bytes:
    made_page = OnePage(content)
    made_page.catalog = catalog
    return made_page.made()


@pytest.mark.parametrize(
    ("pdf", "cause"),
    [
        (page(WAIT, b""), Unreadable.FORM),
        (page(WAIT, b"/AcroForm << /Fields [] /XFA (x) >>"), Unreadable.FORM),
        (page(made.VISIBLE, b"/NeedsRendering true /AcroForm << /Fields [] /XFA (x) >>"), Unreadable.FORM),
        (page(b"", b"/AcroForm << /Fields [] /XFA (x) >>"), Unreadable.FORM),
        (page(PORTFOLIO, b"/Collection << /View /D >>"), Unreadable.PORTFOLIO),
        (page(PORTFOLIO, b""), Unreadable.COVER),
        (made.scan(), Unreadable.NO_TEXT),
        (made.scan(b"Scanned with CamScanner"), Unreadable.SCAN),
        (made.scan(b"Page 1 of 1"), Unreadable.SCAN),
    ],
)
def test_a_notice_or_a_stamp_is_no_resume(pdf: bytes, cause: Unreadable) -> None:
    assert read_resume(pdf).cause is cause


def test_text_behind_a_scan_is_read_with_a_note_that_it_was_recognised() -> None:
    read = read_resume(made.scan(b"CamScanner", behind=b"Jane Doe, barista for two years"))

    assert (read.status, read.text) == (ResumeStatus.PARSED, "CamScanner\nJane Doe, barista for two years")
    assert read.note is not None
    assert "recognised in a picture" in read.note


def test_letters_that_the_file_does_not_name_are_no_text() -> None:
    nameless = OnePage(b"BT /F2 12 Tf 50 800 Td <002600270028002900300031> Tj ET")

    assert read_resume(made.composite(nameless, b"F2", {}).made()).cause is Unreadable.GIBBERISH


def test_a_few_letters_that_the_file_does_not_name_are_missed_with_a_note() -> None:
    words = b"BT /F1 12 Tf 50 800 Td (Jane Doe, barista for two years in Berlin) Tj ET "
    nameless = OnePage(words + b"BT /F2 12 Tf 50 700 Td <00260027> Tj ET")

    read = read_resume(made.composite(nameless, b"F2", {}).made())

    assert read.text == "Jane Doe, barista for two years in Berlin"
    assert read.note is not None
    assert "what some of its letters are" in read.note


def test_a_letter_that_the_file_does_not_name_ends_a_word() -> None:
    icons = OnePage(b"BT /F1 12 Tf 50 800 Td (Python) Tj /F2 12 Tf <0026> Tj /F1 12 Tf (LaTeX and SQL) Tj ET")

    assert read_resume(made.composite(icons, b"F2", {}, width=3).made()).text == "Python LaTeX and SQL"


@pytest.mark.parametrize(
    "text",
    [
        "ϗɝ2ࣨ ɚཧɚɧϋʬ ɧɤ˚ɚཧɚɚϋ ɧɤ˚Νˢᜊਗ ৰ̮ϗɝ ˣллʩ Ñਿ͉ʩ",
        "Ĝаϩλ ʤђњћ ϠϡɸЯ ĦĥԱԲ ՁՂаб ɷЫњŒ",
    ],
)
def test_words_that_mix_scripts_throughout_are_gibberish(text: str) -> None:
    assert is_gibberish(text)


@pytest.mark.parametrize(
    "text",
    [
        PROSE,
        "職務経歴書 山田太郎 ソフトウェア開発 エンジニア JavaとPythonで10年の経験",
        "이력서 홍길동 소프트웨어 개발자 2019년부터 SQL을",
        "Иван Петров, разработчик Python и Django, 10 лет опыта",
        "יוסי כהן מפתח תוכנה Python Django",
        "Σωκράτης Παπαδόπουλος, μηχανικός λογισμικού, C++ and µ-controllers",
        "हिन्दी और अंग्रेज़ी में काम",
        "C++ and 5 μm, R&D, naïve, Łukasz",
    ],
)
def test_real_scripts_are_no_gibberish(text: str) -> None:
    assert not is_gibberish(text)


def test_a_short_resume_that_names_programs_is_one() -> None:
    assert why_useless(PROSE, None) is None


def test_each_page_that_is_a_scan_is_named() -> None:
    read = read_resume(pdfs.scan_behind_text())

    assert (read.status, read.text) == (ResumeStatus.PARSED, "First page")
    assert read.note is not None
    assert "page 2" in read.note
