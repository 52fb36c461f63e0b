"""Résumés and attacks on their reader, made by code: no binary file lies in the tree, and each shows how it is done."""

import hashlib
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

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
class PdfWriter:
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
    """A line as text operators: Latin in Helvetica, Devanagari by code points in a font that maps them (`_hindi_font`)."""
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


def _hindi_font(pdf: PdfWriter) -> int:
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
    pdf = PdfWriter()
    tree = pdf.number()
    fonts = b"/Resources << /Font << /F1 %d 0 R /F2 %d 0 R >> >>" % (pdf.add(TEXT_FONT), _hindi_font(pdf))
    contents = [pdf.stream(_text_operators(lines), squeezed=1) for lines in pages]
    made = [pdf.page(b"%d 0 R" % content, tree, fonts) for content in contents]
    info = pdf.add(b"<< /Title %s >>" % title)
    return pdf.document(made, tree, b"/Info %d 0 R" % info)


def one_page(content: bytes, *, squeezed: int = 1, copies: int = 1, resources: bytes = b"") -> bytes:
    """`copies` pages that all draw the same content stream in Helvetica."""
    pdf = PdfWriter()
    tree = pdf.number()
    font = pdf.add(TEXT_FONT)
    stream = pdf.stream(content, squeezed=squeezed)
    entries = b"/Resources << /Font << /F1 %d 0 R >> %s >>" % (font, resources)
    return pdf.document([pdf.page(b"%d 0 R" % stream, tree, entries) for _ in range(copies)], tree)
