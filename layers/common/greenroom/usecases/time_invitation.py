"""The invitation to choose a time, for its e-mail and its page.

It is a module apart from `invite_to_choose`, which imports all of booking, so that functions that only send invitations
start faster.
"""

from datetime import datetime

from greenroom.models.booking_reads import BookingReads, People
from greenroom.models.choice import Choice
from greenroom.models.interview import Interview, TimeInvitation
from greenroom.usecases.appointments import about_interview


def time_invitation_of(
    interview: Interview, reads: BookingReads, people: People, choice: Choice, *, actor: str, now: datetime
) -> TimeInvitation:
    """The invitation of an interview, with all present facts about it."""
    return TimeInvitation(
        **about_interview(interview, people, reads.organisation),
        session_id=interview.session_id or "",
        version=interview.booking_version,
        timezone=reads.organisation.policy.timezone,
        actor=actor,
        changed_at=now,
        expires_at=choice.expires_at,
    )
