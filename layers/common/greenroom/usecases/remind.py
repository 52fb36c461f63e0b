"""Reminders before an interview: to the candidate, and to the interviewer of an ONLINE meeting. Each is sent once."""

from collections.abc import Iterator
from datetime import datetime

from greenroom.models.interview import Booking, Interview, InterviewType, Provider
from greenroom.models.session import DeliveryStatus
from greenroom.rules.rooms import meeting_link
from greenroom.usecases.deliver import Letter, deliver, delivery_entry
from greenroom.usecases.invite import Office


def remind(interview: Interview, minutes_before: int, office: Office, now: datetime) -> bool:
    """Send what is due that long before the start; whether this call sent any of it.

    Nobody is reminded of a time that has moved, was cancelled or has passed. Raises MailNotSentError.
    """
    booking = office.schedule.booking(interview.org_id, interview.interview_id)
    if booking is None or booking.version != interview.booking_version or booking.starts_at <= now:
        return False
    deliveries = [
        deliver(letter, sessions=office.sessions, post=office.post, now=now)
        for letter in _letters(booking, interview.provider, minutes_before, office)
    ]
    entries = [entry for found in deliveries if (entry := delivery_entry(booking, found)) is not None]
    if entries:
        office.schedule.log(*entries)
    return any(found.status is DeliveryStatus.SENT and found.claimed_at == now for found in deliveries)


def _letters(booking: Booking, provider: Provider | None, minutes_before: int, office: Office) -> Iterator[Letter]:
    from greenroom.mail import compose  # noqa: PLC0415 (needed only where a reminder is really due)

    session_hash = office.links.hash_of(booking.session_id, booking.version)
    kind = f"REMINDER#{minutes_before}"
    link = office.links.link_of(booking.session_id, booking.version)
    yield Letter(session_hash, kind, lambda: compose.reminder(booking, link, office.sender_address, minutes_before))
    interviewer, room_id = booking.interviewer_email, booking.room_id
    if booking.interview_type is InterviewType.ONLINE and interviewer and room_id:
        room = meeting_link(office.links.portal_url(), booking.interview_id, room_id, provider)
        yield Letter(
            session_hash,
            f"{kind}#INTERVIEWER",
            lambda: compose.interviewer_reminder(
                booking, room, office.sender_address, minutes_before, interviewer_email=interviewer
            ),
        )
