"""Valid bookings in one line, and e-mails taken apart again."""

import email
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from typing import Any

from icalendar import Calendar

from greenroom.mail.compose import ComposedMail
from greenroom.models.interview import Booking

STARTS_AT = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
LINK = "https://portal.example/?session_key=" + "0a1b2c3d" * 8
SENDER = "interviews@greenroom.example"


def a_booking(**fields: Any) -> Booking:
    """Asha Rao's AI interview, Friday 27 November 2026, 14:30 in India, 45 minutes."""
    starts_at: datetime = fields.get("starts_at", STARTS_AT)
    given: dict[str, Any] = {
        "org_id": "org_1",
        "interview_id": "int_1",
        "session_id": "ses_1",
        "version": 1,
        "interview_type": "AI",
        "ai_interview_type": "TECHNICAL",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=45),
        "opens_at": starts_at - timedelta(seconds=30),
        "last_entry_at": starts_at + timedelta(minutes=10),
        "expires_at": starts_at + timedelta(days=1),
        "timezone": "Asia/Kolkata",
        "candidate_id": "can_1",
        "candidate_name": "Asha Rao",
        "candidate_email": "asha.rao@example.com",
        "job_id": "job_1",
        "job_title": "Backend Engineer",
        "company_name": "Acme",
        "coding_language": "PYTHON",
        "language_code": "en-IN",
        "accent_tld": "co.in",
        "org_name": "Acme Hiring",
        "slot_id": "slot_1",
        "actor": "token:1",
        "booked_at": STARTS_AT - timedelta(days=3),
        "changed_at": STARTS_AT - timedelta(days=3),
    }
    return Booking.model_validate(given | fields)


def opened(mail: ComposedMail) -> EmailMessage:
    """The e-mail as a client reads it."""
    message = email.message_from_bytes(mail.message, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def part(mail: ComposedMail, content_type: str) -> EmailMessage:
    """The only part of an e-mail with this type."""
    (found,) = [each for each in opened(mail).walk() if each.get_content_type() == content_type]
    assert isinstance(found, EmailMessage)
    return found


def text_of(mail: ComposedMail) -> str:
    return str(part(mail, "text/plain").get_content()).replace("\r\n", "\n")


def html_of(mail: ComposedMail) -> str:
    return str(part(mail, "text/html").get_content()).replace("\r\n", "\n")


def calendar_of(mail: ComposedMail) -> Calendar:
    return calendar_from(part(mail, "application/ics").get_content())


def calendar_from(entry: bytes) -> Calendar:
    calendar = Calendar.from_ical(entry)
    assert isinstance(calendar, Calendar)
    return calendar


def event_of(calendar: Calendar) -> Any:
    """The only event. It is typed as Any, because icalendar's types allow every form for every property."""
    (event,) = calendar.events
    return event
