"""More attacks on the reader of résumés: cycles, sizes and numbers that a file may claim and no machine can serve."""

import zlib

from tests.pdfs import HEADER, TEXT_FONT, RawPdf, one_page

EVERYTHING = 2_147_483_647
A_LINE = b"BT /F1 9 Tf 9 9 Td (A line) Tj ET"


def _page_with_font(pdf: RawPdf, font: int, content: bytes = A_LINE, entries: bytes = b"") -> bytes:
    """A document of one page that writes in this font."""
    tree = pdf.number()
    resources = b"/Resources << /Font << /F1 %d 0 R >> >> %s" % (font, entries)
    return pdf.document([pdf.page(b"%d 0 R" % pdf.stream(content), tree, resources)], tree)


def form_that_draws_itself() -> bytes:
    """A form whose resources name the form itself."""
    pdf = RawPdf()
    tree, form = pdf.number(), pdf.number()
    head = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 5 /Resources << /XObject << /X %d 0 R >> >> >>"
    pdf.bodies[form] = head % form + b"\nstream\n/X Do\nendstream"
    content = pdf.stream(b"/X Do")
    resources = b"/Resources << /XObject << /X %d 0 R >> >>" % form
    return pdf.document([pdf.page(b"%d 0 R" % content, tree, resources)], tree)


def references_in_a_circle() -> bytes:
    """The page's contents are an object that is another object that is the first one."""
    pdf = RawPdf()
    tree, one, other = pdf.number(), pdf.number(), pdf.number()
    pdf.bodies[one], pdf.bodies[other] = b"%d 0 R" % other, b"%d 0 R" % one
    return pdf.document([pdf.page(b"%d 0 R" % one, tree)], tree)


def length_that_is_its_own_stream() -> bytes:
    """A stream whose length stands in that very stream."""
    pdf = RawPdf()
    tree, content = pdf.number(), pdf.number()
    pdf.bodies[content] = b"<< /Length %d 0 R >>\nstream\n%s\nendstream" % (content, A_LINE)
    return pdf.document([pdf.page(b"%d 0 R" % content, tree)], tree)


def parents_in_a_circle() -> bytes:
    """A page without resources of its own, whose ancestors are each other's parents."""
    pdf = RawPdf()
    tree, one, other = pdf.number(), pdf.number(), pdf.number()
    page = pdf.page(b"%d 0 R" % pdf.stream(A_LINE), one)
    pdf.bodies[one] = b"<< /Type /Pages /Kids [%d 0 R] /Count 1 /Parent %d 0 R >>" % (page, other)
    pdf.bodies[other] = b"<< /Type /Pages /Kids [%d 0 R] /Count 1 /Parent %d 0 R >>" % (one, one)
    return pdf.document([one], tree)


def very_deep_page_tree(depth: int = 5_000) -> bytes:
    """A page below 5,000 nodes."""
    pdf = RawPdf()
    tree = pdf.number()
    kid = pdf.page(b"%d 0 R" % pdf.stream(A_LINE), tree)
    for _ in range(depth):
        kid = pdf.add(b"<< /Type /Pages /Count 1 /Kids [%d 0 R] >>" % kid)
    return pdf.document([kid], tree)


def one_page_very_many_times() -> bytes:
    """A page tree that names the same page 800,000 times."""
    pdf = RawPdf()
    tree = pdf.number()
    page = pdf.page(b"%d 0 R" % pdf.stream(A_LINE), tree)
    # Counted so that the file stays just within the 5 MB that may be uploaded.
    return pdf.document([page] * 800_000, tree)


def huge_media_box() -> bytes:
    """A page as wide as the sky, text and a transformation to match."""
    pdf = RawPdf()
    content = b"9e300 0 0 9e300 9e300 9e300 cm BT /F1 9e300 Tf 1e308 Tz 9e300 9e300 Td (A line) Tj 9e999 0 Td (B) Tj ET"
    return _page_with_font(
        pdf, pdf.add(TEXT_FONT), content, b"/MediaBox [-9e300 -9e300 9e300 9e300] /Rotate 99999999999"
    )


def numbers_of_a_million_digits() -> bytes:
    """Font size and place as numbers of a million digits each."""
    digits = b"9" * 1_000_000
    return one_page(b"BT /F1 " + digits + b" Tf " + digits + b" 9 Td (A line) Tj ET")


def claimed_sizes() -> bytes:
    """A trailer, a table and a page tree that claim two thousand million of everything."""
    pdf = RawPdf()
    tree = pdf.number()
    fonts = b"/Resources << /Font << /F1 %d 0 R >> >>" % pdf.add(TEXT_FONT)
    page = pdf.page(b"%d 0 R" % pdf.stream(A_LINE), tree, fonts)
    pdf.bodies[tree] = b"<< /Type /Pages /Count %d /Kids [%d 0 R] >>" % (EVERYTHING, page)
    whole = pdf.finish(pdf.add(b"<< /Type /Catalog /Pages %d 0 R >>" % tree))
    size = len(pdf.bodies) + 1
    claimed = whole.replace(b"xref\n0 %d\n" % size, b"xref\n0 %d\n" % EVERYTHING, 1)
    return claimed.replace(b"/Size %d" % size, b"/Size %d" % EVERYTHING)


