"""What is drawn on a page without rendering it: each string with its place, and whether a reader can see it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Self

from pypdf.generic import ContentStream

from greenroom.resumes.pdf.fonts import Glyph, PageFont, fonts_of
from greenroom.resumes.pdf.layers import Layers
from greenroom.resumes.pdf.painting import BLACK, Backdrop, Box, Colour, Matrix, contains, overlap
from greenroom.resumes.pdf.pictures import colour_of_picture
from greenroom.resumes.pdf.runs import Run, middle_of, run_of
from greenroom.resumes.pdf.state import GraphicsState

MOST_FORMS = 5_000
"""The most forms that are drawn on one page, as in pypdf's own limit."""
MOST_FORMS_WITHIN_EACH_OTHER = 30
MOST_COLOURS = 20
"""The most pictures of a page that are unpacked to see whether they have one colour."""
LONGEST_FIGURE = 50_000
"""The most bytes that are parsed of a content stream without text: a map would take seconds and give no text."""
DRAWS_TEXT = re.compile(rb"T[jJ]|Do|['\"]|\bBI\b")
SMALLEST_SIZE = 2.0
"""Points on a page of A4. Smaller letters look like dots."""
_A4_HEIGHT = 842.0


@dataclass
class Drawn:
    """The result of drawing a page."""

    backdrop: Backdrop
    runs: list[Run] = field(default_factory=list)
    invisible: list[Run] = field(default_factory=list)
    """Text drawn without ink: either hidden text, or the recognised text behind a scan."""
    hides_text: bool = False
    unnamed: int = 0
    """Number of glyphs whose character is unknown."""


class Drawing:
    """Collects what one page's content streams draw."""

    def __init__(self, pdf: Any, layers: Layers, page: Box, resources: Any, *, is_mask: bool = False) -> None:
        self.drawn = Drawn(Backdrop(page))
        self.page = page
        self.resources = resources
        """The page's own resources. Forms without any use them."""
        self.is_mask = is_mask
        self._pdf = pdf
        self._layers = layers
        self._least_size = SMALLEST_SIZE * min(1.0, max(page[3] - page[1], 1.0) / _A4_HEIGHT)
        self._forms = 0
        self._open_forms: list[int] = []
        self._colours: dict[int, Colour | None] = {}
        self._known_fonts: dict[int, dict[str, PageFont]] = {}

    def fonts(self, resources: Any) -> dict[str, PageFont]:
        known = self._known_fonts.get(id(resources))
        if known is None:
            known = self._known_fonts[id(resources)] = fonts_of(resources)
        return known

    def operations(self, content: Any, clip: Box) -> Any:
        """The operators of a content stream.

        A long stream without text gives none and counts as an area of unknown colour, because other text may be drawn
        over it.
        """
        stream = ContentStream(content, self._pdf, "bytes")
        drawn = stream.get_data()
        if len(drawn) > LONGEST_FIGURE and not DRAWS_TEXT.search(drawn):
            self.drawn.backdrop.paint(clip, None, fills_its_box=False)
            return []
        return stream.operations

    def hides(self, group: Any) -> bool:
        return self._layers.hides(group)

    def colour_of(self, picture: Any) -> Colour | None:
        """The colour of a picture that has only one. Beyond the most pictures of a page, none is looked at."""
        if id(picture) not in self._colours and len(self._colours) < MOST_COLOURS:
            self._colours[id(picture)] = colour_of_picture(picture)
        return self._colours.get(id(picture))

    def counts_form(self) -> bool:
        """Count one more form. False beyond the most forms of a page."""
        self._forms += 1
        return self._forms <= MOST_FORMS

    @contextmanager
    def opened(self, form: Any) -> Iterator[bool]:
        """Whether a form may be drawn. One that draws itself, or is beyond the limits, is left out."""
        if id(form) in self._open_forms or len(self._open_forms) >= MOST_FORMS_WITHIN_EACH_OTHER:
            yield False
            return
        if not self.counts_form():
            yield False
            return
        self._open_forms.append(id(form))
        try:
            yield True
        finally:
            self._open_forms.pop()

    def mask(self, *, is_by_light: bool) -> Self:
        """The empty drawing of a soft mask on this page. Its forms count as the page's."""
        mask = type(self)(self._pdf, self._layers, self.page, self.resources, is_mask=True)
        mask.drawn.backdrop.ground = BLACK if is_by_light else None
        mask._forms = self._forms
        return mask

    def take_mask(self, mask: Self, painted: GraphicsState) -> None:
        """Take the text of a soft mask through which an area was painted in this state."""
        self._forms = mask._forms
        seen = [part for run in mask.drawn.runs if (part := self._seen_part(painted, run)) is not None]
        self.drawn.runs += seen
        shown, drawn = sum(map(_letters, seen)), sum(map(_letters, mask.drawn.runs))
        self.drawn.hides_text |= mask.drawn.hides_text or shown < drawn

    def show(self, state: GraphicsState, text_matrix: Matrix, glyphs: list[Glyph]) -> float:
        """Place a string's glyphs; returns how far they move the pen, in text space."""
        run, advance = run_of(state, text_matrix, glyphs)
        if run is None:
            return advance
        self.drawn.unnamed += sum(1 for text, _, _ in run.glyphs if not text)
        if not state.inks() and not state.is_hidden:
            self.drawn.invisible.append(run)
        elif state.is_hidden or (seen := self._seen_part(state, run)) is None:
            self.drawn.hides_text |= _letters(run) > 0
        else:
            self.drawn.runs.append(seen)
            self.drawn.hides_text |= _letters(seen) < _letters(run)
        return advance

    def _seen_part(self, state: GraphicsState, run: Run) -> Run | None:
        """The run without glyphs off the page or outside the clipping path; None if a reader sees none of it."""
        if run.size < self._least_size or not run.glyphs:
            return None
        window = overlap(self.page, state.clip)
        first, middle, last = run.glyphs[0], run.glyphs[len(run.glyphs) // 2], run.glyphs[-1]
        points = [middle_of(run, glyph) for glyph in (first, middle, last)]
        inside = [contains(window, point) for point in points]
        backdrop = self.drawn.backdrop
        seen = [any(backdrop.shows(colour, point) for colour in state.inks()) for point in points]
        if not any(inside) or sum(seen) < 2:
            return None
        return run if all(inside) else _cut(run, window)


def _letters(run: Run) -> int:
    return sum(1 for text, _, _ in run.glyphs if text.strip())


def _cut(run: Run, window: Box) -> Run:
    """The glyphs within a window, and those up to a letter's height beyond it: a clipping path is often too tight."""
    edge = run.size
    wide = window[0] - edge, window[1] - edge, window[2] + edge, window[3] + edge
    kept = [glyph for glyph in run.glyphs if contains(wide, middle_of(run, glyph))]
    return Run(run.angle, run.level, run.size, run.tracking, kept)
