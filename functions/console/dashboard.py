"""The dashboard: what needs somebody first, then today, what comes, and what was."""

from dataclasses import dataclass

from aws_lambda_powertools.event_handler import Response

from functions.console.app import HOME, ConsoleRequest, app, page, show
from functions.console.days import by_day
from functions.console.first_steps import first_steps
from functions.console.reports import holds
from functions.console.states import InterviewRow, row_of
from greenroom.models.organisation import Role
from greenroom.usecases.dashboard import overview


@dataclass(frozen=True)
class Need:
    """Something that waits for a person: what happened, to whom, and where it is mended."""

    words: str
    href: str
    action: str


@page(HOME, role=Role.INTERVIEWER)
def dashboard(request: ConsoleRequest) -> Response[str]:
    """Today in the organisation's zone. It refreshes itself."""
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
        [row_of(shown, zone) for shown in part if not is_interviewer or holds(request, shown.interview)]
        for part in (found.today, found.upcoming, found.completed)
    )
    return show(
        request,
        "dashboard.html",
        today=today,
        upcoming=by_day(upcoming),
        completed=completed,
        counts=found.counts,
        needs=needs_of([*today, *upcoming]),
        is_interviewer=is_interviewer,
        # A poll costs what the overview costs: the steps are asked only where there is nothing else to show.
        steps=first_steps(request) if not any(found.counts.values()) and request.allows(Role.RECRUITER) else [],
    )


def needs_of(rows: list[InterviewRow]) -> list[Need]:
    """What somebody must do about interviews that are to come: mails that never went out."""
    return [
        Need(
            f"The mail to {row.interview.candidate_name} failed: {row.mail_reason or 'no reason was given'}",
            f"/console/candidates/{row.interview.candidate_id}",
            "Mend it",
        )
        for row in rows
        if row.mail.kind == "bad"
    ]
