"""Reduces an archive to its XML: pictures, macros and embedded files are never unpacked, and sizes are limited."""

import io
import re
import zipfile

MOST_PARTS = 2_000
MOST_BYTES = 32_000_000
"""The limit of all unpacked parts together. A résumé has less than 1 MB."""
_DECLARES_TYPES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_UTF_8_MARK = b"\xef\xbb\xbf"
_ENCODED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']\s*([A-Za-z0-9._-]+)")
_LIKE_ASCII = re.compile(rb"(?:utf-?8|us-ascii|ascii|iso-8859-\d+|windows-125\d)$", re.IGNORECASE)
"""Encodings in which the bytes of `<!DOCTYPE` are these characters and no others."""
_IS_XML = re.compile(r"(?:\.(?:xml|rels)|(?:^|/)mimetype)$", re.IGNORECASE)
_MACRO_TYPE = b"application/vnd.ms-word.document.macroEnabled.main+xml"
_PLAIN_TYPE = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


class TooLargeError(Exception):
    """The archive unpacks to more than MOST_BYTES."""


class ProtectedError(Exception):
    """A part of the archive is encrypted."""


def xml_alone(content: bytes) -> bytes:
    """The same archive with each part that is not XML emptied.

    Raises TooLargeError, ProtectedError, and ValueError or zipfile.BadZipFile for an archive that contradicts itself.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(out, "w") as copied:
        parts = packed.infolist()
        kept = [part for part in parts if _IS_XML.search(part.filename)]
        if len(parts) > MOST_PARTS or sum(part.file_size for part in kept) > MOST_BYTES:
            raise TooLargeError
        if any(part.flag_bits & 1 for part in kept):
            raise ProtectedError
        names = {part.filename for part in kept}
        if len(names) != len(kept):
            raise ValueError("two parts of one name")
        for part in parts:
            copied.writestr(part.filename, _read(packed, part) if part.filename in names else b"")
    return out.getvalue()


def _read(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """Unpack one part. zipfile stops at the declared size, and the sum of declared sizes is limited."""
    found = packed.read(part)
    if _DECLARES_TYPES.search(found) or not _is_like_ascii(found):
        raise ValueError("a document type of its own, or an encoding that can hide one: no word processor writes one")
    return found.replace(_MACRO_TYPE, _PLAIN_TYPE)


def _is_like_ascii(part: bytes) -> bool:
    """Whether a part is in an encoding that shows its document type, as UTF-8 is; UTF-16 is not."""
    start = part.removeprefix(_UTF_8_MARK).lstrip()
    encoding = _ENCODED.match(start)
    if b"\0" in part or (encoding is not None and not _LIKE_ASCII.match(encoding[1])):
        return False
    return not start or start.startswith((b"<", b"application/"))  # the latter is an ODT's `mimetype`
