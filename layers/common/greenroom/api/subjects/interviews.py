"""Requests and answers about interviews."""

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from greenroom.api.cursor import OwnIdQuery
from greenroom.api.fields import (
    WHOLE,
    CandidateId,
    Email,
    Identifier,
    InterviewId,
    JobId,
    Line,
    Moment,
    Note,
    SlotId,
    When,
)
from greenroom.api.subjects.base import (
    AnswerModel,
    ChangeModel,
    LinkedAnswer,
    OwnIdFields,
    RequestModel,
    StoredAnswer,
    example,
    whole_example,
)
from greenroom.api.subjects.choices import ChoiceAnswer
from greenroom.api.subjects.contacts import ContactFields
from greenroom.api.subjects.emails import EmailAnswer
from greenroom.api.subjects.readiness import ReadinessAnswer
from greenroom.clock import UtcTime, ZoneName
from greenroom.models.audit import Action, LogEntry
from greenroom.models.interview import Interviewer, InterviewStatus, InterviewType, Provider
from greenroom.models.meeting import Meeting, MeetingStatus
from greenroom.models.readiness import Readiness
from greenroom.models.slot import AiInterviewType
from greenroom.usecases.change_interview import InterviewChange
from greenroom.usecases.create_interview import InterviewRequest, OwnTime
from greenroom.usecases.show_interviews import Shown

Minutes = Annotated[int, Field(ge=5, le=720), WHOLE]


class GivenTime(RequestModel):
    """A slot, a time of the interview's own, or neither."""

    slot_id: SlotId | None = None
    starts_at: Moment | None = None
    """Instead of a slot: a private one of one seat is made. Seconds are cut off to whole ones."""
    duration_minutes: Minutes | None = None
    timezone: ZoneName | None = None
    """The time zone in which people see `starts_at`; the organisation's if left out."""
    ai_interview_type: AiInterviewType | None = None
    """The kind of an AI interview without a slot; TECHNICAL if left out."""

    @model_validator(mode="after")
    def _one_time(self) -> Self:
        if (self.starts_at is None) != (self.duration_minutes is None):
            raise ValueError("starts_at and duration_minutes are needed together")
        if self.slot_id is not None and self.starts_at is not None:
            raise ValueError("give either slot_id, or starts_at and duration_minutes")
        return self

    def own_time(self) -> OwnTime | None:
        """The time of the interview's own; None where it has a slot or no time."""
        if self.starts_at is None or self.duration_minutes is None:
            return None
        return OwnTime(
            _whole_second(self.starts_at),
            self.duration_minutes,
            self.timezone,
            self.ai_interview_type or AiInterviewType.TECHNICAL,
        )


MOST_INTERVIEWERS = 4


class InterviewerFields(BaseModel):
    """An interviewer."""

    model_config = ConfigDict(extra="forbid", strict=True, defer_build=True)

    email: Annotated[Email, example("dev.iyer@example.com")]
    name: Annotated[Line, example("Dev Iyer")] | None = None


class InterviewDetails(OwnIdFields):
    """An interview's details, without its time."""

    location: Annotated[Note, example("Anna Salai 12, Chennai")] | None = None
    """The place of an OFFLINE interview, which needs one."""
    interviewer_email: Annotated[Email, example("dev.iyer@example.com")] | None = None
    """The first of `interviewers`; given alone, the only one."""
    interviewers: Annotated[list[InterviewerFields], Field(min_length=1, max_length=MOST_INTERVIEWERS)] | None = None
    """The interviewers: the interview is in their calendars, and they get an invitation to an ONLINE or OFFLINE one."""
    booking_notes: Annotated[Note, example("Ask about the move to event sourcing.")] | None = None
    contact: ContactFields | None = None
    """The contact for the candidate; if left out the job's contact, and without one the organisation's `reply_to`."""


