"""Patches for faults of pypdf 7.1 that occur in fonts of résumés.

Each patch names pypdf's issue, where there is one. `tests/unit/resumes/test_patches.py` shows for each that pypdf alone
is still wrong, so the test fails when an upgrade makes a patch unnecessary.
"""

import re
from collections.abc import Collection
from typing import Any

from pypdf import _cmap
from pypdf._codecs import charset_encoding
from pypdf._codecs.adobe_glyphs import adobe_glyphs
from pypdf.generic import DictionaryObject

from greenroom.resumes.pdf.objects import array, entry

BLANK = "\u00a0"
"""Stands for an unknown glyph. A space would not do: pypdf would take its code for the font's space."""

PREDEFINED_CMAPS = {
    "/83pv-RKSJ-H": "shift_jis",
    "/90pv-RKSJ": "cp932",
    "/90msp-RKSJ": "cp932",
    "/Add-RKSJ": "cp932",
    "/Ext-RKSJ": "cp932",
    "/EUC": "euc_jp",
    "/UniJIS2004-UTF16": "utf-16-be",
    "/UniJIS-UTF8": "utf-8",
    "/UniJIS-UTF32": "utf-32-be",
    "/KSC-EUC": "euc_kr",
    "/KSCms-UHC": "cp949",
    "/KSCms-UHC-HW": "cp949",
    "/KSCpc-EUC": "euc_kr",
    "/KSC-Johab": "johab",
    "/UniKS-UTF16": "utf-16-be",
    "/UniKS-UTF8": "utf-8",
    "/UniKS-UTF32": "utf-32-be",
    "/B5pc": "big5",
    "/HKscs-B5": "big5hkscs",
    "/ETHK-B5": "big5hkscs",
    "/UniCNS-UTF8": "utf-8",
    "/UniCNS-UTF32": "utf-32-be",
    "/GBKp-EUC": "gbk",
    "/GBT-EUC": "gb2312",
    "/UniGB-UTF8": "utf-8",
    "/UniGB-UTF32": "utf-32-be",
}
"""Predefined CMaps (PDF 32000-1, table 118) that pypdf reads as UTF-16, and Python's codecs for them."""

_LIGATURES = {at + first: text for first in (11, 27) for at, text in enumerate(("ff", "fi", "fl", "ffi", "ffl"))}
"""Codes of ligatures in TeX's fonts of 128 and of 256 characters (OT1 and T1)."""
_T1_SIGNS = dict(enumerate("“”„«»–—", 16)) | {25: "ı"}
"""Codes that are accents in TeX's fonts of 128 characters."""
_T1_LETTERS = dict(enumerate("ĂĄĆČĎĚĘĞĹĽŁŃŇŊŐŔŘŚŠŞŤŢŰŮŸŹŽŻĲİđ§ăąćčďěęğĺľłńňŋőŕřśšşťţűůÿźžżĳ¡¿£", 128)) | {
    215: "Œ",
    223: "SS",
    247: "œ",
    255: "ß",
}
"""The codes for which T1, TeX's encoding of 256 characters, differs from Latin-1."""
_NUMBERED = re.compile(r"/(?:[A-Za-z]{0,2})(\d{1,3})$")
_NUMBERED_BY_TEX = re.compile(r"a\d{1,3}$")
_HEXADECIMAL = re.compile(r"/[A-Za-z]?([0-9A-Fa-f]{2})$")

_RANGES = re.compile(rb"(beginbfrange)(.*?)(endbfrange)", re.DOTALL)

_pypdfs_prepare_cm = _cmap.prepare_cm
_pypdfs_glyph_name = _cmap._glyph_name_to_unicode
_pypdfs_parse_encoding = _cmap._parse_encoding
_pypdfs_parse_to_unicode = _cmap._parse_to_unicode


def apply() -> None:
    """Apply all patches. Repeating it changes nothing."""
    _cmap.prepare_cm = prepare_cm
    _cmap._glyph_name_to_unicode = glyph_name_to_unicode
    _cmap._parse_encoding = parse_encoding
    _cmap._parse_to_unicode = parse_to_unicode
    for name, codec in PREDEFINED_CMAPS.items():
        for direction in ("-H", "-V"):
            _cmap._predefined_cmap.setdefault(name.removesuffix("-H") + direction, codec)


def remove() -> None:
    """Remove all patches, so that a test can see pypdf's own results."""
    _cmap.prepare_cm = _pypdfs_prepare_cm
    _cmap._glyph_name_to_unicode = _pypdfs_glyph_name
    _cmap._parse_encoding = _pypdfs_parse_encoding
    _cmap._parse_to_unicode = _pypdfs_parse_to_unicode
    for name in PREDEFINED_CMAPS:
        for direction in ("-H", "-V"):
            _cmap._predefined_cmap.pop(name.removesuffix("-H") + direction, None)


