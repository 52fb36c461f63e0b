"""Routes for reports of interviews."""

from functions.recruiter_api.app import api, app
from greenroom.api.cursor import Cursors, ListAnswer, PageQuery
from greenroom.api.subjects.reports import JobReportAnswer, ReportAnswer
from greenroom.models.organisation import Role
from greenroom.usecases.job_reports import reports_of_job
from greenroom.usecases.report_of import report_of


@api.get(
    "/api/v1/interviews/<interview_id>/report",
    summary="Read the transcript and the evaluation of an AI interview, or the notes of an interview by people",
    tag="Interviews",
    role=Role.VIEWER,
    errors=("NOT_FOUND",),
)
def get_report(interview_id: str) -> ReportAnswer:
    """The report is PENDING until the interview is over and its answers were evaluated. A FAILED report still has the
    transcript and the coverage."""
    interview = app.interviews.get(api.caller.org_id, interview_id)
    reading = report_of(interview, ai_interviews=app.ai_interviews, rooms=app.meeting_rooms, links=app.links)
    made_by = api.caller.token_hash
    # An authorizer of an earlier release names no token.
    link = app.links.report_link_of(interview.org_id, interview.interview_id, made_by, app.now()) if made_by else None
    return ReportAnswer.of(reading, sound=app.files.link, link=link)


@api.get(
    "/api/v1/jobs/<job_id>/reports",
    summary="List the reports of a job's completed interviews, newest first",
    tag="Interviews",
    role=Role.VIEWER,
    errors=("NOT_FOUND",),
)
def get_job_reports(job_id: str, query: PageQuery) -> ListAnswer[JobReportAnswer]:
    """The results without the transcripts, which stand in each interview's own report. The answer has only those
    ratings that the caller may see."""
    cursors = Cursors(f"reports of {job_id}", api.caller.org_id, query)
    page = reports_of_job(
        job_id,
        by=api.caller,
        jobs=app.jobs,
        interviews=app.interviews,
        ai_interviews=app.ai_interviews,
        ratings=app.ratings,
        links=app.links,
        limit=query.limit,
        position=cursors.position("interview_id"),
    )
    items = [JobReportAnswer.of(one) for one in page.items]
    return ListAnswer[JobReportAnswer](items=items, next_cursor=cursors.after(page.next_position))
