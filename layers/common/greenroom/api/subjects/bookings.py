"""Requests and answers about bookings and sessions."""

from typing import Self

from pydantic import BaseModel

from greenroom.api.answers import Linked
from greenroom.api.fields import Identifier, Note, RequestModel
from greenroom.clock import UtcTime
from greenroom.models.interview import Interview, InterviewStatus
from greenroom.models.job import CodingLanguage
from greenroom.models.session import DeliveryStatus
from greenroom.usecases.appointments import Booked
from greenroom.usecases.invite import Invited, Office


class BookSlot(RequestModel):
    interview_id: Identifier
    booking_notes: Note | None = None


class BookInterview(BookSlot):
    slot_id: Identifier


class CancelInterview(RequestModel):
    reason: Note


class InterviewOnly(RequestModel):
    interview_id: Identifier


class BookedAnswer(BaseModel):
    """A seat taken."""

    success: bool = True
    interview_id: str
    slot_id: str
    status: InterviewStatus
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
            ended_at=interview.ended_at or slot.ends_at,
            current_bookings=slot.current_bookings,
            max_candidates=slot.max_candidates,
        )


class CancelledAnswer(BaseModel):
    success: bool = True
    interview_id: str
    status: InterviewStatus
    version: int

    @classmethod
    def of(cls, interview: Interview) -> Self:
        """The answer to a cancellation."""
        return cls(interview_id=interview.interview_id, status=interview.status, version=interview.version)


class SessionAnswer(Linked):
    """A session and the link to it."""

    success: bool = True
    interview_link: str
    session_key: str
    session_id: str
    candidate_name: str
    candidate_email: str
    scheduled_at: UtcTime
    coding_language: CodingLanguage
    email_sent: bool

    @classmethod
    def of(cls, invited: Invited, office: Office) -> Self:
        """The answer to making a session, or to sending its invitation again."""
        booking = invited.booking
        answer = cls(
            interview_link=office.links.link_of(booking.session_id, booking.version),
            session_key=office.links.key_of(booking.session_id, booking.version),
            session_id=booking.session_id,
            candidate_name=booking.candidate_name,
            candidate_email=booking.candidate_email,
            scheduled_at=booking.starts_at,
            coding_language=booking.coding_language,
            email_sent=invited.delivery is not None and invited.delivery.status is DeliveryStatus.SENT,
        )
        return answer.linked_to(booking.session_id, booking.version)
