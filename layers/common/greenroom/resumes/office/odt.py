"""An ODT's text by odfdo. Only the child process imports this."""

import io
import re
from collections.abc import Iterator
from typing import Any

from odfdo import Document, Element
from odfdo.style_base import StyleBase

from greenroom.resumes.links import address_of
from greenroom.resumes.office.lines import SMALLEST_POINTS, Found, read_with
from greenroom.resumes.pdf.painting import LEAST_CONTRAST, WHITE, contrast
from greenroom.resumes.reader_report import ReaderReport

_LEFT_OUT = {"text:tracked-changes", "office:annotation", "text:hidden-text", "text:note-citation", "office:forms"}
"""Deleted text, comments, and elements that are not shown."""
_MOST_STYLES = 20
_LENGTH = re.compile(r"([\d.]+)(pt|in|cm|mm|px)$")
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75}


def read(content: bytes) -> Iterator[ReaderReport]:
    """The text of headers, body and footers."""
    return read_with(_find, content)


def _find(archive: bytes) -> Found:
    document = Document(io.BytesIO(archive))
    reader = _Reader(document)
    for header in document.styles.get_elements("//style:master-page/style:header"):
        reader.read(header)
    reader.read(document.body)
    for footer in document.styles.get_elements("//style:master-page/style:footer"):
        reader.read(footer)
    return reader.found


class _Reader:
    def __init__(self, document: Document) -> None:
        self.found = Found()
        self._document = document
        self._hidden_styles: dict[tuple[str, str], bool] = {}

    def read(self, element: Element) -> None:
        """Paragraphs and tables in the order in which they stand."""
        for child in element.children:
            if child.tag in {"text:p", "text:h"}:
                self._paragraph(child)
            elif child.tag == "table:table-row":
                self._row(child)
            elif child.tag == "text:hidden-paragraph":
                self.found.hides_text = True
            elif child.tag not in _LEFT_OUT:
                self.read(child)

    def _row(self, row: Element) -> None:
        """A table's row.

        Cells of one line each share a line of text; a cell of several lines is a column and gets its own.
        """
        before, cells = self.found.lines, []
        for cell in row.children:
            self.found.lines = []
            self.read(cell)
            cells.append([line for line in self.found.lines if line.strip()])
        self.found.lines = before
        if all(len(cell) <= 1 for cell in cells):
            before.append("\t".join(line for cell in cells for line in cell))
        else:
            before += [line for cell in cells for line in cell]

    def _paragraph(self, element: Element) -> None:
        parts: list[str] = []
        boxes: list[Element] = []
        self._inline(element, parts, boxes, is_hidden=self._hides("paragraph", element))
        self.found.lines.append("".join(parts))
        for box in boxes:
            self.read(box)

    def _inline(self, element: Element, parts: list[str], boxes: list[Element], *, is_hidden: bool) -> None:
        self._take(element.text, parts, is_hidden=is_hidden)
        for child in element.children:
            self._child(child, parts, boxes, is_hidden=is_hidden)
            self._take(child.tail, parts, is_hidden=is_hidden)

    def _child(self, child: Element, parts: list[str], boxes: list[Element], *, is_hidden: bool) -> None:
        if child.tag == "text:hidden-text":
            self.found.hides_text = True
        elif child.tag in {"draw:frame", "draw:custom-shape", "text:note-body"}:
            boxes.append(child)
        elif child.tag == "text:s":
            parts.append(" " * min(int(child.get_attribute("text:c") or 1), 100))
        elif child.tag == "text:tab":
            parts.append("\t")
        elif child.tag == "text:line-break":
            parts.append("\n")
        elif child.tag not in _LEFT_OUT:
            if child.tag == "text:a" and (address := address_of(str(child.get_attribute("xlink:href") or ""))):
                self.found.links.append(address)
            hidden = self._hides("text", child) if child.tag == "text:span" else is_hidden
            self._inline(child, parts, boxes, is_hidden=hidden)

    def _take(self, text: str | None, parts: list[str], *, is_hidden: bool) -> None:
        if not text:
            return
        if is_hidden and text.strip():
            self.found.hides_text = True
        else:
            parts.append(re.sub(r"[ \t\r\n]+", " ", text))

    def _hides(self, family: str, element: Element) -> bool:
        """Whether the style of an element, or one that it is based on, makes its text invisible."""
        name = str(element.get_attribute("text:style-name") or "")
        key = (family, name)
        if name and key not in self._hidden_styles:
            self._hidden_styles[key] = self._style_hides(family, name)
        return self._hidden_styles.get(key, False)

    def _style_hides(self, family: str, name: str) -> bool:
        properties: dict[str, Any] = {}
        background: str | None = None
        for _ in range(_MOST_STYLES):
            style = self._document.get_style(family, name)
            if not isinstance(style, StyleBase):
                break
            properties = (style.get_properties(area="text") or {}) | properties
            own = (style.get_properties(area="paragraph") or {}).get("fo:background-color")
            background = background or (str(own) if own else None)
            name = str(style.get_attribute("style:parent-style-name") or "")
        return _are_hidden(properties, background)


def _are_hidden(properties: dict[str, Any], paragraph_background: str | None) -> bool:
    if properties.get("text:display") == "none":
        return True
    size = _LENGTH.match(str(properties.get("fo:font-size", "")))
    if size is not None and float(size[1]) * _POINTS[size[2]] < SMALLEST_POINTS:
        return True
    background = properties.get("fo:background-color", paragraph_background)
    colour = re.fullmatch(r"#([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})", str(properties.get("fo:color", "")))
    if colour is None or background not in {None, "transparent", "#ffffff", "#FFFFFF"}:
        return False
    red, green, blue = (int(part, 16) / 255 for part in colour.groups())
    return contrast((red, green, blue), WHITE) < LEAST_CONTRAST
