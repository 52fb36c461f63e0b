"""Requests and answers about a job's own questions."""

from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field

from greenroom.api.fields import JobId, Line, Text
from greenroom.api.subjects.base import AnswerModel, RequestModel, example, whole_example
from greenroom.clock import UtcTime
from greenroom.interviewing.competency import Competency
from greenroom.interviewing.edit_plan import own_id
from greenroom.interviewing.job_questions import JobQuestions, OwnQuestion
from greenroom.interviewing.plan import HEAVIEST, LIGHTEST

MOST_OWN = 10
MOST_QUESTIONS = 20
MOST_MINUTES = 15

QuestionText = Annotated[Text, Field(min_length=5, max_length=500), example("How would you lay out our warehouse?")]
PointTexts = Annotated[list[Line], Field(max_length=8), example(["fast-moving goods near the gate"])]
Weights = Annotated[
    dict[Competency, Annotated[int, Field(ge=LIGHTEST, le=HEAVIEST)]], Field(max_length=20), example({"KNOWLEDGE": 4})
]
Seconds = Annotated[int, Field(ge=15, le=1800), example(180)]


class OwnQuestionSent(RequestModel):
    """A question of the job's own, which is asked aloud."""

    text: QuestionText
    competency: Competency = Competency.EXPERIENCE
    expected_points: PointTexts = Field(default_factory=list)
    """The points of a good answer. They are never shown to the candidate."""
    time_limit_seconds: Seconds = 180

    def as_question(self) -> OwnQuestion:
        """Convert to the entity's question."""
        return OwnQuestion(
            id=own_id(self.text),
            text=self.text,
            competency=self.competency,
            expected_points=tuple(self.expected_points),
            time_limit_seconds=self.time_limit_seconds,
        )


def _each_once(sent: list[OwnQuestionSent]) -> list[OwnQuestionSent]:
    if len({one.text for one in sent}) < len(sent):
        raise ValueError("questions holds the same question twice")
    return sent


class SetJobQuestions(RequestModel):
    """All own questions and settings of a job, for plans that are made from now on.

    Fields that are left out go back to their defaults.
    """

    model_config = whole_example(questions=[{"text": "How would you lay out our warehouse?"}], number_of_questions=8)

    questions: Annotated[list[OwnQuestionSent], Field(max_length=MOST_OWN), AfterValidator(_each_once)] = Field(
        default_factory=list
    )
    """The questions that every AI interview for this job asks first, in this order."""
    number_of_questions: Annotated[int, Field(ge=1, le=MOST_QUESTIONS), example(8)] | None = None
    """The number of questions without coding tasks, with your own. Left out: 5 in 15 minutes, 6 or 7 in 30, 8 in 45,
    10 in 60."""
    minutes_per_question: Annotated[int, Field(ge=1, le=MOST_MINUTES), example(4)] | None = None
    """The minutes for each spoken answer, as far as the interview has them."""
    weights: Weights = Field(default_factory=dict)
    """The weights, 1 to 5, of criteria in plans that are made from now on. Left out: the number of a criterion's
    questions."""

    def as_fields(self) -> dict[str, Any]:
        """The fields to store."""
        return {
            "questions": tuple(one.as_question() for one in self.questions),
            "number_of_questions": self.number_of_questions,
            "minutes_per_question": self.minutes_per_question,
            "weights": dict(self.weights),
        }


class OwnQuestionAnswer(AnswerModel):
    """A question of the job's own."""

    id: Annotated[str, example("own-6f1d2c3b4a59")]
    text: QuestionText
    competency: Competency
    expected_points: PointTexts
    time_limit_seconds: Seconds


class JobQuestionsAnswer(AnswerModel):
    """A job's own questions and settings."""

    job_id: JobId
    questions: list[OwnQuestionAnswer]
    number_of_questions: int | None
    minutes_per_question: int | None
    weights: Weights
    version: Annotated[int, example(1)]
    """0 where nothing was set yet."""
    updated_at: UtcTime | None

    @classmethod
    def of(cls, found: JobQuestions) -> Self:
        """The answer about a job's questions."""
        return cls(
            job_id=found.job_id,
            questions=[OwnQuestionAnswer(**one.model_dump(mode="json")) for one in found.questions],
            number_of_questions=found.number_of_questions,
            minutes_per_question=found.minutes_per_question,
            weights=found.weights,
            version=found.version,
            updated_at=found.updated_at,
        )