def glyph_name_to_unicode(glyph_name: str) -> str | None:
    """The characters of a glyph's name (Adobe Glyph List's specification, section 2), or None for an unknown name.

    The part after the first dot is dropped, and `_` joins the names of a ligature's letters. pypdf only looks up the
    whole name (no issue of pypdf's is known).
    """
    name = glyph_name.removeprefix("/").partition(".")[0]
    parts = [_one_name(part) for part in name.split("_")]
    return "".join(filter(None, parts)) or None


def _one_name(name: str) -> str | None:
    if _NUMBERED_BY_TEX.match(name):  # pypdf's list maps these names to the character with that code, whatever the font
        return None
    if found := adobe_glyphs.get("/" + name):
        return str(found)
    if re.fullmatch(r"uni(?:[0-9A-Fa-f]{4})+", name):
        return "".join(filter(None, (_character(name[at : at + 4]) for at in range(3, len(name), 4))))
    if re.fullmatch(r"u[0-9A-Fa-f]{4,6}", name):
        return _character(name[1:])
    return None


def _character(hexadecimal: str) -> str | None:
    code = int(hexadecimal, 16)
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code < 0xE000 else None


def parse_encoding(ft: DictionaryObject) -> str | dict[int, str]:
    """pypdf's map of codes to characters, with glyph names that pypdf leaves in it replaced.

    A name that is a number is a character's code in a Type 3 font, such as TeX's bitmap fonts (pypdf issue 1312). In
    other fonts the number has no meaning, and the glyph is BLANK.
    """
    encoding = _pypdfs_parse_encoding(ft)
    if isinstance(encoding, str):
        return encoding
    left = {code: text for code, text in encoding.items() if len(text) > 1 and text.startswith("/")}
    if not left:
        return encoding
    numbers = _numbers(left.values()) if ft.get("/Subtype") == "/Type3" else {}
    return encoding | {code: numbers.get(name, BLANK) for code, name in left.items()}


def _numbers(names: Collection[str]) -> dict[str, str]:
    """Characters of glyph names that are numbers. The numbers are hexadecimal if one of them has a letter."""
    in_hexadecimal = [found for name in names if (found := _HEXADECIMAL.match(name))]
    has_letters = any(re.search("[A-Fa-f]", found[1]) for found in in_hexadecimal)
    if has_letters and len(in_hexadecimal) == len(names):
        return {found[0]: _coded(int(found[1], 16)) for found in in_hexadecimal}
    decimal = {found[0]: int(found[1]) for name in names if (found := _NUMBERED.match(name))}
    if not all(_NUMBERED_BY_TEX.match(name.removeprefix("/")) for name in decimal):
        return {name: _coded(code) for name, code in decimal.items()}
    signs = _T1_SIGNS if max(decimal.values(), default=0) > 127 else {}
    return {name: signs.get(code) or _T1_LETTERS.get(code) or _coded(code) for name, code in decimal.items()}


def _coded(code: int) -> str:
    if code < 32:
        return _LIGATURES.get(code, BLANK)
    return bytes([code]).decode("cp1252", "replace").replace("\ufffd", BLANK) if code < 256 else BLANK


def parse_to_unicode(ft: DictionaryObject) -> tuple[dict[Any, Any], list[int]]:
    """A font's map of codes to characters.

    If the font has no map, pypdf takes the map of the embedded font program, and prefers it to the characters that the
    file itself names (no issue of pypdf's is known). PDF 32000-1, 9.6.6.2, says the opposite.
    """
    characters, codes = _pypdfs_parse_to_unicode(ft)
    if "/ToUnicode" in ft or not codes:
        return characters, codes
    named = _named_by_the_file(ft)
    return {code: text for code, text in characters.items() if ord(code) not in named}, [
        code for code in codes if code not in named
    ]


def _named_by_the_file(ft: DictionaryObject) -> Collection[int]:
    """The codes whose characters a font's /Encoding gives."""
    encoding = entry(ft, "/Encoding")
    if not isinstance(encoding, DictionaryObject):
        return range(256) if encoding in charset_encoding else ()
    if entry(encoding, "/BaseEncoding") in charset_encoding:
        return range(256)
    named: set[int] = set()
    code = 0
    for listed in array(encoding, "/Differences"):
        if isinstance(listed, int):
            code = listed
        else:
            named.add(code)
            code += 1
    return named


def prepare_cm(ft: DictionaryObject) -> bytes:
    """A font's ToUnicode map with each range on a line of its own.

    pypdf reads only the first range of a line (no issue of pypdf's is known). In PostScript, the map's language, line
    ends have no meaning.
    """
    return _RANGES.sub(_ranges_in_lines, _pypdfs_prepare_cm(ft))


def _ranges_in_lines(found: re.Match[bytes]) -> bytes:
    lines: list[bytes] = []
    tokens = iter(found[2].split())
    for token in tokens:
        line = [token, next(tokens, b""), next(tokens, b"")]
        if line[2] == b"[":
            for listed in tokens:
                line.append(listed)
                if listed == b"]":
                    break
        lines.append(b" ".join(line))
    return b"\n".join([found[1], *filter(_is_range, lines), found[3]])


def _is_range(line: bytes) -> bool:
    return len(line.split()) >= 3
