"""How `python -m bench resumes` compares words with poppler's."""

import pytest

from bench.resumes import best_of, overlap_of


@pytest.mark.parametrize(
    ("ours", "other"),
    [
        ("Żądanie", "Z\u0307a\u0328danie"),
        ("imię", "imie\u02db"),
        ("efficient ㍿", "e\ufb03cient 株式会社"),
        ("EXPERIENCE – Python’s", "• Experience Python's"),
        ("हिन्दी", "हिन्\u200dदी"),
        ("e-mail", "e\u00admail"),
    ],
)
def test_words_that_look_the_same_are_the_same(ours: str, other: str) -> None:
    assert overlap_of(ours, other) == 1


@pytest.mark.parametrize(
    ("ours", "other", "overlap"),
    [
        ("usunąć", "usunać", 0),
        ("skills", "s kills", 0),
        ("हिन्दी", "हन्दी", 0),
        ("one two", "two three", 0.5),
        ("", "", None),
    ],
)
def test_other_letters_and_broken_words_are_other_words(ours: str, other: str, overlap: float | None) -> None:
    assert overlap_of(ours, other) == overlap


def test_the_reading_with_the_fewest_words_of_one_letter_is_popplers_best_and_its_ordinary_one_of_equals() -> None:
    assert best_of(["S KILLS\nJava", "SKILLS Java", "S KILLS Java"]) == "SKILLS Java"
    assert best_of(["SKILLS\nJava", "SKILLS Java"]) == "SKILLS\nJava"
