"""Move or cancel a set of interviews. All are checked before the first is moved, so that an impossible plan moves none.
A request may be repeated."""

from collections.abc import Callable, Mapping, Sequence
from copy import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from greenroom.errors import BusyError, GreenroomError, InvalidStateError, NotFoundError, NotMovedError, SlotFullError
from greenroom.models.calendar import BusyTime, Calendar
from greenroom.models.caller import Caller
from greenroom.models.interview import Interview, InterviewStatus
from greenroom.models.organisation import Policy
from greenroom.models.slot import Slot, SlotStatus
from greenroom.rules.booking import opened, refuse_bad_time, refuse_overlap, refuse_slot, windows
from greenroom.rules.slots import WallTimes, slot_times
from greenroom.usecases.appointments import people_of
from greenroom.usecases.book_many import LineOutcome
from greenroom.usecases.cancel import cancel
from greenroom.usecases.links import LinkMaker
from greenroom.usecases.periods import ALWAYS, Period
from greenroom.usecases.reschedule import move, refuse_unscheduled, reschedule
from greenroom.usecases.retry import repeated

if TYPE_CHECKING:
    from greenroom.adapters.interviews import Interviews
    from greenroom.adapters.organisations import Organisations
    from greenroom.adapters.schedule import Schedule
    from greenroom.adapters.slots import Slots

MOST_MOVED = 50
"""The maximum number of interviews of one request, which can be moved while a caller waits."""


class Chosen(NamedTuple):
    """The chosen interviews: given ids, or all interviews of an interviewer in a period."""

    interview_ids: Sequence[str] = ()
    interviewer_email: str | None = None
    period: Period = ALWAYS


class Target(NamedTuple):
    """The target of a move: the first of these slots with a free seat, or a number of days later or earlier."""

    slot_ids: Sequence[str] = ()
    days: int = 0


class _Plan(NamedTuple):
    interview: Interview
    slot: Slot
    is_new_slot: bool = False

    @property
    def is_done(self) -> bool:
        return self.interview.slot_id == self.slot.slot_id


def find_chosen(chosen: Chosen, *, by: Caller, interviews: "Interviews") -> dict[str, Interview | None]:
    """Find the chosen interviews by id; None stands for an unknown id. Raises InvalidStateError for too many."""
    if chosen.interviewer_email is None:
        ids = list(dict.fromkeys(chosen.interview_ids))
        return dict(zip(ids, interviews.many(by.org_id, ids), strict=True))
    listing = interviews.by_time(by.org_id, chosen.period.since, chosen.period.until, soonest_first=True)
    found = {
        one.interview_id: one
        for one in interviews.each(listing)
        if one.status is InterviewStatus.SCHEDULED and one.is_held_by(chosen.interviewer_email)
    }
    if len(found) > MOST_MOVED:
        raise InvalidStateError(f"These are {len(found)} interviews; one request takes up to {MOST_MOVED}. Name them.")
    return dict(found)


def move_many(
    chosen: Chosen,
    target: Target,
    *,
    first_id: str,
    by: Caller,
    organisations: "Organisations",
    interviews: "Interviews",
    slots: "Slots",
    schedule: "Schedule",
    links: LinkMaker,
    has_time: Callable[[], bool],
    now: datetime,
) -> list[LineOutcome]:
    """Move all interviews, or none if a rule refuses one: its outcome is that error, and the others' is NotMovedError.

    An interview whose seat was taken after the check is refused alone. The same request, sent again under its
    Idempotency-Key, continues with the rest. Raises NotFoundError for an unknown slot.
    """
    found = find_chosen(chosen, by=by, interviews=interviews)
    there = [one for one in found.values() if one is not None]
    check = _Check(there, organisations.organisation(by.org_id).policy, schedule, now)
    places = _Places(target, there, first_id=first_id, by=by, slots=slots, now=now)
    refused: dict[str, GreenroomError] = {
        name: NotFoundError("Interview") for name, one in found.items() if one is None
    }
    plans: list[_Plan] = []
    for interview in sorted(there, key=lambda one: (one.started_at or now, one.interview_id)):
        try:
            plan = places.place_of(interview)
            check.refuse(plan)
            plans.append(plan)
        except GreenroomError as error:
            refused[interview.interview_id] = error
    if refused:
        return [LineOutcome(name, one, refused.get(name, NotMovedError())) for name, one in found.items()]
    # Sorted in the direction of the move, so that no interview collides with one of the set that has not moved yet.
    plans.sort(key=lambda plan: plan.slot.starts_at, reverse=target.days > 0)
    done = {
        plan.interview.interview_id: _outcome(
            plan.interview, partial(_moved, plan, by=by, schedule=schedule, links=links, now=now), has_time
        )
        for plan in plans
    }
    return [done[name] for name in found]


def cancel_many(
    chosen: Chosen,
    reason: str,
    *,
    by: Caller,
    interviews: "Interviews",
    schedule: "Schedule",
    links: LinkMaker,
    has_time: Callable[[], bool],
    now: datetime,
) -> list[LineOutcome]:
    """Cancel the interviews, each on its own. One that is cancelled already is not changed."""
    outcomes = []
    for name, interview in find_chosen(chosen, by=by, interviews=interviews).items():
        if interview is None:
            outcomes.append(LineOutcome(name, refused=NotFoundError("Interview")))
        else:
            change = partial(cancel, name, reason, by=by, schedule=schedule, links=links, now=now)
            outcomes.append(_outcome(interview, change, has_time))
    return outcomes


