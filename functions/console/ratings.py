"""Ratings of an interview and the decision, on the page of its report. Other ratings are hidden until one's own are
in."""

from typing import TYPE_CHECKING

from aws_lambda_powertools.event_handler import Response

from functions.console.app import ConsoleRequest, app, done, page
from functions.console.messages import Message
from functions.console.reports import PATH, holds, report_page
from greenroom.api.forms import read_form
from greenroom.errors import GreenroomError, NotFoundError, ValidationError
from greenroom.models.interview import HiringDecision, Interview
from greenroom.models.organisation import Role
from greenroom.usecases.decide_interview import decide_interview

if TYPE_CHECKING:
    from greenroom.usecases.rate_interview import GivenRating

LONGEST = 2_000


@page(f"{PATH}/<interview_id>/ratings", "POST", role=Role.INTERVIEWER)
def rate(request: ConsoleRequest, interview_id: str) -> Response[str]:
    """Store the member's own ratings. A criterion that was left out keeps its rating."""
    # Imported here, because few pages need plans and ratings.
    from greenroom.usecases.rate_interview import may_rate, rate_interview  # noqa: PLC0415

    interview = app.interviews.get(request.caller.org_id, interview_id)
    if not (holds(request, interview) or may_rate(request.caller, app.organisations)):
        raise NotFoundError("Interview")
    try:
        for given in _given(request):
            rate_interview(
                interview_id,
                given,
                by=request.caller,
                interviews=app.interviews,
                ai_interviews=app.ai_interviews,
                ratings=app.ratings,
                links=app.links,
                now=request.now,
            )
    except GreenroomError as error:
        return report_page(request, interview, typed=_typed(request), problem=error)
    return _back(request, interview, "Your ratings are in. Now you see what the others gave.")


@page(f"{PATH}/<interview_id>/decision", "POST", role=Role.RECRUITER)
def decide(request: ConsoleRequest, interview_id: str) -> Response[str]:
    """Store the decision and its reason."""
    interview = app.interviews.get(request.caller.org_id, interview_id)
    wanted, reason = request.sent("decision"), request.sent("reason")
    try:
        if wanted not in set(HiringDecision) or not reason or len(reason) > LONGEST:
            raise ValidationError("Choose a decision and say why, in a sentence.")
        decide_interview(
            interview_id,
            HiringDecision(wanted),
            reason,
            by=request.caller,
            schedule=app.schedule,
            expected_version=None,
            now=request.now,
        )
    except GreenroomError as error:
        return report_page(request, interview, typed=_typed(request), problem=error)
    return _back(request, interview, "The decision is noted, with its reason in the log.")


def _given(request: ConsoleRequest) -> "list[GivenRating]":
    """Validate all filled-in ratings before any of them is stored. Raises ValidationError."""
    from greenroom.api.subjects.ratings import RateInterview  # noqa: PLC0415

    found = []
    for name in request.form:
        criterion = name.removeprefix("score-")
        if criterion != name and request.sent(name):
            fields = {"criterion": criterion, "score": request.sent(name)}
            note = request.sent(f"note-{criterion}")
            found.append(read_form(RateInterview, fields | ({"note": note} if note else {})).as_given())
    if not found:
        raise ValidationError("Choose a score for at least one criterion.")
    return found


def _typed(request: ConsoleRequest) -> dict[str, str]:
    return {name: request.sent(name) for name in request.form}


def _back(request: ConsoleRequest, interview: Interview, words: str) -> Response[str]:
    return done(request, f"{PATH}/{interview.interview_id}", Message(words))
