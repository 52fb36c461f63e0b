"""Requests and answers about many interviews at once."""

from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from greenroom.api.fields import WHOLE, CandidateId, Day, Email, InterviewId, JobId, Moment, Note, SlotId, When
from greenroom.api.subjects.base import AnswerModel, RequestModel, example, whole_example
from greenroom.api.subjects.bookings import CancelInterview
from greenroom.api.subjects.choices import ChoiceAnswer
from greenroom.clock import UtcTime
from greenroom.models.interview import Interviewer, InterviewType, Provider
from greenroom.usecases.book_many import LineOutcome
from greenroom.usecases.create_interview import InterviewRequest
from greenroom.usecases.move_many import MOST_MOVED, Target


class InterviewsOfMany(RequestModel):
    """Interviews of one kind for many candidates."""

    candidate_ids: Annotated[list[CandidateId], Field(min_length=1, max_length=100)]
    interview_type: InterviewType = InterviewType.AI
    provider: Provider | None = None
    """The meeting provider of ONLINE interviews."""
    location: Annotated[Note, example("Anna Salai 12, Chennai")] | None = None
    """The place of OFFLINE interviews, which need one."""
    interviewer_email: Annotated[Email, example("dev.iyer@example.com")] | None = None
    booking_notes: Annotated[Note, example("Ask about the move to event sourcing.")] | None = None

    @model_validator(mode="after")
    def _fits_type(self) -> Self:
        if (self.interview_type is InterviewType.OFFLINE) != (self.location is not None):
            raise ValueError("location belongs to OFFLINE interviews, which need one")
        if self.interview_type is not InterviewType.ONLINE and self.provider is not None:
            raise ValueError("provider belongs to ONLINE interviews alone")
        return self

    def as_request(self, job_id: str) -> InterviewRequest:
        """The fields that all these interviews share. Candidate and slot are set for each."""
        return InterviewRequest(
            candidate_id="",
            job_id=job_id,
            interview_type=self.interview_type,
            provider=self.provider,
            location=self.location,
            interviewers=(Interviewer(email=self.interviewer_email),) if self.interviewer_email else (),
            booking_notes=self.booking_notes,
        )


class BookCandidates(InterviewsOfMany):
    """Book these candidates, in their order, on the next free slots of a job."""

    model_config = whole_example(candidate_ids=["cand_01jd8m5q0z6v1h3s7k9n2r4t5w"], **{"from": "2026-11-30"})

    since: When | None = Field(default=None, alias="from")
    """Slots that start from then on: a time, or a day in the organisation's zone."""
    until: When | None = Field(default=None, alias="to")
    """Slots that start before then, or up to the end of that day."""


class InviteToChoose(RequestModel):
    """The time until which the candidate may choose. The body may be empty."""

    model_config = whole_example(expires_at="2026-12-04T18:00:00Z")

    expires_at: Moment | None = None
    """At most 60 days ahead; if left out, `choice_days` of the organisation's policy from now."""


class InviteManyToChoose(InterviewsOfMany, InviteToChoose):
    """Candidates to invite, each to choose a time."""

    model_config = whole_example(candidate_ids=["cand_01jd8m5q0z6v1h3s7k9n2r4t5w"])


class ChosenInterviews(RequestModel):
    """These interviews, or all interviews that a person holds on a day."""

    interview_ids: Annotated[list[InterviewId], Field(min_length=1, max_length=MOST_MOVED)] | None = None
    interviewer_email: Annotated[Email, example("dev.iyer@example.com")] | None = None
    day: Annotated[Day, example("2026-11-27")] | None = None
    """In the organisation's zone. An interview that was booked within the last second may be missed: the answer has a
    line for each that was found. Name one that has none by its id."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.interviewer_email is None) != (self.day is None):
            raise ValueError("interviewer_email and day are needed together")
        if (self.interview_ids is None) == (self.day is None):
            raise ValueError("give either interview_ids, or interviewer_email and day")
        return self


class MoveTarget(RequestModel):
    """Slots, which are filled in their order; or days, by which each interview moves at the same local time."""

    slots: Annotated[list[SlotId], Field(min_length=1, max_length=100)] | None = None
    days: Annotated[int, Field(ge=-366, le=366, examples=[3]), WHOLE] | None = None
    """Days by which each interview is moved to a later day, or with a minus to an earlier one."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.slots is None) == (self.days is None) or self.days == 0:
            raise ValueError("give either slots, or days other than 0")
        return self

    def as_target(self) -> Target:
        """Convert to the target that the use case takes."""
        return Target(tuple(self.slots or ()), self.days or 0)


class MoveInterviews(ChosenInterviews):
    model_config = whole_example(interviewer_email="dev.iyer@example.com", day="2026-11-27", to={"days": 3})

    to: MoveTarget


class CancelInterviews(CancelInterview, ChosenInterviews):
    model_config = whole_example(interviewer_email="dev.iyer@example.com", day="2026-11-27", reason="Dev is ill.")


class LineAnswer(AnswerModel):
    """The result for one interview."""

    status: Annotated[str, example("OK")]
    """OK, or the code of the refusal that this one alone would have got."""
    error: Annotated[str, example("This slot has no free seat. Choose another slot.")] | None
    """Why it is not OK."""
    interview_id: InterviewId | None
    slot_id: SlotId | None
    started_at: UtcTime | None

    @classmethod
    def of(cls, outcome: LineOutcome) -> Self:
        """Make the answer from an outcome, with the interview's time after the request."""
        interview = outcome.interview
        return cls(
            **cls.named(outcome),
            status=outcome.refused.code if outcome.refused else "OK",
            error=outcome.refused.message if outcome.refused else None,
            slot_id=interview.slot_id if interview else None,
            started_at=interview.started_at if interview else None,
        )

    @classmethod
    def named(cls, outcome: LineOutcome) -> dict[str, Any]:
        """The ids that name the outcome."""
        return {"interview_id": outcome.named}


class BookedLineAnswer(LineAnswer):
    """The result for one candidate."""

    candidate_id: CandidateId
    job_id: JobId | None

    @classmethod
    def named(cls, outcome: LineOutcome) -> dict[str, Any]:
        """The ids that name the outcome. Interview and job are None where no interview was made."""
        interview = outcome.interview
        return {
            "candidate_id": outcome.named,
            "interview_id": interview.interview_id if interview else None,
            "job_id": interview.job_id if interview else None,
        }


class InvitedLineAnswer(BookedLineAnswer):
    """The result for one candidate."""

    choice: ChoiceAnswer | None

    @classmethod
    def named(cls, outcome: LineOutcome) -> dict[str, Any]:
        """The ids that name the outcome, and the candidate's choice."""
        interview = outcome.interview
        return {**super().named(outcome), "choice": ChoiceAnswer.of(interview.choice) if interview else None}


class LinesAnswer(AnswerModel):
    """The results, in the order of the request."""

    items: list[LineAnswer]


class BookedLinesAnswer(AnswerModel):
    """The results, in the order of the request."""

    items: list[BookedLineAnswer]


class InvitedLinesAnswer(AnswerModel):
    """The results, in the order of the request."""

    items: list[InvitedLineAnswer]
