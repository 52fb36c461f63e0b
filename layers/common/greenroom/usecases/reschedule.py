"""Move a booked interview to another slot: the seat, the calendars, the link and the log move in one transaction."""

from datetime import datetime
from typing import TYPE_CHECKING

from greenroom.errors import InvalidStateError, NotFoundError, StaleVersionError
from greenroom.models.audit import Action, LogEntry
from greenroom.models.caller import Caller
from greenroom.models.interview import Booking, Interview, InterviewStatus
from greenroom.models.reads import People, Request
from greenroom.models.session import SessionStatus
from greenroom.models.slot import Slot
from greenroom.rules.booking import refuse_bad_time, refuse_gates, refuse_overlap
from greenroom.usecases.appointments import (
    Booked,
    after_last_change,
    booking_on,
    refuse_slot_as_read,
    scheduled,
    session_of,
    with_busy,
    without_busy,
)
from greenroom.usecases.links import LinkMaker
from greenroom.usecases.retry import repeated

if TYPE_CHECKING:
    from greenroom.adapters.schedule import Schedule


def reschedule(
    interview_id: str,
    slot_id: str,
    notes: str | None,
    *,
    by: Caller,
    schedule: "Schedule",
    links: LinkMaker,
    now: datetime,
    expected_version: int | None = None,
) -> Booked:
    """Move a scheduled interview; onto the slot it has already is no change.

    Raises what booking raises, and StaleVersionError where the interview is not at `expected_version` any more.
    """

    def attempt() -> Booked:
        request = schedule.request(by.org_id, interview_id, slot_id)
        if request.slot is None:
            raise NotFoundError("Slot")
        # Before the version: it is there already where this very call moved it and the answer got lost.
        if request.interview.status is InterviewStatus.SCHEDULED and request.interview.slot_id == slot_id:
            return Booked(request.interview, request.slot, is_new=False)
        refuse_stale(request.interview, expected_version)
        refuse_unscheduled(request.interview, "rescheduled")
        refuse_slot_as_read(request.slot, request.interview, schedule)
        return move(request, request.slot, notes, is_made_now=False, by=by, schedule=schedule, links=links, now=now)

    return repeated(attempt)


def move(
    request: Request,
    slot: Slot,
    notes: str | None,
    *,
    is_made_now: bool,
    by: Caller,
    schedule: "Schedule",
    links: LinkMaker,
    now: datetime,
) -> Booked:
    """Write the move to a slot (which this very transaction makes where `is_made_now`).

    The calendars of people who do not come any more are freed in the same transaction.
    """
    interview, leaves = request.interview, request.leaves
    refuse_bad_time(slot.starts_at, request.organisation.policy, now)
    now = after_last_change(interview, now)
    people = schedule.people(interview.changed(calendar_keys=(*interview.calendar_keys, *leaves)))
    before, old_slot = booked(people)
    refuse_gates(people.match, interview.interview_type)
    booking = booking_on(slot, request, people, session_id=before.session_id, actor=by.actor, now=now)
    for calendar in people.calendars:
        if calendar.calendar_key not in leaves:
            refuse_overlap(calendar, interview.interview_id, booking.starts_at, booking.ends_at)
    after = scheduled(interview, booking, request.organisation.policy, notes)
    taken = slot.changed(current_bookings=slot.current_bookings + 1)
    write = schedule.write()
    if is_made_now:
        write.new_slot(taken)
    else:
        write.take_seat(slot)
    write.free_seat(old_slot)
    write.booking(booking)
    write.interview(after)
    for calendar in people.calendars:
        is_left = calendar.calendar_key in leaves
        write.calendar(
            without_busy(calendar, interview.interview_id, now) if is_left else with_busy(calendar, booking, now)
        )
    write.session(session_of(before, links.hash_of(before.session_id, before.version), SessionStatus.MOVED, now))
    write.log(_entry(before, interview, booking, after, by))
    write.commit()
    return Booked(after, taken, is_new=True)


def _entry(before: Booking, interview: Interview, booking: Booking, after: Interview, by: Caller) -> LogEntry:
    return LogEntry(
        org_id=by.org_id,
        interview_id=interview.interview_id,
        at=booking.changed_at,
        action=Action.RESCHEDULED,
        actor=by.actor,
        old={"slot_id": before.slot_id, "started_at": before.starts_at, "version": interview.version},
        new={"slot_id": booking.slot_id, "started_at": booking.starts_at, "version": after.version},
    )


def refuse_stale(interview: Interview, expected_version: int | None) -> None:
    """Raises StaleVersionError where a caller's version is given and is not the present one."""
    if expected_version is not None and expected_version != interview.version:
        raise StaleVersionError


def refuse_unscheduled(interview: Interview, verb: str) -> None:
    """Raises InvalidStateError for an interview that is not SCHEDULED."""
    if interview.status is not InterviewStatus.SCHEDULED:
        raise InvalidStateError(f"This interview is {interview.status}, so it can not be {verb}.")


def booked(people: People) -> tuple[Booking, Slot]:
    """Booking and slot of a scheduled interview; both were written with it, so both are there."""
    if people.booking is None or people.old_slot is None:
        raise NotFoundError("Slot")
    return people.booking, people.old_slot
