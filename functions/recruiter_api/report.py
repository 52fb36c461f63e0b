"""The report of an AI interview."""

from functions.recruiter_api.app import api
from greenroom.adapters.wiring import files, interviews, links, sittings
from greenroom.api.subjects.reports import ReportAnswer
from greenroom.clock import utc_now
from greenroom.models.organisation import Role
from greenroom.usecases.reading import read_report


@api.get(
    "/api/v1/interviews/<interview_id>/report",
    summary="Read the transcript and the evaluation of an AI interview",
    tag="Interviews",
    role=Role.VIEWER,
    errors=("NOT_FOUND",),
)
def get_report(interview_id: str) -> ReportAnswer:
    """PENDING until the interview is over and its answers were read; FAILED still has transcript and coverage."""
    interview = interviews().get(api.caller.org_id, interview_id)
    reading = read_report(interview, sittings=sittings(), links=links())
    link = links().report_link_of(interview.org_id, interview.interview_id, utc_now())
    return ReportAnswer.of(reading, sound=files().link, link=link)
