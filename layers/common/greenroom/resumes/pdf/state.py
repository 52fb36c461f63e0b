"""The part of the graphics state (PDF 32000-1, 8.4) that decides where text is placed and whether it is visible."""

from copy import copy
from dataclasses import dataclass, field
from typing import Any

from greenroom.resumes.pdf.fonts import PageFont
from greenroom.resumes.pdf.objects import array, dictionary, entry, numbers
from greenroom.resumes.pdf.painting import BLACK, IDENTITY, Box, Colour, Matrix, colour_of, times

_TINTED = {"/Separation", "/DeviceN"}
_OPAQUE_TO_US = {"/Pattern", "/Indexed", "/Lab"}
_LEAST_ALPHA = 0.05
STROKED_MODES = {1, 2, 5, 6}
FILLED_MODES = {0, 2, 4, 6}


@dataclass
class Ink:
    """A colour and its colour space."""

    space: str = "PLAIN"
    colour: Colour | None = BLACK

    def in_space(self, name: Any, resources: Any) -> "Ink":
        """The initial colour of a space, which is black in all spaces that matter here."""
        return Ink(_kind_of_space(name, resources), BLACK)

    def of(self, operands: list[Any], *, space: str | None = None) -> "Ink":
        chosen = space or self.space
        given = numbers(operands)
        return Ink(chosen, colour_of(chosen, given) if given else None)


def _kind_of_space(name: Any, resources: Any) -> str:
    """PLAIN for grey, RGB and CMYK, TINT for shares of inks, OTHER for a space whose colours need a renderer."""
    found = entry(dictionary(resources, "/ColorSpace"), str(name))
    family = str(name)
    if found is not None:
        parts = array(dictionary(resources, "/ColorSpace"), str(name))
        family = str(parts[0].get_object()) if parts else str(found)
    if family in _TINTED:
        return "TINT"
    return "OTHER" if family in _OPAQUE_TO_US else "PLAIN"


@dataclass(frozen=True)
class Mask:
    """A soft mask (11.6.5): painted areas show only where the mask's form is light or opaque."""

    form: Any
    matrix: Matrix
    is_by_light: bool


@dataclass
class GraphicsState:
    """The values that the operators q and Q save and restore."""

    clip: Box
    ctm: Matrix = IDENTITY
    fill: Ink = field(default_factory=Ink)
    stroke: Ink = field(default_factory=Ink)
    fill_alpha: float = 1.0
    stroke_alpha: float = 1.0
    font: PageFont | None = None
    size: float = 0.0
    mode: int = 0
    character_spacing: float = 0.0
    word_spacing: float = 0.0
    scaling: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    is_hidden: bool = False
    """Whether a layer that is switched off contains the text."""
    mask: Mask | None = None

    def saved(self) -> "GraphicsState":
        return copy(self)

    def moved(self, matrix: Matrix) -> None:
        self.ctm = times(matrix, self.ctm)

    def inks(self) -> list[Colour | None]:
        """The colours that text is drawn with; empty if it is drawn without ink."""
        found: list[Colour | None] = []
        if self.mode in FILLED_MODES and self.fill_alpha >= _LEAST_ALPHA:
            found.append(self.fill.colour)
        if self.mode in STROKED_MODES and self.stroke_alpha >= _LEAST_ALPHA:
            found.append(self.stroke.colour)
        return found

    def take(self, parameters: Any) -> None:
        """Apply the graphics state parameters (8.4.5) that matter here."""
        for key, name in (("/ca", "fill_alpha"), ("/CA", "stroke_alpha")):
            if given := numbers([entry(parameters, key)]):
                setattr(self, name, given[0])
        if (given := entry(parameters, "/SMask")) is not None:
            form = entry(given, "/G") if given != "/None" else None
            self.mask = Mask(form, self.ctm, entry(given, "/S") == "/Luminosity") if form is not None else None
