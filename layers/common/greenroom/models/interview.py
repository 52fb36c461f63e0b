"""An interview and its booking."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from pydantic import ConfigDict, Field, ValidationInfo, field_serializer, field_validator, model_validator

from greenroom.clock import UtcTime, ZoneName
from greenroom.models.caller import INTERVIEWERS
from greenroom.models.choice import Choice, ChoiceStatus
from greenroom.models.contact import Contact
from greenroom.models.entity import Entity
from greenroom.models.job import CodingLanguage
from greenroom.models.own_ids import WithOwnIds
from greenroom.models.slot import AiInterviewType


class InterviewType(StrEnum):
    AI = "AI"
    ONLINE = "ONLINE"
    OFFLINE = "OFFLINE"


class InterviewStatus(StrEnum):
    PENDING = "PENDING"
    SCHEDULED = "SCHEDULED"
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"
    NO_SHOW = "NO_SHOW"
    CANCELLED = "CANCELLED"


NOT_BEGUN = frozenset({InterviewStatus.PENDING, InterviewStatus.SCHEDULED})
"""It can be changed, moved and cancelled."""
HAS_A_TIME = frozenset({InterviewStatus.SCHEDULED, InterviewStatus.IN_PROGRESS})
"""It is booked or running: its links open, and it can be joined."""


class Provider(StrEnum):
    """The place of an ONLINE interview's meeting."""

    INTERNAL_VIDEO_ROOM = "INTERNAL_VIDEO_ROOM"
    ZOOM = "ZOOM"
    GOOGLE_MEET = "GOOGLE_MEET"

    @property
    def is_outside(self) -> bool:
        """Whether meetings are held at another provider."""
        return self is not Provider.INTERNAL_VIDEO_ROOM


PROVIDER_NAMES = {
    Provider.INTERNAL_VIDEO_ROOM: "Greenroom's own video room",
    Provider.ZOOM: "Zoom",
    Provider.GOOGLE_MEET: "Google Meet",
}


class ReportStatus(StrEnum):
    PENDING = "PENDING"
    READY = "READY"
    FAILED = "FAILED"


class HiringDecision(StrEnum):
    HIRE = "HIRE"
    HOLD = "HOLD"
    NO = "NO"


class Decision(Entity):
    """The recruiters' decision after an interview, with its reason."""

    decision: HiringDecision
    reason: str
    decided_by: str
    """The actor, as in the audit log."""
    decided_at: UtcTime


class Interviewer(Entity):
    """An interviewer."""

    email: str
    name: str | None = None
    since: int | None = None
    """The number of the change that added or removed this interviewer; None for one of the booking from its start."""

    def is_same(self, other: "Interviewer") -> bool:
        """Whether both are one person."""
        return self.email.casefold() == other.email.casefold()


class WithInterviewers(Entity):
    """Base of records with up to four interviewers."""

    interviewer_email: str | None = None
    """The first of them."""
    panel: tuple[Interviewer, ...] | None = None
    """All of them, where that is more than one address."""

    @property
    def interviewers(self) -> tuple[Interviewer, ...]:
        """All of them, the first first."""
        if self.panel is not None:
            return self.panel
        return (Interviewer(email=self.interviewer_email),) if self.interviewer_email else ()

    def is_held_by(self, email: str) -> bool:
        """Whether the person with this address interviews, alone or with others."""
        return any(one.email.casefold() == email.casefold() for one in self.interviewers)

    def interviewer(self, who: str) -> Interviewer | None:
        """The one of `INTERVIEWERS`; None where no interviewer is named."""
        return dict(zip(INTERVIEWERS, self.interviewers, strict=False)).get(who)

    def interviewed_by(self, people: tuple[Interviewer, ...]) -> Self:
        """A copy with these interviewers."""
        alone = len(people) == 1 and people[0] == Interviewer(email=people[0].email)
        return self.changed(
            interviewer_email=people[0].email if people else None, panel=None if alone or not people else people
        )


