"""Create an interview (with a time, booked at once), list interviews, and show them with links and e-mails."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from greenroom.errors import FieldProblem, NotFoundError, ValidationError
from greenroom.identifiers import new_id
from greenroom.models.booking_reads import BookingReads, NewInterviewReads
from greenroom.models.calendar import calendar_key
from greenroom.models.caller import Caller
from greenroom.models.candidate import Candidate
from greenroom.models.contact import Contact
from greenroom.models.interview import Interview, Interviewer, InterviewStatus, InterviewType, Provider
from greenroom.models.meeting import Meeting
from greenroom.models.organisation import Role
from greenroom.models.session import Delivery
from greenroom.models.slot import AiInterviewType, Slot
from greenroom.rules.booking import refuse_bad_time
from greenroom.rules.rooms import meeting_link, new_room
from greenroom.usecases.appointments import refuse_overtaken, refuse_slot_as_read
from greenroom.usecases.invite import CANCELLATION, INVITATION
from greenroom.usecases.links import LinkMaker
from greenroom.usecases.periods import ALWAYS, Period
from greenroom.usecases.providers import refuse_unconnected
from greenroom.usecases.retry import repeated
from greenroom.usecases.take_seat import NewRecords, created_entry, take_seat

if TYPE_CHECKING:
    from greenroom.adapters.collection import Listing
    from greenroom.adapters.connections import ConnectedProviders
    from greenroom.adapters.interviews import Interviews
    from greenroom.adapters.meetings import Meetings
    from greenroom.adapters.schedule import Schedule
    from greenroom.adapters.sessions import Sessions
    from greenroom.models.page import Page, Position

LINK_IS_GOOD = frozenset({InterviewStatus.SCHEDULED, InterviewStatus.IN_PROGRESS})
MEETING_IS_AHEAD = frozenset({InterviewStatus.PENDING, *LINK_IS_GOOD})


@dataclass(frozen=True)
class OwnTime:
    """A time of the interview's own. A private slot of one seat is created for it."""

    starts_at: datetime
    minutes: int
    timezone: str | None = None
    """None stands for the organisation's zone."""
    ai_interview_type: AiInterviewType = AiInterviewType.TECHNICAL


@dataclass(frozen=True)
class InterviewRequest:
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

    `seen` is the candidate as read before their interviews were: another request may have created one since, and then
    the caller must look again. Raises ContentionError or ConditionsFailedError where another write came between.
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
        room_id=new_room() if provider else None,
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
        raise ValidationError(sentence, details=(FieldProblem("interviewers", sentence),))
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


@dataclass(frozen=True)
class InterviewFilter:
    """The filter of a list of interviews."""

    job_id: str | None = None
    candidate_id: str | None = None
    status: InterviewStatus | None = None
    period: Period = ALWAYS
    interviewer_email: str | None = None
    updated_since: datetime | None = None
    """Where set, the list is in the order of changes."""

    def fits(self, interview: Interview) -> bool:
        """Whether an interview fits the filter. The index may have found others, too."""
        since, until, start = self.period.since, self.period.until, interview.started_at
        return (
            self.job_id in {None, interview.job_id}
            and self.candidate_id in {None, interview.candidate_id}
            and self.status in {None, interview.status}
            and (self.interviewer_email is None or interview.is_held_by(self.interviewer_email))
            and (since is None or (start is not None and start >= since))
            and (until is None or (start is not None and start < until))
        )

    @property
    def goes_by_time(self) -> bool:
        """Whether to use the index by time, which has status and job, and lacks pending interviews."""
        has_period = self.period.since is not None or self.period.until is not None
        return has_period or self.status not in {None, InterviewStatus.PENDING}


def list_interviews(
    wanted: InterviewFilter,
    *,
    by: Caller,
    interviews: "Interviews",
    limit: int,
    position: "Position | None",
) -> "Page[Interview]":
    """Interviews of an organisation, newest first.

    They are in the order of their times where the filter has a period or a status other than PENDING, and otherwise in
    the order of their creation.
    """
    listing = _listing(wanted, by, interviews)
    is_filtered = wanted != InterviewFilter(updated_since=wanted.updated_since)
    return interviews.page(listing, limit=limit, position=position, keep=wanted.fits if is_filtered else None)


