"""Requests and answers about the plan of an interview."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints

from greenroom.api.fields import Code, InterviewId
from greenroom.api.subjects.base import AnswerModel, ChangeModel, RequestModel, example, whole_example
from greenroom.api.subjects.job_questions import MOST_QUESTIONS, PointTexts, QuestionText, Seconds, Weights
from greenroom.interviewing.competency import Competency
from greenroom.interviewing.edit_plan import WantedQuestion
from greenroom.interviewing.languages import is_served
from greenroom.interviewing.plan import Question
from greenroom.models.job import CodingLanguage
from greenroom.models.slot import AiInterviewType
from greenroom.usecases.interview_plans import PlanOfInterview

PlannedId = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9._-]+$")]


class PlannedQuestionSent(ChangeModel):
    """A question of the plan: its `id` and the fields to change, or, for a new one, a text and no id."""

    id: Annotated[PlannedId, example("nursing-handover")] | None = None
    text: QuestionText | None = None
    competency: Competency | None = None
    expected_points: PointTexts | None = None
    time_limit_seconds: Seconds | None = None
    """The candidate's extra time included."""
    round: AiInterviewType | None = None
    language: CodingLanguage | None = None
    """The language of a coding task."""
    starter_code: Annotated[Code, example("def solve(): ...")] | None = None
    locked: bool | None = None
    """Whether the question stays when the plan is made again, such as after a move."""

    def as_wanted(self) -> WantedQuestion:
        """Convert to the question that the use case takes; a field that is null stays as it is, like one left out."""
        changes = {name: value for name, value in self.sent().items() if value is not None and name != "id"}
        if self.expected_points is not None:
            changes["expected_points"] = tuple(self.expected_points)
        return WantedQuestion(self.id, changes)


class ChangePlan(RequestModel):
    """All questions, in the order in which they are asked. A question that is left out is not asked."""

    model_config = whole_example(questions=[{"id": "nursing-handover", "locked": True}, {"text": "Why this ward?"}])

    questions: Annotated[list[PlannedQuestionSent], Field(min_length=1, max_length=MOST_QUESTIONS)]
    weights: Weights | None = None
    """The weights, 1 to 5, of the questions' criteria, for people: no score is made of them. Left out: not changed."""


class PlannedQuestionAnswer(AnswerModel):
    """A question of the plan."""

    id: Annotated[PlannedId, example("nursing-handover")]
    text: QuestionText
    competency: Competency
    expected_points: PointTexts
    time_limit_seconds: Seconds
    round: AiInterviewType
    language: CodingLanguage | None
    starter_code: str | None
    difficulty: Annotated[int, example(2)]
    locked: bool

    @classmethod
    def of(cls, question: Question) -> Self:
        """The answer about one question."""
        return cls.about(question, expected_points=list(question.expected_points))


class WeighedCriterion(AnswerModel):
    """A criterion and its weight: the one that was set, or else the number of questions about it."""

    criterion: Competency
    weight: Annotated[int, example(3)]


class PlanAnswer(AnswerModel):
    """The questions that an interview will ask, or asked."""

    interview_id: InterviewId
    questions: list[PlannedQuestionAnswer]
    total_seconds: int
    """The time for all answers together, without the time to think."""
    made_by: Annotated[str, example("BANK")]
    """BANK or MODEL."""
    language_code: Annotated[str, example("en-IN")]
    """The language of the questions."""
    language_note: str | None
    """Why it is another one than the organisation's, where it is."""
    criteria: list[WeighedCriterion]
    """The competencies of the questions, and the weight of each."""
    open: bool
    """Whether it can still be changed: until the interview begins."""
    version: Annotated[int, example(1)]

    @classmethod
    def of(cls, found: PlanOfInterview) -> Self:
        """The answer about a plan."""
        plan, wanted = found.plan, found.wanted_language
        return cls(
            interview_id=found.interview.interview_id,
            questions=[PlannedQuestionAnswer.of(question) for question in plan.questions],
            total_seconds=plan.total_seconds,
            made_by=plan.made_by,
            language_code=wanted if is_served(wanted, plan.language_code) else plan.language_code,
            language_note=language_note(found),
            criteria=[WeighedCriterion(criterion=one, weight=weight) for one, weight in plan.criteria.items()],
            open=found.is_open,
            version=plan.version,
        )


def language_note(found: PlanOfInterview) -> str | None:
    """Why the questions are in another language than the organisation's; None where they are not."""
    wanted = found.wanted_language
    if is_served(wanted, found.plan.language_code):
        return None
    return f"The built-in questions are in English; questions in {wanted} need a model, or your own words."
