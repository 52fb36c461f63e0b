"""Builds lines and words from placed glyphs, by the gaps between them: spaces in the file are unreliable."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, starmap

from greenroom.resumes.pdf.directions import has_right_to_left, letters_by_direction, logical
from greenroom.resumes.pdf.runs import Run
from greenroom.resumes.spacing import closed_gaps

GAP = "\u2002"
"""Stands for a gap until the text is cleaned: letters with a typed blank after each may be one letter-spaced word."""
COLUMN_GAP = "\u2003"
"""Stands for a gap that is wider than a letter is high: a column, or a note in the margin, begins there."""
WORD_GAP = 0.12
"""A share of the letters' height. Kerning is smaller; a space is a quarter, or a seventh in tightly justified lines."""
IDEOGRAPH_GAP = 0.6
"""A share of the letters' height. Chinese and Japanese have no spaces: smaller gaps are letter-spacing."""
WIDE_TRACKING = 1.0
"""A share of the letters' height. Letters this far apart are cells of a table."""
SAME_LINE = 0.6
"""A share of the letters' height. An exponent is within it, the next line beyond it."""
_SAME_PLACE_ALONG, _SAME_PLACE_ACROSS = 0.1, 0.2
"""Shares of the letters' height, as in poppler. Files print bold by drawing a letter again within this distance."""
_CELL = 2.0
_MOST_OVERLAP = 0.15
"""A share of the letters' height. Kerning makes letters overlap; a letter that overlaps more does not fit the gap."""
_MOST_IN_LINE = 2_000
_ACCENTS = dict(
    zip(
        "`´ˆ^˜~¨¯˘˙˚¸˝ˇ˛",
        "\u0300\u0301\u0302\u0302\u0303\u0303\u0308\u0304\u0306\u0307\u030a\u0327\u030b\u030c\u0328",
        strict=True,
    )
)
"""Each accent that is drawn as a glyph of its own, with the combining accent."""
_DOTLESS = {"ı": "i", "ȷ": "j"}
_BROKEN_WORD = re.compile(f"(?<=[^\\W\\d_])[-\u00ad\u2010](?=$|{COLUMN_GAP})")
_SUSPENDED = frozenset({"and", "bzw.", "e", "en", "et", "og", "oder", "or", "sowie", "to", "und", "y"})
"""Words after which a hyphen at the end of a line stays: `Voll- und Teilzeit`."""
_FIRST_GAP = re.compile(r"\s+")
_IDEOGRAPH = re.compile("[\u2e80-\u2fdf\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_MARK = 0.8
"""A share of the letters' height. A digit that is smaller is a footnote's mark, or part of a formula."""
_LEAST_WORD_BEFORE_MARK = 4
"""Number of letters. Shorter words with a small digit are H2O, CO2 and km2."""


@dataclass(slots=True)
class Letter:
    """A glyph within its line."""

    text: str
    start: float
    end: float
    size: float
    tracking: float

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()


@dataclass
class TextLine:
    """The letters on one baseline."""

    angle: int
    level: float
    size: float
    latest: float
    letters: list[Letter] = field(default_factory=list)

    def takes(self, run: Run) -> bool:
        """Whether a run continues this line."""
        least = min(self.size, run.size)
        return run.angle == self.angle and (
            abs(run.level - self.level) <= SAME_LINE * least or abs(run.level - self.latest) <= SAME_LINE / 2 * least
        )

    def add(self, run: Run) -> None:
        self.letters += [Letter(text, start, end, run.size, run.tracking) for text, start, end in run.glyphs]

    def begins_below(self, other: "TextLine") -> bool:
        return abs(self.letters[0].start - other.letters[0].start) <= 2 * self.size

    def text(self, *, page_from_right: bool) -> str:
        plain = "".join(letter.text for letter in self.letters)
        if not has_right_to_left(plain):
            return _words(_with_accents(_in_their_gaps(self.letters)))
        from_right, from_left = letters_by_direction(plain)
        return logical(_as_they_stand(self.letters), from_right=page_from_right or from_right >= from_left)


def text_of(runs: Sequence[Run]) -> str:
    """The text of a page's runs as lines, in the order of drawing."""
    from_right, from_left = letters_by_direction("".join(text for run in runs for text, _, _ in run.glyphs))
    lines: list[str] = []
    last: TextLine | None = None
    for found in _lines(runs):
        line = found.text(page_from_right=from_right > from_left).rstrip()
        if not line:
            continue
        broken = _BROKEN_WORD.search(lines[-1]) if lines else None
        if broken is None or last is None or not _goes_on(line):
            lines.append(line)
        elif broken.end() == len(lines[-1]):
            lines[-1] = lines[-1][: broken.start()] + line  # join a hyphenated word, as poppler does
        elif found.begins_below(last):
            rest, *more = _FIRST_GAP.split(line, maxsplit=1)
            lines[-1] = lines[-1][: broken.start()] + rest + lines[-1][broken.end() :]
            lines += more
        else:
            lines.append(line)
        last = found
    return "\n".join(lines)


def _goes_on(line: str) -> bool:
    """Whether a line can begin with the second half of a word."""
    return line[0].islower() and _FIRST_GAP.split(line, maxsplit=1)[0] not in _SUSPENDED


def _lines(runs: Sequence[Run]) -> Iterator[TextLine]:
    line: TextLine | None = None
    blanks: list[Run] = []
    for run in _once(runs):
        is_blank = all(not text.strip() for text, _, _ in run.glyphs)
        if line is None or not line.takes(run):
            if is_blank:
                blanks.append(run)  # it ends no line, and may stand between words of the next
                continue
            if line is not None:
                yield line
            line = TextLine(run.angle, run.level, run.size, run.level)
            for blank in blanks:
                if line.takes(blank):
                    line.add(blank)
        if not is_blank:
            line.latest = run.level
            blanks = []
        line.add(run)
    if line is not None:
        yield line


def _once(runs: Sequence[Run]) -> Iterator[Run]:
    """The runs, without letters that an earlier run drew in the same place."""
    seen: dict[tuple[int, str, int, int], list[tuple[float, float, int]]] = {}
    for number, run in enumerate(runs):
        kept = [glyph for glyph in run.glyphs if not _is_drawn_again(glyph, run, number, seen)]
        if kept:
            yield run if len(kept) == len(run.glyphs) else Run(run.angle, run.level, run.size, run.tracking, kept)


def _is_drawn_again(
    glyph: tuple[str, float, float],
    run: Run,
    number: int,
    seen: dict[tuple[int, str, int, int], list[tuple[float, float, int]]],
) -> bool:
    text, start, end = glyph
    if end - start < run.size / 20:  # fonts without widths draw all letters of a run in one place
        return False
    along, across = _SAME_PLACE_ALONG * run.size, _SAME_PLACE_ACROSS * run.size
    for column in range(int((start - along) // _CELL), int((start + along) // _CELL) + 1):
        for row in range(int((run.level - across) // _CELL), int((run.level + across) // _CELL) + 1):
            for at, level, drawn_by in seen.get((run.angle, text, column, row), ()):
                if drawn_by != number and abs(at - start) <= along and abs(level - run.level) <= across:
                    return True
    cell = (run.angle, text, int(start // _CELL), int(run.level // _CELL))
    seen.setdefault(cell, []).append((start, run.level, number))
    return False


def gap_between(one: Letter, other: Letter) -> float:
    """The gap between two letters beyond letter-spacing, as a share of the letters' height."""
    size = min(one.size, other.size) or 1.0
    tracking = max(0.0, one.tracking) if one.tracking <= WIDE_TRACKING * one.size else 0.0
    return (other.start - one.end - tracking) / size


def _gap_after(one: Letter, other: Letter) -> bool:
    """Whether a word ends between two letters."""
    if unicodedata.category(other.text[:1] or " ").startswith("M"):
        return False  # a vowel sign belongs to the letter that it is drawn on
    least = IDEOGRAPH_GAP if _IDEOGRAPH.match(one.text) and _IDEOGRAPH.match(other.text) else WORD_GAP
    return gap_between(one, other) > least or other.end < one.start - 0.1 * other.size


def _closed(letters: list[Letter]) -> set[int]:
    """Indexes of the gaps that are letter-spacing within a word."""
    return closed_gaps([letter.text for letter in letters], list(starmap(gap_between, pairwise(letters))), WORD_GAP)


def _is_beside_mark(letters: list[Letter], at: int) -> bool:
    """Whether a footnote's mark begins or ends between this letter and the one before it."""
    one, other = letters[at - 1], letters[at]
    if one.text.isdigit() and other.text.isalpha() and one.size < _MARK * other.size:
        return at == 1 or letters[at - 2].is_blank
    before = letters[max(0, at - _LEAST_WORD_BEFORE_MARK) : at]
    is_word = len(before) == _LEAST_WORD_BEFORE_MARK and all(letter.text.isalpha() for letter in before)
    return other.text.isdigit() and other.size < _MARK * one.size and is_word


def _in_their_gaps(letters: list[Letter]) -> list[Letter]:
    """The letters, with each letter that was drawn later into a gap moved to its place in that gap.

    LibreOffice draws letters that a font lacks in another font, after the rest of the line, such as the Ł of Łódź.
    """
    if len(letters) > _MOST_IN_LINE:
        return letters
    found: list[Letter] = []
    at = 0
    for letter in letters:
        if unicodedata.category(letter.text[:1] or " ").startswith("M"):
            found.insert(at, _upon(found[at - 1], letter) if at else letter)
        else:
            if at < len(found) or (found and letter.start < found[-1].start - letter.size / 10):
                at = _place_in(found, letter)
            found.insert(at, letter)
        at += 1
    return found


def _upon(base: Letter, mark: Letter) -> Letter:
    """A vowel sign with the end of its base letter, because the sign takes no room before the next letter."""
    return replace(mark, end=max(mark.end, base.end))


def _place_in(found: list[Letter], letter: Letter) -> int:
    """The index of the gap that a letter fits in, or the end of the line."""
    at = bisect_left(found, letter.start, key=_start)
    fits = _fits(letter, found[at - 1] if at else None, found[at] if at < len(found) else None)
    return at if fits else len(found)


def _start(letter: Letter) -> float:
    return letter.start


def _fits(letter: Letter, before: Letter | None, behind: Letter | None) -> bool:
    spare = _MOST_OVERLAP * letter.size
    return (before is None or before.end <= letter.start + spare) and (
        behind is None or letter.end <= behind.start + spare
    )


def _with_accents(letters: list[Letter]) -> list[Letter]:
    """The letters, with each accent that is drawn over a letter joined to it: TeX draws accents so."""
    found: list[Letter] = []
    accent: Letter | None = None
    for letter in letters:
        base = letter
        if accent is not None and _is_over(accent, letter):
            base = _accented(letter, accent.text)
            found.pop()
        elif letter.text in _ACCENTS and found and _is_over(letter, found[-1]):
            found[-1] = _accented(found[-1], letter.text)
            continue
        found.append(base)
        accent = letter if letter.text in _ACCENTS else None
    return found


def _is_over(accent: Letter, letter: Letter) -> bool:
    middle = (accent.start + accent.end) / 2
    return letter.text.isalpha() and letter.start - accent.size / 20 <= middle <= letter.end + accent.size / 20


def _accented(letter: Letter, accent: str) -> Letter:
    base = _DOTLESS.get(letter.text, letter.text)
    text = unicodedata.normalize("NFC", base + _ACCENTS[accent])
    return Letter(text, letter.start, letter.end, letter.size, letter.tracking)


def _words(letters: list[Letter]) -> str:
    closed = _closed(letters)
    parts: list[str] = []
    for at, letter in enumerate(letters):
        if at and at - 1 not in closed and not letter.is_blank and not letters[at - 1].is_blank:
            parts.append(_blank_before(letters, at))
        is_glyph = bool(letter.text) or letter.end > letter.start  # one without a known character ends a word
        parts.append(" " if letter.is_blank and is_glyph else letter.text)
    return "".join(parts)


def _blank_before(letters: list[Letter], at: int) -> str:
    """The blank between a letter and the letter before it; empty within a word."""
    one, other = letters[at - 1], letters[at]
    if not _gap_after(one, other):
        return GAP if _is_beside_mark(letters, at) else ""
    return COLUMN_GAP if abs(gap_between(one, other)) > WIDE_TRACKING else GAP


def _as_they_stand(letters: list[Letter]) -> list[str]:
    """Letters from left to right, each with the vowel marks drawn on it, and a blank at each end of a word."""
    found: list[Letter] = []
    for letter in letters:
        if found and letter.text and all(unicodedata.category(character) == "Mn" for character in letter.text):
            base = found[-1]
            found[-1] = Letter(base.text + letter.text, base.start, base.end, base.size, base.tracking)
        else:
            found.append(letter)
    found.sort(key=lambda letter: letter.start)
    closed = _closed(found)
    texts: list[str] = []
    for at, letter in enumerate(found):
        is_within = not at or at - 1 in closed or letter.is_blank or found[at - 1].is_blank
        if not is_within and _gap_after(found[at - 1], letter):
            texts.append(" ")
        texts.append(" " if letter.is_blank else letter.text)
    return texts
