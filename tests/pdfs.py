"""Résumés and attacks on their reader, made by code: no binary file lies in the tree, and each shows how it is done."""

import hashlib
import io
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pypdf import PdfReader, PdfWriter

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
TEXT_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
DEVANAGARI = "नमस्ते मैं पायथन डेवलपर हूँ"

RESUME_PAGES = (
    (
        "Jürgen Müller-Weiß",
        "Senior Python developer, Köln",
        "Ten years of serverless systems: Lambda, DynamoDB, EventBridge.",
        "Größte Stärke: Übersicht in ärgerlichen Störungen.",
    ),
    (
        "Experience",
        "2019 to 2026  Backend engineer, Straßenbahn GmbH",
        "Cut the cost of one million bookings from 40 to 9 USD.",
        "2015 to 2019  Developer, Café Noir S.A.",
    ),
    ("Education", "M.Sc. Informatik, Universität zu Köln", "Languages: Deutsch, English, Français, हिन्दी"),
)


@dataclass
class RawPdf:
    """Lays down numbered objects, a cross-reference table and a trailer, and checks nothing: attacks are welcome."""

    bodies: dict[int, bytes] = field(default_factory=dict)

    def number(self) -> int:
        """Reserves a number, so that objects can point at each other."""
        taken = len(self.bodies) + 1
        self.bodies[taken] = b"null"
        return taken

    def add(self, body: bytes) -> int:
        taken = self.number()
        self.bodies[taken] = body
        return taken

    def stream(self, data: bytes, entries: bytes = b"", *, squeezed: int = 0) -> int:
        """A stream, deflated `squeezed` times: what is deflated twice shrinks by up to a million."""
        for _ in range(squeezed):
            data = zlib.compress(data, 9)
        filters = b"/Filter [" + b"/FlateDecode " * squeezed + b"]" if squeezed else b""
        return self.add(b"<< /Length %d %s %s >>\nstream\n%s\nendstream" % (len(data), filters, entries, data))

    def page(self, contents: bytes, parent: int, entries: bytes = b"") -> int:
        head = b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] /Contents %s %s >>"
        return self.add(head % (parent, contents, entries))

    def document(self, pages: Iterable[int], tree: int, trailer: bytes = b"", entries: bytes = b"") -> bytes:
        """The whole file around a page tree whose root is object `tree`."""
        kids = list(pages)
        listed = b" ".join(b"%d 0 R" % kid for kid in kids)
        self.bodies[tree] = b"<< /Type /Pages /Count %d /Kids [%s] %s >>" % (len(kids), listed, entries)
        return self.finish(self.add(b"<< /Type /Catalog /Pages %d 0 R >>" % tree), trailer)

    def finish(self, root: int, trailer: bytes = b"") -> bytes:
        out = bytearray(HEADER)
        offsets: list[int] = []
        for number, body in self.bodies.items():
            offsets.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        start = len(out)
        out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1)
        out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
        size = len(offsets) + 1
        out += b"trailer\n<< /Size %d /Root %d 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, root, trailer, start)
        return bytes(out)


def _shown(line: str) -> Iterator[bytes]:
    """A line as text operators: Latin in Helvetica, Devanagari by code points in `_hindi_font`."""
    for word in line.split(" "):
        if any("\u0900" <= letter <= "\u097f" for letter in word):
            yield b"/F2 11 Tf <%s> Tj" % (word + " ").encode("utf-16-be").hex().encode()
        else:
            escaped = word.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
            yield b"/F1 11 Tf (%s ) Tj" % escaped.encode("cp1252")


def _text_operators(lines: Iterable[str]) -> bytes:
    drawn = [b"BT 56 780 Td 14 TL"]
    for line in lines:
        drawn += [*_shown(line), b"T*"]
    return b"\n".join([*drawn, b"ET"])


