"""The route of a candidate's own answers, which their link opens for as long as the answers are kept."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from aws_lambda_powertools.event_handler import Response

from functions.portal.app import app, html, invited_candidate_now, page, unknown_link
from functions.portal.pages import Pages
from functions.portal.when import when_of
from greenroom.models.interview import InterviewType
from greenroom.rules.portal import PortalState, portal_state

if TYPE_CHECKING:
    from greenroom.interviewing.ai_interview import AiInterview

PATH = "/interview/answers"


class AnswersPages(Pages):
    """Renders the page with a candidate's answers."""

    def answers(self, ai_interview: "AiInterview", retention_days: int | None, sound: Callable[[str], str]) -> str:
        """The questions and answers, in the order asked. `sound` makes the address of a recording."""
        # Imported here, because no other page for candidates needs it.
        from greenroom.interviewing.report import transcript  # noqa: PLC0415

        session = ai_interview.session
        return self._render(
            "answers.html",
            session,
            answers=list(transcript(ai_interview, None)),
            total=ai_interview.total,
            when=when_of(session),
            retention_days=retention_days,
            sound=sound,
        )


@cache
def answers_pages() -> AnswersPages:
    """The pages, with their templates read once a process."""
    return AnswersPages(app.settings.asset_version)


@page(f"{PATH}/<interview_id>")
def answers(interview_id: str) -> Response[str]:
    """Show the answers of an AI interview that is over, also after its link has expired."""
    found, now = invited_candidate_now()
    session = found.session if found else None
    if session is None or session.interview_id != interview_id or session.interview_type is not InterviewType.AI:
        return unknown_link()
    stored = app.ai_interviews.find(session.session_hash)
    if stored is None or portal_state(session, now) is not PortalState.COMPLETED:
        return unknown_link()
    policy = app.organisations.organisation(session.org_id).policy
    return html(200, answers_pages().answers(stored[0], policy.retention_days, app.files.link))
