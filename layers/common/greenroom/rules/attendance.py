"""Arrivals of an interview's people at its meeting, from the provider's list of attendees."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from greenroom.models.caller import CANDIDATE, INTERVIEWER, INTERVIEWERS, SOME_INTERVIEWER
from greenroom.models.interview import Booking, Interviewer
from greenroom.models.meeting import Attendee


class Arrival(NamedTuple):
    """An arrival of the candidate or an interviewer."""

    who: str
    """`candidate`, one of `INTERVIEWERS`, or `SOME_INTERVIEWER`."""
    at: datetime


def arrivals(booking: Booking, attendees: Sequence[Attendee]) -> list[Arrival]:
    """The first arrival of each person. Attendees are recognised by name, because such a list has no addresses.

    An attendee with another name counts as an interviewer if they are signed in, and so have an account, and if no
    interviewer was found before; otherwise as the candidate, who needs no account.
    """
    first: dict[str, datetime] = {}
    unknown = []
    for attendee in attendees:
        who = _named(booking, attendee.name)
        if who is None:
            unknown.append(attendee)
        else:
            first[who] = min(first.get(who, attendee.came_at), attendee.came_at)
    for attendee in unknown:
        is_interviewer = attendee.is_signed_in and first.keys() <= {CANDIDATE}
        first.setdefault(_interviewer_of(booking) if is_interviewer else CANDIDATE, attendee.came_at)
    return sorted((Arrival(who, at) for who, at in first.items()), key=lambda arrival: arrival.at)


def arrived_as(booking: Booking, email: str, name: str, *, is_host: bool) -> str:
    """The person of an attendee, by address or else by name. Guests of a meeting have an empty address."""
    known = _with_address(booking, email.strip().casefold()) or _named(booking, name)
    if known is not None:
        return known
    return _interviewer_of(booking) if is_host else CANDIDATE


def _interviewer_of(booking: Booking) -> str:
    """The only interviewer; SOME_INTERVIEWER if there are several, because the provider does not say which one."""
    return SOME_INTERVIEWER if len(booking.interviewers) > 1 else INTERVIEWER


def _with_address(booking: Booking, address: str) -> str | None:
    if address and address == booking.candidate_email.casefold():
        return CANDIDATE
    return _interviewer_where(booking, lambda one: address == one.email.casefold())


def _named(booking: Booking, name: str) -> str | None:
    name = name.strip().casefold()
    if not name:
        return None
    if name == booking.candidate_name.strip().casefold():
        return CANDIDATE
    return _interviewer_where(booking, lambda one: name == (one.name or "").strip().casefold())


def _interviewer_where(booking: Booking, fits: Callable[[Interviewer], bool]) -> str | None:
    """The only interviewer that fits; SOME_INTERVIEWER if several fit; None if none fits."""
    fitting = [who for who, one in zip(INTERVIEWERS, booking.interviewers, strict=False) if fits(one)]
    return fitting[0] if len(fitting) == 1 else SOME_INTERVIEWER if fitting else None
