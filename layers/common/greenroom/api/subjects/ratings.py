"""Requests and answers about ratings and the decision after an interview."""

from typing import Annotated, Self

from pydantic import Field

from greenroom.api.fields import WHOLE, InterviewId, Note
from greenroom.api.subjects.base import AnswerModel, RequestModel, example, whole_example
from greenroom.clock import UtcTime
from greenroom.interviewing.competency import Competency
from greenroom.interviewing.rating import HIGHEST, LOWEST, CriterionRated, Rating
from greenroom.models.interview import Decision, HiringDecision, Interview
from greenroom.usecases.rate_interview import GivenRating, RatingsAsRead

Score = Annotated[int, Field(ge=LOWEST, le=HIGHEST), WHOLE, example(4)]
Reviewer = Annotated[str, example("token:Careers page")]


class RateInterview(RequestModel):
    """The caller's rating of one criterion. It replaces the caller's earlier one."""

    model_config = whole_example(criterion="PROBLEM_SOLVING", score=4, note="Named the cause before the fix.")

    criterion: Competency
    """The subject of the interview's questions: a `competency` of its plan."""
    score: Score
    note: Annotated[Note, example("Named the cause before the fix.")] | None = None

    def as_given(self) -> GivenRating:
        """Convert to the rating that the use case takes."""
        return GivenRating(self.criterion, self.score, self.note)


class RatingAnswer(AnswerModel):
    """One reviewer's rating of one criterion."""

    criterion: Competency
    score: Score
    note: str | None
    reviewer: Reviewer
    """The token or the member that gave it, as in the log."""
    mine: bool
    first_score: int | None
    """The first rating, given before the others' could be seen, if it was changed since."""
    rated_at: UtcTime

    @classmethod
    def of(cls, rating: Rating, actor: str) -> Self:
        """Make the answer about a rating, as this caller may see it."""
        return cls.about(rating, mine=rating.reviewer == actor)


class CriterionAnswer(AnswerModel):
    """One criterion, and how far the ratings that the caller may see differ."""

    criterion: Competency
    reviewers: Annotated[int, example(2)]
    hidden: Annotated[int, example(0)]
    """Ratings of others, shown once the caller's own of this criterion is in."""
    lowest: int | None
    highest: int | None

    @classmethod
    def of(cls, rated: CriterionRated) -> Self:
        """The answer about a criterion."""
        return cls(
            criterion=rated.criterion,
            reviewers=len(rated.ratings) + rated.hidden,
            hidden=rated.hidden,
            lowest=rated.lowest,
            highest=rated.highest,
        )


class DecideInterview(RequestModel):
    """A decision and its reason."""

    model_config = whole_example(decision="HIRE", reason="Solid on operations, and the team wants to work with her.")

    decision: HiringDecision
    reason: Annotated[Note, example("Solid on operations.")]


class DecisionMade(AnswerModel):
    """The decision that people made."""

    decision: HiringDecision
    reason: str
    decided_by: Reviewer
    decided_at: UtcTime

    @classmethod
    def of(cls, decision: Decision) -> Self:
        """The answer about a decision."""
        return cls.about(decision)


class DecisionAnswer(DecisionMade):
    """The decision of an interview."""

    interview_id: InterviewId
    version: Annotated[int, example(5)]
    """The interview's version."""

    @classmethod
    def on(cls, interview: Interview, decision: Decision) -> Self:
        """The answer about an interview's decision."""
        return cls.about(decision, interview_id=interview.interview_id, version=interview.version)


class RatingsAnswer(AnswerModel):
    """The ratings of an interview that the caller may see."""

    interview_id: InterviewId
    items: list[RatingAnswer]
    criteria: list[CriterionAnswer]
    """The criteria to rate, in the order of the questions."""
    decision: DecisionMade | None

    @classmethod
    def of(cls, found: RatingsAsRead, actor: str) -> Self:
        """The answer about an interview's ratings."""
        decision = found.interview.decision
        return cls(
            interview_id=found.interview.interview_id,
            items=[RatingAnswer.of(one, actor) for rated in found.criteria for one in rated.ratings],
            criteria=[CriterionAnswer.of(rated) for rated in found.criteria],
            decision=DecisionMade.of(decision) if decision else None,
        )
