"""Send interviewers one e-mail about each booking, move and cancellation, each once, as for candidates."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from greenroom.models.interview import Booking, BookingStatus, Interviewer, InterviewType
from greenroom.usecases.deliver import UnsentMail, deliver, log_delivery
from greenroom.usecases.invite import CANCELLATION, INVITATION, taken_over
from greenroom.usecases.links import LinkMaker
from greenroom.usecases.way_in import way_in

if TYPE_CHECKING:
    from greenroom.adapters.mailer import Mailer
    from greenroom.adapters.schedule import Schedule
    from greenroom.adapters.sessions import Sessions

MEETS_PEOPLE = frozenset({InterviewType.ONLINE, InterviewType.OFFLINE})
DIGITS = 12
"""The length of the hash that replaces the address in the kind of an e-mail."""


def tell_interviewers(
    booking: Booking,
    *,
    schedule: "Schedule",
    sessions: "Sessions",
    mailer: "Mailer",
    links: LinkMaker,
    now: datetime,
    settle: bool = False,
) -> None:
    """Send the e-mails that were not sent yet; with `settle`, also those that were claimed long ago and never settled.

    Raises MailNotSentError if the record of the booking should be delivered again.
    """
    for mail in mails(booking, links, mailer.sender_address):
        delivery = deliver(mail, sessions=sessions, mailer=mailer, now=now)
        if settle:
            delivery = taken_over(mail, delivery, sessions=sessions, mailer=mailer, now=now)
        # Each e-mail has its own item, because one may be settled later than the others.
        log_delivery(booking, delivery, schedule)


def mails(booking: Booking, links: LinkMaker, sender_address: str) -> Iterator[UnsentMail]:
    """The e-mails that the interviewers of a booking must have got in its present state."""
    if booking.interview_type not in MEETS_PEOPLE:
        return
    if booking.status is BookingStatus.CANCELLED:
        for one in (*booking.interviewers, *(booking.let_go or ())):
            yield _taken_back(booking, one, links, sender_address, is_off=True)
        return
    for one in booking.interviewers:
        yield _invited(booking, one, links, sender_address)
    for one in booking.let_go or ():
        yield _taken_back(booking, one, links, sender_address, is_off=False)


def _invited(booking: Booking, to: Interviewer, links: LinkMaker, sender_address: str) -> UnsentMail:
    from greenroom.mail import compose  # noqa: PLC0415 (needed only where an e-mail is really sent)

    return UnsentMail(
        links.hash_of(booking.session_id, booking.version),
        kind_for(INVITATION, to),
        lambda: compose.interviewer_invitation(booking, to, way_in(booking, to, links), sender_address),
    )


def _taken_back(
    booking: Booking, to: Interviewer, links: LinkMaker, sender_address: str, *, is_off: bool
) -> UnsentMail:
    from greenroom.mail import compose  # noqa: PLC0415 (needed only where an e-mail is really sent)

    return UnsentMail(
        links.hash_of(booking.session_id, booking.version),
        kind_for(CANCELLATION, to),
        lambda: compose.interviewer_cancellation(booking, to, sender_address, is_off=is_off),
    )


def kind_for(kind: str, to: Interviewer) -> str:
    """The kind of an e-mail to an interviewer: the interviewer, and the change that added or removed them."""
    digest = hashlib.sha256(to.email.casefold().encode()).hexdigest()[:DIGITS]
    return f"{kind}#INTERVIEWER#{digest}" + (f"#{to.since}" if to.since is not None else "")
