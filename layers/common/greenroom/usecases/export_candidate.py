"""All that is kept about one person in an organisation, for a request of access."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from greenroom.errors import NotFoundError
from greenroom.interviewing.rating import Rating
from greenroom.models.audit import LogEntry
from greenroom.models.caller import Caller
from greenroom.models.candidate import Candidate, Match
from greenroom.models.interview import Interview
from greenroom.models.resume import Resume
from greenroom.usecases.candidate_interviews import interviews_of
from greenroom.usecases.links import LinkMaker
from greenroom.usecases.read_report import ReportAsRead
from greenroom.usecases.report_of import report_of

if TYPE_CHECKING:
    from greenroom.adapters.ai_interviews import AiInterviews
    from greenroom.adapters.candidates import Candidates, Matches
    from greenroom.adapters.interviews import Interviews
    from greenroom.adapters.meeting_rooms import MeetingRooms
    from greenroom.adapters.ratings import Ratings
    from greenroom.adapters.resumes import Resumes


@dataclass(frozen=True)
class ExportedInterview:
    """One interview with all that belongs to it."""

    interview: Interview
    log: Sequence[LogEntry]
    report: ReportAsRead | None
    ratings: Sequence[Rating]


@dataclass(frozen=True)
class ExportedCandidate:
    """One person."""

    candidate: Candidate
    gates: Sequence[Match]
    resumes: Sequence[Resume]
    interviews: Sequence[ExportedInterview]


def export_candidate(
    candidate_id: str,
    *,
    by: Caller,
    candidates: "Candidates",
    matches: "Matches",
    resumes: "Resumes",
    interviews: "Interviews",
    ai_interviews: "AiInterviews",
    rooms: "MeetingRooms",
    ratings: "Ratings",
    links: LinkMaker,
) -> ExportedCandidate:
    """Candidate, gates, résumés, and interviews with log, report and everybody's ratings.

    Of those who ask for access what others wrote about them is part of the answer. Raises NotFoundError.
    """
    candidate = candidates.get(by.org_id, candidate_id)
    held = interviews_of(candidate, interviews=interviews)
    job_ids = dict.fromkeys([*([candidate.job_id] if candidate.job_id else []), *(one.job_id for one in held)])
    gates = [matches.of(by.org_id, job_id, candidate_id) for job_id in job_ids]
    return ExportedCandidate(
        candidate,
        [one for one in gates if one is not None],
        resumes.all_of(by.org_id, candidate_id),
        [
            ExportedInterview(
                one,
                list(interviews.log(one.org_id, one.interview_id)),
                _report(one, ai_interviews, rooms, links),
                ratings.of_session(links.hash_of(one.session_id, one.booking_version)) if one.session_id else [],
            )
            for one in held
        ],
    )


def _report(
    interview: Interview, ai_interviews: "AiInterviews", rooms: "MeetingRooms", links: LinkMaker
) -> ReportAsRead | None:
    try:
        return report_of(interview, ai_interviews=ai_interviews, rooms=rooms, links=links)
    except NotFoundError:
        return None