def _outcome(interview: Interview, change: Callable[[], Interview], has_time: Callable[[], bool]) -> LineOutcome:
    try:
        if not has_time():
            raise BusyError
        return LineOutcome(interview.interview_id, change())
    except GreenroomError as error:
        return LineOutcome(interview.interview_id, interview, error)


def _moved(plan: _Plan, *, by: Caller, schedule: "Schedule", links: LinkMaker, now: datetime) -> Interview:
    interview_id = plan.interview.interview_id
    if not plan.is_new_slot:
        slot_id = plan.slot.slot_id
        return reschedule(interview_id, slot_id, None, by=by, schedule=schedule, links=links, now=now).interview

    def attempt() -> Interview:
        reads = schedule.booking_reads(by.org_id, interview_id, None)
        if reads.interview.slot_id == plan.slot.slot_id:
            return reads.interview
        refuse_unscheduled(reads.interview, "moved")
        reads = replace(reads, slot=plan.slot)
        return move(reads, plan.slot, None, is_made_now=True, by=by, schedule=schedule, links=links, now=now).interview

    return repeated(attempt)


class _Places:
    """The slot or time that each interview of a set moves to."""

    def __init__(
        self, target: Target, moved: Sequence[Interview], *, first_id: str, by: Caller, slots: "Slots", now: datetime
    ) -> None:
        self._target = target
        self._first_id = first_id
        self._now = now
        wanted = slots.many(by.org_id, list(dict.fromkeys(target.slot_ids)))
        if None in wanted:
            raise NotFoundError("Slot")
        self._wanted = [one for one in wanted if one is not None]
        held = [one.slot_id for one in moved if one.slot_id is not None] if target.days else []
        self._held: Mapping[str, Slot] = {one.slot_id: one for one in slots.many(by.org_id, held) if one is not None}

    def place_of(self, interview: Interview) -> _Plan:
        """The place of one interview. Raises InvalidStateError, SlotFullError, SlotJobMismatchError,
        SlotClosedError."""
        if interview.slot_id in self._target.slot_ids:
            return _Plan(interview, next(one for one in self._wanted if one.slot_id == interview.slot_id))
        refuse_unscheduled(interview, "moved")
        return self._later(interview) if self._target.days else self._with_free_seat(interview)

    def _with_free_seat(self, interview: Interview) -> _Plan:
        for place, slot in enumerate(self._wanted):
            if slot.status is SlotStatus.AVAILABLE and slot.job_id == interview.job_id:
                self._wanted[place] = slot.changed(current_bookings=slot.current_bookings + 1)
                return _Plan(interview, slot)
        for slot in self._wanted:
            refuse_slot(slot, interview)
        raise SlotFullError("None of these slots has a free seat for it. Name more slots.")

    def _later(self, interview: Interview) -> _Plan:
        old = self._held.get(interview.slot_id or "")
        if old is None:
            raise NotFoundError("Slot")
        # A repetition with the same Idempotency-Key derives the same slot, so the interview is not moved again.
        slot_id = f"{self._first_id}{interview.interview_id[-8:]}"
        if old.slot_id == slot_id:
            return _Plan(interview, old, is_new_slot=True)
        try:
            day = old.interview_date + timedelta(days=self._target.days)
        except OverflowError as error:
            raise InvalidStateError("The calendar has no such day.") from error
        times = slot_times(WallTimes(day, old.start_time, old.end_time, old.timezone))
        slot = old.changed(
            slot_id=slot_id,
            interview_date=day,
            starts_at=times.starts_at,
            ends_at=times.starts_at + (old.ends_at - old.starts_at),
            max_candidates=1,
            current_bookings=0,
            is_cancelled=False,
            is_private=True,
            external_id=None,
            metadata=None,
            created_at=self._now,
            updated_at=self._now,
            version=1,
        )
        return _Plan(interview, slot, is_new_slot=True)


class _Check:
    """The check of each interview's new place, under the assumption that all others of the set move as well."""

    def __init__(self, moved: Sequence[Interview], policy: Policy, schedule: "Schedule", now: datetime) -> None:
        self._moved = {one.interview_id for one in moved}
        self._policy = policy
        self._schedule = schedule
        self._now = now
        self._planned: dict[str, dict[str, BusyTime]] = {}

    def refuse(self, plan: _Plan) -> None:
        """Raises the refusals of `rules.booking`."""
        if plan.is_done:
            return
        interview, slot = plan.interview, plan.slot
        refuse_bad_time(slot.starts_at, self._policy, self._now)
        people = people_of(interview, self._schedule)
        opened(people.match, interview.interview_type)
        extra = people.candidate.extra_time_percent
        ends_at = windows(interview.interview_type, slot.starts_at, slot.ends_at, self._policy, extra).ends_at
        for calendar in people.calendars:
            refuse_overlap(self._as_planned(calendar), interview.interview_id, slot.starts_at, ends_at)
        for calendar in people.calendars:
            planned = self._planned.setdefault(calendar.calendar_key, {})
            planned[interview.interview_id] = BusyTime(starts_at=slot.starts_at, ends_at=ends_at)

    def _as_planned(self, calendar: Calendar) -> Calendar:
        others = {name: time for name, time in calendar.busy.items() if name not in self._moved}
        return calendar.changed(busy=others | self._planned.get(calendar.calendar_key, {}))
