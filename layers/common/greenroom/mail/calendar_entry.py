"""An interview as an entry for a person's calendar (RFC 5545, RFC 5546), as mail clients take it from an invitation.

Times are in UTC: a calendar shows them in its owner's zone, no description of a zone (VTIMEZONE) can be misread, and
the moment is the one that is stored. The slot's own zone stands in the description.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from greenroom.mail import calendar_text
from greenroom.mail.addresses import as_sent
from greenroom.mail.content import one_line
from greenroom.models.interview import Booking, Interview, Interviewer, InterviewType
from greenroom.wording import both_times

CHANGES_AT_MOST = 1000
"""The number of changes of interviewers at one version of a booking."""
LINK_LIMIT = 2000
# RSVP is FALSE, because a reply would go to the sender's address, which nobody reads.
_INVITED = ";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE"


def invitation(booking: Booking, link: str, organiser_address: str) -> bytes:
    """The entry of a booking or of its move: METHOD:REQUEST.

    `link` leads to the interview. The UID is the interview's over all versions and SEQUENCE is the
    booking's version, so each later entry takes the place of the one before.
    """
    return _calendar(booking, "REQUEST", "CONFIRMED", organiser_address, _place(booking, link), link)


def publication(booking: Booking, link: str, organiser_address: str) -> bytes:
    """The entry of a booking to keep: METHOD:PUBLISH, which a calendar takes without asking its owner for a reply.

    It has the UID and SEQUENCE of the invitation, so that a calendar that has both shows one. It names no attendees
    (RFC 5546, section 3.2.1).
    """
    event = _candidates_event(booking, "CONFIRMED", _place(booking, link), link)
    return calendar_text.calendar("PUBLISH", [[*event, _organiser(booking, organiser_address)]])


def cancellation(booking: Booking, organiser_address: str) -> bytes:
    """The entry that takes a booking out of the calendar again: METHOD:CANCEL, for a booking that is CANCELLED.

    The version of a cancelled booking is above that of the invitation before it, and so is SEQUENCE.
    """
    return _calendar(booking, "CANCEL", "CANCELLED", organiser_address, _place(booking, None), None)


def interviewer_invitation(booking: Booking, to: Interviewer, link: str | None, organiser_address: str) -> bytes:
    """The entry of an interviewer: METHOD:REQUEST. `link` is the interviewer's own link, or None."""
    return _interviewers_calendar(booking, to, "REQUEST", "CONFIRMED", organiser_address, link)


def interviewer_cancellation(booking: Booking, to: Interviewer, organiser_address: str) -> bytes:
    """The entry that removes an interview from a former interviewer's calendar: METHOD:CANCEL."""
    return _interviewers_calendar(booking, to, "CANCEL", "CANCELLED", organiser_address, None)


def published(interviews: Sequence[Interview], now: datetime) -> bytes:
    """Interviews as a calendar to subscribe to (METHOD:PUBLISH), without their links: calendar addresses are shared."""
    named = ("X-WR-CALNAME:Interviews", "X-PUBLISHED-TTL:PT15M")
    return calendar_text.calendar("PUBLISH", _published(interviews, now), *named)


def _published(interviews: Sequence[Interview], now: datetime) -> Iterator[list[str]]:
    for interview in interviews:
        if interview.started_at is None or interview.ends_at is None:
            continue
        candidate, job = one_line(interview.candidate_name), one_line(interview.job_title)
        yield [
            calendar_text.text("UID", uid(interview.interview_id)),
            f"SEQUENCE:{interview.booking_version}",
            calendar_text.moment("DTSTAMP", now),
            calendar_text.moment("LAST-MODIFIED", interview.updated_at),
            *_from_to(interview.started_at, interview.ends_at),
            calendar_text.text("SUMMARY", f"Interview with {candidate}: {job}"),
            calendar_text.text("DESCRIPTION", "The way in stands in the invitation."),
            *_place_line(interview.location),
            "STATUS:CONFIRMED",
        ]


