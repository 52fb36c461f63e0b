"""Change an interview's time, interviewers, place or notes, in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from greenroom.errors import InvalidStateError, NotFoundError, ValidationError
from greenroom.models.audit import Action, LogEntry
from greenroom.models.booking_reads import BookingReads
from greenroom.models.caller import Caller
from greenroom.models.interview import NOT_BEGUN, Interview, Interviewer, InterviewStatus, InterviewType
from greenroom.models.session import SessionStatus
from greenroom.models.slot import Slot
from greenroom.rules.booking import refuse_bad_time, refuse_overlap
from greenroom.rules.changed_bookings import with_what_was
from greenroom.rules.changes import session_of
from greenroom.rules.contacts import contact_of
from greenroom.rules.due import next_due
from greenroom.rules.rooms import new_room
from greenroom.usecases.appointments import refuse_slot_as_read, restaffed, same_session, with_busy, without_busy
from greenroom.usecases.create_interview import OwnTime, calendar_keys, private_slot
from greenroom.usecases.editing import refuse_stale_version
from greenroom.usecases.links import LinkMaker
from greenroom.usecases.reschedule import booked, move, refuse_unscheduled
from greenroom.usecases.retry import repeated

if TYPE_CHECKING:
    from greenroom.adapters.schedule import Schedule
    from greenroom.adapters.schedule_write import ScheduleWrite

NOBODY_ANSWERS = {"reply_to": None, "reply_to_name": None}


@dataclass(frozen=True)
class InterviewChange:
    """A change of an interview. `details` are `booking_notes`, `contact`, `interviewers` and `location`."""

    details: Mapping[str, Any] = field(default_factory=dict)
    slot_id: str | None = None
    own_time: OwnTime | None = None


def change_interview(
    interview_id: str,
    change: InterviewChange,
    *,
    by: Caller,
    schedule: "Schedule",
    links: LinkMaker,
    expected_version: int | None,
    now: datetime,
) -> Interview:
    """Change an interview and return it. A change that was made before changes nothing.

    Raises NotFoundError, StaleVersionError, InvalidStateError, ValidationError, the refusals of `rules.booking`, or
    BusyError.
    """

    def attempt() -> Interview:
        reads = schedule.booking_reads(by.org_id, interview_id, change.slot_id)
        interview = reads.interview
        amended = _amended(interview, change)
        moves = _moves(interview, change, schedule)
        # Checked before the version: this same request may have made the change, and its answer was lost.
        if amended == interview and not moves:
            return interview
        refuse_stale_version(interview.version, expected_version)
        if not moves:
            return _amend(reads, amended, by, schedule, links, now)
        refuse_unscheduled(interview, "rescheduled")
        slot = _new_slot(reads, amended, change, schedule, now)
        leaves = tuple(key for key in interview.calendar_keys if key not in amended.calendar_keys)
        return move(
            BookingReads(reads.organisation, amended, slot, leaves, interview.external_id),
            slot,
            None,
            is_made_now=change.own_time is not None,
            by=by,
            schedule=schedule,
            links=links,
            now=now,
        ).interview

    return repeated(attempt)


def _moves(interview: Interview, change: InterviewChange, schedule: "Schedule") -> bool:
    own = change.own_time
    if own is None:
        return change.slot_id is not None and change.slot_id != interview.slot_id
    if interview.started_at != own.starts_at:
        return True
    slot = schedule.slot_of(interview)
    return slot is None or not slot.is_private or slot.ends_at - slot.starts_at != timedelta(minutes=own.minutes)


def _new_slot(
    reads: BookingReads, amended: Interview, change: InterviewChange, schedule: "Schedule", now: datetime
) -> Slot:
    if reads.slot is not None:
        refuse_slot_as_read(reads.slot, amended, schedule)
        return reads.slot
    if change.own_time is None:
        raise NotFoundError("Slot")
    refuse_bad_time(change.own_time.starts_at, reads.organisation.policy, now)
    return private_slot(change.own_time, amended, reads.organisation.policy.timezone, now)


def _amended(interview: Interview, change: InterviewChange) -> Interview:
    details = dict(change.details)
    if "location" in details and interview.interview_type is not InterviewType.OFFLINE:
        sentence = "location belongs to OFFLINE interviews alone"
        raise ValidationError.about("location", sentence)
    people: tuple[Interviewer, ...] | None = details.pop("interviewers", None)
    if people is None:
        return interview.changed(**details)
    keys = calendar_keys(interview.org_id, interview.calendar_keys[0], people)
    amended = interview.changed(**details, calendar_keys=keys).interviewed_by(people)
    first = next(iter(interview.interviewers), None)
    if interview.room_id is None or first is None or any(one.is_same(first) for one in people):
        return amended
    # A new room id, because the former interviewer knows the old one, which also opens the résumé and the notes.
    return amended.changed(room_id=new_room(interview.org_id))


def _amend(
    reads: BookingReads, amended: Interview, by: Caller, schedule: "Schedule", links: LinkMaker, now: datetime
) -> Interview:
    interview = reads.interview
    if interview.status not in NOT_BEGUN:
        raise InvalidStateError(f"This interview is {interview.status}, so it can not be changed.")
    after = amended.changed(version=interview.version + 1, updated_at=now)
    write = schedule.write()
    if interview.status is InterviewStatus.SCHEDULED and _tells_the_booking(interview, amended):
        after = _rebook(reads, after, write, by, schedule, links, now)
    write.interview(after)
    write.external_id(after, before=interview.external_id)
    write.log(_entry(interview, after, by, now))
    write.commit()
    return after


def _rebook(
    reads: BookingReads,
    after: Interview,
    write: "ScheduleWrite",
    by: Caller,
    schedule: "Schedule",
    links: LinkMaker,
    now: datetime,
) -> Interview:
    """Add the changed booking to the transaction.

    Another place makes a new version of the booking, with a new invitation and link.
    """
    interview = reads.interview
    both = tuple(dict.fromkeys((*interview.calendar_keys, *after.calendar_keys)))
    people = schedule.people(interview.changed(calendar_keys=both))
    before, _ = booked(people)
    contact = contact_of(after, people.job, reads.organisation.policy)
    answers = {"reply_to": contact.email, "reply_to_name": contact.name} if contact else NOBODY_ANSWERS
    booking = before.changed(location=after.location, room_id=after.room_id, changed_at=now, **answers)
    booking = restaffed(booking, after.interviewers, is_new_version=after.location != interview.location)
    old_link = links.hash_of(before.session_id, before.version)
    if after.location == interview.location:
        write.same_booking(booking)
        if booking.contact != before.contact:
            write.same_session(same_session(booking, old_link, schedule.session(old_link), now))
    else:
        booking = booking.changed(version=before.version + 1, actor=by.actor, booked_at=now)
        booking = with_what_was(before, booking)
        write.booking(booking)
        write.session(session_of(before, old_link, SessionStatus.MOVED, now))
        after = after.changed(booking_version=booking.version, booked_at=now)
        after = after.changed(due_at=next_due(after))
    for calendar in people.calendars:
        key = calendar.calendar_key
        if key not in after.calendar_keys:
            write.calendars(without_busy(calendar, interview.interview_id, now))
        elif key not in interview.calendar_keys:
            refuse_overlap(calendar, interview.interview_id, booking.starts_at, booking.ends_at)
            write.calendars(with_busy(calendar, booking, now))
    return after


def _entry(interview: Interview, after: Interview, by: Caller, now: datetime) -> LogEntry:
    named = ("interviewer_email", "location")
    changed = [name for name in named if getattr(interview, name) != getattr(after, name)]
    # Only their number: names stand in the interview, and are erased with it.
    staff = {"interviewers": len(after.interviewers)} if interview.interviewers != after.interviewers else {}
    # Only that the contact changed: the contact itself stands in the interview.
    contact = {"contact": "changed"} if interview.contact != after.contact else {}
    notes = {"booking_notes": "changed"} if interview.booking_notes != after.booking_notes else {}
    return LogEntry(
        org_id=by.org_id,
        interview_id=interview.interview_id,
        at=now,
        action=Action.CHANGED,
        actor=by.actor,
        old={name: getattr(interview, name) for name in changed} | {"version": interview.version},
        new={name: getattr(after, name) for name in changed} | notes | staff | contact | {"version": after.version},
    )


def _tells_the_booking(interview: Interview, amended: Interview) -> bool:
    def told(one: Interview) -> tuple[object, ...]:
        return one.interviewers, one.location, one.contact

    return told(interview) != told(amended)
