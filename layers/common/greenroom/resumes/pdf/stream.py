"""Interprets the operators of a content stream (PDF 32000-1, annex A) that affect text and its visibility."""

from collections.abc import Callable
from typing import Any

from pypdf.generic import NameObject

from greenroom.resumes.pdf.content import Drawing
from greenroom.resumes.pdf.objects import array, dictionary, entry, numbers
from greenroom.resumes.pdf.painting import IDENTITY, Box, Colour, Matrix, box_around, overlap, placed, times
from greenroom.resumes.pdf.runs import shaped
from greenroom.resumes.pdf.state import GraphicsState, Ink

_OPAQUE = 0.5
"""From this opacity on, an area hides what is below it."""


def draw_page(drawing: Drawing, content: Any) -> None:
    """Draw a page's content stream, and the forms that it names."""
    Stream(drawing, content, drawing.resources, GraphicsState(drawing.page)).run()


def _draw_form(drawing: Drawing, form: Any, state: GraphicsState) -> None:
    """Draw a form in the current graphics state, within the limits."""
    with drawing.opened(form) as may_draw:
        if not may_draw:
            return
        inner = state.saved()
        inner.is_hidden = inner.is_hidden or drawing.hides(form.get("/OC"))
        matrix = numbers(array(form, "/Matrix"))
        if len(matrix) == 6:
            inner.moved((matrix[0], matrix[1], matrix[2], matrix[3], matrix[4], matrix[5]))
        box = numbers(array(form, "/BBox"))
        if len(box) == 4:
            corners = [(box[0], box[1]), (box[0], box[3]), (box[2], box[1]), (box[2], box[3])]
            inner.clip = overlap(inner.clip, box_around([placed(corner, inner.ctm) for corner in corners]))
        Stream(drawing, form, entry(form, "/Resources") or drawing.resources, inner).run()


def _paint_through_mask(drawing: Drawing, state: GraphicsState, box: Box, colour: Colour | None) -> None:
    """Show the text of the state's soft mask: an area that is painted through it has the shape of the letters.

    A mask within a mask is left out.
    """
    if state.mask is None or state.is_hidden or drawing.is_mask or not drawing.counts_form():
        return
    mask = drawing.mask(is_by_light=state.mask.is_by_light)
    clip = overlap(state.clip, box)
    _draw_form(mask, state.mask.form, GraphicsState(clip, ctm=state.mask.matrix))
    drawing.take_mask(mask, GraphicsState(clip, fill=Ink(colour=colour)))


