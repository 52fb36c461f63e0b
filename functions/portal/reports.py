"""The report of an interview as a page: for who has its signed link, to read and to print."""

from functools import cache
from typing import TYPE_CHECKING

from aws_lambda_powertools.event_handler import Response

from functions.portal.app import api, app, html, page
from functions.portal.outcomes import Outcome
from functions.portal.pages import Pages
from greenroom.errors import NotFoundError
from greenroom.wording import clock_words, day_and_time

if TYPE_CHECKING:
    from greenroom.usecases.read_report import ReportAsRead

CLOSED = Outcome(
    kind="plain",
    symbol="search",
    title="This link does not open a report",
    happened=("Links to reports are good for a week. It may also be incomplete, or the candidate’s data was erased.",),
    next_title="Get a new link",
    next_steps=("Your recruiting system gets one with each look at the interview’s report.",),
)


class ReportPages(Pages):
    """Renders reports."""

    def report(self, reading: "ReportAsRead") -> str:
        """A report, or that there is none yet."""
        session = reading.ai_interview.session if reading.ai_interview else None
        zone = reading.interview.timezone or "UTC"
        return self._render(
            "report.html",
            session,
            reading=reading,
            interview=reading.interview,
            # Whoever has the link reads; recordings are heard by members alone.
            sound=None,
            when=lambda moment: day_and_time(moment, zone),
            clock=lambda moment: clock_words(moment, zone),
        )

    def closed(self) -> str:
        """For a link that opens nothing, whatever the reason."""
        return self._outcome(CLOSED)


@cache
def report_pages() -> ReportPages:
    """The pages, with their templates read once a process."""
    return ReportPages(app.settings.asset_version)


@page("/report/<interview_id>")
def report(interview_id: str) -> Response[str]:
    """Behind the signature alone: no cookie, no token, and nothing is written."""
    # Evaluation and coverage are loaded for who reads a report, never for a candidate.
    from greenroom.usecases.read_report import read_report  # noqa: PLC0415

    asked = api.resolver.current_event.query_string_parameters
    org_id, until, signature = (asked.get(name, "") for name in ("org_id", "until", "signature"))
    if not app.links.opens_report(org_id, interview_id, until, signature, app.now()):
        return html(404, report_pages().closed())
    api.works_for(org_id, interview_id)
    try:
        reading = read_report(
            app.schedule.interview(org_id, interview_id), ai_interviews=app.ai_interviews, links=app.links
        )
    except NotFoundError:
        return html(404, report_pages().closed())
    return html(200, report_pages().report(reading))
