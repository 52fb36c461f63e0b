"""Kinds of PDF that lose words, each the smallest of its kind."""

import pytest

from greenroom.models.resume import ResumeStatus
from greenroom.resumes.reading import read_resume
from tests import resume_pdfs as made

pytestmark = pytest.mark.usefixtures("read_here")


def text_of(pdf: bytes) -> str | None:
    read = read_resume(pdf)
    assert read.status is ResumeStatus.PARSED, read.reason
    return read.text


def helvetica(operators: bytes) -> bytes:
    return made.drawn(b"BT /F1 12 Tf 50 800 Td " + operators + b" ET")


@pytest.mark.parametrize("gap", [-250, -333, -190])
def test_words_are_set_apart_by_gaps_where_a_font_has_no_space(gap: int) -> None:
    assert text_of(made.without_a_space_glyph(gap)) == "ABC DEA BC"


def test_kerning_is_no_gap() -> None:
    assert text_of(helvetica(b"[(A) 70 (V) -80 (AT) 55 (AR) -300 (T) 90 (o) -20 (kyo)] TJ")) == "AVATAR Tokyo"


@pytest.mark.parametrize(
    ("drawn", "read"),
    [
        (b"6 Tc (EXPERIENCE) Tj", "EXPERIENCE"),
        (b"3.5 Tc (SELECTED PROJECTS) Tj", "SELECTED PROJECTS"),
        (b"[(E)-400(X)-400(P)-400(E)-400(R)-400(I)-400(E)-400(N)-400(C)-400(E)] TJ", "EXPERIENCE"),
        (b"[(W)-200(o)-200(r)-200(k)-700(H)-200(i)-200(s)-200(t)-200(o)-200(r)-200(y)] TJ", "Work History"),
        (b"[(D)-400(A)-400(T)-400(E)-1000(O)-400(F)-1000(B)-400(I)-400(R)-400(T)-400(H)] TJ", "DATE OF BIRTH"),
        (b"[(M)-400(Y)-400( )-400(J)-400(O)-400(B)-400(S)] TJ", "MY JOBS"),
        (b"[(A)-400(C)-400(M)-400(E)-900(2)-400(0)-400(1)-400(9)] TJ", "ACME 2019"),
        (b"(S) Tj 13 0 Td (K) Tj 13 0 Td (I) Tj 8.5 0 Td (L) Tj 11.7 0 Td (L) Tj 11.7 0 Td (S) Tj", "SKILLS"),
        (b"(S K I L L S) Tj", "SKILLS"),
        (b"(W O R K   H I S T O R Y) Tj", "WORK HISTORY"),
    ],
)
def test_letters_spaced_out_are_words(drawn: bytes, read: str) -> None:
    assert text_of(helvetica(drawn)) == read


@pytest.mark.parametrize(
    ("drawn", "read"),
    [
        (b"(A B C D E F G H) Tj", "A B C D E F G H"),
        (b"[(A)-400(B)-400(C)-400(D)-400(E)-400(F)] TJ", "A B C D E F"),
        (b"(Y) Tj 60 0 Td (N) Tj 60 0 Td (M) Tj 60 0 Td (K) Tj 60 0 Td (O) Tj", "Y N M K O"),
        (b"(B A C B) Tj", "B A C B"),
        (b"(1 2 3 4 5 6) Tj", "1 2 3 4 5 6"),
        (b"(Team of 5 I lead) Tj", "Team of 5 I lead"),
    ],
)
def test_alphabets_and_cells_of_tables_stay_apart(drawn: bytes, read: str) -> None:
    assert text_of(helvetica(drawn)) == read


@pytest.mark.parametrize("offset", [(0.3, 0), (0.0, 0.0), (0.5, -0.5), (1.0, 0.2)])
@pytest.mark.parametrize("times", [2, 4])
def test_text_drawn_again_almost_in_place_is_read_once(offset: tuple[float, float], times: int) -> None:
    across, up = offset
    drawn = b"".join(
        b"BT /F1 16 Tf %f %f Td (Experience) Tj ET " % (50 + across * number, 800 + up * number)
        for number in range(times if across + abs(up) < 0.6 else 2)
    )

    assert text_of(made.drawn(drawn)) == "Experience"


