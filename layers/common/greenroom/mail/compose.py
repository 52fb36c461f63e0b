"""Every e-mail that Greenroom sends, ready to go. Pure: the same booking gives the same words."""

from datetime import datetime

from greenroom.mail import calendar_entry
from greenroom.mail.closing_mail import Closing, closing_content
from greenroom.mail.content import MailContent, in_sentence, one_line
from greenroom.mail.interview_mails import (
    cancellation_content,
    interviewer_cancellation_content,
    interviewer_invitation_content,
    interviewer_reminder_content,
    invitation_content,
    reminder_content,
    rescheduled_content,
)
from greenroom.mail.message import CalendarPart, ComposedMail, MailKind, Sender, composed
from greenroom.mail.notices import console_link_content, sign_in_content, webhook_disabled_content
from greenroom.mail.time_invitation import time_invitation_content
from greenroom.models.interview import Booking, BookingRecord, Interviewer, TimeInvitation
from greenroom.wording import duration_words

__all__ = [
    "ComposedMail",
    "MailKind",
    "cancellation",
    "closing",
    "console_link",
    "interviewer_cancellation",
    "interviewer_invitation",
    "interviewer_reminder",
    "invitation",
    "reminder",
    "rescheduled",
    "sign_in",
    "time_invitation",
    "webhook_disabled",
]


def invitation(
    booking: Booking,
    link: str,
    sender_address: str,
    *,
    meeting_link: str | None = None,
    reply_to: str | None = None,
) -> ComposedMail:
    """The first e-mail about a booking, with its calendar entry.

    `link` is the candidate's own link. `meeting_link` is the link of an ONLINE interview's meeting, if it has another.
    Raises MailRefusedError for an invalid address, as all functions here do.
    """
    content = invitation_content(booking, link, meeting_link, _who_answers(booking, reply_to))
    calendar = CalendarPart(calendar_entry.invitation(booking, meeting_link or link, sender_address), "REQUEST")
    return _about(booking, content, MailKind.INVITATION, "Interview Scheduled", sender_address, reply_to, calendar)


def rescheduled(
    booking: Booking,
    link: str,
    sender_address: str,
    *,
    meeting_link: str | None = None,
    reply_to: str | None = None,
) -> ComposedMail:
    """The e-mail about a booking that was moved from `previous_starts_at`; its entry replaces the earlier one."""
    content = rescheduled_content(booking, link, meeting_link, _who_answers(booking, reply_to))
    calendar = CalendarPart(calendar_entry.invitation(booking, meeting_link or link, sender_address), "REQUEST")
    moved = booking.previous_starts_at not in {None, booking.starts_at}
    event = "Interview Rescheduled" if moved else "Interview Changed"
    return _about(booking, content, MailKind.RESCHEDULED, event, sender_address, reply_to, calendar)


def cancellation(booking: Booking, sender_address: str, *, reply_to: str | None = None) -> ComposedMail:
    """The e-mail about a booking that is CANCELLED, with the entry that takes it out of the calendar."""
    content = cancellation_content(booking, _who_answers(booking, reply_to))
    calendar = CalendarPart(calendar_entry.cancellation(booking, sender_address), "CANCEL")
    return _about(booking, content, MailKind.CANCELLATION, "Interview Cancelled", sender_address, reply_to, calendar)


def reminder(
    booking: Booking,
    link: str,
    sender_address: str,
    minutes_before: int,
    *,
    meeting_link: str | None = None,
    reply_to: str | None = None,
) -> ComposedMail:
    """The reminder to the candidate, `minutes_before` the start."""
    content = reminder_content(booking, link, meeting_link, _who_answers(booking, reply_to), minutes_before)
    event = f"Interview in {duration_words(minutes_before)}"
    return _about(booking, content, MailKind.REMINDER, event, sender_address, reply_to)


def closing(booking: Booking, what: Closing, link: str, sender_address: str) -> ComposedMail:
    """The e-mail to the candidate after an AI interview."""
    content = closing_content(booking, what, link, _who_answers(booking, None))
    return _about(booking, content, MailKind.CLOSING, "Interview finished", sender_address, None)


def time_invitation(invitation: TimeInvitation, link: str, sender_address: str) -> ComposedMail:
    """The e-mail that invites a candidate to choose a time."""
    content = time_invitation_content(invitation, link, _who_answers(invitation, None))
    return _about(invitation, content, MailKind.TIME_INVITATION, "Choose a time", sender_address, None)


def interviewer_invitation(
    booking: Booking, to: Interviewer, meeting_link: str | None, sender_address: str
) -> ComposedMail:
    """An interviewer's e-mail about a booking or its move, with a calendar entry."""
    if to.since is not None:
        # An interviewer who was added later never heard of the earlier time and place.
        booking = booking.changed(previous_starts_at=None, previous_ends_at=None, previous_location=None)
    is_moved = booking.previous_starts_at is not None and booking.previous_starts_at != booking.starts_at
    is_changed = booking.previous_location is not None or booking.previous_ends_at is not None
    entry = calendar_entry.interviewer_invitation(booking, to, meeting_link, sender_address)
    return _to_interviewer(
        booking,
        to,
        interviewer_invitation_content(booking, meeting_link),
        MailKind.RESCHEDULED if is_moved or is_changed else MailKind.INVITATION,
        "Interview moved" if is_moved else "Interview changed" if is_changed else "You interview",
        sender_address,
        CalendarPart(entry, "REQUEST"),
    )


