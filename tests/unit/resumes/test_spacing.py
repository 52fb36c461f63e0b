"""Distinguishes gaps of letter-spacing from gaps between words."""

import pytest

from greenroom.resumes.spacing import closed_gaps, is_probably_spaced

WORD_GAP = 0.12


def words_of(text: str, letter: float, word: float) -> str:
    """`text` with a gap of `letter` between letters and of `word` at each blank, put together again."""
    letters: list[str] = []
    gaps: list[float] = []
    for one, other in zip(text, text[1:] + " ", strict=True):
        if one == " ":
            gaps[-1] = word
            continue
        letters.append(one)
        gaps.append(letter if other != " " else word)
    gaps = gaps[: len(letters) - 1]
    closed = closed_gaps(letters, gaps, WORD_GAP)
    return "".join(
        one + ("" if at in closed or gap <= WORD_GAP else " ")
        for at, (one, gap) in enumerate(zip(letters, [*gaps, 0], strict=True))
    )


@pytest.mark.parametrize(("letter", "word"), [(0.15, 0.45), (0.2, 0.5), (0.4, 0.9), (0.5, 1.2)])
@pytest.mark.parametrize("text", ["EXPERIENCE", "SELECTED PROJECTS", "DATE OF BIRTH", "Jane Doe"])
def test_letters_spaced_out_are_words(text: str, letter: float, word: float) -> None:
    assert words_of(text, letter, word) == text


@pytest.mark.parametrize("text", ["Let u be a utility of Z", "I am a B and a C", "x in a b c d of it", "Plan A or B"])
def test_letters_that_are_words_stay_apart(text: str) -> None:
    assert words_of(text, 0.0, 0.28) == text


@pytest.mark.parametrize("letters", ["ABCDEF", "FEDCBA", "ACEG", "XXXX", "YNNY", "ABCA", "12345", "A1B2", "abc"])
def test_alphabets_grades_and_marks_are_no_words(letters: str) -> None:
    assert not is_probably_spaced(letters)


@pytest.mark.parametrize("letters", ["SKILLS", "EDUCATION", "Profil", "履歴書職歴"])
def test_words_may_be(letters: str) -> None:
    assert is_probably_spaced(letters)
