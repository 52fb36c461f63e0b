"""Translates the bytes of a string to characters and their widths by its font."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pypdf.generic import DictionaryObject
from pypdf.generic._font import Font

from greenroom.resumes.pdf.objects import array, dictionary, entry, numbers

_IDENTITY = {"/Identity-H", "/Identity-V"}
_COLLECTIONS = {"Japan1", "GB1", "CNS1", "Korea1"}
"""Adobe's collections of Japanese, Chinese and Korean characters, whose glyphs have the same number in every font."""
_DEFAULT_WIDTH = 1000.0
"""The default width of a composite font that gives none (PDF 32000-1, table 117)."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One or more characters as drawn. `text` is empty if the font does not identify them."""

    text: str
    width: float
    """The width in units of text space at size 1."""
    is_code_32: bool
    """Whether word spacing applies (PDF 32000-1, 9.3.3)."""


@dataclass
class PageFont:
    """A font of a page."""

    font: Font
    em: float = 1.0
    """Height of the letters at size 1. The units of a Type 3 font are its own."""
    scale: float = 0.001
    is_composite: bool = False
    names_glyphs_alone: bool = False
    """A composite font whose codes number glyphs, and do not identify characters."""
    collection: str = ""
    _glyphs: dict[str, Glyph] = field(default_factory=dict)

    @classmethod
    def of(cls, resource: DictionaryObject) -> "PageFont":
        """Read a font. Raises nearly any exception for a broken font."""
        font = Font.from_font_resource(resource)
        made = cls(font, is_composite=resource.get("/Subtype") == "/Type0")
        if resource.get("/Subtype") == "/Type3":
            made._measure_type_3(resource)
        if made.is_composite:
            encoding = entry(resource, "/Encoding")
            made.names_glyphs_alone = encoding in _IDENTITY or not isinstance(encoding, str)
            made.collection, default = _descendant(resource)
            font.character_widths["default"] = default
        return made

    def _measure_type_3(self, resource: DictionaryObject) -> None:
        matrix = numbers(array(resource, "/FontMatrix"))
        self.scale = (abs(matrix[0]) if matrix else 0) or 0.001
        widths = [float(width.get_object()) for width in array(resource, "/Widths")[:256]]
        first = int(entry(resource, "/FirstChar") or 0)
        found = {chr(first + at): width for at, width in enumerate(widths)}
        self.font.character_widths = {"default": 0.0} | found
        drawn = [width for width in found.values() if width > 0]
        # A Type 3 font's box is often empty. Letters are about twice as high as they are wide.
        self.em = 2 * self.scale * sum(drawn) / len(drawn) if drawn else 1.0

    def glyphs(self, shown: bytes | str) -> list[Glyph]:
        """The glyphs that a string draws."""
        encoding = self.font.encoding
        raw = shown.encode("latin-1", "replace") if isinstance(shown, str) else bytes(shown)
        if isinstance(encoding, str):
            try:
                codes = raw.decode(encoding, "surrogatepass")
            except (UnicodeDecodeError, LookupError):
                codes = raw.decode(encoding, "replace")
            return [self._known(code) for code in codes]
        return [self._known(chr(byte)) for byte in raw]

    def _known(self, code: str) -> Glyph:
        found = self._glyphs.get(code)
        if found is None:
            text, width = self._text(code), self._width(code)
            text = "-" if text == "\u00ad" and width > 0 else text  # LaTeX writes each hyphen as a soft one
            found = self._glyphs[code] = Glyph(text, width, self._is_space_code(code))
        return found

    def _is_space_code(self, code: str) -> bool:
        return code == " " and not self.is_composite

    def _text(self, code: str) -> str:
        mapped = self.font.character_map.get(code)
        if mapped is not None:
            return str(mapped)
        if isinstance(self.font.encoding, dict):
            return str(self.font.encoding.get(ord(code), code))
        if self.names_glyphs_alone:
            return characters_of(self.collection).get(ord(code), "")
        return code

    def _width(self, code: str) -> float:
        widths = self.font.character_widths
        if self.is_composite and not self.names_glyphs_alone:
            # Widths are stored by glyph number. Only the CMap gives the glyph of a character, and pypdf does not read
            # it.
            return 1.0 if unicodedata.east_asian_width(code) in "WF" else 0.5
        return float(widths.get(code, widths.get("default", 0))) * self.scale


@cache
def characters_of(collection: str) -> Mapping[int, str]:
    """The characters of a collection's glyphs, by number; none for a font that numbers glyphs in its own way."""
    if collection not in _COLLECTIONS:
        return {}
    from pdfminer.cmapdb import CMapDB  # noqa: PLC0415 (50 ms, for the few files with such a font)

    known: Mapping[int, str] = CMapDB.get_unicode_map(f"Adobe-{collection}").cid2unichr
    return known


def fonts_of(resources: Any) -> dict[str, PageFont]:
    """The fonts of a page or form, by name, without broken ones: the text that those draw stays unknown."""
    found: dict[str, PageFont] = {}
    listed = dictionary(resources, "/Font")
    for name in listed:
        try:
            found[name] = PageFont.of(dictionary(listed, name))
        except (AttributeError, TypeError, ValueError, KeyError, IndexError):
            continue
    return found


def _descendant(resource: DictionaryObject) -> tuple[str, float]:
    """A composite font's collection, and the width of glyphs without one of their own."""
    descendants = array(resource, "/DescendantFonts")
    descendant = descendants[0].get_object() if descendants else None
    ordering = entry(dictionary(descendant, "/CIDSystemInfo"), "/Ordering")
    default = numbers([entry(descendant, "/DW")])
    return str(ordering or ""), default[0] if default else _DEFAULT_WIDTH
