"""A DOCX's text by python-docx. Only the child process imports this."""

import io
import re
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.enum.dml import MSO_THEME_COLOR
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from greenroom.resumes.links import address_of
from greenroom.resumes.office.lines import SMALLEST_POINTS, FoundText, read_with
from greenroom.resumes.pdf.painting import LEAST_CONTRAST, WHITE, contrast
from greenroom.resumes.reader_report import ReaderReport

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LEFT_OUT = {qn("w:del"), qn("w:moveFrom"), _FALLBACK}
"""Deleted text, and the substitutes of drawings for old programs: Word shows neither."""
_LINK_FIELD = re.compile(r'HYPERLINK\s+"([^"]+)"')
_MOST_STYLES = 20
_PAPER = {MSO_THEME_COLOR.BACKGROUND_1, MSO_THEME_COLOR.LIGHT_1}
_NO_FILL = {None, "auto", "FFFFFF", "ffffff"}


def read(content: bytes) -> Iterator[ReaderReport]:
    """The text of headers, body and footers."""
    return read_with(_find, content)


def _find(archive: bytes) -> FoundText:
    document = Document(io.BytesIO(archive))
    reader = _Reader(document)
    for section in document.sections:
        reader.read_margin(section.header)
        if section.different_first_page_header_footer:
            reader.read_margin(section.first_page_header)
    reader.read(document.element.body, document)
    for section in document.sections:
        reader.read_margin(section.footer)
    return reader.found


class _Reader:
    def __init__(self, document: Any) -> None:
        self.found = FoundText()
        self._has_background = document.element.find(qn("w:background")) is not None

    def read_margin(self, margin: Any) -> None:
        """Read a header or footer, unless it is the same as in the section before, whose text was read."""
        if not margin.is_linked_to_previous:
            self.read(margin._element, margin)

    def read(self, element: Any, parent: Any) -> None:
        """Read paragraphs and tables in the order of the document."""
        for child in element.iterchildren("{*}*"):
            if child.tag in _LEFT_OUT:
                continue
            if child.tag == qn("w:p"):
                self._paragraph(child, parent)
            elif child.tag == qn("w:tr"):
                self._row(child, parent)
            else:
                self.read(child, parent)

    def _row(self, row: Any, parent: Any) -> None:
        """Read a table's row.

        Cells that have one line each share a line of text. If a cell has several, each line of each cell stays a line.
        """
        before, cells = self.found.lines, []
        for cell in row.iterchildren(qn("w:tc"), qn("w:sdt")):
            self.found.lines = []
            self.read(cell, parent)
            cells.append([line for line in self.found.lines if line.strip()])
        self.found.lines = before
        if all(len(cell) <= 1 for cell in cells):
            before.append("\t".join(line for cell in cells for line in cell))
        else:
            before += [line for cell in cells for line in cell]

    def _paragraph(self, element: Any, parent: Any) -> None:
        paragraph = Paragraph(element, parent)
        parts: list[str] = []
        boxes: list[Any] = []
        self._runs(element, paragraph, parts, boxes)
        self.found.lines.append("".join(parts))
        for box in boxes:
            self.read(box, parent)

    def _runs(self, element: Any, paragraph: Paragraph, parts: list[str], boxes: list[Any]) -> None:
        for child in element.iterchildren("{*}*"):
            if child.tag in _LEFT_OUT:
                continue
            if child.tag == qn("w:txbxContent"):
                boxes.append(child)
                continue
            if child.tag == qn("w:hyperlink"):
                self._link(child, paragraph)
            elif child.tag == qn("w:instrText"):
                self._targets(_LINK_FIELD.findall(child.text or ""))
            if child.tag == qn("w:r"):
                self._run(child, paragraph, parts)
            self._runs(child, paragraph, parts, boxes)

    def _run(self, element: Any, paragraph: Paragraph, parts: list[str]) -> None:
        run = Run(element, paragraph)
        text = run.text
        if text.strip() and self._is_hidden(run, paragraph):
            self.found.hides_text = True
        else:
            parts.append(text)

    def _link(self, element: Any, paragraph: Paragraph) -> None:
        relation = paragraph.part.rels.get(element.get(qn("r:id")))
        if relation is not None and relation.is_external:
            self._targets([relation.target_ref])

    def _targets(self, targets: list[str]) -> None:
        self.found.links += [address for target in targets if (address := address_of(target))]

    def _is_hidden(self, run: Run, paragraph: Paragraph) -> bool:
        fonts = list(_fonts(run, paragraph))
        if next((font.hidden for font in fonts if font.hidden is not None), False):
            return True
        size = next((font.size for font in fonts if font.size is not None), None)
        if size is not None and size.pt < SMALLEST_POINTS:
            return True
        colour = next((found for font in fonts if (found := _colour_of(font)) is not None), None)
        if colour is None or self._has_background or _is_on_colour(run._element):
            return False
        red, green, blue = (part / 255 for part in colour)
        return contrast((red, green, blue), WHITE) < LEAST_CONTRAST


def _fonts(run: Run, paragraph: Paragraph) -> Iterator[Any]:
    """A run's fonts, from its own formatting to those of the styles that it is based on."""
    yield run.font
    for own in (run.style, paragraph.style):
        style: Any = own
        for _ in range(_MOST_STYLES):
            if style is None:
                break
            yield style.font
            style = getattr(style, "base_style", None)


def _colour_of(font: Any) -> tuple[int, int, int] | None:
    """A font's own colour. The theme's colour takes precedence over the colour written beside it for other programs."""
    if font.color.theme_color in _PAPER and font.element.rPr.color.get(qn("w:themeShade")) is None:
        return 255, 255, 255
    rgb = font.color.rgb
    return (rgb[0], rgb[1], rgb[2]) if rgb is not None else None


def _is_on_colour(element: Any) -> bool:
    """Whether a run may have a coloured background: by shading, by highlighting, or within a box or a styled table."""
    for holder in [element, *element.iterancestors()]:
        if holder.tag in {qn("w:txbxContent")}:
            return True
        for properties in ("w:rPr", "w:pPr", "w:tcPr", "w:tblPr"):
            found = holder.find(qn(properties))
            if found is None:
                continue
            shading = found.find(qn("w:shd"))
            is_filled = shading is not None and shading.get(qn("w:fill")) not in _NO_FILL
            if is_filled or found.find(qn("w:highlight")) is not None or found.find(qn("w:tblStyle")) is not None:
                return True
    return False
