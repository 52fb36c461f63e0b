"""The two reads before a booking, each in one round trip."""

from typing import NamedTuple

from greenroom.models.calendar import Calendar
from greenroom.models.candidate import Candidate, Match
from greenroom.models.interview import Booking, Interview
from greenroom.models.job import Job
from greenroom.models.organisation import Organisation
from greenroom.models.slot import Slot


class BookingReads(NamedTuple):
    """The organisation, interview and slot of a booking: the first of its two reads."""

    organisation: Organisation
    interview: Interview
    slot: Slot | None
    leaves: tuple[str, ...] = ()
    """Calendars of people whom a change takes off the interview."""
    stored_external_id: str | None = None
    """The stored calendars; the interview may be about to get others."""


class People(NamedTuple):
    """The people and records of one booking: the second of its two reads.

    A person without a stored calendar has an empty one.
    """

    candidate: Candidate
    job: Job
    match: Match | None
    calendars: tuple[Calendar, ...]
    booking: Booking | None
    old_slot: Slot | None


class HeldByBooking(NamedTuple):
    """A booking's seat on its slot and its times in calendars, which a cancellation frees."""

    booking: Booking | None
    slot: Slot | None
    calendars: tuple[Calendar, ...]


class NewInterviewReads(NamedTuple):
    """The records that a new interview needs. `made` is the interview, if an earlier try of the request created it."""

    organisation: Organisation
    candidate: Candidate
    job: Job
    slot: Slot | None
    made: Interview | None
