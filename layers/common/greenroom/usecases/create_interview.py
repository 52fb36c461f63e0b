"""Create an interview without a time, or book it at once."""

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from greenroom.errors import NotFoundError, ValidationError
from greenroom.identifiers import new_id
from greenroom.models.booking_reads import BookingReads, NewInterviewReads
from greenroom.models.calendar import calendar_key
from greenroom.models.caller import Caller
from greenroom.models.candidate import Candidate
from greenroom.models.contact import Contact
from greenroom.models.interview import Interview, Interviewer, InterviewType, Provider
from greenroom.models.slot import AiInterviewType, Slot
from greenroom.rules.booking import refuse_bad_time
from greenroom.rules.rooms import new_room
from greenroom.usecases.appointments import refuse_overtaken, refuse_slot_as_read
from greenroom.usecases.providers import refuse_unconnected
from greenroom.usecases.retry import repeated
from greenroom.usecases.take_seat import NewRecords, created_entry, take_seat

if TYPE_CHECKING:
    from greenroom.adapters.connections import ConnectedProviders
    from greenroom.adapters.schedule import Schedule


class OwnTime(NamedTuple):
    """A time of the interview's own. A private slot of one seat is created for it."""

    starts_at: datetime
    minutes: int
    timezone: str | None = None
    """None means the organisation's time zone."""
    ai_interview_type: AiInterviewType = AiInterviewType.TECHNICAL


class InterviewRequest(NamedTuple):
    """The interview to create."""

    candidate_id: str
    job_id: str
    interview_type: InterviewType = InterviewType.AI
    provider: Provider | None = None
    location: str | None = None
    interviewers: tuple[Interviewer, ...] = ()
    booking_notes: str | None = None
    contact: Contact | None = None
    slot_id: str | None = None
    own_time: OwnTime | None = None
    external_id: str | None = None
    metadata: dict[str, str | int | float | bool] | None = None


def create_interview(
    interview_id: str,
    asked: InterviewRequest,
    *,
    by: Caller,
    schedule: "Schedule",
    connected: "ConnectedProviders",
    now: datetime,
) -> Interview:
    """Create an interview: PENDING, or booked in the same transaction where a slot or time is given.

    A repetition under the same id returns the stored interview. Raises NotFoundError, NotConnectedError for a provider
    without an account, the refusals of `rules.booking`, or BusyError.
    """
    attempt = partial(try_to_create_interview, interview_id, asked, by=by, schedule=schedule)
    return repeated(partial(attempt, connected=connected, now=now))


def try_to_create_interview(
    interview_id: str,
    asked: InterviewRequest,
    *,
    by: Caller,
    schedule: "Schedule",
    connected: "ConnectedProviders",
    now: datetime,
    seen: Candidate | None = None,
) -> Interview:
    """One attempt of `create_interview`, for a caller that repeats more than this.

    `seen` is the candidate as read before their interviews. If another request has created an interview since, the
    caller must read again. Raises ContentionError or ConditionsFailedError after another write in between.
    """
    reads = schedule.new_interview_reads(by.org_id, interview_id, asked.candidate_id, asked.job_id, asked.slot_id)
    if reads.made is not None:
        return reads.made
    refuse_unconnected(by.org_id, asked.provider, connected)
    interview = pending_interview(interview_id, asked, reads, now)
    if reads.slot is not None or asked.own_time is not None:
        return _booked(interview, asked, reads, by, schedule, now, seen)
    refuse_overtaken(reads.candidate, seen)
    write = schedule.write()
    write.new_interview(interview)
    write.note_at_candidate(reads.candidate, interview.interview_id, now)
    write.log(created_entry(interview, by, now))
    write.commit()
    return interview


def _booked(
    interview: Interview,
    asked: InterviewRequest,
    reads: NewInterviewReads,
    by: Caller,
    schedule: "Schedule",
    now: datetime,
    seen: Candidate | None,
) -> Interview:
    policy = reads.organisation.policy
    if asked.own_time is not None:
        refuse_bad_time(asked.own_time.starts_at, policy, now)
        slot = private_slot(asked.own_time, interview, policy.timezone, now)
    elif reads.slot is not None:
        slot = reads.slot
        refuse_slot_as_read(slot, interview, schedule)
        refuse_bad_time(slot.starts_at, policy, now)
    else:
        raise NotFoundError("Slot")
    people = schedule.people(interview)
    refuse_overtaken(people.candidate, seen)
    booked = take_seat(
        BookingReads(reads.organisation, interview, slot),
        people,
        slot,
        None,
        by=by,
        schedule=schedule,
        now=now,
        new_records=NewRecords(interview=True, slot=reads.slot is None),
    )
    return booked.interview


def pending_interview(interview_id: str, asked: InterviewRequest, reads: NewInterviewReads, now: datetime) -> Interview:
    """The requested interview, without a time. It is not stored here."""
    org_id, candidate = reads.organisation.org_id, reads.candidate
    is_online = asked.interview_type is InterviewType.ONLINE
    provider = (asked.provider or Provider.INTERNAL_VIDEO_ROOM) if is_online else None
    return Interview(
        org_id=org_id,
        interview_id=interview_id,
        candidate_id=candidate.candidate_id,
        candidate_name=candidate.full_name,
        job_id=reads.job.job_id,
        job_title=reads.job.job_title,
        interview_type=asked.interview_type,
        provider=provider,
        room_id=new_room(org_id) if provider else None,
        location=asked.location,
        booking_notes=asked.booking_notes,
        contact=asked.contact,
        external_id=asked.external_id,
        metadata=asked.metadata,
        calendar_keys=calendar_keys(org_id, candidate.calendar_key, asked.interviewers),
        created_at=now,
        updated_at=now,
    ).interviewed_by(asked.interviewers)


def calendar_keys(org_id: str, candidate_key: str, interviewers: tuple[Interviewer, ...]) -> tuple[str, ...]:
    """Keys of the calendars that get a booking's time.

    Raises ValidationError where the candidate is among the interviewers.
    """
    keys = tuple(calendar_key(org_id, one.email) for one in interviewers)
    if candidate_key in keys:
        sentence = "The candidate can not be an interviewer of their own interview."
        raise ValidationError.about("interviewers", sentence)
    return (candidate_key, *dict.fromkeys(keys))


def private_slot(wanted: OwnTime, interview: Interview, zone: str, now: datetime) -> Slot:
    """A slot of one seat for one interview, in its own zone or else in `zone`. It is not stored here."""
    zone = wanted.timezone or zone
    ends_at = wanted.starts_at + timedelta(minutes=wanted.minutes)
    starts, ends = (moment.astimezone(ZoneInfo(zone)) for moment in (wanted.starts_at, ends_at))
    return Slot(
        org_id=interview.org_id,
        slot_id=new_id("slot"),
        job_id=interview.job_id,
        interview_date=starts.date(),
        start_time=starts.time().replace(tzinfo=None),
        end_time=ends.time().replace(tzinfo=None),
        timezone=zone,
        starts_at=wanted.starts_at,
        ends_at=ends_at,
        ai_interview_type=wanted.ai_interview_type,
        is_private=True,
        created_at=now,
        updated_at=now,
    )
