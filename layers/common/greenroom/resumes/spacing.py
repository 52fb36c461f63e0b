"""Letter-spaced words: E X P E R I E N C E. The traps are alphabets and the cells of tables."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

LEAST_LETTERS = 4
WIDEST = 0.8
"""Of the letters' height: what stands further apart are columns."""
_EVEN = 0.2
"""How much the gaps within a word may differ, as a share of the letters' height: kerning shows in tracked words too."""
_WORD_GAP_RATIO = 1.5
_LEAST_SHARE = 0.4
"""Of letters among letters and digits: a year may stand in a spaced line, numbers in cells are none."""


def closed_gaps(texts: Sequence[str], gaps: Sequence[float], word_gap: float) -> set[int]:
    """The numbers of the gaps between letters that are letter-spacing and no ends of words.

    `gaps` are those between neighbours in `texts`, as shares of the letters' height.
    """
    stretches = list(_stretches(texts, gaps, word_gap))
    closed: set[int] = set()
    spacing: float | None = None
    for first, last in stretches:
        base = _spacing_of(texts[first : last + 1], gaps[first:last])
        if base is None:
            continue
        spacing = base
        closed.update(_within(gaps, first, last, base))
    if spacing is None:
        spacing = _spacing_of_short_words(texts, gaps, stretches)
    if spacing is not None:  # short words between the long ones, spaced alike: OF in DATE OF BIRTH
        for first, last in stretches:
            if all(abs(gap - spacing) <= _EVEN / 2 for gap in gaps[first:last]):
                closed.update(_within(gaps, first, last, spacing))
    return closed


def _spacing_of_short_words(
    texts: Sequence[str], gaps: Sequence[float], stretches: Sequence[tuple[int, int]]
) -> float | None:
    """The gap between letters of a line in which every letter stands by itself, and no word is long: M Y  J O B S."""
    standing = sum(last - first + 1 for first, last in stretches)
    if standing != sum(not text.isspace() for text in texts):
        return None
    letters = [text for first, last in stretches for text in texts[first : last + 1]]
    return _spacing_of(letters, [gap for first, last in stretches for gap in gaps[first:last]])


def _stretches(texts: Sequence[str], gaps: Sequence[float], word_gap: float) -> Iterator[tuple[int, int]]:
    """First and last letters of parts of the line in which each letter stands by itself."""
    first = 0
    for at in range(len(texts)):
        goes_on = at < len(gaps) and word_gap < gaps[at] <= 2.5 * WIDEST and _is_letter(texts[at])
        if goes_on and _is_letter(texts[at + 1]):
            continue
        last = at - 1 if at < len(gaps) and gaps[at] <= word_gap and not texts[at + 1].isspace() else at
        if first and gaps[first - 1] <= word_gap and not texts[first - 1].isspace():
            first += 1  # it is the end of a word, as the last may be the beginning of one
        if last > first:
            yield first, last
        first = at + 1


def _is_letter(text: str) -> bool:
    return len(text) == 1 and not text.isspace()


def _spacing_of(texts: Sequence[str], gaps: Sequence[float]) -> float | None:
    """The gap between a word's letters, or None where this is no letter-spaced word."""
    if len(texts) < LEAST_LETTERS or not is_probably_spaced("".join(texts)):
        return None
    base = sorted(gaps)[len(gaps) // 4]
    within = [gap for gap in gaps if gap <= _WORD_GAP_RATIO * base]
    if base > WIDEST or len(within) < len(gaps) / 2 or max(within) - min(within) > _EVEN:
        return None
    return base


def _within(gaps: Sequence[float], first: int, last: int, base: float) -> set[int]:
    return {at for at in range(first, last) if gaps[at] <= _WORD_GAP_RATIO * base}


def is_probably_spaced(letters: str) -> bool:
    """Whether single letters in a row can be a word that was spaced out, going by the letters alone."""
    plain = [letter for letter in letters.casefold() if letter.isalpha()]
    if len(plain) < LEAST_LETTERS or len(plain) < _LEAST_SHARE * len(letters):
        return False
    steps = [ord(other) - ord(one) for one, other in pairwise(plain)]
    is_alphabet = len(set(steps)) == 1  # A B C D, also backwards, and X X X X
    are_grades = set(plain) <= set("abcdef") or len(set(plain)) <= 2
    return not is_alphabet and not are_grades
