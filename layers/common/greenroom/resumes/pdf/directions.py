"""Changes Hebrew and Arabic from the order in which letters are drawn to the order in which they are read.

This reverses the bidirectional algorithm (UAX 9) for what a line of a résumé contains: words, numbers, Latin names.
"""

import unicodedata
from collections.abc import Sequence

RIGHT, LEFT, DIGIT, SIGN, NEUTRAL = "R", "L", "EN", "ET", "N"
"""Letters that run from the right and from the left, digits, signs that belong to a number (%), and everything else."""
_KINDS = {"R": RIGHT, "AL": RIGHT, "L": LEFT, "EN": DIGIT, "AN": DIGIT, "ET": SIGN}
_WITHIN_NUMBERS = set(".,:/-")
_MIRRORED = dict(zip("()[]{}<>«»", ")(][}{><»«", strict=True))


def has_right_to_left(text: str) -> bool:
    return any(letter >= "\u0590" and unicodedata.bidirectional(letter) in {"R", "AL"} for letter in text)


def letters_by_direction(text: str) -> tuple[int, int]:
    """Number of letters that run from the right, and number of those that run from the left."""
    kinds = [unicodedata.bidirectional(letter) for letter in text if letter.isalpha()]
    from_right = sum(kind in {"R", "AL"} for kind in kinds)
    return from_right, len(kinds) - from_right


def logical(texts: Sequence[str], *, from_right: bool) -> str:
    """A line in reading order. `texts` are its letters and blanks from left to right.

    `from_right`: the line begins on the right.
    """
    kinds = [_kind(text) for text in texts]
    if from_right:
        kept = _runs_from_left(texts, kinds)
        turned = list(texts)[::-1]
        for first, last in kept:  # numbers and Latin names run from left to right
            mirrored = len(texts) - 1 - last, len(texts) - first
            turned[mirrored[0] : mirrored[1]] = turned[mirrored[0] : mirrored[1]][::-1]
        return _with_brackets_as_read("".join(turned))
    read = list(texts)
    for first, last in _runs_from_right(kinds):
        read[first : last + 1] = [logical(texts[first : last + 1], from_right=True)]
        read[first + 1 : first + 1] = [""] * (last - first)
    return "".join(read)


def _kind(text: str) -> str:
    return _KINDS.get(unicodedata.bidirectional(text[:1] or " "), NEUTRAL)


def _runs_from_left(texts: Sequence[str], kinds: Sequence[str]) -> list[tuple[int, int]]:
    """First and last index of each name or number, including the marks between its parts."""
    runs: list[tuple[int, int]] = []
    at = 0
    while at < len(texts):
        if kinds[at] not in {LEFT, DIGIT} and not _is_sign_of_number(kinds, at):
            at += 1
            continue
        last = at
        has_letter = kinds[at] == LEFT
        for further in range(at + 1, len(texts)):
            if kinds[further] == RIGHT:
                break
            if kinds[further] not in {LEFT, DIGIT} and not _is_sign_of_number(kinds, further):
                continue
            between = texts[last + 1 : further]
            is_number = len(between) == 1 and between[0] in _WITHIN_NUMBERS
            if between and not has_letter and not is_number:
                break
            last, has_letter = further, has_letter or kinds[further] == LEFT
        runs.append((at, last))
        at = last + 1
    return runs


def _is_sign_of_number(kinds: Sequence[str], at: int) -> bool:
    return kinds[at] == SIGN and DIGIT in kinds[max(0, at - 1) : at + 2]


def _runs_from_right(kinds: Sequence[str]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    first = last = -1
    for at, kind in enumerate(kinds):
        if kind == RIGHT:
            first, last = (at if first < 0 else first), at
        elif kind == LEFT and first >= 0:
            runs.append((first, last))
            first = -1
    if first >= 0:
        runs.append((first, last))
    return runs


def _with_brackets_as_read(text: str) -> str:
    """The text with brackets in reading order. Some files store the mirrored bracket, as it is drawn."""
    brackets = [letter for letter in text if letter in _MIRRORED]
    if brackets and brackets[0] in ")]}>»":
        return "".join(_MIRRORED.get(letter, letter) for letter in text)
    return text
