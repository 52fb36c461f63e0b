"""Finds words that are set with wide letter-spacing, as in E X P E R I E N C E.

Alphabets, grades and the cells of tables look alike and must stay apart.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

LEAST_LETTERS = 4
WIDEST = 0.8
"""A share of the letters' height. Letters that are further apart belong to columns."""
_EVEN = 0.2
"""The most that gaps within a word may differ, as a share of the letters' height, because kerning changes them."""
_WORD_GAP_RATIO = 1.5
_LEAST_SHARE = 0.4
"""Least share of letters among letters and digits.

A letter-spaced line may contain a year; cells of numbers are no word.
"""


def closed_gaps(texts: Sequence[str], gaps: Sequence[float], word_gap: float) -> set[int]:
    """Indexes of the gaps that are letter-spacing within a word, and not ends of words.

    `gaps` are those between neighbours in `texts`, and `word_gap` is the least gap between words, as shares of the
    letters' height.
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
    if spacing is not None:  # Short words between long ones have the same spacing: OF in DATE OF BIRTH.
        for first, last in stretches:
            if all(abs(gap - spacing) <= _EVEN / 2 for gap in gaps[first:last]):
                closed.update(_within(gaps, first, last, spacing))
    return closed


def _spacing_of_short_words(
    texts: Sequence[str], gaps: Sequence[float], stretches: Sequence[tuple[int, int]]
) -> float | None:
    """The letter-spacing of a line that has single letters alone, and no long word, such as M Y  J O B S; else None."""
    standing = sum(last - first + 1 for first, last in stretches)
    if standing != sum(not text.isspace() for text in texts):
        return None
    letters = [text for first, last in stretches for text in texts[first : last + 1]]
    return _spacing_of(letters, [gap for first, last in stretches for gap in gaps[first:last]])


def _stretches(texts: Sequence[str], gaps: Sequence[float], word_gap: float) -> Iterator[tuple[int, int]]:
    """First and last index of each part of the line that consists of single letters."""
    first = 0
    for at in range(len(texts)):
        goes_on = at < len(gaps) and word_gap < gaps[at] <= 2.5 * WIDEST and _is_letter(texts[at])
        if goes_on and _is_letter(texts[at + 1]):
            continue
        last = at - 1 if at < len(gaps) and gaps[at] <= word_gap and not texts[at + 1].isspace() else at
        if first and gaps[first - 1] <= word_gap and not texts[first - 1].isspace():
            first += 1  # this letter ends a word, as the last one may begin a word
        if last > first:
            yield first, last
        first = at + 1


def _is_letter(text: str) -> bool:
    return len(text) == 1 and not text.isspace()


def _spacing_of(texts: Sequence[str], gaps: Sequence[float]) -> float | None:
    """The gap between the letters of a letter-spaced word, or None if they form no such word."""
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
    """Whether these single letters can be a letter-spaced word, and not an alphabet, one letter repeated or grades."""
    plain = [letter for letter in letters.casefold() if letter.isalpha()]
    if len(plain) < LEAST_LETTERS or len(plain) < _LEAST_SHARE * len(letters):
        return False
    steps = [ord(other) - ord(one) for one, other in pairwise(plain)]
    is_alphabet = len(set(steps)) == 1  # A B C D, forwards or backwards, or X X X X
    are_grades = set(plain) <= set("abcdef") or len(set(plain)) <= 2
    return not is_alphabet and not are_grades
