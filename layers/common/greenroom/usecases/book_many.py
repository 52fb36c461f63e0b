"""Book the next free slots of a job for many candidates. Each booking is a transaction; the request may be repeated."""

from collections.abc import Callable, Iterator, Sequence
from copy import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from greenroom.errors import (
    BusyError,
    CalendarConflictError,
    GreenroomError,
    InThePastError,
    SlotClosedError,
    SlotFullError,
    TooSoonError,
)
from greenroom.models.caller import Caller
from greenroom.models.candidate import Candidate
from greenroom.models.interview import HAS_A_TIME, Interview, InterviewStatus
from greenroom.models.organisation import Policy
from greenroom.models.slot import Slot
from greenroom.usecases.book import book
from greenroom.usecases.candidate_interviews import interviews_of
from greenroom.usecases.create_interview import InterviewRequest, try_to_create_interview
from greenroom.usecases.periods import Period
from greenroom.usecases.retry import repeated

if TYPE_CHECKING:
    from greenroom.adapters.candidates import Candidates
    from greenroom.adapters.connections import ConnectedProviders
    from greenroom.adapters.interviews import Interviews
    from greenroom.adapters.organisations import Organisations
    from greenroom.adapters.schedule import Schedule
    from greenroom.adapters.slots import Slots

MOST_SLOTS_TRIED = 20
"""Slots tried for one candidate, who may be busy at the first ones."""
SLOT_IS_GONE = (SlotFullError, SlotClosedError, TooSoonError, InThePastError)


class LineOutcome(NamedTuple):
    """The result for one of many: the interview afterwards, or the refusal."""

    named: str
    """The id from the request: the candidate's or the interview's."""
    interview: Interview | None = None
    refused: GreenroomError | None = None


def book_next_slots(
    candidate_ids: Sequence[str],
    asked: InterviewRequest,
    period: Period,
    *,
    first_id: str,
    by: Caller,
    organisations: "Organisations",
    candidates: "Candidates",
    interviews: "Interviews",
    slots: "Slots",
    schedule: "Schedule",
    connected: "ConnectedProviders",
    has_time: Callable[[], bool],
    now: datetime,
) -> list[LineOutcome]:
    """Book each candidate, in their order, on the earliest slot with a free seat; a candidate with a time keeps it.

    `asked` has the fields that all interviews share. The candidate's pending interview of this job and type is booked;
    without one, an interview is created under `first_id` and the candidate's number. A candidate who is busy at a slot
    gets a later one. The outcome is SlotFullError for a candidate without a free slot, and BusyError for one who was
    not reached before `has_time` was False: the same request, sent again, continues there.
    """
    policy = organisations.organisation(by.org_id).policy
    free = _FreeSlots(_soonest_first(asked.job_id, period, by, slots, policy, now))

    def booked(number: int, candidate_id: str) -> Interview:
        candidate = candidates.get(by.org_id, candidate_id)
        of_job = [one for one in interviews_of(candidate, interviews=interviews) if one.job_id == asked.job_id]
        if has_a_time := next((one for one in of_job if one.status in HAS_A_TIME), None):
            return has_a_time
        pending = next((one for one in of_job if is_pending(one, asked)), None)

        new, new_id = replace(asked, candidate_id=candidate_id), f"{first_id}{number:02d}"
        if pending is not None:
            take = partial(_book, pending.interview_id, new.booking_notes)
        else:
            take = partial(_create, new_id, new, seen=candidate, connected=connected)
        return free.take_first(partial(take, by=by, schedule=schedule, now=now))

    return each_apart(candidate_ids, booked, has_time)


def each_apart(
    candidate_ids: Sequence[str], attempt: Callable[[int, str], Interview], has_time: Callable[[], bool]
) -> list[LineOutcome]:
    """The outcome of `attempt` for each candidate, without repeated ids. It gets the candidate's number and id, and is
    repeated after a lost race.

    It is BusyError for those who were not reached before `has_time` was False.
    """

    def outcome(number: int, candidate_id: str) -> LineOutcome:
        try:
            if not has_time():
                raise BusyError
            return LineOutcome(candidate_id, repeated(partial(attempt, number, candidate_id)))
        except GreenroomError as error:
            return LineOutcome(candidate_id, refused=error)

    return [outcome(number, one) for number, one in enumerate(dict.fromkeys(candidate_ids))]


def _soonest_first(
    job_id: str, period: Period, by: Caller, slots: "Slots", policy: Policy, now: datetime
) -> Iterator[Slot]:
    """Open slots of a job that can be booked now, within the period, earliest first."""
    earliest, latest = now + timedelta(minutes=policy.min_notice_minutes), now + timedelta(days=policy.max_advance_days)
    listing = slots.soonest_first(
        by.org_id,
        job_id=job_id,
        since=max(period.since or earliest, earliest),
        until=min(period.until or latest, latest),
        is_open=True,
    )
    return iter(()) if listing.is_empty else iter(slots.each(listing))


def _book(
    interview_id: str, notes: str | None, slot: Slot, *, by: Caller, schedule: "Schedule", now: datetime
) -> Interview:
    return book(interview_id, slot.slot_id, notes, by=by, schedule=schedule, now=now).interview


def _create(
    new_id: str,
    new: InterviewRequest,
    slot: Slot,
    *,
    seen: Candidate,
    by: Caller,
    schedule: "Schedule",
    connected: "ConnectedProviders",
    now: datetime,
) -> Interview:
    on_slot = replace(new, slot_id=slot.slot_id)
    return try_to_create_interview(new_id, on_slot, seen=seen, by=by, schedule=schedule, connected=connected, now=now)


def is_pending(interview: Interview, asked: InterviewRequest) -> bool:
    """Whether an interview is PENDING and of the requested type."""
    return interview.status is InterviewStatus.PENDING and interview.interview_type is asked.interview_type


class _FreeSlots:
    """Slots with a free seat, earliest first, as they were read, less the seats that this request took."""

    def __init__(self, more: Iterator[Slot]) -> None:
        self._more = more
        self._known: list[Slot] = []

    def take_first(self, take: Callable[[Slot], Interview]) -> Interview:
        """Book the first slot that can be booked.

        Raises the last refusal, or SlotFullError where no slot is left.
        """
        refused: GreenroomError = SlotFullError("No slot of this job has a free seat in that time. Make more slots.")
        for number, slot in enumerate(self._each()):
            if number == MOST_SLOTS_TRIED:
                break
            try:
                interview = take(slot)
            except SLOT_IS_GONE:
                self._known.remove(slot)
                continue
            except CalendarConflictError as busy:
                refused = busy
                continue
            self._note_seat(slot)
            return interview
        raise refused

    def _each(self) -> Iterator[Slot]:
        yield from list(self._known)
        for slot in self._more:
            if not slot.is_private:
                self._known.append(slot)
                yield slot

    def _note_seat(self, slot: Slot) -> None:
        place = self._known.index(slot)
        taken = slot.changed(current_bookings=slot.current_bookings + 1)
        if taken.current_bookings >= taken.max_candidates:
            del self._known[place]
        else:
            self._known[place] = taken
