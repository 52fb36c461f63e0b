"""The closing e-mail of an AI interview: what was handed in, what happens next and by when. It is sent once."""

from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from greenroom.models.interview import Booking, Interview
from greenroom.models.organisation import Policy
from greenroom.models.session import DeliveryStatus, Session
from greenroom.usecases.deliver import Following, UnsentMail, deliver, log_delivery
from greenroom.usecases.invite import taken_over
from greenroom.usecases.links import LinkMaker

if TYPE_CHECKING:
    from greenroom.adapters.ai_interviews import AiInterviews
    from greenroom.adapters.mailer import Mailer
    from greenroom.adapters.organisations import Organisations
    from greenroom.adapters.schedule import Schedule
    from greenroom.adapters.sessions import Sessions
    from greenroom.mail.compose import ComposedMail

CLOSING = "CLOSING"


def thank_candidate(
    interview: Interview,
    *,
    schedule: "Schedule",
    sessions: "Sessions",
    ai_interviews: "AiInterviews",
    organisations: "Organisations",
    mailer: "Mailer",
    links: LinkMaker,
    now: datetime,
    following: Following = lambda _trace_id: nullcontext(),
) -> bool:
    """Send the closing e-mail, unless it was sent. Returns whether it is settled: sent, or failed for good.

    An e-mail that was claimed 15 minutes ago and never settled is sent again. `following` is entered with the trace of
    the booking. Raises MailNotSentError.
    """
    booking, trace_id = schedule.booking_and_trace(interview.org_id, interview.interview_id)
    if booking is None or booking.version != interview.booking_version:
        return True
    session_hash = links.hash_of(booking.session_id, booking.version)

    def made() -> "ComposedMail":
        from greenroom.mail import compose  # noqa: PLC0415 (needed only where an interview is really over)
        from greenroom.mail.closing_mail import Closing  # noqa: PLC0415

        progress = ai_interviews.progress(session_hash)
        policy = organisations.organisation(interview.org_id).policy
        closing = Closing(
            answered=progress.answered if progress else 0,
            questions=progress.questions if progress else None,
            decided_by=_decided_by(booking, progress.session if progress else None, policy),
            retention_days=policy.retention_days,
        )
        link = links.link_of(booking.session_id, booking.version)
        return compose.closing(booking, closing, link, mailer.sender_address)

    mail = UnsentMail(session_hash, CLOSING, made)
    with following(trace_id):
        first = deliver(mail, sessions=sessions, mailer=mailer, now=now)
        settled = taken_over(mail, first, sessions=sessions, mailer=mailer, now=now)
        log_delivery(booking, settled, schedule)
    return settled.status is not DeliveryStatus.CLAIMED


def _decided_by(booking: Booking, session: Session | None, policy: Policy) -> datetime | None:
    days = booking.decision_days or policy.decision_days
    if days is None:
        return None
    ended = session.ended_at if session and session.ended_at else booking.ends_at
    return ended + timedelta(days=days)
