"""An ODT's text by odfdo. Only the child process imports this."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from odfdo import Document, Element
from odfdo.style_base import StyleBase

from greenroom.resumes.links import address_of
from greenroom.resumes.office.lines import SMALLEST_POINTS, FoundText, read_with
from greenroom.resumes.pdf.painting import LEAST_CONTRAST, WHITE, contrast
from greenroom.resumes.reader_report import ReaderReport

_NOT_SHOWN = {"text:display": {"none", "condition"}, "table:visibility": {"collapse", "filter"}}
"""Attributes of a section, and of a table's row or column, that hide it."""
_FILLED = {"table:table": "table", "table:table-row": "table-row", "table:table-cell": "table-cell"}
"""Elements that may have a background, with the family of their styles."""
_LEFT_OUT = {"text:tracked-changes", "office:annotation", "text:hidden-text", "text:note-citation", "office:forms"}
"""Deleted text, comments, and elements that are not shown."""
_UNKNOWN = "unknown"
"""The background of a drawing's box."""
_MOST_STYLES = 20
_LENGTH = re.compile(r"([\d.]+)(pt|in|cm|mm|px)$")
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75}


def read(content: bytes) -> Iterator[ReaderReport]:
    """The text of headers, body and footers."""
    return read_with(_find, content)


def _find(archive: bytes) -> FoundText:
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
        self.found = FoundText()
        self._document = document
        self._looks: dict[tuple[str, str, _Look], _Look] = {}

    def read(self, element: Element, background: str = "transparent") -> None:
        """Read paragraphs and tables in the order of the document."""
        background = self._background_of(element) or background
        for child in element.children:
            if child.tag in {"text:p", "text:h"}:
                self._paragraph(child, background)
            elif child.tag == "table:table-row" and not _is_switched_off(child):
                self._row(child, self._background_of(child) or background)
            elif child.tag == "text:hidden-paragraph" or _is_switched_off(child):
                self.found.hides_text = True
            elif child.tag not in _LEFT_OUT:
                self.read(child, background)

    def _row(self, row: Element, background: str) -> None:
        """Read a table's row.

        Cells that have one line each share a line of text. If a cell has several, each line of each cell stays a line.
        """
        before, cells = self.found.lines, []
        for cell in row.children:
            self.found.lines = []
            self.read(cell, background)
            cells.append([line for line in self.found.lines if line.strip()])
        self.found.lines = before
        if all(len(cell) <= 1 for cell in cells):
            before.append("\t".join(line for cell in cells for line in cell))
        else:
            before += [line for cell in cells for line in cell]

    def _paragraph(self, element: Element, background: str) -> None:
        parts: list[str] = []
        boxes: list[Element] = []
        self._inline(element, parts, boxes, self._look("paragraph", element, _Look(background=background)))
        self.found.lines.append("".join(parts))
        for box in boxes:
            self.read(box, background if box.tag == "text:note-body" else _UNKNOWN)

    def _inline(self, element: Element, parts: list[str], boxes: list[Element], look: "_Look") -> None:
        self._take(element.text, parts, look)
        for child in element.children:
            self._child(child, parts, boxes, look)
            self._take(child.tail, parts, look)

    def _child(self, child: Element, parts: list[str], boxes: list[Element], look: "_Look") -> None:
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
            address = address_of(str(child.get_attribute("xlink:href") or "")) if child.tag == "text:a" else None
            if address is not None and not look.is_hidden:
                self.found.links.append(address)
            self._inline(child, parts, boxes, self._look("text", child, look) if child.tag == "text:span" else look)

    def _take(self, text: str | None, parts: list[str], look: "_Look") -> None:
        if not text:
            return
        if look.is_hidden and text.strip():
            self.found.hides_text = True
        else:
            parts.append(re.sub(r"[ \t\r\n]+", " ", text))

    def _background_of(self, element: Element) -> str | None:
        """The colour that the style of a table, row or cell fills it with."""
        family, name = _FILLED.get(element.tag), str(element.get_attribute("table:style-name") or "")
        style = self._document.get_style(family, name) if family and name else None
        properties = style.get_properties(area=family) or {} if isinstance(style, StyleBase) else {}
        colour = str(properties.get("fo:background-color", "transparent"))
        return colour if colour != "transparent" else None

    def _look(self, family: str, element: Element, around: "_Look") -> "_Look":
        """The look of an element's text, by its style and the styles that it is based on.

        Properties that these do not set are those of the surrounding text.
        """
        name = str(element.get_attribute("text:style-name") or "")
        key = (family, name, around)
        if name and key not in self._looks:
            self._looks[key] = self._look_of_style(family, name, around)
        return self._looks.get(key, around)

    def _look_of_style(self, family: str, name: str, around: "_Look") -> "_Look":
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
        said = {
            "display": properties.get("text:display"),
            "size": properties.get("fo:font-size"),
            "colour": properties.get("fo:color"),
            "background": properties.get("fo:background-color", background),
        }
        return replace(around, **{field: str(value) for field, value in said.items() if value is not None})


@dataclass(frozen=True)
class _Look:
    """The properties that decide whether text can be seen, as ODT writes them."""

    display: str = ""
    size: str = ""
    colour: str = ""
    background: str = "transparent"

    @property
    def is_hidden(self) -> bool:
        if self.display == "none":
            return True
        size = _LENGTH.match(self.size)
        if size is not None and float(size[1]) * _POINTS[size[2]] < SMALLEST_POINTS:
            return True
        colour = re.fullmatch(r"#([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})", self.colour)
        if colour is None or self.background.lower() not in {"transparent", "#ffffff"}:
            return False
        red, green, blue = (int(part, 16) / 255 for part in colour.groups())
        return contrast((red, green, blue), WHITE) < LEAST_CONTRAST


def _is_switched_off(element: Element) -> bool:
    return any(element.get_attribute(name) in hiding for name, hiding in _NOT_SHOWN.items())
