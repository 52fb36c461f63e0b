"""What a booking reads before it decides: twice, each in one round trip."""

from dataclasses import dataclass

from greenroom.models.calendar import Calendar
from greenroom.models.candidate import Candidate, Match
from greenroom.models.interview import Booking, Interview
from greenroom.models.job import Job
from greenroom.models.organisation import Organisation
from greenroom.models.slot import Slot


@dataclass(frozen=True)
class BookingReads:
    """What one booking is about: the first of its two reads."""

    organisation: Organisation
    interview: Interview
    slot: Slot | None
    leaves: tuple[str, ...] = ()
    """Calendars of people whom a change takes off the interview."""
    stored_external_id: str | None = None
    """What stands in the table; the interview may be about to get another."""


@dataclass(frozen=True)
class People:
    """Whom one booking is about: the second of its two reads. A person without a calendar yet has an empty one."""

    candidate: Candidate
    job: Job
    match: Match | None
    calendars: tuple[Calendar, ...]
    booking: Booking | None
    old_slot: Slot | None


@dataclass(frozen=True)
class HeldByBooking:
    """What a booking holds and a cancellation gives back: a seat on its slot, and times in calendars."""

    booking: Booking | None
    slot: Slot | None
    calendars: tuple[Calendar, ...]


@dataclass(frozen=True)
class NewInterviewReads:
    """What a new interview is made of. `made` is the interview where an earlier try of the same request made it."""

    organisation: Organisation
    candidate: Candidate
    job: Job
    slot: Slot | None
    made: Interview | None
