"""Strings with their places on the page."""

import math
import unicodedata
from dataclasses import dataclass

from greenroom.resumes.pdf.fonts import Glyph
from greenroom.resumes.pdf.painting import Matrix, times
from greenroom.resumes.pdf.state import GraphicsState

_FIRST_INDIAN = 0x0900


@dataclass(slots=True)
class Run:
    """The glyphs of one string along their baseline: for each its characters, its start and its end."""

    angle: int
    """The angle of the baseline, in degrees."""
    level: float
    """The baseline's distance from the origin, at right angles to it."""
    size: float
    """Height of the letters, in points."""
    tracking: float
    """Points that character spacing adds behind each glyph."""
    glyphs: list[tuple[str, float, float]]


def run_of(state: GraphicsState, text_matrix: Matrix, glyphs: list[Glyph]) -> tuple[Run | None, float]:
    a, b, c, d, e, f = times(text_matrix, state.ctm)
    along, up = math.hypot(a, b), math.hypot(c, d)
    em = state.font.em if state.font is not None else 1.0
    placed_glyphs: list[tuple[str, float, float]] = []
    direction = math.atan2(b, a)
    cos, sin = math.cos(direction), math.sin(direction)
    origin_x, origin_y = state.rise * c + e, state.rise * d + f
    start = origin_x * cos + origin_y * sin
    pen = 0.0
    for glyph in glyphs:
        width = glyph.width * state.size * state.scaling
        x0 = start + pen * along
        placed_glyphs.append((glyph.text, x0, x0 + width * along))
        extra = state.character_spacing + (state.word_spacing if glyph.is_code_32 else 0.0)
        pen += width + extra * state.scaling
    level = origin_y * cos - origin_x * sin
    size = abs(state.size) * em * up
    flat = abs(state.size * state.scaling) * em * along
    if not (math.isfinite(pen) and math.isfinite(start) and math.isfinite(level) and math.isfinite(size)):
        return None, 0.0
    tracking = state.character_spacing * state.scaling * along
    return Run(round(math.degrees(direction)), level, min(size, flat * 2), tracking, placed_glyphs), pen


def middle_of(run: Run, glyph: tuple[str, float, float]) -> tuple[float, float]:
    """A point within a glyph, in the page's coordinates."""
    direction = math.radians(run.angle)
    along, level = (glyph[1] + glyph[2]) / 2, run.level + run.size / 4
    return (
        along * math.cos(direction) - level * math.sin(direction),
        along * math.sin(direction) + level * math.cos(direction),
    )


def shaped(runs: list[Run], said: str) -> list[Run]:
    """The glyphs of one syllable as the characters that the file says they stand for.

    Only letters of scripts with vowel signs are taken from the file. For other letters the file's statement may differ
    from the text that people see, and could hide text.
    """
    glyphs = [glyph for run in runs for glyph in run.glyphs]
    own = "".join(text for text, _, _ in glyphs)
    is_unnamed = all(unicodedata.category(character).startswith("C") for character in own)
    signed = own if said in own else said
    has_signs = any(unicodedata.category(character).startswith("M") for character in signed)
    is_syllable = (has_signs or is_unnamed) and all(
        ord(character) >= _FIRST_INDIAN and unicodedata.category(character)[0] in "LMC" for character in said
    )
    if not glyphs or not is_syllable or len(said) > 3 * len(glyphs) + 2 or len({run.angle for run in runs}) > 1:
        return runs
    start, end = min(start for _, start, _ in glyphs), max(end for _, _, end in glyphs)
    first = runs[0]
    return [Run(first.angle, first.level, first.size, first.tracking, [(said, start, end)])]
