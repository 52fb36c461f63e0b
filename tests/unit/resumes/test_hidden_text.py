"""Invisible text is left out and reported; visible text is never treated as hidden."""

import zlib
from collections.abc import Callable

import pytest

from greenroom.models.resume import ResumeStatus
from greenroom.resumes.reading import read_resume
from greenroom.resumes.reasons import Unreadable
from tests import resume_pdfs as made
from tests.resume_pdfs import SECRET, SEEN, VISIBLE, OnePage

pytestmark = pytest.mark.usefixtures("read_here")


def at(place: bytes, before: bytes = b"", *, size: bytes = b"12") -> bytes:
    return VISIBLE + b"%s BT /F1 %s Tf %s Td (%s) Tj ET" % (before, size, place, SECRET)


def in_a_form(state: bytes) -> bytes:
    page = OnePage(VISIBLE + b"q %s /X Do Q" % state)
    font = page.add(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    entries = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F1 %d 0 R >> >>" % font
    form = page.pdf.stream(b"BT /F1 12 Tf 50 400 Td (%s) Tj ET" % SECRET, entries)
    page.resources = b"/XObject << /X %d 0 R >>" % form
    return page.made()


def transparent() -> bytes:
    page = OnePage(at(b"50 400", b"/G gs"))
    page.resources = b"/ExtGState << /G << /ca 0 >> >>"
    return page.made()


def white_by_a_tint() -> bytes:
    page = OnePage(at(b"50 400", b"/S cs 0 scn"))
    page.resources = b"/ColorSpace << /S [/Separation /Black /DeviceGray << /FunctionType 2 >>] >>"
    return page.made()


def in_a_layer_of_a_form() -> bytes:
    page = OnePage(VISIBLE + b"/X Do")
    layer = page.add(b"<< /Type /OCG /Name (Layer) >>")
    font = page.add(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    head = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /OC %d 0 R /Resources << /Font << /F1 %d 0 R >> >>"
    form = page.pdf.stream(b"BT /F1 12 Tf 50 400 Td (%s) Tj ET" % SECRET, head % (layer, font))
    page.resources = b"/XObject << /X %d 0 R >>" % form
    page.catalog = b"/OCProperties << /OCGs [%d 0 R] /D << /OFF [%d 0 R] >> >>" % (layer, layer)
    return page.made()


def beyond_the_crop_box() -> bytes:
    page = OnePage(at(b"50 100"))
    page.page = b"/CropBox [0 300 595 842]"
    return page.made()


def a_note(appearance: bytes, *, empty_appearance: bool = False) -> bytes:
    """A note; with `empty_appearance`, beside a form whose fields are drawn anew, and the stream's number is put in."""
    page = OnePage(VISIBLE)
    if empty_appearance:
        appearance %= page.pdf.stream(b"", b"/Type /XObject /Subtype /Form /BBox [0 0 450 20]")
        page.catalog = b"/AcroForm << /Fields [] /NeedAppearances true >>"
    note = b"<< /Type /Annot /Subtype /FreeText /Contents (%s) /Rect [50 395 500 415] %s >>"
    page.page = b"/Annots [%s]" % (note % (SECRET, appearance))
    return page.made()


def in_a_mask(ink: bytes, painted: bytes) -> bytes:
    return made.through_mask(b"BT %s /F1 12 Tf 50 400 Td (%s) Tj ET" % (ink, SECRET), painted)


def with_appearance(appearance: bytes, form: bytes = b"") -> bytes:
    """A field whose stored appearance has this content."""
    page = OnePage(VISIBLE)
    drawn = page.pdf.stream(appearance, b"/Type /XObject /Subtype /Form /BBox [0 0 450 20]")
    field = b"/FT /Tx /T (a) /V (%s) /DA (/Helv 12 Tf 0 g) /Rect [50 395 500 415] /AP << /N %d 0 R >>" % (SECRET, drawn)
    widget = page.add(b"<< /Type /Annot /Subtype /Widget %s >>" % field)
    page.page = b"/Annots [%d 0 R]" % widget
    page.catalog = b"/AcroForm << /Fields [%d 0 R] %s >>" % (widget, form)
    return page.made()


def on_a_picture(
    samples: bytes, space: bytes, ink: bytes, *, entries: bytes = b"", place: bytes = b"500 0 0 60 40 380"
) -> bytes:
    """Text in this ink on a picture of these samples."""
    page = OnePage(at(b"50 400", b"q %s cm /Im0 Do Q %s" % (place, ink), size=b"6"))
    size = b"/Width %d /Height 1 /BitsPerComponent 8" % (len(samples) // (3 if b"RGB" in space else 1))
    head = b"/Type /XObject /Subtype /Image %s /ColorSpace %s %s" % (size, space, entries)
    page.resources = b"/XObject << /Im0 %d 0 R >>" % page.pdf.stream(samples, head)
    return page.made()


HIDDEN: dict[str, Callable[[], bytes]] = {
    "black in a mask of light": lambda: in_a_mask(b"0 g", b"0 0 600 800 re f"),
    "a mask that white is painted through": lambda: in_a_mask(b"1 g", b"1 g 0 0 600 800 re f"),
    "a mask that only another part of the page is painted through": lambda: in_a_mask(b"1 g", b"0 0 600 100 re f"),
    "white": lambda: made.drawn(at(b"50 400", b"1 1 1 rg")),
    "white in grey": lambda: made.drawn(at(b"50 400", b"1 g")),
    "white in four inks": lambda: made.drawn(at(b"50 400", b"0 0 0 0 k")),
    "nearly white": lambda: made.drawn(at(b"50 400", b"0.98 0.98 0.97 rg")),
    "white by a tint": white_by_a_tint,
    "white on a white box": lambda: made.drawn(at(b"50 400", b"1 1 1 rg 40 380 500 60 re f")),
    "the colour of the box behind": lambda: made.drawn(at(b"50 400", b"0 0 0.4 rg 40 380 500 60 re f")),
    "no ink": lambda: made.drawn(at(b"50 400", b"3 Tr")),
    "no ink, set in an earlier text": lambda: made.drawn(at(b"50 400", b"BT 3 Tr ET")),
    "clipping alone": lambda: made.drawn(at(b"50 400", b"7 Tr")),
    "wholly transparent": transparent,
    "tiny": lambda: made.drawn(at(b"50 400", size=b"0.5")),
    "tiny by its matrix": lambda: made.drawn(VISIBLE + b"BT /F1 12 Tf 0.05 0 0 0.05 50 400 Tm (%s) Tj ET" % SECRET),
    "squeezed flat": lambda: made.drawn(at(b"50 400", b"1 Tz")),
    "below the page": lambda: made.drawn(at(b"50 -100")),
    "left of the page": lambda: made.drawn(at(b"-900 400")),
    "beyond the crop box": beyond_the_crop_box,
    "clipped away": lambda: made.drawn(at(b"50 400", b"10 10 5 5 re W n")),
    "a layer that is off": lambda: made.with_layer(b"/OC /L BDC BT /F1 12 Tf 50 400 Td (%s) Tj ET EMC" % SECRET),
    "a layer that is off unless named": lambda: made.with_layer(
        b"/OC /L BDC BT /F1 12 Tf 50 400 Td (%s) Tj ET EMC" % SECRET, base_state_off=True
    ),
    "a form in a layer that is off": in_a_layer_of_a_form,
    "white in a form": lambda: in_a_form(b"1 1 1 rg"),
    "no ink in a form": lambda: in_a_form(b"3 Tr"),
    "a form off the page": lambda: in_a_form(b"1 0 0 1 0 -900 cm"),
    "a hidden field": lambda: made.with_fields(
        b"/FT /Tx /T (a) /V (%s) /F 2 /Rect [50 395 500 415]" % SECRET, content=VISIBLE
    ),
    "a field in tiny letters": lambda: a_note(b"/DA (/Helv 0.1 Tf 0 g)"),
    "a field whose appearance is empty": lambda: with_appearance(b"/Tx BMC EMC"),
    "a note whose appearance is empty, in a form drawn anew": lambda: a_note(
        b"/AP << /N %d 0 R >>", empty_appearance=True
    ),
    "white on a white picture": lambda: on_a_picture(b"\xff" * 64, b"/DeviceGray", b"1 g"),
    "red on a red picture": lambda: on_a_picture(b"\xff\0\0" * 64, b"/DeviceRGB", b"1 0 0 rg"),
}
SEEN_ON_OTHERS: dict[str, Callable[[], bytes]] = {
    "a field that has text in its appearance": lambda: with_appearance(b"/Tx BMC BT (...) Tj ET EMC"),
    "a field whose appearance viewers make anew": lambda: with_appearance(b"", b"/NeedAppearances true"),
    "white on a black picture": lambda: on_a_picture(bytes(64), b"/DeviceGray", b"1 g"),
    "white on a picture of two colours": lambda: on_a_picture(b"\xff\0" * 32, b"/DeviceGray", b"1 g"),
    "white on a picture that is inverted": lambda: on_a_picture(
        b"\xff" * 64, b"/DeviceGray", b"1 g", entries=b"/Decode [1 0]"
    ),
    "white on a picture that is compressed twice": lambda: on_a_picture(
        zlib.compress(zlib.compress(b"\xff" * 64)),
        b"/DeviceGray",
        b"1 g",
        entries=b"/Filter [/FlateDecode /FlateDecode]",
    ),
    "white on a damaged picture": lambda: on_a_picture(
        b"\xff" * 64, b"/DeviceGray", b"1 g", entries=b"/Filter /FlateDecode"
    ),
    "white beside a white picture on a dark box": lambda: on_a_picture(
        b"\xff" * 64, b"/DeviceGray", b"0 0 0.4 rg 40 380 500 60 re f 1 g", place=b"500 0 0 60 40 500"
    ),
}


@pytest.mark.parametrize("name", HIDDEN)
def test_hidden_text_is_left_out_and_that_there_was_some_is_said(name: str) -> None:
    read = read_resume(HIDDEN[name]())

    assert (read.status, read.text, read.hides_text) == (ResumeStatus.PARSED, SEEN, True)
    assert read.note is not None
    assert "text that nobody sees" in read.note
    assert read.reason is None


SEEN_AFTER_ALL = {
    "white on a dark box": b"0 0 0.4 rg 40 380 500 60 re f 1 1 1 rg",
    "white on a dark shape": b"0.2 g 40 380 m 500 380 l 500 440 l 40 440 l h f 1 g",
    "white on one dark box of many": b"1 g 0 0 595 842 re f 0 g 0 0 595 450 re f 1 g",
    "grey": b"0.8 g",
    "after a rectangle for clipping": b"0 0 595 842 re W n",
    "outlined": b"1 Tr 1 g 0 G",
    "within saved white": b"q 1 1 1 rg 3 Tr Q",
    "on a gradient": b"/Sh sh 1 g",
}


@pytest.mark.parametrize("name", SEEN_AFTER_ALL)
def test_visible_text_is_read(name: str) -> None:
    read = read_resume(made.drawn(at(b"50 400", SEEN_AFTER_ALL[name], size=b"6")))

    assert (read.hides_text, read.note) == (False, None)
    assert read.text == f"{SEEN}\n{SECRET.decode()}"


@pytest.mark.parametrize("name", SEEN_ON_OTHERS)
def test_text_is_read_whose_field_or_picture_shows_it(name: str) -> None:
    read = read_resume(SEEN_ON_OTHERS[name]())

    assert (read.hides_text, read.note) == (False, None)
    assert read.text == f"{SEEN}\n{SECRET.decode()}"


def test_of_a_line_that_leaves_the_page_the_part_on_it_is_read() -> None:
    read = read_resume(made.drawn(VISIBLE + b"BT /F1 12 Tf 540 400 Td (Java 8 %s) Tj ET" % SECRET))

    assert read.text is not None
    assert read.text.startswith(f"{SEEN}\nJava 8")
    assert (len(read.text) < len(f"{SEEN}\nJava 8 ") + 8, read.hides_text) == (True, True)


def test_a_line_that_ends_a_little_beyond_its_clipping_is_read_whole() -> None:
    read = read_resume(made.drawn(at(b"50 400", b"40 390 387 30 re W n")))

    assert (read.text, read.hides_text) == (f"{SEEN}\n{SECRET.decode()}", False)


def test_a_size_that_is_no_number_damages_nothing() -> None:
    read = read_resume(a_note(b"/DA (/Helv 1..2 Tf 0..1 g)"))

    assert (read.text, read.reason) == (f"{SEEN}\n{SECRET.decode()}", None)


@pytest.mark.parametrize(
    "target", [b"mailto:Ten%20years%20of%20Python%0ASkills", b"tel:Ten%20years%20of%20Python", b"javascript:alert(1)"]
)
def test_words_in_the_target_of_a_link_are_no_address(target: bytes) -> None:
    assert read_resume(made.with_links(target)).text == SEEN


def test_a_link_that_nobody_can_follow_adds_nothing() -> None:
    page = OnePage(VISIBLE)
    link = b"<< /Type /Annot /Subtype /Link /Rect [50 735 50 735] /A << /S /URI /URI (https://kubernetes.io) >> >>"
    page.page = b"/Annots [%s]" % link

    assert read_resume(page.made()).text == SEEN


def test_white_text_on_a_large_figure_is_read() -> None:
    page = OnePage(VISIBLE + b"q /X Do Q 1 g BT /F1 12 Tf 50 400 Td (Skills) Tj ET")
    figure = b"0 0 0.4 rg 0 300 300 200 re f\n" + b"0 0 m 9 9 l S\n" * 10_000
    form = page.pdf.stream(figure, b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << >>", squeezed=1)
    page.resources = b"/XObject << /X %d 0 R >>" % form

    read = read_resume(page.made())

    assert (read.text, read.hides_text) == (f"{SEEN}\nSkills", False)


def test_a_layer_that_is_shown_is_read() -> None:
    read = read_resume(made.with_layer(b"/OC /L BDC BT /F1 12 Tf 50 400 Td (Skills) Tj ET EMC", off=False))

    assert (read.text, read.hides_text) == (f"{SEEN}\nSkills", False)


def test_blanks_that_nobody_sees_are_no_hidden_text() -> None:
    read = read_resume(made.drawn(VISIBLE + b"1 g BT /F1 1 Tf 50 400 Td (   ) Tj ET"))

    assert (read.text, read.hides_text) == (SEEN, False)


def test_a_file_whose_whole_text_is_hidden_says_so() -> None:
    read = read_resume(made.drawn(b"1 g BT /F1 12 Tf 50 400 Td (%s) Tj ET" % SECRET))

    assert read.cause is Unreadable.HIDDEN
