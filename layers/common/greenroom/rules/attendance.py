"""Who of an interview came to its meeting, from what a provider tells of those who were there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from greenroom.models.caller import CANDIDATE, INTERVIEWER
from greenroom.models.interview import Booking
from greenroom.models.meeting import Attendee


@dataclass(frozen=True)
class Arrival:
    """An arrival of the candidate or an interviewer."""

    who: str
    at: datetime


def arrivals(booking: Booking, attendees: Sequence[Attendee]) -> list[Arrival]:
    """The first arrival of each side; a provider that tells names alone is believed where they fit.

    Of the others, who is signed in is the interviewer where none is known, being a user of the organisation; anybody
    else is the candidate, who needs no account.
    """
    first: dict[str, datetime] = {}
    unknown = []
    for attendee in attendees:
        who = _named(booking, attendee)
        if who is None:
            unknown.append(attendee)
        else:
            first[who] = min(first.get(who, attendee.came_at), attendee.came_at)
    for attendee in unknown:
        is_interviewer = attendee.is_signed_in and INTERVIEWER not in first
        first.setdefault(INTERVIEWER if is_interviewer else CANDIDATE, attendee.came_at)
    return sorted((Arrival(who, at) for who, at in first.items()), key=lambda arrival: arrival.at)


def side_of(booking: Booking, email: str, *, is_host: bool) -> str:
    """The role of an attendee by address; guests of a meeting have an empty one."""
    address = email.strip().casefold()
    if address and address == booking.candidate_email.casefold():
        return CANDIDATE
    is_interviewer = is_host or any(address == one.email.casefold() for one in booking.interviewers)
    return INTERVIEWER if is_interviewer else CANDIDATE


def _named(booking: Booking, attendee: Attendee) -> str | None:
    name = attendee.name.strip().casefold()
    if name and name == booking.candidate_name.strip().casefold():
        return CANDIDATE
    if name and any(name == (one.name or "").strip().casefold() for one in booking.interviewers):
        return INTERVIEWER
    return None
