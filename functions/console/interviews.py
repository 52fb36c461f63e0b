"""Routes for one interview: move it, cancel it, send its invitation again."""

from datetime import datetime

from aws_lambda_powertools.event_handler import Response

from functions.console.app import ConsoleRequest, app, done, page, show
from functions.console.candidates import PATH as CANDIDATES
from functions.console.forms import problems_of, without_blanks
from functions.console.messages import Message
from functions.console.refusals import told
from functions.console.scheduling import ScheduleForm, free_times, interview_request
from functions.console.states import InterviewRow, row_of
from greenroom.api.forms import read_form
from greenroom.errors import GreenroomError, ValidationError
from greenroom.models.interview import Interview, InterviewStatus
from greenroom.models.organisation import Role
from greenroom.models.session import Delivery, DeliveryStatus
from greenroom.usecases.cancel import cancel
from greenroom.usecases.change_interview import InterviewChange, change_interview
from greenroom.usecases.invite import resend
from greenroom.usecases.show_interviews import show_interviews
from greenroom.wording import isolated

PATH = "/console/interviews"


@page(f"{PATH}/<interview_id>/move", role=Role.RECRUITER)
def move_form(request: ConsoleRequest, interview_id: str) -> Response[str]:
    """The form to move an interview: the job's free times, or another date and time."""
    return _move_page(request, app.interviews.get(request.caller.org_id, interview_id), {}, None)


@page(f"{PATH}/<interview_id>/move", "POST", role=Role.RECRUITER)
def move(request: ConsoleRequest, interview_id: str) -> Response[str]:
    """Move an interview; the candidate is told, and the old link leads to the new one."""
    interview = app.interviews.get(request.caller.org_id, interview_id)
    typed = {name: request.sent(name) for name in ("slot_id", "day", "start", "zone", "minutes")}
    try:
        form = read_form(ScheduleForm, without_blanks(typed) | {"job_id": interview.job_id})
        asked = interview_request(form, interview.candidate_id, request.organisation.policy.timezone)
        change_interview(
            interview_id,
            InterviewChange({}, asked.slot_id, asked.own_time),
            by=request.caller,
            schedule=app.schedule,
            links=app.links,
            expected_version=request.sent_version,
            now=request.now,
        )
    except GreenroomError as error:
        return _move_page(request, interview, typed, error)
    return _back(request, interview, "The interview has a new time. The candidate is told.")


@page(f"{PATH}/<interview_id>/cancel", role=Role.RECRUITER)
def cancel_form(request: ConsoleRequest, interview_id: str) -> Response[str]:
    """The form to cancel an interview, which asks for the reason."""
    return _cancel_page(request, app.interviews.get(request.caller.org_id, interview_id), "", None)


@page(f"{PATH}/<interview_id>/cancel", "POST", role=Role.RECRUITER)
def cancel_interview(request: ConsoleRequest, interview_id: str) -> Response[str]:
    """Cancel an interview: its seat becomes free, its link stops working, and the candidate is told."""
    interview, reason = app.interviews.get(request.caller.org_id, interview_id), request.sent("reason")
    try:
        if not reason:
            raise ValidationError("Say why, in a sentence. The candidate does not read it.")
        cancel(interview_id, reason[:2000], by=request.caller, schedule=app.schedule, links=app.links, now=request.now)
    except GreenroomError as error:
        return _cancel_page(request, interview, reason, error)
    told_words = "The candidate is told." if interview.status is InterviewStatus.SCHEDULED else "No e-mail was sent."
    return _back(request, interview, f"The interview is cancelled. {told_words}")


@page(f"{PATH}/<interview_id>/resend", "POST", role=Role.RECRUITER)
def send_again(request: ConsoleRequest, interview_id: str) -> Response[str]:
    """Send the invitation again. A second request within a minute sends no second e-mail."""
    interview = app.interviews.get(request.caller.org_id, interview_id)
    try:
        invited = resend(
            interview_id,
            by=request.caller,
            schedule=app.schedule,
            sessions=app.sessions,
            mailer=app.mailer,
            links=app.links,
            now=request.now,
        )
    except GreenroomError as error:
        return _back(request, interview, error.message, kind="warn")
    words, is_sent = words_of_resend(invited.delivery, isolated(interview.candidate_name), request.now)
    return _back(request, interview, words, kind="good" if is_sent else "warn")


def words_of_resend(mail: Delivery | None, name: str, now: datetime) -> tuple[str, bool]:
    """The result of sending the invitation again in words, and whether an e-mail was sent. `mail` is the latest
    e-mail."""
    is_of_now = mail is None or mail.claimed_at == now
    match mail.status if mail else DeliveryStatus.CLAIMED:
        case DeliveryStatus.SENT if is_of_now:
            return f"The invitation was sent to {name} again.", True
        case DeliveryStatus.SENT:
            return f"The invitation was sent to {name} less than a minute ago, so it was not sent once more.", True
        case DeliveryStatus.FAILED if mail and not is_of_now:
            return f"Nothing was sent: an e-mail of this minute failed. {mail.reason} Try again in a minute.", False
        case DeliveryStatus.FAILED if mail:
            return f"The invitation was not sent. {mail.reason}", False
        case _:
            return "The mail provider has not answered yet. The e-mail's state here will say what became of it.", False


def _back(request: ConsoleRequest, interview: Interview, words: str, kind: str = "good") -> Response[str]:
    return done(request, f"{CANDIDATES}/{interview.candidate_id}", Message(words, kind=kind))


def _move_page(
    request: ConsoleRequest, interview: Interview, typed: dict[str, str], problem: GreenroomError | None
) -> Response[str]:
    candidate = app.candidates.get(interview.org_id, interview.candidate_id)
    return show(
        request,
        "interview_move.html",
        status=409 if problem else 200,
        row=interview_row(request, interview),
        candidate=candidate,
        times=free_times(interview.job_id, candidate, by=request.caller, slots=app.slots, now=request.now),
        typed=typed,
        problems=problems_of(problem if isinstance(problem, ValidationError) else None),
        refused=told(problem, "The interview stays where it is."),
        zone=request.organisation.policy.timezone,
    )


def _cancel_page(
    request: ConsoleRequest, interview: Interview, reason: str, problem: GreenroomError | None
) -> Response[str]:
    return show(
        request,
        "interview_cancel.html",
        status=409 if problem else 200,
        row=interview_row(request, interview),
        reason=reason,
        refused=told(problem, "The interview is still booked."),
    )


def interview_row(request: ConsoleRequest, interview: Interview) -> InterviewRow:
    """The row about an interview for its own pages."""
    [shown] = show_interviews(
        [interview], by=request.caller, sessions=app.sessions, meetings=app.meetings, links=app.links
    )
    return row_of(shown, request.organisation.policy.timezone, request.now)
