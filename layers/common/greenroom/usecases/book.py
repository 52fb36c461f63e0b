"""Book an interview on a slot: two reads and one transaction, safe to repeat, never an oversell."""

from datetime import datetime
from typing import TYPE_CHECKING

from greenroom.errors import AlreadyBookedError, InvalidStateError, NotFoundError
from greenroom.models.caller import Caller
from greenroom.models.interview import Interview, InterviewStatus
from greenroom.models.slot import Slot
from greenroom.rules.booking import refuse_bad_time
from greenroom.rules.changes import after_last_change
from greenroom.usecases.appointments import Booked, as_they_are_now, people_of, refuse_slot_as_read
from greenroom.usecases.editing import refuse_stale_version
from greenroom.usecases.retry import repeated
from greenroom.usecases.take_seat import take_seat

if TYPE_CHECKING:
    from greenroom.adapters.schedule import Schedule


def book(
    interview_id: str,
    slot_id: str,
    notes: str | None,
    *,
    by: Caller,
    schedule: "Schedule",
    now: datetime,
    expected_version: int | None = None,
) -> Booked:
    """Book a pending interview on a slot; a repetition finds the booking made and changes nothing.

    Raises NotFoundError, InvalidStateError, AlreadyBookedError, StaleVersionError, the refusals of
    `rules.booking`, or BusyError.
    """
    return repeated(lambda: _attempt(interview_id, slot_id, notes, by, schedule, now, expected_version))


def _attempt(
    interview_id: str,
    slot_id: str,
    notes: str | None,
    by: Caller,
    schedule: "Schedule",
    now: datetime,
    expected_version: int | None,
) -> Booked:
    reads = schedule.booking_reads(by.org_id, interview_id, slot_id)
    interview, slot = reads.interview, reads.slot
    if slot is None:
        raise NotFoundError("Slot")
    if interview.status is not InterviewStatus.PENDING:
        return _booked_before(interview, slot)
    refuse_stale_version(interview.version, expected_version)
    refuse_slot_as_read(slot, interview, schedule)
    refuse_bad_time(slot.starts_at, reads.organisation.policy, now)
    people = people_of(interview, schedule)
    reads = as_they_are_now(reads, people)
    return take_seat(reads, people, slot, notes, by=by, schedule=schedule, now=after_last_change(interview, now))


def _booked_before(interview: Interview, slot: Slot) -> Booked:
    if interview.status is not InterviewStatus.SCHEDULED:
        raise InvalidStateError(f"This interview is {interview.status} and can not be booked.")
    if interview.slot_id != slot.slot_id:
        raise AlreadyBookedError
    return Booked(interview, slot, is_new=False)