def uid(interview_id: str) -> str:
    """The id of an interview's calendar entry, which is the same for all of its times."""
    return f"{interview_id}@greenroom"


def _place(booking: Booking, link: str | None) -> str | None:
    if booking.interview_type is InterviewType.OFFLINE:
        return booking.location
    return link


def _place_line(place: str | None) -> list[str]:
    return [calendar_text.text("LOCATION", one_line(place, LINK_LIMIT))] if place else []


def _calendar(
    booking: Booking, method: str, status: str, organiser_address: str, place: str | None, link: str | None
) -> bytes:
    event = _candidates_event(booking, status, place, link)
    people = _people(booking, organiser_address, booking.candidate_email, booking.candidate_name)
    return calendar_text.calendar(method, [[*event, *people]])


def _candidates_event(booking: Booking, status: str, place: str | None, link: str | None) -> list[str]:
    job, company = one_line(booking.job_title), one_line(booking.company_name)
    return [
        *_event(booking, status, place, link),
        f"SEQUENCE:{booking.version}",
        calendar_text.text("SUMMARY", f"Interview: {job} at {company}"),
        calendar_text.text("DESCRIPTION", _description(booking, link)),
    ]


def _interviewers_calendar(
    booking: Booking, to: Interviewer, method: str, status: str, organiser_address: str, link: str | None
) -> bytes:
    candidate, job = one_line(booking.candidate_name), one_line(booking.job_title)
    lines = [both_times(booking.starts_at, booking.timezone, None), *([f"Your way in: {link}"] if link else [])]
    event = [
        *_event(booking, status, _place(booking, link), link),
        # Changes of interviewers keep the booking's version, but each calendar entry must be newer than the previous.
        f"SEQUENCE:{booking.version * CHANGES_AT_MOST + (booking.panel_changes or 0)}",
        calendar_text.text("SUMMARY", f"Interview with {candidate}: {job}"),
        calendar_text.text("DESCRIPTION", "\n".join(lines)),
        *_people(booking, organiser_address, to.email, to.name or to.email),
    ]
    return calendar_text.calendar(method, [event])


def _event(booking: Booking, status: str, place: str | None, link: str | None) -> list[str]:
    return [
        calendar_text.text("UID", uid(booking.interview_id)),
        calendar_text.moment("DTSTAMP", booking.changed_at),
        calendar_text.moment("LAST-MODIFIED", booking.changed_at),
        *_from_to(booking.starts_at, booking.ends_at),
        *_place_line(place),
        *([f"URL:{one_line(link, LINK_LIMIT)}"] if link else []),
        f"STATUS:{status}",
        "TRANSP:OPAQUE",
    ]


def _from_to(starts_at: datetime, ends_at: datetime) -> tuple[str, str]:
    return calendar_text.moment("DTSTART", starts_at), calendar_text.moment("DTEND", ends_at)


def _description(booking: Booking, link: str | None) -> str:
    lines = [both_times(booking.starts_at, booking.timezone, booking.candidate_timezone)]
    if booking.cancel_reason:
        lines.append(f"Cancelled: {one_line(booking.cancel_reason, 2000)}")
    if link:
        lines.append(f"Your interview: {link}")
        if booking.interview_type is InterviewType.AI:
            lines.append("An AI asks the questions. Typed answers are as good as spoken ones.")
        lines.append("The link is yours alone. If the time does not suit you, the e-mail says what to do.")
    return "\n".join(lines)


def _people(booking: Booking, organiser_address: str, to_address: str, to_name: str) -> tuple[str, str]:
    attendee = calendar_text.person("ATTENDEE", one_line(as_sent(to_address)), one_line(to_name), _INVITED)
    return _organiser(booking, organiser_address), attendee


def _organiser(booking: Booking, address: str) -> str:
    name = one_line(booking.sender_name or booking.org_name)
    return calendar_text.person("ORGANIZER", one_line(as_sent(address)), name)
