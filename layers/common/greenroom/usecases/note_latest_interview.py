"""Keep a summary of the newest interview with its candidate, for lists."""

from typing import TYPE_CHECKING

from greenroom.errors import NotFoundError
from greenroom.models.latest_interview import LatestInterview
from greenroom.usecases.invite import INVITATION
from greenroom.usecases.links import LinkMaker

if TYPE_CHECKING:
    from greenroom.adapters.latest_interviews import LatestInterviews
    from greenroom.adapters.schedule import Schedule
    from greenroom.adapters.sessions import Sessions


def note_latest_interview(
    org_id: str,
    interview_id: str,
    *,
    schedule: "Schedule",
    sessions: "Sessions",
    latest_interviews: "LatestInterviews",
    links: LinkMaker,
) -> bool:
    """Store an interview's summary with its candidate. Returns whether it was stored.

    It is not stored where the candidate has a newer interview or the interview was erased. Takes two reads and a write
    of 1 unit, in no request of a person. Calls may be repeated, late or out of order.
    """
    try:
        interview = schedule.interview(org_id, interview_id)
    except NotFoundError:
        return False
    if interview.erased_at is not None:
        return False
    email_status = None
    if interview.session_id is not None:
        session_hash = links.hash_of(interview.session_id, interview.booking_version)
        [delivery] = sessions.deliveries([session_hash], INVITATION)
        email_status = delivery.status if delivery else None
    return latest_interviews.note(
        LatestInterview(
            org_id=org_id,
            candidate_id=interview.candidate_id,
            interview_id=interview_id,
            job_id=interview.job_id,
            interview_type=interview.interview_type,
            status=interview.status,
            started_at=interview.started_at,
            timezone=interview.timezone,
            version=interview.version,
            email_status=email_status,
            choice=interview.choice.changed(wishes=None) if interview.choice else None,
        )
    )