def unicode_range_of_everything() -> bytes:
    """A font whose character map names a range of four thousand million codes, a thousand times."""
    pdf = RawPdf()
    ranges = b"1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange\n" * 1_000
    cmap = b"begincmap 1 begincodespacerange <00000000> <FFFFFFFF> endcodespacerange\n" + ranges + b"endcmap"
    to_unicode = pdf.stream(cmap, squeezed=1)
    return _page_with_font(pdf, pdf.add(TEXT_FONT[:-2] + b"/ToUnicode %d 0 R >>" % to_unicode))


def one_code_for_a_million_letters() -> bytes:
    """A font in which one code stands for a million letters, and a page that writes it a thousand times."""
    pdf = RawPdf()
    cmap = b"begincmap 1 begincodespacerange <00> <FF> endcodespacerange\n1 beginbfchar <61> <"
    to_unicode = pdf.stream(cmap + b"0041" * 1_000_000 + b"> endbfchar endcmap", squeezed=2)
    font = pdf.add(TEXT_FONT[:-2] + b"/ToUnicode %d 0 R >>" % to_unicode)
    return _page_with_font(pdf, font, b"BT /F1 9 Tf (" + b"a" * 1_000 + b") Tj ET")


def widths_and_differences() -> bytes:
    """A font with half a million widths and as many names for its letters."""
    pdf = RawPdf()
    font = b"<< /Type /Font /Subtype /TrueType /BaseFont /X /FirstChar 0 /LastChar 2147483647 /Widths [%s] "
    coding = b"/Encoding << /Type /Encoding /Differences [0 %s] >> >>"
    return _page_with_font(pdf, pdf.add((font + coding) % (b"9 " * 500_000, b"/a " * 500_000)))


def predictor_of_a_huge_row() -> bytes:
    """A stream whose predictor works on rows of two thousand million columns."""
    pdf = RawPdf()
    tree = pdf.number()
    parameters = b"/Filter /FlateDecode /DecodeParms << /Predictor 15 /Columns 2147483647 /Colors 64 >>"
    data = zlib.compress(b"\x02" * 5_000_000, 9)
    content = pdf.add(b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), parameters, data))
    return pdf.document([pdf.page(b"%d 0 R" % content, tree)], tree)


def filters_upon_filters(count: int = 50_000) -> bytes:
    """A stream that goes through 50,000 filters."""
    pdf = RawPdf()
    tree = pdf.number()
    chain = b"/ASCIIHexDecode " * count
    content = pdf.add(b"<< /Length 2 /Filter [%s] >>\nstream\n41\nendstream" % chain)
    return pdf.document([pdf.page(b"%d 0 R" % content, tree)], tree)


def run_lengths() -> bytes:
    """A stream of run lengths, deflated: 5 KB that are 600 MB."""
    pdf = RawPdf()
    tree = pdf.number()
    data = zlib.compress(b"\x81 " * 5_000_000, 9)
    content = pdf.add(
        b"<< /Length %d /Filter [/FlateDecode /RunLengthDecode] >>\nstream\n%s\nendstream" % (len(data), data)
    )
    return pdf.document([pdf.page(b"%d 0 R" % content, tree)], tree)


def object_streams_in_a_circle() -> bytes:
    """Two object streams of which each extends the other and holds it."""
    body = bytearray(HEADER)
    one = len(body)
    body += (
        b"1 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Extends 2 0 R /Length 9 >>\nstream\n3 0 2 0 R\nendstream\nendobj\n"
    )
    other = len(body)
    body += (
        b"2 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Extends 1 0 R /Length 9 >>\nstream\n4 0 1 0 R\nendstream\nendobj\n"
    )
    start = len(body)
    rows = bytes([0, 0, 0, 0]) + b"\x01" + one.to_bytes(2) + b"\0" + b"\x01" + other.to_bytes(2) + b"\0"
    rows += b"\x02\0\x01\0" + b"\x02\0\x02\0"
    head = b"/Type /XRef /W [1 2 1] /Size 5 /Root 3 0 R /Prev %d /Length %d" % (start, len(rows))
    body += b"5 0 obj\n<< %s >>\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (head, rows, start)
    return bytes(body)


def ten_thousand_tables() -> bytes:
    """10,000 cross-reference tables, each after the other."""
    body = bytearray(HEADER + b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n")
    body += b"<< /Type /Pages /Count 0 /Kids [] >>\nendobj\n"
    before = b""
    for _ in range(10_000):
        start = len(body)
        body += b"xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 3 /Root 1 0 R %s >>\n" % before
        before = b"/Prev %d" % start
    return bytes(body + b"startxref\n%d\n%%%%EOF\n" % start)


def inline_picture_without_an_end() -> bytes:
    """Pictures within the page's text that begin and never end."""
    return one_page(b"BT /F1 9 Tf (A) Tj ET " + b"BI /W 9 /H 9 /F /LZW ID EI" * 200_000, squeezed=2)


def dictionaries_in_dictionaries(depth: int = 100_000) -> bytes:
    """Dictionaries in dictionaries, in the place of a page."""
    pdf = RawPdf()
    tree = pdf.number()
    return pdf.document([pdf.add(b"<< /A " * depth + b"null" + b" >>" * depth)], tree)