class Stream:
    """A content stream while it is drawn."""

    def __init__(self, drawing: Drawing, content: Any, resources: Any, state: GraphicsState) -> None:
        self._drawing = drawing
        self._content = content
        self._resources = resources
        self._fonts = drawing.fonts(resources)
        self._state = state
        self._saved: list[GraphicsState] = []
        self._text_matrix = self._line_matrix = IDENTITY
        self._layers: list[bool] = []
        """For each open marked content, whether its surroundings are in a layer that is off."""
        self._spans: list[tuple[str, int]] = []
        """For each open marked content, its /ActualText and the number of runs that were drawn before it."""
        self._points: list[tuple[float, float]] = []
        self._rectangles = self._segments = 0
        self._clips = False

    def run(self) -> None:
        for operands, operator in self._drawing.operations(self._content, self._state.clip):
            handler = HANDLERS.get(operator)
            if handler is not None:
                try:
                    handler(self, operands)
                except (IndexError, TypeError, ValueError, AttributeError, KeyError, OverflowError):
                    continue  # skip an operator with missing or wrong operands, as viewers do

    # The state.

    def save(self, _: Any) -> None:
        self._saved.append(self._state.saved())

    def restore(self, _: Any) -> None:
        if self._saved:
            is_hidden, self._state = self._state.is_hidden, self._saved.pop()
            self._state.is_hidden = is_hidden  # Q does not close marked content: EMC does

    def concatenate(self, operands: Any) -> None:
        self._state.moved(_matrix(operands))

    def parameters(self, operands: Any) -> None:
        given = dictionary(dictionary(self._resources, "/ExtGState"), str(operands[0]))
        self._state.take(given)

    def render_mode(self, operands: Any) -> None:
        self._state.mode = int(operands[0])

    def fill_space(self, operands: Any) -> None:
        self._state.fill = self._state.fill.in_space(operands[0], self._resources)

    def stroke_space(self, operands: Any) -> None:
        self._state.stroke = self._state.stroke.in_space(operands[0], self._resources)

    def fill_colour(self, operands: Any) -> None:
        self._state.fill = self._state.fill.of(list(operands))

    def stroke_colour(self, operands: Any) -> None:
        self._state.stroke = self._state.stroke.of(list(operands))

    def plain_fill(self, operands: Any) -> None:
        self._state.fill = Ink().of(list(operands), space="PLAIN")

    def plain_stroke(self, operands: Any) -> None:
        self._state.stroke = Ink().of(list(operands), space="PLAIN")

    # Layers.

    def begin_marked(self, operands: Any) -> None:
        is_off = False
        if len(operands) > 1 and operands[0] == "/OC":
            properties = dictionary(self._resources, "/Properties")
            is_off = self._drawing.hides(properties.get(str(operands[1])))
        self._layers.append(self._state.is_hidden)
        self._spans.append((_actual_text(operands), len(self._drawing.drawn.runs)))
        self._state.is_hidden = self._state.is_hidden or is_off

    def end_marked(self, _: Any) -> None:
        if self._layers:
            self._state.is_hidden = self._layers.pop()
            said, first = self._spans.pop()
            runs = self._drawing.drawn.runs
            runs[first:] = shaped(runs[first:], said) if said else runs[first:]

    # Paths and pictures.

    def point(self, operands: Any) -> None:
        given = numbers(operands)
        self._points += [placed((given[at], given[at + 1]), self._state.ctm) for at in range(0, len(given) - 1, 2)]
        self._segments += 1

    def rectangle(self, operands: Any) -> None:
        x, y, width, height = numbers(operands)[:4]
        corners = [(x, y), (x + width, y), (x, y + height), (x + width, y + height)]
        self._points += [placed(corner, self._state.ctm) for corner in corners]
        self._rectangles += 1

    def clip(self, _: Any) -> None:
        self._clips = True

    def fill(self, _: Any) -> None:
        if self._points and self._state.fill_alpha >= _OPAQUE and not self._state.is_hidden:
            box = overlap(box_around(self._points), self._state.clip)
            alone = self._rectangles == 1 and not self._segments
            colour = self._state.fill.colour
            _paint_through_mask(self._drawing, self._state, box, colour)
            # A mask lets an unknown part of the area through.
            self._drawing.drawn.backdrop.paint(box, colour, fills_its_box=alone and self._state.mask is None)
        self.end_path(_)

    def end_path(self, _: Any) -> None:
        if self._clips and self._points:
            self._state.clip = overlap(self._state.clip, box_around(self._points))
        self._points, self._rectangles, self._segments, self._clips = [], 0, 0, False

    def shading(self, _: Any) -> None:
        _paint_through_mask(self._drawing, self._state, self._state.clip, None)
        self._drawing.drawn.backdrop.paint(self._state.clip, None, fills_its_box=False)

    def inline_picture(self, _: Any) -> None:
        self._picture(None)

    def _picture(self, colour: Colour | None) -> None:
        state = self._state
        unit = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)]
        box = box_around([placed(corner, state.ctm) for corner in unit])
        colour = colour if state.fill_alpha >= _OPAQUE else None
        is_upright = state.ctm[1] == state.ctm[2] == 0 or state.ctm[0] == state.ctm[3] == 0
        _paint_through_mask(self._drawing, state, box, colour)
        fills_its_box = colour is not None and is_upright and state.mask is None
        self._drawing.drawn.backdrop.picture(overlap(box, state.clip), colour, fills_its_box=fills_its_box)

    def external(self, operands: Any) -> None:
        found = dictionary(dictionary(self._resources, "/XObject"), str(operands[0]))
        if entry(found, "/Subtype") == "/Form":
            _draw_form(self._drawing, found, self._state)
        elif found and not self._state.is_hidden and not self._drawing.hides(found.get("/OC")):
            self._picture(self._drawing.colour_of(found))

    # Text.

    def begin_text(self, _: Any) -> None:
        self._text_matrix = self._line_matrix = IDENTITY

    def font(self, operands: Any) -> None:
        self._state.font = self._fonts.get(str(operands[0]))
        self._state.size = numbers(operands[1:])[0]

    def character_spacing(self, operands: Any) -> None:
        self._state.character_spacing = numbers(operands)[0]

    def word_spacing(self, operands: Any) -> None:
        self._state.word_spacing = numbers(operands)[0]

    def scaling(self, operands: Any) -> None:
        self._state.scaling = numbers(operands)[0] / 100

    def leading(self, operands: Any) -> None:
        self._state.leading = numbers(operands)[0]

    def rise(self, operands: Any) -> None:
        self._state.rise = numbers(operands)[0]

    def matrix(self, operands: Any) -> None:
        self._text_matrix = self._line_matrix = _matrix(operands)

    def move(self, operands: Any) -> None:
        across, up = numbers(operands)[:2]
        self._text_matrix = self._line_matrix = times((1.0, 0.0, 0.0, 1.0, across, up), self._line_matrix)

    def move_and_lead(self, operands: Any) -> None:
        self._state.leading = -numbers(operands)[1]
        self.move(operands)

    def next_line(self, _: Any) -> None:
        self.move([0.0, -self._state.leading])

    def show(self, operands: Any) -> None:
        self._show_one(operands[0])

    def show_on_next_line(self, operands: Any) -> None:
        self.next_line(operands)
        self._show_one(operands[0])

    def show_spaced(self, operands: Any) -> None:
        self._state.word_spacing, self._state.character_spacing = numbers(operands)[:2]
        self.next_line(operands)
        self._show_one(operands[2])

    def show_adjusted(self, operands: Any) -> None:
        for part in operands[0]:
            if isinstance(part, (int, float)):
                self._advance(-float(part) / 1000 * self._state.size * self._state.scaling)
            elif isinstance(part, (str, bytes)) and not isinstance(part, NameObject):
                self._show_one(part)

    def _show_one(self, shown: Any) -> None:
        font = self._state.font
        if font is not None and isinstance(shown, (str, bytes)):
            self._advance(self._drawing.show(self._state, self._text_matrix, font.glyphs(shown)))

    def _advance(self, distance: float) -> None:
        self._text_matrix = times((1.0, 0.0, 0.0, 1.0, distance, 0.0), self._text_matrix)


