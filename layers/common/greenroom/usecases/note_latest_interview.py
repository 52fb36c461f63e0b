"""Keep a summary of the newest interview with its candidate, for lists."""

from collections.abc import Set
from typing import TYPE_CHECKING

from greenroom.errors import NotFoundError
from greenroom.models.audit import Action
from greenroom.models.latest_interview import LatestInterview
from greenroom.usecases.invite import INVITATION
from greenroom.usecases.links import LinkMaker
from greenroom.usecases.list_candidates import NO_TIME, waits_for_time

ABOUT_TIME = frozenset({Action.INVITED, Action.DECLINED, Action.SCHEDULED, Action.CANCELLED})

if TYPE_CHECKING:
    from greenroom.adapters.candidates import Matches
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
    matches: "Matches",
    links: LinkMaker,
    actions: Set[str] = frozenset(),
) -> bool:
    """Store an interview's summary with its candidate. Returns whether it was stored.

    It is not stored if the candidate has a newer interview or the interview was erased. It takes two reads and a write
    of 1 unit, outside of people's requests, and another write if `actions` gave or took a time. Calls may be repeated,
    late or out of order.
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
    latest = LatestInterview(
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
    is_stored = latest_interviews.note(latest)
    if is_stored and actions & ABOUT_TIME:
        _note_waiting(latest, matches)
    return is_stored


def _note_waiting(latest: LatestInterview, matches: "Matches") -> None:
    """Note whether the candidate waits for a time, for the list of jobs that have none free."""
    about = latest.org_id, latest.job_id, latest.candidate_id
    if latest.status not in NO_TIME:
        matches.forget_waiting(*about)
        return
    match = matches.of(*about)
    if match is not None and waits_for_time(match, latest):
        matches.note_waiting(*about, match.version)
    else:
        matches.forget_waiting(*about, match.version if match is not None else 0)
