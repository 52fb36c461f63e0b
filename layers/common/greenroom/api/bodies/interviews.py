"""Interviews as answered, and their log."""

from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel

from greenroom.api.answers import Linked
from greenroom.clock import UtcTime
from greenroom.models.audit import Action, LogEntry
from greenroom.models.interview import InterviewStatus, InterviewType, Provider
from greenroom.models.session import Delivery, DeliveryStatus
from greenroom.models.slot import AiInterviewType
from greenroom.usecases.interviews import Shown


class EmailStatus(StrEnum):
    PENDING = "PENDING"
    SENT = "SENT"
    FAILED = "FAILED"


class EmailBody(BaseModel):
    """How the latest invitation (of a cancelled interview: the cancellation) went out."""

    status: EmailStatus = EmailStatus.PENDING
    sent_at: UtcTime | None = None
    reason: str | None = None
    """Why it FAILED."""

    @classmethod
    def of(cls, delivery: Delivery | None) -> Self:
        """The answer about an e-mail; one that was claimed is still on its way."""
        if delivery is None or delivery.status not in {DeliveryStatus.SENT, DeliveryStatus.FAILED}:
            return cls()
        return cls(status=EmailStatus(delivery.status.value), sent_at=delivery.sent_at, reason=delivery.reason)


class InterviewBody(Linked):
    """An interview."""

    interview_id: str
    candidate_id: str
    candidate_name: str
    job_id: str
    job_title: str
    interview_type: InterviewType
    ai_interview_type: AiInterviewType | None
    status: InterviewStatus
    version: int
    slot_id: str | None
    timezone: str | None
    started_at: UtcTime | None
    ended_at: UtcTime | None
    candidate_joined_at: UtcTime | None
    interviewer_joined_at: UtcTime | None
    booking_notes: str | None
    provider: Provider | None
    room_id: str | None
    location: str | None
    interviewer_email: str | None
    interview_link: str | None
    """The candidate's link, while it is good for something; null for a viewer."""
    meeting_link: str | None
    """Where an ONLINE interview meets; null for a viewer."""
    email: EmailBody
    created_at: UtcTime
    updated_at: UtcTime

    @classmethod
    def of(cls, shown: Shown) -> Self:
        """The answer about an interview."""
        fields = {name: getattr(shown.interview, name) for name in cls.model_fields if hasattr(shown.interview, name)}
        # Who knows the room may enter it, so it is shown to whom the link is shown.
        fields["room_id"] = shown.interview.room_id if shown.may_enter else None
        answer = cls(
            **fields,
            interview_link=shown.interview_link,
            meeting_link=shown.meeting_link,
            email=EmailBody.of(shown.delivery),
        )
        if shown.interview_link is None or shown.interview.session_id is None:
            return answer
        return answer.linked_to(shown.interview.session_id, shown.interview.booking_version)


class LogEntryBody(BaseModel):
    """One thing that happened to an interview."""

    at: UtcTime
    action: Action
    actor: str
    """`token:<name>`, `candidate`, `interviewer` or `greenroom`."""
    reason: str | None
    old: dict[str, Any] | None
    new: dict[str, Any] | None

    @classmethod
    def of(cls, entry: LogEntry) -> Self:
        """The answer about a log entry."""
        return cls(**entry.model_dump(exclude={"org_id", "interview_id"}))


class LogBody(BaseModel):
    """All that happened to an interview, in order."""

    items: list[LogEntryBody]


class InterviewStatusBody(BaseModel):
    """Where a candidate stands for a job."""

    job_id: str | None
    shortlisted: bool
    interview_enabled: bool
    online_interview_enabled: bool
    interviews: list[InterviewBody]
