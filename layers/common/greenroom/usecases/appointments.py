"""Steps that booking, rescheduling and cancelling share: the parts of their transactions."""

from collections.abc import Callable
from copy import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from greenroom.errors import ContentionError, NotFoundError, SlotFullError
from greenroom.models.booking_reads import BookingReads, People
from greenroom.models.calendar import BusyTime, Calendar
from greenroom.models.candidate import Candidate
from greenroom.models.choice import ChoiceStatus
from greenroom.models.interview import Booking, Interview, Interviewer, InterviewStatus, InterviewType
from greenroom.models.job import CodingLanguage, Job
from greenroom.models.organisation import Organisation, Policy
from greenroom.models.session import Session, SessionStatus
from greenroom.models.slot import AiInterviewType, Slot
from greenroom.rules.booking import refuse_slot, windows
from greenroom.rules.changes import session_of
from greenroom.rules.contacts import contact_of
from greenroom.rules.due import next_due

if TYPE_CHECKING:
    from greenroom.adapters.schedule import Schedule

FORGET_BUSY_AFTER = timedelta(days=1)
"""Times that ended this long ago are removed from a calendar when it is next written, so that it does not grow for
ever."""


class Booked(NamedTuple):
    """An interview with its slot. `is_new` is False where an earlier call had booked it."""

    interview: Interview
    slot: Slot
    is_new: bool


def refuse_overtaken(present: Candidate, seen: Candidate | None) -> None:
    """Raises ContentionError where something was created for the candidate since the caller read it."""
    if seen is not None and present.holds != seen.holds:
        raise ContentionError


def refuse_slot_as_read(slot: Slot, interview: Interview, schedule: "Schedule") -> None:
    """Refuse a slot that cannot be booked, unless the interview has changed since it was read.

    DynamoDB reads the items of a batch one by one. Between the two reads, a repetition of this request may have booked
    the last seat for this same interview, and SlotFullError would be wrong. Raises what `refuse_slot` raises, or
    ContentionError in that case, so that the caller reads again.
    """
    try:
        refuse_slot(slot, interview)
    except SlotFullError:
        if _is_at_another_version(interview, schedule):
            raise ContentionError from None
        raise


def _is_at_another_version(interview: Interview, schedule: "Schedule") -> bool:
    """Whether the interview was written since it was read. An interview that this call creates is not stored yet."""
    try:
        return schedule.interview(interview.org_id, interview.interview_id).version != interview.version
    except NotFoundError:
        return False


def booking_on(
    slot: Slot, reads: BookingReads, people: People, *, session_id: str, actor: str, now: datetime
) -> Booking:
    """The booking of an interview on a slot, with all that its session and e-mail need."""
    interview, candidate, job, policy = reads.interview, people.candidate, people.job, reads.organisation.policy
    times = windows(interview.interview_type, slot.starts_at, slot.ends_at, policy, candidate.extra_time_percent)
    return Booking(
        **about_interview(interview, people, reads.organisation),
        session_id=session_id,
        slot_id=slot.slot_id,
        version=interview.booking_version + 1,
        actor=actor,
        ai_interview_type=slot.ai_interview_type,
        starts_at=slot.starts_at,
        **times._asdict(),
        timezone=slot.timezone,
        extra_time_percent=candidate.extra_time_percent,
        coding_language=_coding_language(job, slot),
        language_code=policy.language_code,
        accent_tld=policy.accent_tld,
        decision_days=job.decision_days,
        room_id=interview.room_id,
        provider=interview.provider if interview.provider and interview.provider.is_outside else None,
        interviewer_email=interview.interviewer_email,
        panel=interview.panel,
        previous_starts_at=interview.started_at,
        booked_at=now,
        changed_at=now,
    )


def about_interview(interview: Interview, people: People, organisation: Organisation) -> dict[str, Any]:
    """The fields that bookings and invitations to choose a time have in common, as everything stands now."""
    candidate, job, policy = people.candidate, people.job, organisation.policy
    contact = contact_of(interview, job, policy)
    return {
        "org_id": interview.org_id,
        "interview_id": interview.interview_id,
        "interview_type": interview.interview_type,
        "candidate_id": candidate.candidate_id,
        "candidate_name": candidate.full_name,
        "candidate_email": candidate.email,
        "candidate_timezone": candidate.timezone,
        "job_id": job.job_id,
        "job_title": job.job_title,
        "company_name": job.company_name,
        "org_name": organisation.name,
        "sender_name": policy.sender_name,
        "brand_color": policy.brand_color,
        "logo_url": policy.logo_url,
        "reply_to": contact.email if contact else None,
        "reply_to_name": contact.name if contact else None,
        "location": interview.location,
    }


def _coding_language(job: Job, slot: Slot) -> CodingLanguage | None:
    """The job's coding language. An interview with coding tasks always has one."""
    if slot.ai_interview_type is AiInterviewType.CODING:
        return job.coding_language or CodingLanguage.PYTHON
    return job.coding_language