class Interview(WithInterviewers, WithOwnIds):
    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)

    org_id: str
    interview_id: str
    candidate_id: str
    candidate_name: str
    job_id: str
    job_title: str
    interview_type: InterviewType = InterviewType.AI
    status: InterviewStatus = InterviewStatus.PENDING
    version: int = 0
    """Rises with every change of the interview. `If-Match` compares it."""
    booking_version: int = 0
    """Raised by book, reschedule, cancel and each invitation to choose a time: link and calendar entry follow it."""
    session_id: str | None = None
    slot_id: str | None = None
    timezone: ZoneName | None = None
    started_at: UtcTime | None = None
    """The start of the booked slot."""
    ends_at: UtcTime | None = Field(default=None, alias="ended_at")
    """The end of the booked slot, stored and answered as `ended_at`: a session's `ended_at` is when it really ended."""
    booked_at: UtcTime | None = None
    last_entry_at: UtcTime | None = None
    due_at: UtcTime | None = None
    """The time of the sweeper's next work on this interview; None if there is none any more."""
    candidate_joined_at: UtcTime | None = None
    interviewer_joined_at: UtcTime | None = None
    """The time when the first interviewer entered."""
    panel_joined: dict[str, UtcTime] | None = None
    """The time when each of several interviewers entered, by address."""
    ai_interview_type: AiInterviewType | None = None
    booking_notes: str | None = None
    provider: Provider | None = None
    room_id: str | None = None
    """The value from which the room's ids are derived; in an earlier release's interview, the first interviewer's
    id."""
    location: str | None = None
    contact: Contact | None = None
    """The contact for the candidate, where it is not the job's contact or the organisation's address."""
    choice: Choice | None = None
    """The invitation to choose a time, if there was one."""
    calendar_keys: tuple[str, ...]
    """Keys of the calendars that a booking is noted in: the candidate's and all interviewers'."""
    reminders: tuple[int, ...] = ()
    """Minutes before the start, from the policy at the time of booking."""
    erase_at: UtcTime | None = None
    """The time when the candidate's data is to be removed, by the policy at the time of booking."""
    erased_at: UtcTime | None = None
    """The time when it was removed."""
    completed_at: UtcTime | None = None
    """The time when an AI interview was finished by its candidate, or ended."""
    report: ReportStatus | None = None
    """The state of the report of a completed AI interview; None before, and for other interviews."""
    decision: Decision | None = None
    """The decision after it. Its reason is about a person and is erased with them."""
    created_at: UtcTime
    updated_at: UtcTime

    @property
    def settles_at(self) -> datetime | None:
        """The time at which the sweeper sets an interview that the candidate entered to COMPLETED or NO_SHOW."""
        return self.ends_at if self.interview_type is InterviewType.AI else self.last_entry_at

    @property
    def asks_for_times(self) -> bool:
        """Whether its candidate asked for other times, and waits for an answer."""
        choice = self.choice
        is_asked = choice is not None and choice.status is ChoiceStatus.TIMES_REQUESTED
        return is_asked and self.status is InterviewStatus.PENDING

    # An interview of two people stays below the kilobyte that a write unit holds, because the organisation that begins
    # each of these keys is stored once.
    @field_serializer("calendar_keys", when_used="json")
    def _within_organisation(self, keys: tuple[str, ...]) -> list[str]:
        return [key.removeprefix(f"{self.org_id}#") for key in keys]

    @field_validator("calendar_keys")
    @classmethod
    def _with_organisation(cls, keys: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        return tuple(key if "#" in key else f"{info.data['org_id']}#{key}" for key in keys)


class BookingStatus(StrEnum):
    INVITED = "INVITED"
    """Nothing is booked: the candidate is invited to choose a time."""
    ACTIVE = "ACTIVE"
    CANCELLED = "CANCELLED"


class AboutInterview(Entity):
    """The facts about an interview in pages and e-mails, with or without a time."""

    org_id: str
    interview_id: str
    session_id: str
    version: int = Field(ge=0, le=2**31 - 1)
    """The booking's version: raised by each reschedule; the link and the calendar entry's SEQUENCE follow it."""
    interview_type: InterviewType
    timezone: ZoneName
    """The slot's zone, or the organisation's; the candidate's own is `candidate_timezone`."""
    candidate_id: str
    candidate_name: str
    candidate_timezone: ZoneName | None = None
    job_id: str
    job_title: str
    company_name: str
    org_name: str
    brand_color: str | None = None
    logo_url: str | None = None
    reply_to: str | None = None
    """The contact for the candidate; None where there is none, and then texts ask for no reply."""
    reply_to_name: str | None = None
    """The name of that person, where it is one."""
    location: str | None = None

    @property
    def contact(self) -> Contact | None:
        """The contact for the candidate."""
        return Contact(email=self.reply_to, name=self.reply_to_name) if self.reply_to else None


class Appointment(AboutInterview):
    """The people, time and subject of an interview, which a booking and its session share."""

    ai_interview_type: AiInterviewType
    starts_at: UtcTime
    ends_at: UtcTime
    opens_at: UtcTime
    """The time when the room opens."""
    last_entry_at: UtcTime
    expires_at: UtcTime
    """The time when the link expires."""
    decision_days: int | None = None
    """Days until the candidate hears the decision, as the job says; the organisation's where None."""
    extra_time_percent: int = 0
    coding_language: CodingLanguage | None = None
    language_code: str
    accent_tld: str
    room_id: str | None = None
    """The value of `Interview.room_id`."""
    provider: Provider | None = None
    """The provider of a meeting that is not in Greenroom's own room."""


class BookingRecord(AboutInterview):
    """A record of the table of bookings: a booking, or before it an invitation to choose a time.

    Its stream record carries all that session and e-mail need, so that nothing else is read.
    """

    actor: str
    candidate_email: str
    sender_name: str | None = None
    changed_at: UtcTime

    @property
    def booking_id(self) -> str:
        """The key of an interview's one booking."""
        return booking_id(self.org_id, self.interview_id)

    @model_validator(mode="before")
    @classmethod
    def _ids_from_key(cls, stored: Any) -> Any:
        # As stored, the key alone tells them: see `booking_item`.
        if not isinstance(stored, Mapping) or "booking_id" not in stored:
            return stored
        org_id, _, interview_id = stored["booking_id"].partition("#")
        return {"org_id": org_id, "interview_id": interview_id, **stored}


class TimeInvitation(BookingRecord):
    """An invitation to choose a time. It takes the place of the one before it, and a booking takes its place."""

    status: BookingStatus = BookingStatus.INVITED
    expires_at: UtcTime
    """The time until which a time may be chosen."""


class Booking(Appointment, BookingRecord, WithInterviewers):
    """A seat taken."""

    slot_id: str
    status: BookingStatus = BookingStatus.ACTIVE
    panel_changes: int | None = None
    """The number of changes of the interviewers at this version."""
    let_go: tuple[Interviewer, ...] | None = None
    """Interviewers who were removed by such a change, and are to be told."""
    previous_starts_at: UtcTime | None = None
    """The earlier start, which the e-mail about a change names."""
    previous_ends_at: UtcTime | None = None
    """The earlier end, if the end has changed."""
    previous_location: str | None = None
    """The earlier place, if the place has changed."""
    previous_email: str | None = None
    """The candidate's address before its correction."""
    cancel_reason: str | None = None
    tells_nobody: bool | None = None
    """Cancelled for somebody who was erased before and came back with a restored table: everybody was told then."""
    booked_at: UtcTime


def booking_id(org_id: str, interview_id: str) -> str:
    """The key of an interview's one booking."""
    return f"{org_id}#{interview_id}"
