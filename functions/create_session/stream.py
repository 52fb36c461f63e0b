"""Handles a batch of the bookings stream: makes each record's session and sends its e-mail, in order."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from functions.create_session.app import app
from greenroom.adapters.items import Item
from greenroom.adapters.unreadable import entity_of
from greenroom.batches import follow_stream
from greenroom.models.interview import Booking, BookingStatus, TimeInvitation
from greenroom.observability import logger, metrics
from greenroom.usecases.invite import on_booking_changed
from greenroom.usecases.send_time_invitation import send_time_invitation
from greenroom.usecases.tell_interviewers import tell_interviewers

if TYPE_CHECKING:
    from greenroom.adapters.mailer import Mailer


WAITS_FOR_MAIL_SECONDS = 40
"""The time for e-mails, of the function's 60 seconds. In a burst an invocation sends as fast as SES accepts, and leaves
the rest to the next invocation."""


def follow_bookings(event: dict[str, Any]) -> dict[str, Any]:
    """Handle a batch. Returns the first record that failed, from which the stream delivers again."""
    mailer = app.mailer.patient(WAITS_FOR_MAIL_SECONDS)

    def invite(item: Item) -> None:
        _invite(item, mailer)

    return follow_stream(event, invite, on_failure=lambda: metrics.add_metric("BookingEventFailed", "Count", 1))


def _invite(item: Item, mailer: "Mailer") -> None:
    app.work_for(str(item["booking_id"]).partition("#")[0])
    now = app.now()
    if item["status"] == BookingStatus.INVITED:
        _invite_to_choose(entity_of(TimeInvitation, item, app.schedule.tables.bookings), mailer, now)
        return
    booking = entity_of(Booking, item, app.schedule.tables.bookings)
    was_told = booking.status is BookingStatus.CANCELLED and booking.tells_nobody is True
    is_erased = booking.status is BookingStatus.ACTIVE and app.erasures.has(booking.org_id, booking.candidate_id)
    if was_told or is_erased:
        # After a restore the stream has bookings of candidates who were erased before. They get no e-mail; the
        # cancellation of the first erasure was sent.
        logger.info("candidate was erased", interview_id=booking.interview_id)
        return
    is_current = on_booking_changed(
        booking,
        schedule=app.schedule,
        sessions=app.sessions,
        mailer=mailer,
        links=app.links,
        now=now,
    )
    if is_current:
        tell_interviewers(
            booking,
            schedule=app.schedule,
            sessions=app.sessions,
            mailer=mailer,
            links=app.links,
            now=now,
        )


def _invite_to_choose(invitation: TimeInvitation, mailer: "Mailer", now: datetime) -> None:
    if app.erasures.has(invitation.org_id, invitation.candidate_id):
        logger.info("candidate was erased", interview_id=invitation.interview_id)
        return
    send_time_invitation(
        invitation, schedule=app.schedule, sessions=app.sessions, mailer=mailer, links=app.links, now=now
    )