def restaffed(booking: Booking, people: tuple[Interviewer, ...], *, is_new_version: bool) -> Booking:
    """A booking with other interviewers. It records who was added and who was removed, so that each gets one e-mail.

    At a new version every interviewer gets one; at the same version only those who joined or left.
    """
    before = booking.interviewers
    gone = tuple(one for one in before if not any(one.is_same(other) for other in people))
    if is_new_version:
        left = tuple(one.changed(since=None) for one in gone)
        return booking.interviewed_by(people).changed(let_go=left or None, panel_changes=None)
    count = (booking.panel_changes or 0) + 1
    known = {one.email.casefold(): one.since for one in before}
    now_there = tuple(one.changed(since=known.get(one.email.casefold(), count)) for one in people)
    told = tuple(one for one in booking.let_go or () if not any(one.is_same(other) for other in people))
    left = (*told, *(one.changed(since=count) for one in gone))
    return booking.interviewed_by(now_there).changed(let_go=left or None, panel_changes=count)


def scheduled(interview: Interview, booking: Booking, policy: Policy, notes: str | None) -> Interview:
    """The interview as booked, with the time at which the sweeper first acts on it."""
    after = interview.changed(
        status=InterviewStatus.SCHEDULED,
        version=interview.version + 1,
        booking_version=booking.version,
        session_id=booking.session_id,
        slot_id=booking.slot_id,
        timezone=booking.timezone,
        started_at=booking.starts_at,
        ends_at=booking.ends_at,
        booked_at=booking.booked_at,
        # Arrivals noted for the previous time do not count for this one.
        candidate_joined_at=None,
        interviewer_joined_at=None,
        panel_joined=None,
        ai_interview_type=booking.ai_interview_type if booking.interview_type is InterviewType.AI else None,
        booking_notes=notes if notes is not None else interview.booking_notes,
        choice=interview.choice.changed(status=ChoiceStatus.CHOSEN) if interview.choice else None,
        updated_at=booking.changed_at,
    )
    after = ruled(after, booking, policy)
    return after.changed(due_at=next_due(after))


def ruled(interview: Interview, booking: Booking, policy: Policy) -> Interview:
    """A booked interview with reminders and other automatic work according to the policy."""
    return interview.changed(
        last_entry_at=booking.last_entry_at,
        reminders=policy.reminders,
        erase_at=booking.ends_at + timedelta(days=policy.retention_days) if policy.retention_days else None,
    )


def with_busy(calendar: Calendar, booking: Booking, now: datetime) -> Calendar:
    """A calendar with the time of this booking, in place of the booking's earlier time."""
    busy = _still_ahead(calendar, now) | {
        booking.interview_id: BusyTime(starts_at=booking.starts_at, ends_at=booking.ends_at)
    }
    return calendar.changed(version=calendar.version + 1, busy=busy)


def without_busy(calendar: Calendar, interview_id: str, now: datetime) -> Calendar:
    """A calendar without the time of this interview."""
    busy = {key: time for key, time in _still_ahead(calendar, now).items() if key != interview_id}
    return calendar.changed(version=calendar.version + 1, busy=busy)


def _still_ahead(calendar: Calendar, now: datetime) -> dict[str, BusyTime]:
    return {key: time for key, time in calendar.busy.items() if time.ends_at > now - FORGET_BUSY_AFTER}


def people_of(
    interview: Interview,
    schedule: "Schedule",
    candidate_of: Callable[[Candidate], Candidate] = lambda stored: stored,
) -> People:
    """The people of an interview, with the calendar of the candidate's present address beside those that are stored."""
    people = schedule.people(interview)
    candidate = candidate_of(people.candidate)
    if candidate.calendar_key not in interview.calendar_keys:
        both = (*interview.calendar_keys, candidate.calendar_key)
        people = schedule.people(interview.changed(calendar_keys=both))
        candidate = candidate_of(people.candidate)
    return replace(people, candidate=candidate)


def as_they_are_now(reads: BookingReads, people: People) -> BookingReads:
    """The reads, with the present name, title and calendar of candidate and job, whichever of these changed."""
    interview, candidate = reads.interview, people.candidate
    keys = interview.calendar_keys
    if candidate.calendar_key not in keys:
        keys = (candidate.calendar_key, *keys[1:])
    left = tuple(key for key in interview.calendar_keys if key not in keys)
    present = interview.changed(candidate_name=candidate.full_name, job_title=people.job.job_title, calendar_keys=keys)
    return replace(reads, interview=present, leaves=(*reads.leaves, *left))


def same_session(booking: Booking, session_hash: str, stored: Session | None, now: datetime) -> Session:
    """A booking's session with changed details at the same version. The candidate's progress stays."""
    fresh = session_of(booking, session_hash, SessionStatus.SCHEDULED, stored.created_at if stored else now)
    if stored is None:
        return fresh
    return fresh.changed(
        status=stored.status,
        joined_at=stored.joined_at,
        consented_at=stored.consented_at,
        ended_at=stored.ended_at,
    )