class CreateInterview(InterviewDetails, GivenTime):
    model_config = whole_example(
        candidate_id="cand_01jd8m5q0z6v1h3s7k9n2r4t5w", job_id="job_01jd8m4a7x5w3v1t9r7p5n3m1k"
    )

    candidate_id: CandidateId
    job_id: JobId
    interview_type: InterviewType = InterviewType.AI
    provider: Provider | None = None
    """The meeting provider of an ONLINE interview."""

    @model_validator(mode="after")
    def _fits_type(self) -> Self:
        if self.interview_type is InterviewType.OFFLINE and self.location is None:
            raise ValueError("location is required for an OFFLINE interview")
        if self.interview_type is not InterviewType.OFFLINE and self.location is not None:
            raise ValueError("location belongs to OFFLINE interviews alone")
        if self.interview_type is not InterviewType.ONLINE and self.provider is not None:
            raise ValueError("provider belongs to ONLINE interviews alone")
        return self

    @model_validator(mode="after")
    def _one_panel(self) -> Self:
        _refuse_contradiction(self.interviewer_email, self.interviewers)
        return self

    def as_request(self) -> InterviewRequest:
        """Convert to the request that the use case takes."""
        return InterviewRequest(
            candidate_id=self.candidate_id,
            job_id=self.job_id,
            interview_type=self.interview_type,
            provider=self.provider,
            location=self.location,
            interviewers=_people(self.interviewer_email, self.interviewers),
            booking_notes=self.booking_notes,
            contact=self.contact.as_contact() if self.contact else None,
            slot_id=self.slot_id,
            own_time=self.own_time(),
            external_id=self.external_id,
            metadata=self.metadata,
        )


class ChangeInterview(InterviewDetails, GivenTime, ChangeModel):
    """A new time, or other details, or both."""

    model_config = whole_example(slot_id="slot_01jd8m6b5w4v3t2s1r0q9p8n7m")

    location: Annotated[Note, example("Anna Salai 12, Chennai")]
    """The new place of an OFFLINE interview. It cannot be removed."""

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("give slot_id, or starts_at and duration_minutes, or a field to change")
        _refuse_contradiction(self.interviewer_email, self.interviewers)
        return self

    def as_change(self) -> InterviewChange:
        """Convert to the change that the use case takes."""
        people = {"interviewer_email", "interviewers"}
        details = self.model_dump(include=set(InterviewDetails.model_fields) - people, exclude_unset=True)
        if "contact" in details:
            details["contact"] = self.contact.as_contact() if self.contact else None
        if people & self.model_fields_set:
            details["interviewers"] = _people(self.interviewer_email, self.interviewers)
        return InterviewChange(details, self.slot_id, self.own_time())


class InterviewQuery(OwnIdQuery):
    job_id: Identifier | None = None
    candidate_id: Identifier | None = None
    status: InterviewStatus | None = None
    since: When | None = Field(default=None, alias="from")
    """Interviews that start from then on: a time, or a day in the organisation's zone."""
    until: When | None = Field(default=None, alias="to")
    """Interviews that start before then, or up to the end of that day."""
    interviewer_email: Email | None = None
    """Interviews that this person holds, alone or with others."""


def _people(first: str | None, all_of_them: list[InterviewerFields] | None) -> tuple[Interviewer, ...]:
    if all_of_them is None:
        return (Interviewer(email=first),) if first else ()
    return tuple(Interviewer(email=one.email, name=one.name) for one in all_of_them)


def _refuse_contradiction(first: str | None, all_of_them: list[InterviewerFields] | None) -> None:
    addresses = [one.email.casefold() for one in all_of_them or []]
    if len(set(addresses)) < len(addresses):
        raise ValueError("interviewers names somebody twice")
    if first is not None and all_of_them is not None and addresses[:1] != [first.casefold()]:
        raise ValueError("interviewer_email is the first of interviewers, or is left out")


def _whole_second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


