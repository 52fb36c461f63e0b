"""The dashboard: tasks for members, then today's, future and past interviews."""

from copy import replace
from typing import NamedTuple

from aws_lambda_powertools.event_handler import Response

from functions.console.app import HOME, ConsoleRequest, app, page, show
from functions.console.days import by_day
from functions.console.first_steps import first_steps
from functions.console.reports import holds
from functions.console.states import row_of
from greenroom.api.answers import PAGE_HEADERS
from greenroom.clock import zone as zone_of
from greenroom.models.interview import InterviewType
from greenroom.models.organisation import Role
from greenroom.usecases.dashboard import Overview, overview
from greenroom.usecases.needs import (
    CANDIDATES_COUNTED,
    Need,
    NeedKind,
    needs_of_choices,
    needs_of_interviews,
    needs_of_jobs,
)
from greenroom.usecases.show_interviews import MEETING_IS_AHEAD, Shown
from greenroom.usecases.way_in import way_in

TO_DECIDE_SHOWN = 5
CALENDAR = "/console/calendar"


class NeedLine(NamedTuple):
    """A task for a member: what happened, whom it concerns, and the page to act on."""

    words: str
    href: str
    action: str
    about: str = ""
    """The name of the person or job that it concerns."""


@page(HOME, role=Role.INTERVIEWER)
def dashboard(request: ConsoleRequest) -> Response[str]:
    """The dashboard of today in the organisation's time zone. The page refreshes itself."""
    zone = request.organisation.policy.timezone
    found = overview(
        by=request.caller,
        interviews=app.interviews,
        organisations=app.organisations,
        sessions=app.sessions,
        meetings=app.meetings,
        links=app.links,
        now=request.now,
    )
    is_interviewer = not request.allows(Role.VIEWER)
    today, upcoming, completed = (
        [
            row_of(_own(request, shown), zone, request.now)
            for shown in part
            if not is_interviewer or holds(request, shown.interview)
        ]
        for part in (found.today, found.upcoming, found.completed)
    )
    return show(
        request,
        "dashboard.html",
        today=today,
        upcoming=by_day(upcoming),
        completed=completed,
        week=found.week,
        monday=request.now.astimezone(zone_of(zone)).date().isoformat(),
        needs=_needs(request, found),
        is_interviewer=is_interviewer,
        # The page polls this route, so the first steps are read only if the overview is empty.
        steps=first_steps(request) if not any(found.counts.values()) and request.allows(Role.RECRUITER) else [],
    )


@page("/console/changes", role=Role.INTERVIEWER)
def changes(request: ConsoleRequest) -> Response[str]:
    """The count of changes, which open pages poll. It needs no read beyond that of the session."""
    return Response(status_code=200, content_type="text/plain", body=str(request.changes), headers={**PAGE_HEADERS})


def _own(request: ConsoleRequest, shown: Shown) -> Shown:
    """Add the member's own meeting link if they are one of the interviewers."""
    interview = shown.interview
    own = next((one for one in interview.interviewers if one.email.casefold() == request.member.email.casefold()), None)
    meets = interview.interview_type is not InterviewType.AI and interview.status in MEETING_IS_AHEAD
    return replace(shown, meeting_link=way_in(interview, own, app.links)) if own and meets else shown


def _needs(request: ConsoleRequest, found: Overview) -> list[NeedLine]:
    """The tasks for members. An interviewer sees only the decisions about their own interviews."""
    now = request.now
    needs = needs_of_interviews(found, ai_interviews=app.ai_interviews, links=app.links, now=now)
    if not request.allows(Role.VIEWER):
        own = (one for one in needs if one.interview is not None and holds(request, one.interview))
        return [_line(one) for one in own if one.kind is NeedKind.TO_DECIDE]
    of_jobs = needs_of_jobs(
        by=request.caller, jobs=app.jobs, slots=app.slots, candidates=app.candidates, matches=app.matches, now=now
    )
    of_choices = needs_of_choices(by=request.caller, interviews=app.interviews)
    first = [*(one for one in needs if one.kind is not NeedKind.TO_DECIDE), *of_choices]
    undecided = [one for one in needs if one.kind is NeedKind.TO_DECIDE]
    more = len(undecided) - TO_DECIDE_SHOWN
    lines = [_line(one) for one in (*first, *of_jobs.needs)]
    if of_jobs.has_more:
        lines.append(NeedLine("More jobs have no free time for those who wait", CALENDAR, "Open times"))
    lines += map(_line, undecided[:TO_DECIDE_SHOWN])
    if more > 0:
        lines.append(NeedLine(f"{more} more have no decision yet", "/console/reports", "All reports"))
    return lines


def _line(need: Need) -> NeedLine:
    if need.job is not None:
        people = f"{need.waiting} candidates wait" if need.waiting > 1 else "A candidate waits"
        if need.waiting == CANDIDATES_COUNTED:
            people = f"{need.waiting} candidates or more wait"
        words = f"{people} for a time, and none is free"
        return NeedLine(words, f"{CALENDAR}?job_id={need.job.job_id}", "Open times", need.job.job_title)
    if need.interview is None:
        raise ValueError(need.kind)
    who, about = need.interview.candidate_name, f"/console/candidates/{need.interview.candidate_id}"
    reason = need.reason or "No reason was given."
    match need.kind:
        case NeedKind.MAIL_FAILED:
            return NeedLine(f"The mail failed. {reason}", about, "Mend it", who)
        case NeedKind.OTHER_TIMES:
            return NeedLine(f"Asked for other times: {reason}", about, "Offer times", who)
        case NeedKind.MEETING_FAILED:
            return NeedLine(f"The meeting could not be made. {reason}", about, "Look at it", who)
        case NeedKind.NOT_READY:
            return NeedLine(f"The interview is not ready. {reason}", about, "Look at it", who)
        case _:
            is_ai = need.interview.interview_type is InterviewType.AI
            words = f"{'The report is there' if is_ai else 'The interview is over'}, no decision yet"
            there = f"/console/reports/{need.interview.interview_id}"
            return NeedLine(words, there, "Rate and decide", f"{who} ({need.interview.job_title})")
