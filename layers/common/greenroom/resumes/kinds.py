"""Recognises a file's kind by its content, because the sender chooses its name and declared type."""

import re
from enum import StrEnum

from greenroom.resumes.limits import MAGIC_WITHIN_BYTES
from greenroom.resumes.reasons import Unreadable

_PICTURES = (
    rb"\x89PNG\r\n",
    rb"\xff\xd8\xff",
    rb"GIF8[79]a",
    rb"BM.{4}\0\0\0\0",
    rb"II\*\0",
    rb"MM\0\*",
    rb"RIFF.{4}WEBP",
    rb".{4}ftyp(?:hei[cfsx]|hev[cx]|mif1|msf1|avif)",
    rb"\0\0\x01\0",
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?(?:<!DOCTYPE svg[^>]*>\s*)?<svg\b",
)
_PICTURE = re.compile(b"|".join(_PICTURES), re.DOTALL)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ARCHIVE = b"PK\x03\x04"
_MARKUP = re.compile(rb"\s*(?:<!doctype html|<html\b|<\?xml|\{\\rtf)", re.IGNORECASE)
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class FileKind(StrEnum):
    PDF = "PDF"
    ENCRYPTED_PDF = "ENCRYPTED_PDF"
    """A PDF that contains the word /Encrypt. Decrypting needs the cipher libraries, which take time to load."""
    DOCX = "DOCX"
    ODT = "ODT"
    TEXT = "TEXT"


def kind_of(content: bytes) -> FileKind | Unreadable:
    """The kind of a readable file, or the reason why this one is not readable. Unpacks nothing."""
    start = content[:MAGIC_WITHIN_BYTES]
    if b"%PDF-" in start:
        return FileKind.ENCRYPTED_PDF if b"/Encrypt" in content else FileKind.PDF
    if start.startswith(_ARCHIVE):
        return _kind_of_archive(content)
    if start.startswith(_OLD_OFFICE):
        return Unreadable.OLD_WORD
    if _PICTURE.match(start):
        return Unreadable.PICTURE
    if _MARKUP.match(start.removeprefix(b"\xef\xbb\xbf")):
        return Unreadable.NOT_A_DOCUMENT
    if not start.startswith(_WIDE_MARKS) and (_CONTROLS.search(content) or b"%PDF-" in content):
        return Unreadable.NOT_A_DOCUMENT
    return FileKind.TEXT


def _kind_of_archive(content: bytes) -> FileKind | Unreadable:
    """The kind of a ZIP archive, by the names of its parts: ZIP does not compress names."""
    if b"application/vnd.oasis.opendocument.text" in content[:200]:
        return FileKind.ODT
    if b"[Content_Types].xml" in content and b"word/" in content:
        return FileKind.DOCX
    if b"META-INF/manifest.xml" in content and b"content.xml" in content:
        return FileKind.ODT
    return Unreadable.NOT_A_DOCUMENT