def position_names(wanted: InterviewFilter) -> tuple[str, ...]:
    """The fields of this list's cursor."""
    if wanted.updated_since is not None:
        return ("interview_id", "updated_at")
    by_id = wanted.candidate_id is not None or (wanted.job_id is not None and not wanted.goes_by_time)
    return ("interview_id",) if by_id or not wanted.goes_by_time else ("interview_id", "started_at")


def _listing(wanted: InterviewFilter, by: Caller, interviews: "Interviews") -> "Listing":
    if wanted.updated_since is not None:
        return interviews.changed_since(by.org_id, wanted.updated_since)
    if wanted.candidate_id is not None:
        return interviews.of_candidate(by.org_id, wanted.candidate_id)
    if wanted.goes_by_time:
        by_time = interviews.by_time(by.org_id, wanted.period.since, wanted.period.until)
        return by_time.picking(
            lambda entry: wanted.job_id in {None, entry["job_id"]} and wanted.status in {None, entry["status"]}
        )
    if wanted.job_id is not None:
        return interviews.of_job(by.org_id, wanted.job_id)
    return interviews.newest_first(by.org_id)


@dataclass(frozen=True)
class Shown:
    """An interview with links and e-mail status, which are stored elsewhere or derived."""

    interview: Interview
    delivery: Delivery | None
    interview_link: str | None
    meeting_link: str | None
    room_id: str | None
    candidate_room_id: str | None
    meeting: Meeting | None
    """The meeting at a provider; None where none was begun."""


def show(
    interviews: Sequence[Interview], *, by: Caller, sessions: "Sessions", meetings: "Meetings", links: LinkMaker
) -> list[Shown]:
    """Interviews with their links and e-mail statuses, from one read for all.

    A viewer gets no link, because a link lets its reader enter the interview.
    """
    booked = [interview for interview in interviews if interview.session_id is not None]
    wanted = [(links.hash_of(one.session_id or "", one.booking_version), _kind(one)) for one in booked]
    found = dict(zip((one.interview_id for one in booked), sessions.deliveries_of(wanted), strict=True))
    outside = [one.interview_id for one in booked if one.provider is not None and one.provider.is_outside]
    held = meetings.of_each(by.org_id, outside)
    may_enter = by.role.allows(Role.RECRUITER)

    def shown(interview: Interview) -> Shown:
        room_id, candidate_room_id = _room_ids(interview, links) if may_enter else (None, None)
        return Shown(
            interview,
            found.get(interview.interview_id),
            _link(interview, links) if may_enter else None,
            _meeting_link(interview, room_id, links),
            room_id,
            candidate_room_id,
            held.get(interview.interview_id),
        )

    return [shown(interview) for interview in interviews]


def _room_ids(interview: Interview, links: LinkMaker) -> tuple[str | None, str | None]:
    """The ids of the interviewer and of the candidate; None where there is no room."""
    if interview.room_id is None:
        return None, None
    room = (interview.org_id, interview.interview_id, interview.room_id)
    return links.room_id(*room), links.candidate_room_id(*room)


def _kind(interview: Interview) -> str:
    is_told = interview.status is InterviewStatus.CANCELLED and interview.booked_at is not None
    return CANCELLATION if is_told else INVITATION


def _link(interview: Interview, links: LinkMaker) -> str | None:
    may_choose = interview.status is InterviewStatus.PENDING and interview.choice is not None
    if interview.session_id is None or not (may_choose or interview.status in LINK_IS_GOOD):
        return None
    return links.link_of(interview.session_id, interview.booking_version)


def _meeting_link(interview: Interview, room_id: str | None, links: LinkMaker) -> str | None:
    if room_id is None or interview.status not in MEETING_IS_AHEAD:
        return None
    return meeting_link(links.portal_url(), interview.interview_id, room_id)


def all_of_candidate(org_id: str, candidate_id: str, interviews: "Interviews") -> Iterator[Interview]:
    """All interviews of a candidate, newest first."""
    return interviews.each(interviews.of_candidate(org_id, candidate_id))
