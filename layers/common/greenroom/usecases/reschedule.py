"""Move a booked interview to another slot: the seat, the calendars, the link and the log move in one transaction."""

from datetime import datetime
from typing import TYPE_CHECKING

from greenroom.errors import InvalidStateError, NotFoundError
from greenroom.models.booking_reads import BookingReads, People
from greenroom.models.caller import Caller
from greenroom.models.interview import Booking, Interview, InterviewStatus
from greenroom.models.session import SessionStatus
from greenroom.models.slot import Slot
from greenroom.rules.booking import refuse_bad_time
from greenroom.rules.changes import after_last_change, session_of
from greenroom.usecases.appointments import Booked, as_they_are_now, people_of, refuse_slot_as_read
from greenroom.usecases.editing import refuse_stale_version
from greenroom.usecases.links import LinkMaker
from greenroom.usecases.retry import repeated
from greenroom.usecases.take_seat import EarlierBooking, NewRecords, take_seat

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
    """Move a scheduled interview. A move to its present slot changes nothing.

    Raises the errors of booking, and StaleVersionError if the interview is not at `expected_version`.
    """

    def attempt() -> Booked:
        reads = schedule.booking_reads(by.org_id, interview_id, slot_id)
        if reads.slot is None:
            raise NotFoundError("Slot")
        # Checked before the version: this same request may have moved it, and its answer was lost.
        if reads.interview.status is InterviewStatus.SCHEDULED and reads.interview.slot_id == slot_id:
            return Booked(reads.interview, reads.slot, is_new=False)
        refuse_stale_version(reads.interview.version, expected_version)
        refuse_unscheduled(reads.interview, "rescheduled")
        refuse_slot_as_read(reads.slot, reads.interview, schedule)
        return move(reads, reads.slot, notes, is_made_now=False, by=by, schedule=schedule, links=links, now=now)

    return repeated(attempt)


def move(
    reads: BookingReads,
    slot: Slot,
    notes: str | None,
    *,
    is_made_now: bool,
    by: Caller,
    schedule: "Schedule",
    links: LinkMaker,
    now: datetime,
) -> Booked:
    """Move the interview to a slot in one transaction, which also makes the slot if `is_made_now`."""
    interview = reads.interview
    refuse_bad_time(slot.starts_at, reads.organisation.policy, now)
    now = after_last_change(interview, now)
    people = people_of(interview.changed(calendar_keys=(*interview.calendar_keys, *reads.leaves)), schedule)
    reads = as_they_are_now(reads, people)
    before, old_slot = booked(people)
    old_link = links.hash_of(before.session_id, before.version)
    earlier = EarlierBooking(before, old_slot, session_of(before, old_link, SessionStatus.MOVED, now))
    new_records = NewRecords(slot=is_made_now)
    return take_seat(
        reads, people, slot, notes, by=by, schedule=schedule, now=now, new_records=new_records, earlier=earlier
    )


def refuse_unscheduled(interview: Interview, verb: str) -> None:
    """Raises InvalidStateError for an interview that is not SCHEDULED."""
    if interview.status is not InterviewStatus.SCHEDULED:
        raise InvalidStateError(f"This interview is {interview.status}, so it can not be {verb}.")


def booked(people: People) -> tuple[Booking, Slot]:
    """The booking and the slot of a scheduled interview. Both were stored with it, so both exist."""
    if people.booking is None or people.old_slot is None:
        raise NotFoundError("Slot")
    return people.booking, people.old_slot