def test_letters_that_are_each_drawn_twice_are_read_once() -> None:
    places = zip(b"BOLD", (0, 8.0, 17.3, 24.0), strict=True)
    drawn = b"".join(
        b"1 0 0 1 %f 800 Tm (%c) Tj 1 0 0 1 %f 800 Tm (%c) Tj " % (50 + at, letter, 50.3 + at, letter)
        for letter, at in places
    )

    assert text_of(helvetica(drawn)) == "BOLD"


def test_the_same_word_elsewhere_is_read_again_and_double_letters_stay() -> None:
    assert text_of(helvetica(b"(Hello Hello) Tj 0 -30 Td (Hello) Tj (l) Tj (l) Tj")) == "Hello Hello\nHelloll"


def test_presentation_forms_and_radicals_become_the_letters_that_they_present() -> None:
    page = made.OnePage(b"BT /F2 12 Tf 50 800 Td <00010002000300040005> Tj ET")
    pairs = {1: "\ufb01", 2: "\u2f8f", 3: "\u2fa8", 4: "\ufb03", 5: "\u2f04"}

    assert text_of(made.composite(page, b"F2", pairs, width=1000).made()) == "fi行門ffi乙"


@pytest.mark.parametrize(
    ("collection", "numbers", "read"),
    [
        (b"Japan1", [1200, 43, 66, 87, 66], "一Java"),
        (b"GB1", [4162, 940], "一啊"),
        (b"Korea1", [1086], "가"),
        (b"CNS1", [595], "一"),
    ],
)
def test_glyphs_of_adobes_asian_collections_are_read_without_a_character_map(
    collection: bytes, numbers: list[int], read: str
) -> None:
    """As XeTeX writes Chinese: the font says in which collection its glyphs are numbered (pypdf issue 2295)."""
    page = made.OnePage(b"BT /F2 12 Tf 50 800 Td <%s> Tj ET" % b"".join(b"%04X" % number for number in numbers))

    assert text_of(made.in_collection(page, collection)) == read


@pytest.mark.parametrize(
    ("from_left_to_right", "read"),
    [
        ("םולש", "שלום"),
        ("ביבא לת ,Acme Ltd תרבח 2019 - 2015", "2015 - 2019 חברת Acme Ltd, תל אביב"),
        (".Django-ו Python-ב םינש 12 לש ןויסינ", "ניסיון של 12 שנים ב-Python ו-Django."),
        (")תווצ להנמ( יסוי", "יוסי (מנהל צוות)"),
        ("Jane Doe יינ'ג Engineer", "Jane Doe ג'ניי Engineer"),
        ("ﺞﻣﺎﻧﺮﺑ", "برنامج"),
    ],
)
def test_lines_from_right_to_left_are_read_in_their_order(from_left_to_right: str, read: str) -> None:
    assert text_of(made.as_it_stands(from_left_to_right)) == read


def test_addresses_that_stand_in_a_link_alone_are_appended_once() -> None:
    pdf = made.with_links(
        b"mailto:jane@example.com?subject=Hello",
        b"https://github.com/janedoe",
        b"https://github.com/janedoe/",
        b"tel:+49301234567",
        b"javascript:alert(1)",
        b"https://example.com/" + b"a" * 300,
    )

    assert text_of(pdf) == f"{made.SEEN}\njane@example.com\nhttps://github.com/janedoe\n+49301234567"


def test_an_address_that_stands_in_the_text_is_not_repeated() -> None:
    content = b"BT /F1 12 Tf 50 800 Td (github.com/janedoe) Tj ET"

    assert text_of(made.with_links(b"https://www.github.com/janedoe", content=content)) == "github.com/janedoe"


