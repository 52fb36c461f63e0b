"""The report of an interview."""

from functions.recruiter_api.app import api, app
from greenroom.api.subjects.reports import ReportAnswer
from greenroom.models.organisation import Role
from greenroom.usecases.report_of import report_of


@api.get(
    "/api/v1/interviews/<interview_id>/report",
    summary="Read the transcript and the evaluation of an AI interview, or the notes of an interview by people",
    tag="Interviews",
    role=Role.VIEWER,
    errors=("NOT_FOUND",),
)
def get_report(interview_id: str) -> ReportAnswer:
    """PENDING until the interview is over and its answers were read; FAILED still has transcript and coverage."""
    interview = app.interviews.get(api.caller.org_id, interview_id)
    reading = report_of(interview, ai_interviews=app.ai_interviews, rooms=app.meeting_rooms, links=app.links)
    made_by = api.caller.token_hash
    # An authorizer of an earlier release names no token.
    link = app.links.report_link_of(interview.org_id, interview.interview_id, made_by, app.now()) if made_by else None
    return ReportAnswer.of(reading, sound=app.files.link, link=link)