class MeetingAnswer(AnswerModel):
    """The meeting of an ONLINE interview: its provider, its links, and how far arranging it is."""

    provider: Provider
    status: MeetingStatus
    """PENDING until it is made, WAITING while the provider is down or asks for a pause, READY, FAILED, CANCELLED."""
    reason: Annotated[str, example("Zoom could not be reached.")] | None
    """Why it is not READY."""
    next_attempt_at: UtcTime | None
    """The time of the next try."""

    @classmethod
    def of(cls, provider: Provider | None, meeting: Meeting | None) -> Self | None:
        """Make the answer. A room of Greenroom's own is always ready."""
        if provider is None:
            return None
        if meeting is None:
            status = MeetingStatus.PENDING if provider.is_outside else MeetingStatus.READY
            return cls(provider=provider, status=status, reason=None, next_attempt_at=None)
        is_tried_again = meeting.status in {MeetingStatus.WAITING, MeetingStatus.FAILED}
        return cls.about(meeting, next_attempt_at=meeting.next_attempt_at if is_tried_again else None)


class InterviewAnswer(StoredAnswer, LinkedAnswer, InterviewDetails):
    """An interview."""

    interview_id: InterviewId
    candidate_id: CandidateId
    candidate_name: Annotated[str, example("Asha Raman")]
    job_id: JobId
    job_title: Annotated[str, example("Backend Engineer")]
    interview_type: InterviewType
    ai_interview_type: AiInterviewType | None
    status: Annotated[InterviewStatus, example("SCHEDULED")]
    slot_id: SlotId | None
    timezone: Annotated[str, example("Asia/Kolkata")] | None
    started_at: UtcTime | None
    ended_at: UtcTime | None
    candidate_joined_at: UtcTime | None
    interviewer_joined_at: UtcTime | None
    provider: Provider | None
    room_id: str | None
    """The interviewer's way into the meeting; null for a viewer."""
    candidate_room_id: str | None
    """The candidate's way, besides the session; null for a viewer."""
    interview_link: Annotated[str, example("https://interviews.example.com/?session_key=9f2c…")] | None
    """The candidate's link, while it is good for something; null for a viewer."""
    meeting_link: str | None
    """The link to an ONLINE interview's meeting; null for a viewer."""
    email: EmailAnswer
    meeting: MeetingAnswer | None
    """The meeting of an ONLINE interview, and its state; null for other interviews."""
    choice: ChoiceAnswer | None
    """The state of an invitation to choose a time; null without one."""
    readiness: ReadinessAnswer | None
    """The needs of a future interview, where one interview is read, made or changed; otherwise null."""

    @classmethod
    def of(cls, shown: Shown, readiness: Readiness | None = None) -> Self:
        """The answer about an interview."""
        interview = shown.interview
        answer = cls.about(
            interview,
            ended_at=interview.ends_at,
            # Interviews of other types may have one stored from an earlier release.
            ai_interview_type=interview.ai_interview_type if interview.interview_type is InterviewType.AI else None,
            room_id=shown.room_id,
            interviewers=[InterviewerFields(email=one.email, name=one.name) for one in interview.interviewers] or None,
            contact=ContactFields.of(interview.contact),
            candidate_room_id=shown.candidate_room_id,
            interview_link=shown.interview_link,
            meeting_link=shown.meeting_link,
            email=EmailAnswer.of(shown.delivery),
            meeting=MeetingAnswer.of(interview.provider, shown.meeting),
            choice=ChoiceAnswer.of(interview.choice),
            readiness=ReadinessAnswer.of(readiness),
        )
        if shown.room_id is not None and shown.candidate_room_id is not None:
            answer.entered_by(interview.org_id, interview.interview_id, (shown.room_id, shown.candidate_room_id))
        if shown.interview_link is None or interview.session_id is None:
            return answer
        return answer.linked_to(interview.session_id, interview.booking_version)


class LogEntryAnswer(AnswerModel):
    """One entry of an interview's log."""

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
        return cls.about(entry)


class LogAnswer(AnswerModel):
    """The log of an interview, oldest entry first."""

    items: list[LogEntryAnswer]


class InterviewStatusAnswer(AnswerModel):
    """The state of a candidate's interview for a job."""

    job_id: JobId | None
    shortlisted: bool
    interview_enabled: bool
    online_interview_enabled: bool
    interviews: list[InterviewAnswer]
