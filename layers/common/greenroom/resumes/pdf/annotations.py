"""Finds the text of a page's annotations: addresses of links and values of form fields."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pypdf.generic import DictionaryObject, StreamObject

from greenroom.resumes.links import address_of
from greenroom.resumes.pdf.content import DRAWS_TEXT, SMALLEST_SIZE
from greenroom.resumes.pdf.layers import Layers
from greenroom.resumes.pdf.objects import array, dictionary, entry, inherited, numbers, unpacked
from greenroom.resumes.pdf.painting import LEAST_CONTRAST, WHITE, Box, Colour, area, colour_of, contrast, overlap
from greenroom.resumes.pdf.runs import Run

MOST_ANNOTATIONS = 500
LONGEST_VALUE = 5_000
LONGEST_EMPTY_APPEARANCE = 1_000
"""Stored bytes. A longer appearance counts as text."""
_NOT_SHOWN = 1 << 1 | 1 << 5
"""Hidden and NoView (PDF 32000-1, table 165)."""
_PASSWORD = 1 << 13
_NUMBER = r"(?<![\d.])(?:\d{1,9}\.?\d{0,9}|\.\d{1,9})"
_COLOUR = re.compile(rf"((?:{_NUMBER}\s+){{1,4}})(?:g|rg|k)\b")
_SIZE = re.compile(rf"({_NUMBER})\s+Tf")
_USUAL_SIZE = 11.0


@dataclass
class Notes:
    """The text of a page's annotations."""

    links: list[str] = field(default_factory=list)
    values: list[Run] = field(default_factory=list)
    hides_text: bool = False


def notes_on(page: Any, page_box: Box, layers: Layers, *, draws_fields: bool) -> Notes:
    """Addresses of links and values of fields on a page, in the order of the file.

    `draws_fields` says whether viewers draw the fields' values anew, whatever their stored appearances draw.
    """
    notes = Notes()
    for listed in array(page, "/Annots")[:MOST_ANNOTATIONS]:
        annotation = listed.get_object()
        if not isinstance(annotation, DictionaryObject):
            continue
        kind = entry(annotation, "/Subtype")
        if kind == "/Link":
            link = _target(annotation) if _is_on_page(annotation, page_box, layers) else None
            notes.links += [link] if link else []
        elif kind in {"/Widget", "/FreeText"}:
            text = _value(annotation) if kind == "/Widget" else str(entry(annotation, "/Contents") or "")
            if not text.strip():
                continue
            is_drawn = _is_drawn(annotation) or (draws_fields and kind == "/Widget")
            if is_drawn and _is_seen(annotation, page_box, layers):
                notes.values += _runs(annotation, text[:LONGEST_VALUE])
            else:
                notes.hides_text = True
    return notes


def _target(annotation: DictionaryObject) -> str | None:
    action = dictionary(annotation, "/A")
    return address_of(str(entry(action, "/URI") or "")) if entry(action, "/S") == "/URI" else None


def _value(field_: DictionaryObject) -> str:
    if inherited(field_, "/FT") not in {"/Tx", "/Ch"}:
        return ""
    flags = inherited(field_, "/Ff")
    if isinstance(flags, int) and flags & _PASSWORD:
        return ""
    value = inherited(field_, "/V")
    if isinstance(value, list):
        return ", ".join(str(each.get_object()) for each in value[:50])
    if hasattr(value, "get_data"):
        return str(value.get_data()[:LONGEST_VALUE], "latin-1")
    return str(value).removeprefix("/") if value is not None else ""


def _is_on_page(annotation: DictionaryObject, page_box: Box, layers: Layers) -> bool:
    flags = entry(annotation, "/F")
    if (isinstance(flags, int) and flags & _NOT_SHOWN) or layers.hides(annotation.get("/OC")):
        return False
    return area(overlap(_box(annotation), page_box)) > 1


def _is_drawn(annotation: DictionaryObject) -> bool:
    """Whether the annotation's appearance draws text. A viewer makes one where none is stored."""
    appearance = entry(dictionary(annotation, "/AP"), "/N")
    if not isinstance(appearance, StreamObject):
        return True
    content = unpacked(appearance, LONGEST_EMPTY_APPEARANCE)
    return content is None or DRAWS_TEXT.search(content) is not None


def _is_seen(annotation: DictionaryObject, page_box: Box, layers: Layers) -> bool:
    if not _is_on_page(annotation, page_box, layers) or 0 < _size_given(annotation) < SMALLEST_SIZE:
        return False
    background = _colour(numbers(array(dictionary(annotation, "/MK"), "/BG"))) or WHITE
    drawn = _COLOUR.findall(str(inherited(annotation, "/DA") or ""))
    colour = _colour([float(number) for number in drawn[-1].split()]) if drawn else None
    return colour is None or contrast(colour, background) >= LEAST_CONTRAST


def _colour(given: list[float]) -> Colour | None:
    return colour_of("PLAIN", given) if given else None


def _box(annotation: DictionaryObject) -> Box:
    found = numbers(each.get_object() for each in array(annotation, "/Rect"))
    if len(found) != 4:
        return 0.0, 0.0, 0.0, 0.0
    return min(found[0], found[2]), min(found[1], found[3]), max(found[0], found[2]), max(found[1], found[3])


def _size_given(annotation: DictionaryObject) -> float:
    """The size of the letters; 0 if the viewer chooses it."""
    sizes = _SIZE.findall(str(inherited(annotation, "/DA") or ""))
    return float(sizes[-1]) if sizes else 0.0


def _runs(annotation: DictionaryObject, text: str) -> Iterator[Run]:
    """The lines of a value near the place where a viewer draws them, so that they join the line of their label."""
    left, bottom, right, top = _box(annotation)
    size = min(_size_given(annotation) or _USUAL_SIZE, max(top - bottom, 1.0))
    lines = text.splitlines()
    level = (top + bottom) / 2 - size / 3 if len(lines) == 1 else top - size
    for number, line in enumerate(lines):
        yield Run(0, level - number * size * 1.2, size, 0.0, [(line, left, right)])


def with_values(runs: list[Run], values: list[Run]) -> list[Run]:
    """The page's runs, with each value after the run to its left, which is its label."""
    placed = list(runs)
    for value in values:
        _, start, _ = value.glyphs[0]
        labels = [
            at
            for at, run in enumerate(placed)
            if run.angle == 0 and abs(run.level - value.level) <= value.size / 2 and run.glyphs[-1][2] <= start + 2
        ]
        placed.insert(labels[-1] + 1 if labels else len(placed), value)
    return placed
