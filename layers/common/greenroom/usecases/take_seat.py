"""The transaction that books an interview on a slot, for the first time or away from another slot."""

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from greenroom.identifiers import new_id
from greenroom.models.audit import Action, LogEntry
from greenroom.models.booking_reads import BookingReads, People
from greenroom.models.calendar import Calendar
from greenroom.models.caller import Caller
from greenroom.models.interview import Booking, Interview, InterviewStatus, InterviewType
from greenroom.models.session import Session
from greenroom.models.slot import Slot
from greenroom.rules.booking import opened, refuse_overlap
from greenroom.rules.changed_bookings import place_before
from greenroom.usecases.appointments import Booked, booking_on, restaffed, scheduled, with_busy, without_busy

if TYPE_CHECKING:
    from greenroom.adapters.schedule import Schedule


class NewRecords(NamedTuple):
    """The parts of a booking that do not exist yet and are made in its transaction."""

    interview: bool = False
    slot: bool = False


NOTHING_NEW = NewRecords()


class EarlierBooking(NamedTuple):
    """The booking that a move replaces: its seat is freed, and its link becomes invalid."""

    booking: Booking
    slot: Slot
    closed_session: Session


def take_seat(
    reads: BookingReads,
    people: People,
    slot: Slot,
    notes: str | None,
    *,
    by: Caller,
    schedule: "Schedule",
    now: datetime,
    new_records: NewRecords = NOTHING_NEW,
    earlier: EarlierBooking | None = None,
) -> Booked:
    """Check gates and calendars, and store the booking with all records that change with it.

    Raises the refusals of `rules.booking`, and ConditionsFailedError where a read was outdated.
    """
    interview = reads.interview
    match = opened(people.match, interview.interview_type)
    booking = _booking(slot, reads, people, earlier, by=by, now=now)
    after = scheduled(interview, booking, reads.organisation.policy, notes)
    taken = slot.changed(current_bookings=slot.current_bookings + 1, updated_at=now)
    write = schedule.write()
    is_online = interview.interview_type is InterviewType.ONLINE
    if earlier is None:
        write.note_at_match(match, interview.interview_id, now, online=is_online)
    else:
        write.require_gates(match, online=is_online)
        write.free_seat(earlier.slot, now)
        write.session(earlier.closed_session)
    if new_records.slot:
        write.new_slot(taken)
    else:
        write.take_seat(slot, now)
    write.booking(booking)
    if new_records.interview:
        write.note_at_candidate(people.candidate, interview.interview_id, now)
        write.new_interview(after)
    else:
        write.interview(after)
        write.external_id(after, before=reads.stored_external_id)
    made = (created_entry(interview, by, now),) if new_records.interview else ()
    write.log(*made, _entry(interview, after, booking, by, earlier.booking if earlier else None))
    write.calendars(*_calendars_after(booking, reads, people, now))
    write.commit()
    return Booked(after, taken, is_new=True)


def _booking(
    slot: Slot, reads: BookingReads, people: People, earlier: EarlierBooking | None, *, by: Caller, now: datetime
) -> Booking:
    session_id = reads.interview.session_id or new_id("ses")
    booking = booking_on(slot, reads, people, session_id=session_id, actor=by.actor, now=now)
    if earlier is None:
        return booking
    # Interviewers who were replaced are told together with the new time.
    return booking.changed(
        let_go=restaffed(earlier.booking, booking.interviewers, is_new_version=True).let_go,
        previous_location=place_before(earlier.booking, booking),
    )


def _calendars_after(booking: Booking, reads: BookingReads, people: People, now: datetime) -> list[Calendar]:
    """The calendars of all people with the booking; those of removed interviewers without it. Raises
    CalendarConflictError."""
    after = []
    for calendar in people.calendars:
        if calendar.calendar_key in reads.leaves:
            after.append(without_busy(calendar, booking.interview_id, now))
        else:
            refuse_overlap(calendar, booking.interview_id, booking.starts_at, booking.ends_at)
            after.append(with_busy(calendar, booking, now))
    return after


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


def _entry(interview: Interview, after: Interview, booking: Booking, by: Caller, earlier: Booking | None) -> LogEntry:
    new = {"slot_id": booking.slot_id, "started_at": booking.starts_at, "version": after.version}
    first = LogEntry(
        org_id=by.org_id,
        interview_id=interview.interview_id,
        at=booking.booked_at,
        action=Action.SCHEDULED,
        actor=by.actor,
        old={"status": interview.status},
        new={"status": after.status, **new},
    )
    if earlier is None:
        return first
    old = {"slot_id": earlier.slot_id, "started_at": earlier.starts_at, "version": interview.version}
    return first.changed(action=Action.RESCHEDULED, old=old, new=new)
