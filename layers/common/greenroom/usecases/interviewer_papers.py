"""An interviewer's papers during an interview: job, résumé and criteria to read, and notes to write."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from greenroom.errors import InvalidStateError, LinkExpiredError, NotFoundError
from greenroom.models.caller import CANDIDATE
from greenroom.models.interview import Interview, InterviewStatus
from greenroom.models.resume import ResumeStatus
from greenroom.usecases.join import who_has
from greenroom.usecases.requirements import requirements_of

if TYPE_CHECKING:
    from greenroom.adapters.jobs import Jobs
    from greenroom.adapters.meeting_rooms import MeetingRooms
    from greenroom.adapters.resumes import Resumes
    from greenroom.adapters.schedule import Schedule
    from greenroom.adapters.scored_matches import StoredRequirements
    from greenroom.usecases.links import LinkMaker

LONGEST = 20_000
"""The maximum length in characters of a job's or résumé's text that is shown."""
CLOSED = "The papers of this interview closed when its links died. Ask who invited you for the report."
IN_GENERAL = "In general"
"""The key of the note that belongs to no criterion."""


class Papers(NamedTuple):
    """The texts to read, and the interviewer's notes."""

    status: InterviewStatus
    candidate_email: str | None
    job_text: str
    resume_text: str | None
    criteria: list[str]
    notes: Mapping[str, str]


def papers(
    org_id: str,
    interview_id: str,
    room_id: str,
    notes: dict[str, str] | None,
    *,
    schedule: "Schedule",
    jobs: "Jobs",
    resumes: "Resumes",
    requirements: "StoredRequirements",
    rooms: "MeetingRooms",
    links: "LinkMaker",
    now: datetime,
) -> Papers:
    """The papers of an interview, for an interviewer's room id. If `notes` are given, they are stored first.

    Raises NotFoundError for any other id, LinkExpiredError once the interview's links have expired, InvalidStateError
    once it was cancelled or the candidate was erased.
    """
    interview = schedule.interview(org_id, interview_id)
    who = who_has(interview, room_id, links)
    if who == CANDIDATE:
        raise NotFoundError("Interview")
    author = interview.interviewer(who)
    if interview.erased_at is not None:
        raise InvalidStateError("The candidate's data was erased.")
    if interview.status is InterviewStatus.CANCELLED:
        raise InvalidStateError("This interview is cancelled, and its papers are closed.")
    booking = schedule.booking(org_id, interview_id)
    if booking is not None and now > booking.expires_at:
        raise LinkExpiredError(CLOSED)
    if notes is not None:
        rooms.note(org_id, interview_id, author, notes, interview.erase_at)
    job_text, criteria = _job_and_criteria(interview, jobs, requirements)
    resume = resumes.latest(org_id, interview.candidate_id, ResumeStatus.PARSED)
    return Papers(
        status=interview.status,
        candidate_email=booking.candidate_email if booking else None,
        job_text=job_text[:LONGEST],
        resume_text=resume.parsed_text[:LONGEST] if resume and resume.parsed_text else None,
        criteria=[*criteria, IN_GENERAL],
        notes=notes if notes is not None else rooms.own_notes(org_id, interview_id, author),
    )


def _job_and_criteria(
    interview: Interview, jobs: "Jobs", requirements: "StoredRequirements"
) -> tuple[str, Sequence[str]]:
    """The job's text and criteria; only the title if the job was deleted."""
    try:
        job = jobs.get(interview.org_id, interview.job_id)
        return job.as_interview_text(), [one.requirement for one in requirements_of(job, requirements).requirements]
    except NotFoundError:
        return interview.job_title, []
