"""An interview as an entry for a person's calendar (RFC 5545, RFC 5546), as mail clients take it from an invitation.

Times are in UTC: a calendar shows them in its owner's zone, no description of a zone (VTIMEZONE) can be misread, and
the moment is the one that is stored. The slot's own zone stands in the description.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from string import punctuation
from typing import TYPE_CHECKING

from greenroom.mail.addresses import as_sent
from greenroom.mail.content import one_line
from greenroom.models.interview import Booking, Interview, Interviewer, InterviewType
from greenroom.wording import both_times

if TYPE_CHECKING:
    from icalendar import Event
    from icalendar.prop import vCalAddress

CHANGES_AT_MOST = 1000
"""The number of changes of interviewers at one version of a booking."""
PRODUCT = "-//Greenroom//Interviews//EN"


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
    event.add("organizer", _person(organiser_address, booking.sender_name or booking.org_name))
    return _entry(event, "PUBLISH")


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
    from icalendar import Calendar, Event  # noqa: PLC0415

    calendar = Calendar()
    for name, value in (("prodid", PRODUCT), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", "PUBLISH")):
        calendar.add(name, value)
    calendar.add("x-wr-calname", "Interviews")
    calendar.add("x-published-ttl", "PT15M")
    for interview in interviews:
        if interview.started_at is None or interview.ends_at is None:
            continue
        event = Event()
        event.add("uid", uid(interview.interview_id))
        event.add("sequence", interview.booking_version)
        event.add("dtstamp", now)
        event.add("last-modified", interview.updated_at)
        event.add("dtstart", interview.started_at.astimezone(UTC))
        event.add("dtend", interview.ends_at.astimezone(UTC))
        event.add("summary", f"Interview with {one_line(interview.candidate_name)}: {one_line(interview.job_title)}")
        event.add("description", "The way in stands in the invitation.")
        if interview.location:
            event.add("location", one_line(interview.location, 1000))
        event.add("status", "CONFIRMED")
        calendar.add_component(event)
    entry: bytes = calendar.to_ical()
    return entry


def uid(interview_id: str) -> str:
    """The id of an interview's calendar entry, which is the same for all of its times."""
    return f"{interview_id}@greenroom"


def _place(booking: Booking, link: str | None) -> str | None:
    if booking.interview_type is InterviewType.OFFLINE:
        return one_line(booking.location, 1000) if booking.location else None
    return link


def _calendar(
    booking: Booking, method: str, status: str, organiser_address: str, place: str | None, link: str | None
) -> bytes:
    event = _candidates_event(booking, status, place, link)
    _add_people(event, booking, organiser_address, booking.candidate_email, booking.candidate_name)
    return _entry(event, method)


def _candidates_event(booking: Booking, status: str, place: str | None, link: str | None) -> "Event":
    event = _event(booking, status, place, link)
    event.add("sequence", booking.version)
    event.add("summary", f"Interview: {one_line(booking.job_title)} at {one_line(booking.company_name)}")
    event.add("description", _description(booking, link))
    return event


def _interviewers_calendar(
    booking: Booking, to: Interviewer, method: str, status: str, organiser_address: str, link: str | None
) -> bytes:
    event = _event(booking, status, _place(booking, link), link)
    # Changes of interviewers keep the booking's version, but each calendar entry must be newer than the previous one.
    event.add("sequence", booking.version * CHANGES_AT_MOST + (booking.panel_changes or 0))
    candidate, job = one_line(booking.candidate_name), one_line(booking.job_title)
    event.add("summary", f"Interview with {candidate}: {job}")
    lines = [both_times(booking.starts_at, booking.timezone, None), *([f"Your way in: {link}"] if link else [])]
    event.add("description", "\n".join(lines))
    _add_people(event, booking, organiser_address, to.email, to.name or to.email)
    return _entry(event, method)


def _event(booking: Booking, status: str, place: str | None, link: str | None) -> "Event":
    # icalendar costs a tenth of a second to import; most invocations send no invitation.
    from icalendar import Event  # noqa: PLC0415

    event = Event()
    event.add("uid", uid(booking.interview_id))
    event.add("dtstamp", booking.changed_at)
    event.add("last-modified", booking.changed_at)
    event.add("dtstart", booking.starts_at.astimezone(UTC))
    event.add("dtend", booking.ends_at.astimezone(UTC))
    if place:
        event.add("location", place)
    if link:
        event.add("url", link)
    event.add("status", status)
    event.add("transp", "OPAQUE")
    return event


def _entry(event: "Event", method: str) -> bytes:
    from icalendar import Calendar  # noqa: PLC0415

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(event)
    entry: bytes = calendar.to_ical()
    return entry


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


def _add_people(event: "Event", booking: Booking, organiser_address: str, to_address: str, to_name: str) -> None:
    event.add("organizer", _person(organiser_address, booking.sender_name or booking.org_name))
    attendee = _person(to_address, to_name)
    # RSVP is FALSE, because a reply would go to the sender's address, which nobody reads.
    attendee.params |= {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "FALSE"}
    event.add("attendee", attendee)


def _person(address: str, name: str) -> "vCalAddress":
    from icalendar.prop import vCalAddress  # noqa: PLC0415

    made = vCalAddress(f"mailto:{one_line(as_sent(address))}")
    # A parameter's value cannot hold a double quote (RFC 5545, section 3.2).
    made.params["CN"] = one_line(name).replace('"', "'")
    # Quoted, so that no sign in a name ends the parameter.
    made.params.quote_also = {"CN": f"{punctuation} "}
    return made
