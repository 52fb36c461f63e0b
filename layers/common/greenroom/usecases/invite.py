"""Make a booking's session, link and e-mail. Each step may be repeated, by the stream or by a person."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from greenroom.errors import BusyError, InvalidStateError
from greenroom.identifiers import new_id
from greenroom.mail.delivery_errors import MailNotSentError
from greenroom.models.audit import Action, LogEntry
from greenroom.models.caller import GREENROOM, Caller
from greenroom.models.candidate import ERASED_NAME
from greenroom.models.interview import HAS_A_TIME, Booking, BookingStatus, Interview
from greenroom.models.session import Delivery, DeliveryStatus, Session, SessionStatus
from greenroom.rules.changes import session_of
from greenroom.usecases.deliver import UnsentMail, deliver, delivery_entry, log_delivery, send_claimed
from greenroom.usecases.editing import refuse_stale_version
from greenroom.usecases.links import LinkMaker

if TYPE_CHECKING:
    from greenroom.adapters.mailer import Mailer
    from greenroom.adapters.schedule import Schedule
    from greenroom.adapters.sessions import Sessions

INVITATION = "INVITATION"
CANCELLATION = "CANCELLATION"
CLAIM_IS_STALE_AFTER = timedelta(minutes=15)
RESENDER_IS_GONE_AFTER = timedelta(seconds=30)
"""The time after which a sender has ended: from the claim to SES's answer the mailer's timeouts allow 7 seconds."""
MOST_EARLIER = 50
"""The number of earlier versions of a booking that are searched for an e-mail to the address before its correction."""
SENT_ELSEWHERE = "The invitation is now sent to another address."


class Invited(NamedTuple):
    """A session with its invitation, and whether this call made the session."""

    booking: Booking
    session: Session
    delivery: Delivery | None
    is_new: bool


def on_booking_changed(
    booking: Booking,
    *,
    schedule: "Schedule",
    sessions: "Sessions",
    mailer: "Mailer",
    links: LinkMaker,
    now: datetime,
) -> bool:
    """Handle a booking's stream record: open or close its session, and send its e-mail.

    Returns False if the booking has changed since, so that this version needs no e-mail. Raises MailNotSentError if the
    record should be delivered again.
    """
    if booking.status is BookingStatus.ACTIVE:
        invited = invite(
            booking,
            schedule=schedule,
            sessions=sessions,
            mailer=mailer,
            links=links,
            now=now,
        )
        withdraw_from_earlier_address(
            booking,
            schedule=schedule,
            sessions=sessions,
            mailer=mailer,
            links=links,
            now=now,
        )
        return invited.delivery is not None
    mail = cancellation(booking, links, mailer.sender_address)
    delivery = deliver(mail, sessions=sessions, mailer=mailer, now=now)
    log_delivery(booking, delivery, schedule)
    return True


def invite(
    booking: Booking,
    *,
    schedule: "Schedule",
    sessions: "Sessions",
    mailer: "Mailer",
    links: LinkMaker,
    now: datetime,
) -> Invited:
    """Open a booking's session and send its invitation, each once.

    A session that was closed before it was opened (the booking changed before its record arrived) stays closed, and
    nobody is invited to it.
    """
    session_hash = links.hash_of(booking.session_id, booking.version)
    fresh = session_of(booking, session_hash, SessionStatus.SCHEDULED, now)
    session = sessions.open(fresh)
    if session is fresh and schedule.booking(booking.org_id, booking.interview_id) is None:
        # The candidate was erased before the record arrived: they get no e-mail, and no name is stored.
        nobody = {"candidate_name": ERASED_NAME, "candidate_timezone": None, "status": SessionStatus.CANCELLED}
        return Invited(booking, sessions.close(fresh.changed(**nobody)), None, is_new=False)
    if session.status in {SessionStatus.MOVED, SessionStatus.CANCELLED}:
        return Invited(booking, session, None, is_new=False)
    delivery = deliver(invitation(booking, links, mailer.sender_address), sessions=sessions, mailer=mailer, now=now)
    note_invitation(booking, session, delivery, schedule)
    return Invited(booking, session, delivery, is_new=session is fresh)


def note_invitation(booking: Booking, session: Session, delivery: Delivery, schedule: "Schedule") -> None:
    """Write session and invitation to the log, in one entry, when the result of the invitation is known."""
    sent = delivery_entry(booking, delivery)
    if sent is None:
        return
    created = LogEntry(
        org_id=booking.org_id,
        interview_id=booking.interview_id,
        at=session.created_at,
        action=Action.SESSION_CREATED,
        actor=GREENROOM,
        new={"session_id": session.session_id, "version": booking.version},
    )
    schedule.log(created, sent)


def invitation(booking: Booking, links: LinkMaker, sender_address: str) -> UnsentMail:
    """The e-mail with the link: an invitation, or the notice of a new time."""
    # Imported here, because templates and calendars are needed only for an e-mail that is sent.
    from greenroom.mail import compose  # noqa: PLC0415

    def made() -> compose.ComposedMail:
        link = links.link_of(booking.session_id, booking.version)
        kind = compose.rescheduled if booking.previous_starts_at else compose.invitation
        return kind(booking, link, sender_address)

    return UnsentMail(links.hash_of(booking.session_id, booking.version), INVITATION, made)


def cancellation(booking: Booking, links: LinkMaker, sender_address: str) -> UnsentMail:
    """The e-mail that cancels a booking."""
    from greenroom.mail import compose  # noqa: PLC0415

    return UnsentMail(
        links.hash_of(booking.session_id, booking.version),
        CANCELLATION,
        lambda: compose.cancellation(booking, sender_address),
    )


def withdraw_from_earlier_address(
    booking: Booking,
    *,
    schedule: "Schedule",
    sessions: "Sessions",
    mailer: "Mailer",
    links: LinkMaker,
    now: datetime,
    settle: bool = False,
) -> None:
    """Cancel the calendar entry at the address that was invited before a correction.

    An address without an invitation gets no e-mail. With `settle`, a claim that was never settled is taken over.
    Raises MailNotSentError.
    """
    if booking.previous_email is None:
        return
    earlier = [links.hash_of(booking.session_id, version) for version in range(1, booking.version)]
    told = sessions.deliveries_of([(one, INVITATION) for one in earlier[-MOST_EARLIER:]])
    if all(one is None or one.status is DeliveryStatus.FAILED for one in told):
        return
    taken_back = booking.changed(
        status=BookingStatus.CANCELLED, candidate_email=booking.previous_email, cancel_reason=SENT_ELSEWHERE
    )
    mail = cancellation(taken_back, links, mailer.sender_address)
    mail = UnsentMail(mail.session_hash, f"{CANCELLATION}#EARLIER", mail.compose)
    delivery = deliver(mail, sessions=sessions, mailer=mailer, now=now)
    if settle:
        delivery = taken_over(mail, delivery, sessions=sessions, mailer=mailer, now=now)
    log_delivery(booking, delivery, schedule)


NOT_SENT_NOW = "The mail provider does not take the e-mail at the moment. It is sent as soon as it does; or try again."


@contextmanager
def _busy_where_not_sent() -> Iterator[None]:
    """Raise BusyError instead of MailNotSentError: a person must repeat the request, while a stream repeats by
    itself."""
    try:
        yield
    except MailNotSentError as error:
        raise BusyError(NOT_SENT_NOW, retry_after_seconds=60) from error


def create_session(
    interview_id: str,
    *,
    by: Caller,
    schedule: "Schedule",
    sessions: "Sessions",
    mailer: "Mailer",
    links: LinkMaker,
    now: datetime,
    expected_version: int | None = None,
) -> Invited:
    """Make a scheduled interview's session on demand. It is the same as the stream would make.

    Raises NotFoundError, StaleVersionError, InvalidStateError for an interview that is not booked, or BusyError if
    its e-mail cannot be sent now.
    """
    booking = _booking_of(interview_id, by, schedule, expected_version)
    with _busy_where_not_sent():
        return invite(booking, schedule=schedule, sessions=sessions, mailer=mailer, links=links, now=now)


def resend(
    interview_id: str,
    *,
    by: Caller,
    schedule: "Schedule",
    sessions: "Sessions",
    mailer: "Mailer",
    links: LinkMaker,
    now: datetime,
    expected_version: int | None = None,
) -> Invited:
    """Send the invitation again. Calls within one minute send one e-mail, also if the process of the first one died.

    Raises the errors of `create_session`.
    """
    booking = _booking_of(interview_id, by, schedule, expected_version)
    with _busy_where_not_sent():
        invited = invite(booking, schedule=schedule, sessions=sessions, mailer=mailer, links=links, now=now)
        if invited.is_new or invited.delivery is None:
            return invited
        mail = invitation(booking, links, mailer.sender_address)
        again = UnsentMail(mail.session_hash, f"RESEND#{now:%Y%m%d%H%M}", mail.compose)
        first = deliver(again, sessions=sessions, mailer=mailer, now=now)
        delivery = taken_over(again, first, sessions=sessions, mailer=mailer, now=now, after=RESENDER_IS_GONE_AFTER)
    log_delivery(booking, delivery, schedule)
    if delivery.status is DeliveryStatus.SENT and invited.delivery.status is not DeliveryStatus.SENT:
        settled = invited.delivery.changed(
            status=DeliveryStatus.SENT, sent_at=delivery.sent_at, message_id=delivery.message_id, reason=None
        )
        sessions.note_outcome(settled)
    return Invited(booking, invited.session, delivery, is_new=False)


def send_unsettled_mail(
    booking: Booking,
    *,
    schedule: "Schedule",
    sessions: "Sessions",
    mailer: "Mailer",
    links: LinkMaker,
    now: datetime,
) -> Delivery | None:
    """Make sure, some time after a booking or its cancellation, that its e-mail was sent."""
    if booking.status is BookingStatus.ACTIVE:
        invited = send_unsettled_invitation(
            booking, schedule=schedule, sessions=sessions, mailer=mailer, links=links, now=now
        )
        withdraw_from_earlier_address(
            booking, schedule=schedule, sessions=sessions, mailer=mailer, links=links, now=now, settle=True
        )
        return invited
    mail = cancellation(booking, links, mailer.sender_address)
    delivery = deliver(mail, sessions=sessions, mailer=mailer, now=now)
    settled = taken_over(mail, delivery, sessions=sessions, mailer=mailer, now=now)
    log_delivery(booking, settled, schedule)
    return settled


def send_unsettled_invitation(
    booking: Booking,
    *,
    schedule: "Schedule",
    sessions: "Sessions",
    mailer: "Mailer",
    links: LinkMaker,
    now: datetime,
) -> Delivery | None:
    """Make sure that a booking's session is open and its invitation went out.

    A session that was never opened is opened; a claim that was never settled is taken over and sent. The provider may
    have accepted it before: then the candidate gets it twice, with the same calendar entry.
    """
    invited = invite(booking, schedule=schedule, sessions=sessions, mailer=mailer, links=links, now=now)
    if invited.delivery is None:
        return None
    settled = taken_over(
        invitation(booking, links, mailer.sender_address), invited.delivery, sessions=sessions, mailer=mailer, now=now
    )
    note_invitation(booking, invited.session, settled, schedule)
    return settled


def taken_over(
    mail: UnsentMail,
    delivery: Delivery,
    *,
    sessions: "Sessions",
    mailer: "Mailer",
    now: datetime,
    after: timedelta = CLAIM_IS_STALE_AFTER,
) -> Delivery:
    """Send an e-mail whose sender claimed it and has not settled it in time. Any other e-mail is not changed."""
    if delivery.status is not DeliveryStatus.CLAIMED or now - delivery.claimed_at < after:
        return delivery
    taken = sessions.take_over(delivery, new_id("claim"), now)
    if taken is None:
        return delivery
    return send_claimed(mail, taken, sessions=sessions, mailer=mailer, now=now)


def _booking_of(interview_id: str, by: Caller, schedule: "Schedule", expected_version: int | None) -> Booking:
    interview: Interview = schedule.interview(by.org_id, interview_id)
    refuse_stale_version(interview.version, expected_version)
    booking = schedule.booking(by.org_id, interview_id)
    if interview.status not in HAS_A_TIME or booking is None:
        raise InvalidStateError(f"This interview is {interview.status}. Book it on a slot first.")
    return booking