def interviewer_cancellation(booking: Booking, to: Interviewer, sender_address: str, *, is_off: bool) -> ComposedMail:
    """The e-mail to a person who is no longer an interviewer: the interview `is_off`, or takes place without them."""
    entry = calendar_entry.interviewer_cancellation(booking, to, sender_address)
    return _to_interviewer(
        booking,
        to,
        interviewer_cancellation_content(booking, is_off=is_off),
        MailKind.CANCELLATION,
        "Interview cancelled" if is_off else "You do not interview",
        sender_address,
        CalendarPart(entry, "CANCEL"),
    )


def _to_interviewer(
    booking: Booking,
    to: Interviewer,
    content: MailContent,
    kind: MailKind,
    event: str,
    sender_address: str,
    calendar: CalendarPart,
) -> ComposedMail:
    return composed(
        content,
        kind,
        f"{event}: {one_line(booking.candidate_name)} - {one_line(booking.job_title)}",
        (to.email, to.name or ""),
        _sender(booking, sender_address, None),
        _tags(booking, kind),
        calendar,
    )


def interviewer_reminder(
    booking: Booking,
    meeting_link: str | None,
    sender_address: str,
    minutes_before: int,
    *,
    interviewer_email: str,
    reply_to: str | None = None,
) -> ComposedMail:
    """The reminder to an interviewer, `minutes_before` the start."""
    content = interviewer_reminder_content(booking, meeting_link, minutes_before)
    return composed(
        content,
        MailKind.REMINDER,
        _subject(f"Interview in {duration_words(minutes_before)}", booking),
        (interviewer_email, ""),
        _sender(booking, sender_address, reply_to),
        _tags(booking, MailKind.REMINDER),
    )


def sign_in(to: str, link: str, sender_address: str, *, valid_minutes: int = 15) -> ComposedMail:
    """The one-time link to a candidate's own list. It names no organisation: the list spans all of them."""
    return composed(
        sign_in_content(link, valid_minutes),
        MailKind.SIGN_IN,
        "Your link to your interviews",
        (to, ""),
        Sender("Greenroom", sender_address),
        {"kind": MailKind.SIGN_IN.value},
    )


def console_link(
    to: str, link: str, sign_in_address: str, sender_address: str, *, valid_minutes: int = 15
) -> ComposedMail:
    """The one-time link to the console. It names no organisation: a person may be a member of several."""
    return composed(
        console_link_content(link, sign_in_address, valid_minutes),
        MailKind.SIGN_IN,
        "Your link to the Greenroom console",
        (to, ""),
        Sender("Greenroom", sender_address),
        {"kind": MailKind.SIGN_IN.value},
    )


def webhook_disabled(
    to: str,
    org_id: str,
    org_name: str,
    endpoint_url: str,
    failing_since: datetime,
    last_problem: str,
    sender_address: str,
    *,
    timezone: str = "UTC",
) -> ComposedMail:
    """The notice to an organisation that one of its webhooks was switched off; times in the organisation's zone."""
    return composed(
        webhook_disabled_content(org_name, endpoint_url, failing_since, last_problem, timezone),
        MailKind.WEBHOOK_DISABLED,
        "A webhook was switched off",
        (to, ""),
        Sender("Greenroom", sender_address),
        {"kind": MailKind.WEBHOOK_DISABLED.value, "org_id": org_id},
    )


def _subject(event: str, about: BookingRecord) -> str:
    return f"{event} - {one_line(about.job_title)} at {one_line(about.company_name)}"


def _who_answers(about: BookingRecord, reply_to: str | None) -> str | None:
    """The contact who reads replies, in words; None without one."""
    return reply_to or (in_sentence(about.contact.words) if about.contact else None)


def _sender(about: BookingRecord, address: str, reply_to: str | None) -> Sender:
    name = about.sender_name or about.org_name
    if reply_to:
        return Sender(name, address, reply_to)
    return Sender(name, address, about.reply_to, about.reply_to_name)


def _tags(about: BookingRecord, kind: MailKind) -> dict[str, str]:
    return {
        "interview_id": about.interview_id,
        "version": str(about.version),
        "kind": kind.value,
        "org_id": about.org_id,
    }


def _about(
    about: BookingRecord,
    content: MailContent,
    kind: MailKind,
    event: str,
    sender_address: str,
    reply_to: str | None,
    calendar: CalendarPart | None = None,
) -> ComposedMail:
    return composed(
        content,
        kind,
        _subject(event, about),
        (about.candidate_email, about.candidate_name),
        _sender(about, sender_address, reply_to),
        _tags(about, kind),
        calendar,
    )
