"""Requests and answers about bookings and cancellations."""

from typing import Annotated, Self

from greenroom.api.fields import InterviewId, Note, SlotId
from greenroom.api.subjects.base import AnswerModel, RequestModel, example
from greenroom.clock import UtcTime
from greenroom.models.interview import Interview, InterviewStatus
from greenroom.usecases.appointments import Booked


class BookSlot(RequestModel):
    interview_id: InterviewId
    booking_notes: Annotated[Note, example("Ask about the move to event sourcing.")] | None = None


class BookInterview(BookSlot):
    slot_id: SlotId


class CancelInterview(RequestModel):
    reason: Annotated[Note, example("The position is filled.")]


class BookedAnswer(AnswerModel):
    """A booked seat."""

    success: bool = True
    interview_id: InterviewId
    slot_id: SlotId
    status: Annotated[InterviewStatus, example("SCHEDULED")]
    version: int
    started_at: UtcTime
    ended_at: UtcTime
    current_bookings: int
    max_candidates: int

    @classmethod
    def of(cls, booked: Booked) -> Self:
        """The answer to a booking."""
        interview, slot = booked.interview, booked.slot
        return cls(
            interview_id=interview.interview_id,
            slot_id=slot.slot_id,
            status=interview.status,
            version=interview.version,
            started_at=interview.started_at or slot.starts_at,
            ended_at=interview.ends_at or slot.ends_at,
            current_bookings=slot.current_bookings,
            max_candidates=slot.max_candidates,
        )


class CancelledAnswer(AnswerModel):
    success: bool = True
    interview_id: InterviewId
    status: Annotated[InterviewStatus, example("CANCELLED")]
    version: int

    @classmethod
    def of(cls, interview: Interview) -> Self:
        """The answer to a cancellation."""
        return cls(interview_id=interview.interview_id, status=interview.status, version=interview.version)
