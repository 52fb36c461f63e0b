"""A slot's time: from what the clock on the wall says to a point in time, or the reason why it can not be. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum

from greenroom.clock import NonexistentLocalTimeError, from_local
from greenroom.errors import FieldProblem, InThePastError, InvalidStateError, TooFarAheadError, ValidationError
from greenroom.models.slot import Slot

FURTHEST_AHEAD = timedelta(days=3_650)
"""A slot further ahead than ten years is a slip of the pen."""
MOST_AT_ONCE = 100
"""Slots made in one request: as many writes as one transaction takes."""
LONGEST_RANGE_DAYS = 366


class Weekday(IntEnum):
    """As `date.weekday` counts."""

    MON = 0
    TUE = 1
    WED = 2
    THU = 3
    FRI = 4
    SAT = 5
    SUN = 6


@dataclass(frozen=True)
class WallTimes:
    """A slot's time as it is entered."""

    day: date
    start: time
    end: time
    zone: str


@dataclass(frozen=True)
class SlotTimes:
    """A slot's time as it is."""

    starts_at: datetime
    ends_at: datetime
    note: str | None
    """What was decided where the clocks show a time twice."""


def slot_times(entered: WallTimes) -> SlotTimes:
    """The points in time.

    Raises ValidationError naming the field for a time that the clocks skip, or an end that is not after the start.
    """
    if entered.end <= entered.start:
        raise _refused(
            "end_time",
            "end_time must be later than start_time on the same day. Split a slot that runs past midnight into two.",
        )
    moments = {}
    for field, at in (("start_time", entered.start), ("end_time", entered.end)):
        try:
            moments[field] = from_local(entered.day, at, entered.zone)
        except NonexistentLocalTimeError as error:
            raise _refused(field, str(error)) from error
        except ValueError as error:
            raise _refused("interview_date", f"interview_date {error}") from error
    twice = [field for field, moment in moments.items() if moment.ambiguous]
    note = None
    if twice:
        note = (
            f"{' and '.join(twice)} on {entered.day} exists twice in {entered.zone}, because the clocks go back. "
            "The earlier one is meant."
        )
    starts_at, ends_at = moments["start_time"].utc, moments["end_time"].utc
    if ends_at <= starts_at:
        raise _refused("end_time", "end_time must be later than start_time.")
    return SlotTimes(starts_at, ends_at, note)


def refuse_slot_time(starts_at: datetime, now: datetime) -> None:
    """Raises InThePastError, or TooFarAheadError beyond ten years."""
    if starts_at <= now:
        raise InThePastError
    if starts_at > now + FURTHEST_AHEAD:
        raise TooFarAheadError("A slot can be at most ten years ahead.")


def days_between(first: date, last: date, weekdays: frozenset[Weekday]) -> list[date]:
    """The days of a range that fall on these weekdays, both ends included. Raises ValidationError."""
    if last < first:
        raise _refused("to", "to must not be before from.")
    if (last - first).days > LONGEST_RANGE_DAYS:
        raise _refused("to", f"from and to may be at most {LONGEST_RANGE_DAYS} days apart.")
    every = (date.fromordinal(ordinal) for ordinal in range(first.toordinal(), last.toordinal() + 1))
    return [day for day in every if Weekday(day.weekday()) in weekdays]


def refuse_change(before: Slot, after: Slot) -> None:
    """What seats were booked for stays: with bookings, only the number of seats may change, and not below them.

    Raises InvalidStateError.
    """
    if before.is_cancelled:
        raise InvalidStateError("This slot was cancelled and can not be changed. Make a new one.")
    if before.is_private:
        raise InvalidStateError("This slot belongs to one interview. Reschedule the interview instead.")
    if before.current_bookings == 0:
        return
    if after.max_candidates < before.current_bookings:
        raise InvalidStateError(f"{before.current_bookings} seats of this slot are booked already.")
    fixed = ("job_id", "starts_at", "ends_at", "timezone", "ai_interview_type")
    if any(getattr(before, name) != getattr(after, name) for name in fixed):
        raise InvalidStateError(
            "This slot has bookings. Reschedule or cancel them first; until then only max_candidates may change."
        )


def _refused(field: str, sentence: str) -> ValidationError:
    return ValidationError(sentence, details=(FieldProblem(field, sentence),))
