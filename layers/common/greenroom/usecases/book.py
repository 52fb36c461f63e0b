"""Book an interview on a slot: two reads and one transaction, safe to repeat, never an oversell."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from greenroom.errors import AlreadyBookedError, InvalidStateError, NotFoundError
from greenroom.identifiers import new_id
from greenroom.models.audit import Action, LogEntry
from greenroom.models.caller import Caller
from greenroom.models.interview import Booking, Interview, InterviewStatus
from greenroom.models.reads import People, Request
from greenroom.models.slot import Slot
from greenroom.rules.booking import refuse_bad_time, refuse_gates, refuse_overlap
from greenroom.usecases.appointments import (
    Booked,
    after_last_change,
    booking_on,
    refuse_slot_as_read,
    scheduled,
    with_busy,
)
from greenroom.usecases.retry import repeated

if TYPE_CHECKING:
    from greenroom.adapters.schedule import Schedule


@dataclass(frozen=True)
class MadeNow:
    """Which parts of a booking are not there yet, and are made in its transaction."""

    interview: bool = False
    slot: bool = False


NOTHING = MadeNow()


def book(
    interview_id: str, slot_id: str, notes: str | None, *, by: Caller, schedule: "Schedule", now: datetime
) -> Booked:
    """Book a pending interview on a slot; a repetition finds the booking made and changes nothing.

    Raises NotFoundError, InvalidStateError, AlreadyBookedError, the refusals of `rules.booking`, or BusyError.
    """
    return repeated(lambda: _attempt(interview_id, slot_id, notes, by, schedule, now))


def _attempt(
    interview_id: str, slot_id: str, notes: str | None, by: Caller, schedule: "Schedule", now: datetime
) -> Booked:
    request = schedule.request(by.org_id, interview_id, slot_id)
    interview, slot = request.interview, request.slot
    if slot is None:
        raise NotFoundError("Slot")
    if interview.status is not InterviewStatus.PENDING:
        return _booked_before(interview, slot)
    refuse_slot_as_read(slot, interview, schedule)
    refuse_bad_time(slot.starts_at, request.organisation.policy, now)
    people = schedule.people(interview)
    return seat(request, people, slot, notes, by=by, schedule=schedule, now=after_last_change(interview, now))


def _booked_before(interview: Interview, slot: Slot) -> Booked:
    if interview.status is not InterviewStatus.SCHEDULED:
        raise InvalidStateError(f"This interview is {interview.status} and can not be booked.")
    if interview.slot_id != slot.slot_id:
        raise AlreadyBookedError
    return Booked(interview, slot, is_new=False)


def seat(
    request: Request,
    people: People,
    slot: Slot,
    notes: str | None,
    *,
    by: Caller,
    schedule: "Schedule",
    now: datetime,
    made_now: MadeNow = NOTHING,
) -> Booked:
    """Check the gates and calendars and write the booking, and with it what this very transaction makes.

    Raises ConditionsFailedError where a read was outdated.
    """
    interview = request.interview
    refuse_gates(people.match, interview.interview_type)
    session_id = interview.session_id or new_id("ses")
    booking = booking_on(slot, request, people, session_id=session_id, actor=by.actor, now=now)
    for calendar in people.calendars:
        refuse_overlap(calendar, interview.interview_id, booking.starts_at, booking.ends_at)
    after = scheduled(interview, booking, request.organisation.policy, notes)
    taken = slot.changed(current_bookings=slot.current_bookings + 1)
    write = schedule.write()
    if made_now.slot:
        write.new_slot(taken)
    else:
        write.take_seat(slot)
    write.booking(booking)
    if made_now.interview:
        write.new_interview(after)
    else:
        write.interview(after)
    for calendar in people.calendars:
        write.calendar(with_busy(calendar, booking, now))
    entry = _scheduled_entry(interview, after, booking, by)
    write.log(*((created_entry(interview, by, now), entry) if made_now.interview else (entry,)))
    write.commit()
    return Booked(after, taken, is_new=True)


def created_entry(interview: Interview, by: Caller, now: datetime) -> LogEntry:
    """The log entry of a new interview."""
    return LogEntry(
        org_id=by.org_id,
        interview_id=interview.interview_id,
        at=now,
        action=Action.CREATED,
        actor=by.actor,
        new={
            "status": InterviewStatus.PENDING,
            "interview_type": interview.interview_type,
            "candidate_id": interview.candidate_id,
            "job_id": interview.job_id,
        },
    )


def _scheduled_entry(interview: Interview, after: Interview, booking: Booking, by: Caller) -> LogEntry:
    return LogEntry(
        org_id=by.org_id,
        interview_id=interview.interview_id,
        at=booking.booked_at,
        action=Action.SCHEDULED,
        actor=by.actor,
        old={"status": interview.status},
        new={
            "status": after.status,
            "slot_id": booking.slot_id,
            "started_at": booking.starts_at,
            "version": after.version,
        },
    )
