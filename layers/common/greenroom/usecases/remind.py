"""Reminders before an interview, to the candidate and to the interviewers. Each is sent once."""

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import datetime
from functools import partial
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from greenroom.models.interview import Booking, Interview
from greenroom.models.session import DeliveryStatus
from greenroom.usecases.deliver import Following, UnsentMail, deliver, log_delivery
from greenroom.usecases.invite import CLAIM_IS_STALE_AFTER, taken_over
from greenroom.usecases.links import LinkMaker
from greenroom.usecases.tell_interviewers import MEETS_PEOPLE, kind_for
from greenroom.usecases.way_in import way_in

if TYPE_CHECKING:
    from greenroom.adapters.mailer import Mailer
    from greenroom.adapters.schedule import Schedule
    from greenroom.adapters.sessions import Sessions


LATE_FROM_MINUTES = 2
"""A reminder within this time counts as punctual, because the sweep runs each minute."""


class Reminded(NamedTuple):
    """Whether this call sent an e-mail, and the time of the next check if the result of an e-mail is unknown."""

    is_sent: bool = False
    look_again_at: datetime | None = None


def remind(
    interview: Interview,
    minutes_before: int,
    *,
    schedule: "Schedule",
    sessions: "Sessions",
    mailer: "Mailer",
    links: LinkMaker,
    now: datetime,
    following: Following = lambda _trace_id: nullcontext(),
) -> Reminded:
    """Send the reminder that is due `before` the start, also one that was claimed 15 minutes ago and never settled.

    A time that was moved, cancelled or has passed gets no reminder. `following` is entered with the trace of the
    booking. Raises MailNotSentError.
    """
    booking, trace_id = schedule.booking_and_trace(interview.org_id, interview.interview_id)
    if booking is None or booking.version != interview.booking_version or booking.starts_at <= now:
        return Reminded()
    found = []
    minutes_left = minutes_to_say(booking, minutes_before, now)
    with following(trace_id):
        for mail in _mails(booking, minutes_before, minutes_left, links, mailer.sender_address):
            first = deliver(mail, sessions=sessions, mailer=mailer, now=now)
            settled = taken_over(mail, first, sessions=sessions, mailer=mailer, now=now)
            # Each e-mail has its own item, because one may be settled later than the other.
            log_delivery(booking, settled, schedule)
            found.append(settled)
    waiting = [one.claimed_at + CLAIM_IS_STALE_AFTER for one in found if one.status is DeliveryStatus.CLAIMED]
    is_sent = any(one.status is DeliveryStatus.SENT and one.claimed_at == now for one in found)
    return Reminded(is_sent, min(waiting, default=None))


def minutes_to_say(booking: Booking, minutes_before: int, now: datetime) -> int:
    """The minutes that a reminder names: the planned ones, or the remaining ones if it is sent late."""
    left = max(1, ceil((booking.starts_at - now).total_seconds() / 60))
    return minutes_before if minutes_before - left <= LATE_FROM_MINUTES else left


def _mails(
    booking: Booking, minutes_before: int, minutes_left: int, links: LinkMaker, sender_address: str
) -> Iterator[UnsentMail]:
    from greenroom.mail import compose  # noqa: PLC0415 (needed only where a reminder is really due)

    session_hash = links.hash_of(booking.session_id, booking.version)
    kind = f"REMINDER#{minutes_before}"
    link = links.link_of(booking.session_id, booking.version)
    yield UnsentMail(session_hash, kind, lambda: compose.reminder(booking, link, sender_address, minutes_left))
    if booking.interview_type in MEETS_PEOPLE:
        for one in booking.interviewers:
            made = partial(
                compose.interviewer_reminder,
                booking,
                way_in(booking, one, links),
                sender_address,
                minutes_left,
                interviewer_email=one.email,
            )
            # The key is the same whenever an interviewer was added, so that nobody is reminded twice.
            yield UnsentMail(session_hash, kind_for(kind, one.changed(since=None)), made)