def test_of_very_many_links_a_few_are_kept() -> None:
    text = text_of(made.with_links(*[b"https://example.com/%d" % number for number in range(400)]))

    assert text is not None
    assert text.count("https://") == 30


def test_the_value_of_a_form_field_stands_behind_its_label() -> None:
    pdf = made.with_fields(
        b"/FT /Tx /T (name) /V (Jane Doe) /Rect [120 795 300 815]",
        b"/FT /Ch /T (country) /V (India) /Rect [120 765 300 785]",
        b"/FT /Tx /T (jobs) /V (Acme, 2019\nGlobex, 2015) /Rect [50 600 300 700]",
        b"/FT /Tx /T (pin) /V (1234) /Ff 8192 /Rect [50 500 300 520]",
        b"/FT /Btn /T (yes) /V /Yes /Rect [50 400 60 410]",
        content=b"BT /F1 12 Tf 50 800 Td (Name:) Tj 0 -30 Td (Country:) Tj ET",
    )

    assert text_of(pdf) == "Name: Jane Doe\nCountry: India\nAcme, 2019\nGlobex, 2015"


def test_an_accent_drawn_over_a_letter_belongs_to_it() -> None:
    drawn = b"(Schr) Tj [(\\250) 500 (oder, Fran)] TJ [(c) 420 (\\270)] TJ (ois ~ n) Tj"

    assert text_of(helvetica(drawn)) == "Schröder, François ~ n"


def test_a_word_broken_at_the_end_of_a_line_is_one_word() -> None:
    assert text_of(helvetica(b"(Responsible for inter-) Tj 0 -14 Td (nationalisation) Tj")) == (
        "Responsible for internationalisation"
    )


def test_hyphens_that_latex_writes_as_soft_ones_are_hyphens() -> None:
    page = made.OnePage(b"BT /F2 12 Tf 50 800 Td <000100020003> Tj ET")

    assert text_of(made.composite(page, b"F2", {1: "e", 2: "\u00ad", 3: "mail"}).made()) == "e-mail"


@pytest.mark.parametrize(
    ("drawn", "read"),
    [
        (b"/F1 7 Tf 4 Ts (1) Tj /F1 12 Tf 0 Ts (http://jane.example) Tj", "1 http://jane.example"),
        (b"(with Python) Tj /F1 7 Tf 4 Ts (12) Tj /F1 12 Tf 0 Ts (, Rust) Tj", "with Python 12, Rust"),
        (b"(H) Tj /F1 7 Tf -2 Ts (2) Tj /F1 12 Tf 0 Ts (O and 3 km) Tj /F1 7 Tf 4 Ts (2) Tj", "H2O and 3 km2"),
    ],
)
def test_marks_of_footnotes_stand_apart_and_formulas_do_not(drawn: bytes, read: str) -> None:
    assert text_of(helvetica(drawn)) == read


@pytest.mark.parametrize("painted", [b"1 0 0 rg 0 0 600 800 re f", b"/Pattern cs /P scn 40 650 300 100 re f"])
def test_letters_that_an_area_is_painted_through_are_read(painted: bytes) -> None:
    heading = b"BT 1 g /F1 16 Tf 50 700 Td (Experience) Tj ET"

    assert text_of(made.through_mask(heading, painted)) == f"{made.SEEN}\nExperience"


