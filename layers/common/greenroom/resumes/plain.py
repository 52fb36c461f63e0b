"""Reads plain text in any of the common encodings."""

import codecs
from collections.abc import Iterator

from charset_normalizer import from_bytes

from greenroom.resumes.office.lines import FoundText, said_of
from greenroom.resumes.reader_report import ReaderReport

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_LIKELY = ["cp1252", "cp1251", "cp1253", "cp1255", "cp1256", "shift_jis", "gb18030", "big5", "euc_kr"]
"""Windows encodings from before UTF-8. DOS encodings turn every byte into a letter and would be guessed too often."""
_MOSTLY_ASCII = 0.2
"""With a smaller share of bytes beyond ASCII, the text is Latin with accents; with a larger one, another script."""
_GUESSED_FROM = 100_000
_MOST_UNKNOWN = 0.05


def read(content: bytes) -> Iterator[ReaderReport]:
    """Decode by the byte order mark, as UTF-8, or in the encoding whose result looks most like words."""
    text = _decoded(content)
    if text is None or text.count("\ufffd") + text.count("\0") > _MOST_UNKNOWN * len(text):
        yield ReaderReport(cause="NOT_A_DOCUMENT")
        return
    yield from said_of(FoundText([text]))


def _decoded(content: bytes) -> str | None:
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        if sum(byte > 127 for byte in content) < _MOSTLY_ASCII * len(content):
            return content.decode("cp1252", "replace")
        best = from_bytes(content[:_GUESSED_FROM], cp_isolation=_LIKELY).best()
        return content.decode(best.encoding, "replace") if best is not None else None
