"""The reports of a job's completed interviews, side by side: evidence by criterion, and people's ratings."""

from typing import TYPE_CHECKING, NamedTuple

from greenroom.errors import NotFoundError
from greenroom.interviewing.rating import CriterionRated, as_seen_by, criteria_of
from greenroom.models.caller import Caller
from greenroom.models.interview import Interview, InterviewStatus
from greenroom.models.page import Page
from greenroom.usecases.links import LinkMaker
from greenroom.usecases.read_report import ReportAsRead, read_report

if TYPE_CHECKING:
    from greenroom.adapters.ai_interviews import AiInterviews
    from greenroom.adapters.interviews import Interviews
    from greenroom.adapters.jobs import Jobs
    from greenroom.adapters.ratings import Ratings
    from greenroom.models.page import Position


class JobReport(NamedTuple):
    """One completed interview of a job."""

    interview: Interview
    reading: ReportAsRead | None
    """None for an interview by people, which has ratings but no report."""
    rated: tuple[CriterionRated, ...]


def reports_of_job(
    job_id: str,
    *,
    by: Caller,
    jobs: "Jobs",
    interviews: "Interviews",
    ai_interviews: "AiInterviews",
    ratings: "Ratings",
    links: LinkMaker,
    limit: int,
    position: "Position | None",
) -> Page[JobReport]:
    """The completed interviews of a job, newest first, each with its report and the ratings that the caller may see.

    One query of the index by job, and two of the sessions for each interview. Interviews whose candidate was erased
    are left out. Raises NotFoundError for a job of another organisation.
    """
    job = jobs.get(by.org_id, job_id)
    found = interviews.page(interviews.of_job(by.org_id, job.job_id), limit=limit, position=position, keep=_is_compared)
    return Page([_report_of(one, by, ai_interviews, ratings, links) for one in found.items], found.next_position)


def _is_compared(interview: Interview) -> bool:
    return interview.status is InterviewStatus.COMPLETED and interview.erased_at is None


def _report_of(
    interview: Interview, by: Caller, ai_interviews: "AiInterviews", ratings: "Ratings", links: LinkMaker
) -> JobReport:
    reading = _reading(interview, ai_interviews, links)
    session_hash = links.hash_of(interview.session_id or "", interview.booking_version)
    given = ratings.of_session(session_hash) if interview.session_id else []
    criteria = criteria_of(reading.ai_interview.plan if reading and reading.ai_interview else None)
    return JobReport(interview, reading, as_seen_by(by.actor, criteria, given))


def _reading(interview: Interview, ai_interviews: "AiInterviews", links: LinkMaker) -> ReportAsRead | None:
    try:
        return read_report(interview, ai_interviews=ai_interviews, links=links)
    except NotFoundError:
        return None
