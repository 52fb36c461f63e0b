"""Converts a slot's local time to points in time, or refuses it with the reason. Pure."""

from datetime import date, datetime, time, timedelta
from enum import IntEnum
from typing import NamedTuple

from greenroom.clock import LocalMoment, NonexistentLocalTimeError, from_local
from greenroom.clock import zone as zone_of
from greenroom.errors import InThePastError, InvalidStateError, TooFarAheadError, ValidationError
from greenroom.models.slot import Slot
from greenroom.wording import duration_words

FURTHEST_AHEAD = timedelta(days=3_650)
"""A slot further ahead than this is taken for a typing error."""
MOST_AT_ONCE = 100
"""The maximum number of slots in one request, which is the maximum of writes in one transaction."""
LONGEST_RANGE_DAYS = 366


class Weekday(IntEnum):
    """The numbers of `date.weekday`."""

    MON = 0
    TUE = 1
    WED = 2
    THU = 3
    FRI = 4
    SAT = 5
    SUN = 6


class WallTimes(NamedTuple):
    """A slot's time as it is entered."""

    day: date
    start: time
    end: time
    zone: str

    @property
    def last_day(self) -> date:
        """The day of the end. Raises ValidationError if it is after the calendar's last day."""
        if self.end > self.start:
            return self.day
        if self.day == date.max:
            raise ValidationError.about("interview_date", "interview_date is outside the years 1 to 9999.")
        return self.day + timedelta(days=1)


class SlotTimes(NamedTuple):
    """A slot's time as points in time."""

    starts_at: datetime
    ends_at: datetime
    note: str | None
    """Remarks about the times: an end on the next day, or a time that the clocks show twice."""


def slot_times(entered: WallTimes) -> SlotTimes:
    """Convert local times to points in time. An end that is not later than the start is on the next day.

    If the clocks show a time twice, the slot begins at the earlier one, and its length is the difference of both times.
    Raises ValidationError naming the field for a time that the clocks skip.
    """
    start = _moment("start_time", entered.day, entered.start, entered.zone)
    end = _moment("end_time", entered.last_day, entered.end, entered.zone)
    ends_at = start.utc + _between(entered) if start.ambiguous else end.utc
    if ends_at <= start.utc:
        raise ValidationError.about("end_time", "end_time must be later than start_time.")
    return SlotTimes(start.utc, ends_at, _note(entered, start, end, ends_at))


def note_of(slot: Slot) -> str | None:
    """The remarks about a slot's times; None for a private slot, whose time was given as a point in time."""
    if slot.is_private:
        return None
    return slot_times(WallTimes(slot.interview_date, slot.start_time, slot.end_time, slot.timezone)).note


def _moment(field: str, day: date, at: time, zone: str) -> LocalMoment:
    try:
        return from_local(day, at, zone)
    except NonexistentLocalTimeError as error:
        raise ValidationError.about(field, str(error)) from error
    except ValueError as error:
        raise ValidationError.about("interview_date", f"interview_date {error}") from error


def _note(entered: WallTimes, start: LocalMoment, end: LocalMoment, ends_at: datetime) -> str | None:
    said: list[str] = []
    length = duration_words((ends_at - start.utc).total_seconds() / 60)
    if entered.last_day != entered.day:
        said.append(f"end_time {entered.end:%H:%M} is on the next day, {entered.last_day}. The slot lasts {length}.")
    if start.ambiguous or end.ambiguous:
        ends = ((start, "start_time", entered.start), (end, "end_time", entered.end))
        twice = [f"{field} {at:%H:%M}" for moment, field, at in ends if moment.ambiguous]
        exist, which = ("exist", "The earlier of each is") if len(twice) > 1 else ("exists", "The earlier one is")
        said.append(
            f"{' and '.join(twice)} {exist} twice in {entered.zone}, because the clocks go back. {which} meant: "
            f"the slot lasts {length}, from {_shown(start.utc, entered.zone)} to {_shown(ends_at, entered.zone)}."
        )
    elif ends_at - start.utc != _between(entered):
        said.append(f"The clocks change in between: the slot lasts {length}.")
    return " ".join(said) or None


def _between(entered: WallTimes) -> timedelta:
    """The difference of both local times, without clock changes between them."""
    return datetime.combine(entered.last_day, entered.end) - datetime.combine(entered.day, entered.start)


def _shown(moment: datetime, zone: str) -> str:
    local = moment.astimezone(zone_of(zone))
    return f"{local:%H:%M} (UTC{local:%:z})"


def refuse_slot_time(starts_at: datetime, now: datetime) -> None:
    """Raises InThePastError, or TooFarAheadError beyond ten years."""
    if starts_at <= now:
        raise InThePastError
    if starts_at > now + FURTHEST_AHEAD:
        raise TooFarAheadError("A slot can be at most ten years ahead.")


def days_between(first: date, last: date, weekdays: frozenset[Weekday]) -> list[date]:
    """The days of a range that fall on these weekdays, both ends included. Raises ValidationError."""
    if last < first:
        raise ValidationError.about("to", "to must not be before from.")
    if (last - first).days > LONGEST_RANGE_DAYS:
        raise ValidationError.about("to", f"from and to may be at most {LONGEST_RANGE_DAYS} days apart.")
    every = (date.fromordinal(ordinal) for ordinal in range(first.toordinal(), last.toordinal() + 1))
    return [day for day in every if Weekday(day.weekday()) in weekdays]


def refuse_change(before: Slot, after: Slot) -> None:
    """Refuse changes of a slot that is cancelled or private, and of a slot with bookings.

    With bookings only the number of seats may change, and not to less than the bookings. Raises InvalidStateError.
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
