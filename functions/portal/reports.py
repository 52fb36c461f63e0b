"""Routes of an interview's report as a page to read and to print, behind a signed link."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import Response

from functions.portal.app import api, app, html, page
from functions.portal.outcomes import OutcomePage
from functions.portal.pages import Pages
from greenroom.errors import NotFoundError
from greenroom.wording import clock_words, day_and_time

if TYPE_CHECKING:
    from greenroom.interviewing.report import Answered
    from greenroom.usecases.read_report import ReportAsRead

CLOSED = OutcomePage(
    kind="plain",
    symbol="search",
    title="This link does not open a report",
    happened=(
        "A link to a report is valid for a week, and as long as the access token that asked for it. It may also be "
        "incomplete, or the candidate’s data was erased.",
    ),
    next_title="Get a new link",
    next_steps=("Your recruiting system gets a new link each time it reads the interview’s report.",),
)


class ReportPages(Pages):
    """Renders reports."""

    def report(self, reading: "ReportAsRead", query: str = "") -> str:
        """The report, or the notice that there is none yet. `query` is the signature for links to its other pages."""
        own = f"/report/{reading.interview.interview_id}"
        return self._render_report("report.html", reading, whole=lambda number: f"{own}/answers/{number}?{query}")

    def whole_answer(self, reading: "ReportAsRead", one: "Answered", query: str = "") -> str:
        """One answer in full."""
        back = f"/report/{reading.interview.interview_id}?{query}#question-{one.number}"
        return self._render_report("report_whole_answer.html", reading, whole=None, one=one, back=back)

    def _render_report(self, template: str, reading: "ReportAsRead", **more: Any) -> str:
        session = reading.ai_interview.session if reading.ai_interview else None
        zone = reading.interview.timezone or "UTC"
        return self._render(
            template,
            session,
            reading=reading,
            interview=reading.interview,
            # The link opens only the text: recordings are for members.
            sound=None,
            when=lambda moment: day_and_time(moment, zone),
            clock=lambda moment: clock_words(moment, zone),
            **more,
        )

    def closed(self) -> str:
        """The page for an invalid or expired link."""
        return self._outcome(CLOSED)


@cache
def report_pages() -> ReportPages:
    """The pages, with their templates read once a process."""
    return ReportPages(app.settings.asset_version)


@page("/report/<interview_id>")
def report(interview_id: str) -> Response[str]:
    """Show the report. The signature and the access token that made the link are checked; there is no cookie."""
    return _opened(interview_id, report_pages().report)


@page("/report/<interview_id>/answers/<number>")
def whole_answer(interview_id: str, number: str) -> Response[str]:
    """Show one answer in full. The report's page shows only the beginning of a long answer."""

    def page_of(reading: "ReportAsRead", query: str) -> str:
        return report_pages().whole_answer(reading, reading.answer(number), query)

    return _opened(interview_id, page_of)


def _opened(interview_id: str, page_of: Callable[["ReportAsRead", str], str]) -> Response[str]:
    # Imported here, because no page of candidates needs the modules of evaluation and coverage.
    from greenroom.usecases.report_of import report_of  # noqa: PLC0415

    sent = api.resolver.current_event.query_string_parameters
    asked = {name: sent.get(name, "") for name in ("org_id", "until", "made_by", "signature")}
    now, org_id = app.now(), asked["org_id"]
    if not app.links.is_report_link(interview_id=interview_id, now=now, **asked):
        return html(404, report_pages().closed())
    token = app.organisations.token(asked["made_by"])
    if token is None or token.org_id != org_id or not token.is_valid(now):
        return html(404, report_pages().closed())
    api.works_for(org_id, interview_id)
    try:
        interview = app.schedule.interview(org_id, interview_id)
        reading = report_of(interview, ai_interviews=app.ai_interviews, rooms=app.meeting_rooms, links=app.links)
        return html(200, page_of(reading, urlencode(asked)))
    except NotFoundError:
        return html(404, report_pages().closed())
