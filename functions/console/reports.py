"""Reports and ratings of completed interviews. An interviewer can read only those of their own interviews."""

from typing import TYPE_CHECKING, NamedTuple

from aws_lambda_powertools.event_handler import Response

from functions.console.app import ConsoleRequest, app, page, show
from functions.console.candidates import jobs_of
from functions.console.paging import position_in, token_of
from functions.console.timeline import who_did
from greenroom.api.answers import STATUS_OF_CODE
from greenroom.errors import GreenroomError, NotFoundError
from greenroom.identifiers import can_name
from greenroom.models.interview import Interview, InterviewStatus, InterviewType, ReportStatus
from greenroom.models.organisation import Role
from greenroom.usecases.list_interviews import InterviewFilter, list_interviews, position_names
from greenroom.wording import clock_words, day_and_time

if TYPE_CHECKING:
    from greenroom.usecases.read_report import ReportAsRead

PATH = "/console/reports"
ROWS = 25
STANDS = {
    ReportStatus.READY: ("Ready", "good", "good"),
    ReportStatus.PENDING: ("Being written", "clock", "plain"),
    ReportStatus.FAILED: ("Without scores", "warn", "warn"),
}

HELD_BY_PEOPLE = ("Held by people", "people", "plain")


class ReportRow(NamedTuple):
    """A row of the list of reports."""

    interview: Interview
    when: str
    state: tuple[str, str, str]


@page(PATH)
def reports(request: ConsoleRequest) -> Response[str]:
    """Completed interviews, newest first."""
    wanted = request.query.get("job_id", "")
    asked = InterviewFilter(job_id=wanted if wanted and can_name(wanted) else None, status=InterviewStatus.COMPLETED)
    names = position_names(asked)
    found = list_interviews(
        asked,
        by=request.caller,
        interviews=app.interviews,
        limit=ROWS,
        position=position_in(request.query.get("cursor"), names),
    )
    zone = request.organisation.policy.timezone
    rows = [
        ReportRow(one, day_and_time(one.started_at, zone), _stands(one))
        for one in found.items
        if one.started_at is not None
    ]
    return show(
        request,
        "reports.html",
        rows=rows,
        next_cursor=token_of(found.next_position, names),
        jobs=jobs_of(request),
    )


def _stands(interview: Interview) -> tuple[str, str, str]:
    is_ai = interview.interview_type is InterviewType.AI
    return STANDS[interview.report or ReportStatus.PENDING] if is_ai else HELD_BY_PEOPLE


@page(f"{PATH}/<interview_id>", role=Role.INTERVIEWER)
def report(request: ConsoleRequest, interview_id: str) -> Response[str]:
    """One report with transcript, evidence and facts, as behind a signed link."""
    return report_page(request, _readable(request, interview_id))


@page(f"{PATH}/<interview_id>/answers/<number>", role=Role.INTERVIEWER)
def whole_answer(request: ConsoleRequest, interview_id: str, number: str) -> Response[str]:
    """One answer in full. The report's page shows only the beginning of a long answer."""
    interview = _readable(request, interview_id)
    reading = _read(interview)
    zone = interview.timezone or request.organisation.policy.timezone
    return show(
        request,
        "report_whole_answer.html",
        reading=reading,
        interview=interview,
        one=reading.answer(number),
        whole=None,
        sound=app.files.link,
        clock=lambda moment: clock_words(moment, zone),
    )


def _readable(request: ConsoleRequest, interview_id: str) -> Interview:
    interview = app.interviews.get(request.caller.org_id, interview_id)
    if not request.allows(Role.VIEWER) and not holds(request, interview):
        raise NotFoundError("Interview")
    return interview


def report_page(
    request: ConsoleRequest,
    interview: Interview,
    *,
    typed: dict[str, str] | None = None,
    problem: GreenroomError | None = None,
) -> Response[str]:
    """A report with the ratings that the member may see. `typed` has the fields of a refused form."""
    # Imported here, because few pages need plans and ratings.
    from greenroom.usecases.rate_interview import may_rate, read_ratings  # noqa: PLC0415

    reading = _read(interview)
    rated = read_ratings(
        interview.interview_id,
        by=request.caller,
        interviews=app.interviews,
        ai_interviews=app.ai_interviews,
        ratings=app.ratings,
        links=app.links,
    ).criteria
    own = {one.criterion: one for found in rated for one in found.ratings if one.reviewer == request.caller.actor}
    zone = interview.timezone or request.organisation.policy.timezone
    is_over = interview.status is InterviewStatus.COMPLETED
    return show(
        request,
        "report.html",
        status=STATUS_OF_CODE[problem.code] if problem else 200,
        reading=reading,
        interview=interview,
        rated=rated if is_over else (),
        mine=own,
        may_rate=is_over and (holds(request, interview) or may_rate(request.caller, app.organisations)),
        is_over=is_over,
        typed=typed or {},
        problem=problem,
        words=lambda criterion: criterion.replace("_", " ").capitalize(),
        person=who_did,
        sound=app.files.link,
        whole=lambda number: f"{PATH}/{interview.interview_id}/answers/{number}",
        when=lambda moment: day_and_time(moment, zone),
        clock=lambda moment: clock_words(moment, zone),
    )


def holds(request: ConsoleRequest, interview: Interview) -> bool:
    """Whether the member is one of the interviewers."""
    own = request.member.email.casefold()
    return any(person.email.casefold() == own for person in interview.interviewers)


def _read(interview: Interview) -> "ReportAsRead":
    # Imported here, because few pages need evaluation and coverage.
    from greenroom.usecases.report_of import report_of  # noqa: PLC0415

    return report_of(interview, ai_interviews=app.ai_interviews, rooms=app.meeting_rooms, links=app.links)
