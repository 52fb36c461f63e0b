import pytest

from greenroom.interviewing.bank import general_questions, spoken_questions
from greenroom.interviewing.coverage import coverage
from greenroom.interviewing.words import terms
from greenroom.models.job import CodingLanguage
from tests.unit.interviewing.builders import INJECTIONS, PLAIN_ANSWER, a_question
from tests.unit.interviewing.test_bank import everything


def covered_points(answer: str) -> list[str]:
    return [covered.point for covered in coverage(a_question(), answer).covered]


def test_a_point_is_covered_by_the_sentence_that_mentions_it() -> None:
    found = coverage(a_question(), PLAIN_ANSWER)
    quotes = {covered.point: covered.quote for covered in found.covered}
    assert quotes["a list is mutable and can change"] == "A list is mutable, so I can change it later."
    assert quotes["a tuple is immutable and cannot change"] == "A tuple is immutable."
    assert found.not_found == ("an example with fixed records",)


def test_every_quote_is_a_verbatim_part_of_the_answer() -> None:
    answer = "  Well…\n\nA  LIST is MUTABLE!! it can   Change\t— a tuple?  hashable, so: a dictionary key.\r\nDone"
    found = coverage(a_question(), answer)
    assert found.covered
    assert all(covered.quote in answer for covered in found.covered)


def test_every_point_is_either_covered_or_not_found_and_nothing_is_scored() -> None:
    question = a_question()
    found = coverage(question, PLAIN_ANSWER)
    assert {*found.not_found, *(covered.point for covered in found.covered)} == set(question.expected_points)
    assert not hasattr(found, "score")


def test_repeating_the_question_covers_nothing() -> None:
    for question in (*general_questions(), *spoken_questions(CodingLanguage.PYTHON)):
        asked = a_question(text=question.text, expected_points=question.expected_points)
        assert coverage(asked, question.text).covered == (), question.id


@pytest.mark.parametrize("answer", ["", "   ", "I do not know.", "🙂", "\x00", *INJECTIONS])
def test_an_answer_without_substance_covers_nothing(answer: str) -> None:
    assert covered_points(answer) == []


def test_speech_without_full_stops_gives_short_quotes() -> None:
    spoken = " ".join(["so um yes"] * 40) + " the list is mutable and it can change " + " ".join(["and so on"] * 40)
    found = coverage(a_question(), spoken)
    assert found.covered[0].point == "a list is mutable and can change"
    assert "mutable" in found.covered[0].quote
    assert len(found.covered[0].quote.split()) <= 30


def test_a_point_may_stand_in_two_neighbouring_sentences() -> None:
    question = a_question(expected_points=("increment loses updates, atomic counter needed", "second point here"))
    found = coverage(question, "It loses updates. An atomic counter is what I take.")
    assert found.covered[0].quote == "It loses updates. An atomic counter is what I take."


def test_code_covers_points_by_the_names_it_uses() -> None:
    question = a_question(expected_points=("Counter after lower and split", "sorted by number"))
    found = coverage(question, "from collections import Counter\ncounts = Counter(text.lower().split())\n")
    assert [covered.quote for covered in found.covered] == ["counts = Counter(text.lower().split())"]


@pytest.mark.parametrize("answer", ["mutable list change " * 2500, "a" * 50_000, "x.\n" * 16_000, ". " * 25_000])
def test_an_answer_of_fifty_thousand_characters_is_read_and_quoted_briefly(answer: str) -> None:
    assert all(len(covered.quote) <= 400 for covered in coverage(a_question(), answer).covered)


def test_every_expected_point_of_the_bank_is_covered_by_an_answer_that_says_it() -> None:
    for question in everything():
        asked = a_question(text=question.text, expected_points=question.expected_points)
        for point in question.expected_points:
            found = [covered.point for covered in coverage(asked, f"{point}.").covered]
            assert point in found, (question.id, point)
            assert len(terms(point)) >= 2, (question.id, point)


def test_words_in_a_language_that_can_not_be_compared_are_not_compared() -> None:
    german = coverage(a_question(), "Eine Liste ist veränderbar, ein Tupel nicht.", "de-DE")
    hindi = coverage(a_question(), "सूची बदली जा सकती है, टपल नहीं। list")
    for found in (german, hindi):
        assert (found.is_compared, found.covered, found.not_found) == (False, (), ())
    assert coverage(a_question(), PLAIN_ANSWER, "en-GB").is_compared
    assert coverage(a_question(), "").is_compared