def _hindi_font(pdf: RawPdf) -> int:
    """A composite font whose codes are UTF-16 and whose ToUnicode says so: readable without any glyph in the file."""
    cmap = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        b"2 beginbfrange <0020> <007E> <0020> <0900> <097F> <0900> endbfrange\nendcmap end end"
    )
    system = b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
    descendant = pdf.add(b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Hindi %s /DW 600 >>" % system)
    to_unicode = pdf.stream(cmap, squeezed=1)
    head = b"<< /Type /Font /Subtype /Type0 /BaseFont /Hindi /Encoding /Identity-H"
    return pdf.add(b"%s /DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>" % (head, descendant, to_unicode))


def a_resume(pages: Iterable[Iterable[str]] = RESUME_PAGES, *, title: bytes = b"(Resume)") -> bytes:
    """A good résumé: three pages of text with umlauts and Devanagari unless told otherwise."""
    pdf = RawPdf()
    tree = pdf.number()
    fonts = b"/Resources << /Font << /F1 %d 0 R /F2 %d 0 R >> >>" % (pdf.add(TEXT_FONT), _hindi_font(pdf))
    contents = [pdf.stream(_text_operators(lines), squeezed=1) for lines in pages]
    made = [pdf.page(b"%d 0 R" % content, tree, fonts) for content in contents]
    info = pdf.add(b"<< /Title %s >>" % title)
    return pdf.document(made, tree, b"/Info %d 0 R" % info)


def one_page(content: bytes, *, squeezed: int = 1, copies: int = 1, resources: bytes = b"") -> bytes:
    """`copies` pages that all draw the same content stream in Helvetica."""
    pdf = RawPdf()
    tree = pdf.number()
    font = pdf.add(TEXT_FONT)
    stream = pdf.stream(content, squeezed=squeezed)
    entries = b"/Resources << /Font << /F1 %d 0 R >> %s >>" % (font, resources)
    return pdf.document([pdf.page(b"%d 0 R" % stream, tree, entries) for _ in range(copies)], tree)


# Files that are broken, or not what they say.


def a_scan() -> bytes:
    """One page that is a picture of nothing in particular."""
    pdf = RawPdf()
    tree = pdf.number()
    picture = b"/Type /XObject /Subtype /Image /Width 64 /Height 64 /BitsPerComponent 8 /ColorSpace /DeviceGray"
    image = pdf.stream(bytes(range(256)) * 16, picture, squeezed=1)
    content = pdf.stream(b"q 595 0 0 842 0 0 cm /Im0 Do Q")
    resources = b"/Resources << /XObject << /Im0 %d 0 R >> >>" % image
    return pdf.document([pdf.page(b"%d 0 R" % content, tree, resources)], tree)


def a_picture() -> bytes:
    """A PNG of one pixel, whatever its name says."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\x00\xff")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def encrypted(user_password: str, owner_password: str = "owner", algorithm: str = "AES-256") -> bytes:
    """The good résumé behind a password; with an empty `user_password` only its permissions are restricted."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(a_resume())))
    writer.encrypt(user_password, owner_password, algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def truncated(share: float = 0.6) -> bytes:
    """An upload that broke off."""
    whole = a_resume()
    return whole[: int(len(whole) * share)]


def noise(size: int = 4_999_000) -> bytes:
    """A PDF's first line, then bytes that mean nothing; the same in each run."""
    blocks = (hashlib.sha512(b"%d" % number).digest() for number in range(size // 64 + 1))
    return (HEADER + b"".join(blocks))[:size]


def too_large() -> bytes:
    return a_resume() + b"\n" * 5_000_000


def one_damaged_page() -> bytes:
    """Three pages, of which the second one's content nests deeper than Python does."""
    pdf = RawPdf()
    tree = pdf.number()
    fonts = b"/Resources << /Font << /F1 %d 0 R >> >>" % pdf.add(TEXT_FONT)
    nested = b"BT " + b"[" * 9_000 + b"]" * 9_000 + b" TJ ET"
    drawn = [_text_operators(["First page"]), nested, _text_operators(["Third page"])]
    return pdf.document([pdf.page(b"%d 0 R" % pdf.stream(each, squeezed=1), tree, fonts) for each in drawn], tree)


def scan_behind_text() -> bytes:
    """Two pages, of which the second is a picture."""
    pdf = RawPdf()
    tree = pdf.number()
    picture = b"/Type /XObject /Subtype /Image /Width 8 /Height 8 /BitsPerComponent 8 /ColorSpace /DeviceGray"
    named = (pdf.add(TEXT_FONT), pdf.stream(bytes(64), picture, squeezed=1))
    resources = b"/Resources << /Font << /F1 %d 0 R >> /XObject << /Im0 %d 0 R >> >>" % named
    drawn = [_text_operators(["First page"]), b"q 595 0 0 842 0 0 cm /Im0 Do Q"]
    return pdf.document([pdf.page(b"%d 0 R" % pdf.stream(each), tree, resources) for each in drawn], tree)


def good_page_before(content: bytes) -> bytes:
    """Two pages, of which the second is whatever it is given."""
    pdf = RawPdf()
    tree = pdf.number()
    fonts = b"/Resources << /Font << /F1 %d 0 R >> >>" % pdf.add(TEXT_FONT)
    streams = [pdf.stream(_text_operators(["First page"]), squeezed=1), pdf.stream(content, squeezed=2)]
    return pdf.document([pdf.page(b"%d 0 R" % stream, tree, fonts) for stream in streams], tree)


# Attacks. Each says what pypdf 7.1.0 spent on it without limits.


def operations(count: int = 900_000) -> bytes:
    """CPU: 0.8 KB that are 900,000 text operators, each a letter."""
    return one_page(b"BT /F1 9 Tf 9 9 Td\n" + b"(a)Tj\n" * count + b"ET", squeezed=2)


def blank_operations(count: int = 50_000) -> bytes:
    """CPU: 20 pages whose operators show nothing, so that no limit on characters ever ends them."""
    return one_page(b"BT /F1 9 Tf 9 9 Td\n" + b"( )Tj\n" * count + b"ET", squeezed=2, copies=20)


def hexadecimal(size: int = 15_000_000) -> bytes:
    """CPU: one string of 15 MB in hexadecimal."""
    return one_page(b"BT /F1 9 Tf <" + b"6" * size + b"> Tj ET", squeezed=2)


def fonts_of_blanks(fonts: int = 40, size: int = 15_000_000) -> bytes:
    """Memory: fonts whose character maps unpack to 15 MB of blanks each, all of them kept."""
    pdf = RawPdf()
    tree = pdf.number()
    maps = [pdf.stream(b" " * size, squeezed=2)] + [0] * (fonts - 1)
    first = pdf.bodies[maps[0]]
    maps[1:] = [pdf.add(first) for _ in range(fonts - 1)]
    made = [pdf.add(TEXT_FONT[:-2] + b"/ToUnicode %d 0 R >>" % each) for each in maps]
    names = b" ".join(b"/F%d %d 0 R" % pair for pair in enumerate(made))
    content = pdf.stream(b"BT " + b" ".join(b"/F%d 9 Tf (a) Tj" % number for number in range(fonts)) + b" ET")
    page = pdf.page(b"%d 0 R" % content, tree, b"/Resources << /Font << %s >> >>" % names)
    return pdf.document([page], tree)


def one_huge_stream(size: int = 70_000_000) -> bytes:
    """Memory: 0.9 KB that are one string of 70 MB."""
    return one_page(b"BT /F1 9 Tf (" + b"a" * size + b") Tj ET", squeezed=2)


def object_stream(arrays: int = 600, numbers: int = 10_000) -> bytes:
    """CPU and memory: an object stream of six million numbers, each an object of its own, in 10 KB."""
    pdf = RawPdf()
    tree = pdf.number()
    array = b"[" + b"1 " * numbers + b"]\n"
    first_number = 1000
    index = b" ".join(b"%d %d" % (first_number + at, at * len(array)) for at in range(arrays)) + b"\n"
    entries = b"/Type /ObjStm /N %d /First %d" % (arrays, len(index))
    packed = pdf.stream(index + array * arrays, entries, squeezed=2)
    pdf.bodies[tree] = b"<< /Type /Pages /Count 1 /Kids [%d 0 R] >>" % first_number
    root = pdf.add(b"<< /Type /Catalog /Pages %d 0 R >>" % tree)
    body = bytearray(HEADER)
    rows = bytearray(struct.pack(">BIH", 0, 0, 65535))
    for number, each in pdf.bodies.items():
        rows += struct.pack(">BIH", 1, len(body), 0)
        body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    own, plain = len(pdf.bodies) + 1, len(pdf.bodies) + 2
    rows += struct.pack(">BIH", 1, len(body), 0)
    rows += b"".join(struct.pack(">BIH", 2, packed, at) for at in range(arrays))
    start = len(body)
    head = b"/Type /XRef /W [1 4 2] /Index [0 %d %d %d] /Size 2000 /Root %d 0 R" % (plain, first_number, arrays, root)
    body += b"%d 0 obj\n<< %s /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (own, head, len(rows), bytes(rows))
    return bytes(body + b"startxref\n%d\n%%%%EOF\n" % start)


def many_pages(count: int = 10_000) -> bytes:
    """10,000 pages, of which the first 20 hold a line."""
    pdf = RawPdf()
    tree = pdf.number()
    fonts = b"/Resources << /Font << /F1 %d 0 R >> >>" % pdf.add(TEXT_FONT)
    content = pdf.stream(_text_operators(["A page of very many"]))
    return pdf.document([pdf.page(b"%d 0 R" % content, tree, fonts) for _ in range(count)], tree)


def page_tree_cycle() -> bytes:
    """Two nodes of the page tree, each the other's child."""
    pdf = RawPdf()
    tree, one, other = pdf.number(), pdf.number(), pdf.number()
    pdf.bodies[one] = b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % other
    pdf.bodies[other] = b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % one
    return pdf.document([one], tree)


def nested_arrays(depth: int = 100_000) -> bytes:
    """Brackets in brackets in the page tree."""
    pdf = RawPdf()
    tree = pdf.number()
    return pdf.document([pdf.add(b"[" * depth + b"]" * depth)], tree)


def nested_forms(depth: int = 12, fan: int = 8) -> bytes:
    """A form that draws eight forms that draw eight forms, twelve levels deep: 8 to the 12th calls."""
    pdf = RawPdf()
    tree = pdf.number()
    font = pdf.add(TEXT_FONT)
    inner = pdf.stream(b"BT /F1 9 Tf (a) Tj ET", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]")
    for _ in range(depth):
        resources = b"/Resources << /Font << /F1 %d 0 R >> /XObject << /X %d 0 R >> >>" % (font, inner)
        form = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] " + resources
        inner = pdf.stream(b"/X Do " * fan, form)
    content = pdf.stream(b"/X Do " * fan)
    resources = b"/Resources << /XObject << /X %d 0 R >> >>" % inner
    return pdf.document([pdf.page(b"%d 0 R" % content, tree, resources)], tree)


def xref_loop() -> bytes:
    """A cross-reference table whose predecessor is itself."""
    pdf = RawPdf()
    tree = pdf.number()
    whole = pdf.document([pdf.page(b"null", tree)], tree, b"/Prev 0000000000")
    return whole.replace(b"/Prev 0000000000", b"/Prev %010d" % whole.rindex(b"xref\n0 "))


def combining_marks(count: int = 60_000) -> bytes:
    """CPU outside pypdf: 60,000 marks over one letter in an order whose sorting (NFC) is quadratic.

    They have no width, because what leaves the page is not read.
    """
    pdf = RawPdf()
    tree = pdf.number()
    codes = b"begincmap 1 begincodespacerange <00> <FF> endcodespacerange\n"
    cmap = codes + b"1 beginbfchar <61> <03150300> endbfchar endcmap"
    font = pdf.add(TEXT_FONT[:-2] + b"/FirstChar 97 /LastChar 97 /Widths [0] /ToUnicode %d 0 R >>" % pdf.stream(cmap))
    content = pdf.stream(b"BT /F1 9 Tf (" + b"a" * count + b") Tj ET", squeezed=1)
    entries = b"/Resources << /Font << /F1 %d 0 R >> >>" % font
    return pdf.document([pdf.page(b"%d 0 R" % content, tree, entries)], tree)