def _matrix(operands: Any) -> Matrix:
    a, b, c, d, e, f = numbers(operands)[:6]
    return a, b, c, d, e, f


def _actual_text(operands: Any) -> str:
    """The /ActualText of marked content (14.9.4) if it is in UTF-16; otherwise an empty string."""
    said = entry(operands[1], "/ActualText") if len(operands) > 1 and isinstance(operands[1], dict) else None
    raw = said if isinstance(said, bytes) else getattr(said, "original_bytes", b"")
    return raw[2:].decode("utf-16-be", "replace") if raw.startswith(b"\xfe\xff") else ""


HANDLERS: dict[bytes, Callable[[Stream, Any], None]] = {
    b"q": Stream.save,
    b"Q": Stream.restore,
    b"cm": Stream.concatenate,
    b"gs": Stream.parameters,
    b"Tr": Stream.render_mode,
    b"cs": Stream.fill_space,
    b"CS": Stream.stroke_space,
    b"sc": Stream.fill_colour,
    b"scn": Stream.fill_colour,
    b"SC": Stream.stroke_colour,
    b"SCN": Stream.stroke_colour,
    **dict.fromkeys([b"g", b"rg", b"k"], Stream.plain_fill),
    **dict.fromkeys([b"G", b"RG", b"K"], Stream.plain_stroke),
    b"BDC": Stream.begin_marked,
    b"BMC": Stream.begin_marked,
    b"EMC": Stream.end_marked,
    **dict.fromkeys([b"m", b"l", b"c", b"v", b"y"], Stream.point),
    b"re": Stream.rectangle,
    **dict.fromkeys([b"W", b"W*"], Stream.clip),
    **dict.fromkeys([b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"], Stream.fill),
    **dict.fromkeys([b"n", b"S", b"s"], Stream.end_path),
    b"sh": Stream.shading,
    b"INLINE IMAGE": Stream.inline_picture,
    b"Do": Stream.external,
    b"BT": Stream.begin_text,
    b"Tf": Stream.font,
    b"Tc": Stream.character_spacing,
    b"Tw": Stream.word_spacing,
    b"Tz": Stream.scaling,
    b"TL": Stream.leading,
    b"Ts": Stream.rise,
    b"Tm": Stream.matrix,
    b"Td": Stream.move,
    b"TD": Stream.move_and_lead,
    b"T*": Stream.next_line,
    b"Tj": Stream.show,
    b"'": Stream.show_on_next_line,
    b'"': Stream.show_spaced,
    b"TJ": Stream.show_adjusted,
}
