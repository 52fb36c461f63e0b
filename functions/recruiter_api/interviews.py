"""Routes that read interviews: one, a list, the log and notes of one, a candidate's state, and the dashboard."""

from functions.recruiter_api.app import api, app
from greenroom.api.cursor import Cursors, ListAnswer, none_deleted
from greenroom.api.subjects.candidates import GatesQuery
from greenroom.api.subjects.dashboard import DashboardAnswer
from greenroom.api.subjects.interviews import (
    InterviewAnswer,
    InterviewQuery,
    InterviewStatusAnswer,
    LogAnswer,
    LogEntryAnswer,
)
from greenroom.api.subjects.meeting_rooms import NotesAnswer
from greenroom.models.interview import Interview
from greenroom.models.organisation import Role
from greenroom.usecases.dashboard import overview
from greenroom.usecases.gates import read_gates
from greenroom.usecases.list_interviews import InterviewFilter, all_of_candidate, list_interviews, position_names
from greenroom.usecases.periods import Period
from greenroom.usecases.readiness import readiness
from greenroom.usecases.show_interviews import show_interviews

TAG = "Interviews"


def _shown(found: list[Interview]) -> list[InterviewAnswer]:
    shown = show_interviews(found, by=api.caller, sessions=app.sessions, meetings=app.meetings, links=app.links)
    return [InterviewAnswer.of(one) for one in shown]


@api.get("/api/v1/interviews", summary="List interviews, newest first", tag=TAG, role=Role.VIEWER)
def get_interviews(query: InterviewQuery) -> ListAnswer[InterviewAnswer]:
    """Sorted by start if a period or a status other than PENDING is given, else by creation."""
    cursors = Cursors("interviews", api.caller.org_id, query)
    period = Period.of(query.since, query.until, by=api.caller, organisations=app.organisations)
    wanted = InterviewFilter(
        query.job_id, query.candidate_id, query.status, period, query.interviewer_email, query.updated_since
    )
    if query.external_id is not None:
        known = app.interviews.with_external_id(api.caller.org_id, query.external_id)
        one = [known] if known is not None and wanted.fits(known) else []
        return ListAnswer[InterviewAnswer](items=_shown(one), next_cursor=None)
    page = list_interviews(
        wanted,
        by=api.caller,
        interviews=app.interviews,
        limit=query.limit,
        position=cursors.position(*position_names(wanted)),
    )
    return ListAnswer[InterviewAnswer](
        items=_shown(page.items),
        next_cursor=cursors.after(page.next_position),
        deleted=none_deleted(query),
    )


@api.get(
    "/api/v1/interviews/<interview_id>",
    summary="Read an interview",
    tag=TAG,
    role=Role.VIEWER,
    errors=("NOT_FOUND",),
)
def get_interview(interview_id: str) -> InterviewAnswer:
    """One interview, with its links, the delivery of its e-mail, and what it still needs."""
    found = [app.interviews.get(api.caller.org_id, interview_id)]
    [shown] = show_interviews(found, by=api.caller, sessions=app.sessions, meetings=app.meetings, links=app.links)
    return InterviewAnswer.of(shown, readiness(shown, schedule=app.schedule, links=app.links, now=app.now()))


@api.get(
    "/api/v1/interviews/<interview_id>/logs",
    summary="Read what happened to an interview",
    tag=TAG,
    role=Role.VIEWER,
    errors=("NOT_FOUND",),
)
def get_logs(interview_id: str) -> LogAnswer:
    """All entries in order. An entry is never changed."""
    interview = app.interviews.get(api.caller.org_id, interview_id)
    entries = app.interviews.log(interview.org_id, interview.interview_id)
    return LogAnswer(items=[LogEntryAnswer.of(entry) for entry in entries])


@api.get(
    "/api/v1/interviews/<interview_id>/notes",
    summary="Read what those who interview wrote",
    tag=TAG,
    role=Role.VIEWER,
    errors=("NOT_FOUND",),
)
def get_notes(interview_id: str) -> NotesAnswer:
    """The interviewers' notes by criterion; empty if nobody wrote any."""
    interview = app.interviews.get(api.caller.org_id, interview_id)
    return NotesAnswer.of(app.meeting_rooms.notes(interview.org_id, interview.interview_id))


@api.get(
    "/api/v1/candidates/<candidate_id>/interview-status",
    summary="Where a candidate stands for a job",
    tag="Candidates",
    role=Role.VIEWER,
    errors=("NOT_FOUND",),
)
def get_interview_status(candidate_id: str, query: GatesQuery) -> InterviewStatusAnswer:
    """The gates for one job, and all interviews of the candidate, newest first."""
    match = read_gates(
        candidate_id,
        query.job_id,
        by=api.caller,
        candidates=app.candidates,
        matches=app.matches,
        now=app.now(),
    )
    found = list(all_of_candidate(api.caller.org_id, candidate_id, app.interviews))
    return InterviewStatusAnswer(
        job_id=match.job_id if match else None,
        shortlisted=match is not None and match.shortlisted,
        interview_enabled=match is not None and match.interview_enabled,
        online_interview_enabled=match is not None and match.online_interview_enabled,
        interviews=_shown(found),
    )


@api.get("/api/v1/dashboard", summary="The day at a glance", tag="Dashboard", role=Role.VIEWER)
def get_dashboard() -> DashboardAnswer:
    """Today's interviews in the organisation's time zone, the next ones, and the latest past ones."""
    found = overview(
        by=api.caller,
        interviews=app.interviews,
        organisations=app.organisations,
        sessions=app.sessions,
        meetings=app.meetings,
        links=app.links,
        now=app.now(),
    )
    return DashboardAnswer.of(found)