@pytest.mark.parametrize(
    ("letters", "placed", "read"),
    [
        ("⼯作語学", b"[<0001>-250<0002>-900<0003>-250<0004>] TJ", "工作 語学"),
        # From left to right as they stand on the page: the second word's letters are drawn first.
        ("רבדםולש", b"[<0001>-300<0002>-300<0003>-900<0004>-300<0005>-300<0006>-300<0007>] TJ", "שלום דבר"),
        ("कार", b"[<0001>-200<0002>-20<0003>] TJ", "कार"),
    ],
)
def test_letters_spaced_out_in_other_scripts_are_words(letters: str, placed: bytes, read: str) -> None:
    page = made.OnePage(b"BT /F2 12 Tf 50 800 Td %s ET" % placed)
    pairs = dict(enumerate(letters, 1))

    assert text_of(made.composite(page, b"F2", pairs, width=1000).made()) == read


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("प्रि", "प्रि"),
        ("Python, ten years", "ab"),
        ("प्रि" * 5, "ab"),
    ],
)
def test_a_syllable_is_read_as_the_file_says_and_no_other_text_is_taken_from_there(said: str, read: str) -> None:
    """As Chromium and Typst write Hindi: the glyphs stand in the order of drawing, and lack some letters."""
    span = b"/Span << /ActualText <FEFF%s> >> BDC" % said.encode("utf-16-be").hex().encode()
    page = made.OnePage(b"BT /F2 12 Tf 50 800 Td %s <00010002> Tj EMC ET" % span)

    assert text_of(made.composite(page, b"F2", {1: "a", 2: "b"}).made()) == read


def test_a_letter_that_the_font_does_not_name_or_calls_a_syllable_is_read_as_the_file_says() -> None:
    """Typst names a letter's glyph by the first syllable that it stood in; LibreOffice leaves it without a name."""
    said = b"/Span << /ActualText <FEFF0935> >> BDC <0001> Tj EMC"
    page = made.OnePage(b"BT /F2 12 Tf 50 800 Td %s <%s> Tj ET" % (said, b"0002" * 40))

    assert text_of(made.composite(page, b"F2", {1: "वे", 2: "x"}).made()) == "व" + 40 * "x"
    assert text_of(made.composite(page, b"F2", {2: "x"}).made()) == "व" + 40 * "x"


def test_no_word_ends_behind_a_vowel_sign_that_is_drawn_over_its_letter() -> None:
    page = made.OnePage(b"BT /F2 12 Tf 50 800 Td [<0001> 900 <0002> -300 <0003>] TJ ET")
    signs = {1: "ट", 2: "े", 3: "ड"}

    assert text_of(made.composite(page, b"F2", signs, width=600).made()) == "टेड"


@pytest.mark.parametrize(
    ("drawn", "read"),
    [
        (b"(L) Tj 15 0 Td (d ) Tj 14 0 Td (in Java) Tj -21.5 0 Td (o) Tj", "Lod in Java"),
        (b"(Engineer) Tj 200 0 Td (2018) Tj -200 0 Td (Engineer) Tj", "Engineer 2018"),
        (b"100 0 Td (Engineer) Tj -100 0 Td (2018) Tj", "2018 Engineer"),
        (b"(Engineer) Tj 10 0 Td (over it) Tj", "Engineer over it"),
        (b"(Jane) Tj 12.8 -30 Td /F1 4 Tf ( ) Tj -12.8 0 Td /F1 10 Tf (Do) Tj 13.8 0 Td (it) Tj", "Jane\nDo it"),
    ],
)
def test_letters_that_are_drawn_later_into_a_gap_stand_there(drawn: bytes, read: str) -> None:
    """LibreOffice draws so what a font lacks."""
    assert text_of(helvetica(drawn)) == read


@pytest.mark.parametrize(
    ("drawn", "read"),
    [
        (b"(It is un-) Tj 200 0 Td (Note) Tj -200 -14 Td (likely to change) Tj", "It is unlikely Note\nto change"),
        (b"(It is un-) Tj 200 0 Td (Note) Tj 0 -14 Td (another) Tj", "It is un- Note\nanother"),
        (b"(Voll-) Tj 0 -14 Td (und Teilzeit) Tj", "Voll-\nund Teilzeit"),
    ],
)
def test_a_hyphen_joins_what_stands_below_it_and_not_a_note_in_the_margin(drawn: bytes, read: str) -> None:
    assert text_of(helvetica(drawn)) == read
