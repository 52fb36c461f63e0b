"""The e-mail that invites a candidate to choose a time. It is sent once, and followed until its result is known."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from greenroom.errors import NotFoundError
from greenroom.models.interview import InterviewStatus, TimeInvitation
from greenroom.models.session import Delivery
from greenroom.usecases.appointments import people_of
from greenroom.usecases.deliver import UnsentMail, deliver, outcome_entry
from greenroom.usecases.invite import INVITATION, taken_over
from greenroom.usecases.links import LinkMaker
from greenroom.usecases.time_invitation import time_invitation_of

if TYPE_CHECKING:
    from greenroom.adapters.mailer import Mailer
    from greenroom.adapters.schedule import Schedule
    from greenroom.adapters.sessions import Sessions

LATE = timedelta(minutes=1)
"""If an e-mail is sent later than this after its invitation, all facts are read again."""


def send_time_invitation(
    invitation: TimeInvitation,
    *,
    schedule: "Schedule",
    sessions: "Sessions",
    mailer: "Mailer",
    links: LinkMaker,
    now: datetime,
) -> Delivery | None:
    """Send an invitation that is still the newest of a pending interview. Returns None for any other.

    An invitation that was claimed a quarter of an hour ago and never settled is sent again. Raises MailNotSentError.
    """
    if not _is_current(invitation, schedule, now):
        return None
    if now - invitation.changed_at > LATE:
        try:
            invitation = _as_it_is_now(invitation, schedule)
        except NotFoundError:
            return None
    session_hash = links.hash_of(invitation.session_id, invitation.version)
    from greenroom.mail import compose  # noqa: PLC0415 (templates are needed only where a mail is really sent)

    def made() -> compose.ComposedMail:
        link = links.link_of(invitation.session_id, invitation.version)
        return compose.time_invitation(invitation, link, mailer.sender_address)

    mail = UnsentMail(session_hash, INVITATION, made)
    first = deliver(mail, sessions=sessions, mailer=mailer, now=now)
    delivery = taken_over(mail, first, sessions=sessions, mailer=mailer, now=now)
    entry = outcome_entry(invitation.org_id, invitation.interview_id, invitation.version, delivery)
    if entry is not None:
        schedule.log(entry)
    return delivery


def _is_current(invitation: TimeInvitation, schedule: "Schedule", now: datetime) -> bool:
    """Whether the invitation still counts: it was not withdrawn, replaced, answered or erased meanwhile."""
    try:
        interview = schedule.interview(invitation.org_id, invitation.interview_id)
    except NotFoundError:
        return False
    is_newest = interview.status is InterviewStatus.PENDING and interview.booking_version == invitation.version
    return is_newest and interview.choice is not None and interview.choice.is_open(now)


def _as_it_is_now(invitation: TimeInvitation, schedule: "Schedule") -> TimeInvitation:
    """The invitation with the present facts about candidate, job and organisation. Raises NotFoundError."""
    reads = schedule.booking_reads(invitation.org_id, invitation.interview_id, None)
    interview, people = reads.interview, people_of(reads.interview, schedule)
    if interview.choice is None or interview.booking_version != invitation.version:
        raise NotFoundError("Interview")
    actor, changed_at = invitation.actor, invitation.changed_at
    return time_invitation_of(interview, reads, people, interview.choice, actor=actor, now=changed_at)
