"""Records the areas painted behind a page's text, and tells whether the text contrasts with them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]
Colour = tuple[float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
BLACK: Colour = (0.0, 0.0, 0.0)
WHITE: Colour = (1.0, 1.0, 1.0)

LEAST_CONTRAST = 1.15
"""By WCAG's formula, from 1 (the same colour) to 21. The palest grey that is still legible on white has about 1.2."""
_MOST_AREAS = 2_000
_LEAST_SIDE = 2.0
"""Points. Thinner areas are lines, not backgrounds."""


def times(one: Matrix, other: Matrix) -> Matrix:
    """The matrix that applies `one` and then `other`."""
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def placed(point: tuple[float, float], matrix: Matrix) -> tuple[float, float]:
    x, y = point
    return x * matrix[0] + y * matrix[2] + matrix[4], x * matrix[1] + y * matrix[3] + matrix[5]


def box_around(points: Sequence[tuple[float, float]]) -> Box:
    across, up = [x for x, _ in points], [y for _, y in points]
    return min(across), min(up), max(across), max(up)


def overlap(one: Box, other: Box) -> Box:
    """The common part of two boxes. It is empty if left is greater than right, or bottom greater than top."""
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def contains(box: Box, point: tuple[float, float]) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def contrast(one: Colour, other: Colour) -> float:
    """WCAG 2.2's contrast ratio."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def colour_of(space: str, numbers: Sequence[float]) -> Colour | None:
    """A colour as red, green and blue; None for colour spaces that need a renderer."""
    if not all(math.isfinite(number) for number in numbers):
        return None
    numbers = [min(1.0, max(0.0, number)) for number in numbers]
    if space == "TINT":  # no ink is white; any ink is treated as black, because its colour does not matter here
        return WHITE if max(numbers, default=1.0) < 0.02 else BLACK
    if space != "PLAIN":
        return None
    if len(numbers) == 1:
        return numbers[0], numbers[0], numbers[0]
    if len(numbers) == 3:
        return numbers[0], numbers[1], numbers[2]
    if len(numbers) == 4:
        key = 1 - numbers[3]
        return (1 - numbers[0]) * key, (1 - numbers[1]) * key, (1 - numbers[2]) * key
    return None


@dataclass(frozen=True, slots=True)
class Area:
    """A painted part of the page. `colour` is None for patterns, and for pictures of several colours."""

    box: Box
    colour: Colour | None
    fills_its_box: bool


@dataclass
class Backdrop:
    """All areas painted so far, the latest last."""

    page: Box
    ground: Colour | None = WHITE
    """The colour of the empty page; None if every colour shows."""
    areas: list[Area] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)

    def paint(self, box: Box, colour: Colour | None, *, fills_its_box: bool) -> None:
        """Add an area that text may be drawn on. Beyond a limit, further areas are ignored."""
        if box[2] - box[0] < _LEAST_SIDE or box[3] - box[1] < _LEAST_SIDE or len(self.areas) >= _MOST_AREAS:
            return
        self.areas.append(Area(box, colour, fills_its_box))

    def picture(self, box: Box, colour: Colour | None, *, fills_its_box: bool) -> None:
        if len(self.pictures) < _MOST_AREAS:
            self.pictures.append(overlap(box, self.page))
        self.paint(box, colour, fills_its_box=fills_its_box)

    def shows(self, colour: Colour | None, point: tuple[float, float]) -> bool:
        """Whether this colour contrasts with the background at a point."""
        if colour is None:
            return True
        for painted in reversed(self.areas):
            if not contains(painted.box, point):
                continue
            if painted.colour is None or contrast(colour, painted.colour) >= LEAST_CONTRAST:
                return True
            if painted.fills_its_box:
                return False
        return self.ground is None or contrast(colour, self.ground) >= LEAST_CONTRAST

    def share_of_pictures(self) -> float:
        """Share of the page that pictures cover, up to 1. Pictures that overlap each count."""
        whole = area(self.page)
        return min(1.0, sum(map(area, self.pictures)) / whole) if whole > 0 else 0.0
