"""Marks: where an answer mentions a topic in its own words, and nowhere else."""

from greenroom.interviewing.coverage import CoveredPoint, coverage
from greenroom.interviewing.marks import AnswerPassage, marks, passages
from tests.unit.interviewing.builders import PLAIN_ANSWER, a_question
from tests.unit.interviewing.test_bank import everything


def test_a_topic_that_is_said_in_ones_own_words_is_marked() -> None:
    found = marks(coverage(a_question(), PLAIN_ANSWER))
    assert "A list is mutable, so I can change it later." in {one.quote for one in found}


def test_an_answer_that_recites_what_is_expected_has_no_mark_at_all() -> None:
    for question in everything():
        asked = a_question(text=question.text, expected_points=question.expected_points)
        recited = ". ".join(question.expected_points) + "."
        assert marks(coverage(asked, recited)) == (), question.id


def test_passages_are_the_whole_text_in_order() -> None:
    found = marks(coverage(a_question(), PLAIN_ANSWER))
    cut = passages(PLAIN_ANSWER, found)
    assert "".join(one.words for one in cut) == PLAIN_ANSWER
    assert {topic for one in cut for topic in one.topics} == {one.point for one in found}


def test_marks_that_overlap_are_told_apart() -> None:
    found = [CoveredPoint("one", "b c"), CoveredPoint("two", "c d"), CoveredPoint("elsewhere", "x")]
    assert passages("a b c d e", found) == (
        AnswerPassage("a "),
        AnswerPassage("b ", ("one",)),
        AnswerPassage("c", ("one", "two")),
        AnswerPassage(" d", ("two",)),
        AnswerPassage(" e"),
    )


def test_a_text_without_marks_is_one_passage_and_no_text_is_none() -> None:
    assert passages("a b", []) == (AnswerPassage("a b"),)
    assert passages("", []) == ()
