"""Routes to move or cancel an interview by the link in the invitation, without signing in."""

from aws_lambda_powertools.event_handler import Response

from functions.portal.app import app, html, invited_candidate_now, page, see, sent_form, unknown_link
from functions.portal.jobseeker_pages import BehindTheLink
from functions.portal.offered_times import Refused
from functions.portal.own_changes import Change, change_page, for_a_reason, own_pages, to_another_time
from greenroom.api.invited_candidate import InvitedCandidate
from greenroom.errors import GreenroomError, NotFoundError
from greenroom.observability import logger, metrics
from greenroom.usecases.own_interviews import OwnInterview, invited_interview

PATH = "/interview/change"


@page(f"{PATH}/<interview_id>")
def show_change(interview_id: str) -> Response[str]:
    """Show the other times to choose from, and the form to cancel."""
    found = _invited(interview_id)
    return _change_page(found) if found else unknown_link()


@page(f"{PATH}/<interview_id>/move", "POST")
def move_invited(interview_id: str) -> Response[str]:
    """Move the interview to another time."""
    return _changed(interview_id, to_another_time, "moved")


@page(f"{PATH}/<interview_id>/cancel", "POST")
def cancel_invited(interview_id: str) -> Response[str]:
    """Cancel the interview."""
    return _changed(interview_id, for_a_reason, "cancelled")


def _changed(interview_id: str, change: Change, done: str) -> Response[str]:
    found = _invited(interview_id)
    if found is None:
        return unknown_link()
    sent = sent_form()
    if not found.sent_form(sent.pop("csrf_token", "")):
        return html(403, own_pages().stale_own_form())
    try:
        own = _own(found)
        # Changes by the link count towards the same limit as changes from the list.
        change(own, app.pseudonyms.of_address(own.candidate.email), sent)
    except GreenroomError as error:
        logger.info("refused", code=error.code)
        return _change_page(found, Refused(error, done, sent.get("reason", "")))
    metrics.add_metric(f"CandidateHas{done.capitalize()}", "Count", 1)
    return see("/")


def _invited(interview_id: str) -> InvitedCandidate | None:
    """The candidate with a valid link to this interview; else None."""
    found, now = invited_candidate_now()
    if found is None or found.session.interview_id != interview_id or now > found.session.expires_at:
        return None
    return found


def _own(found: InvitedCandidate) -> OwnInterview:
    return invited_interview(
        found.session, records=app.own_records, schedule=app.schedule, links=app.links, now=app.now()
    )


def _change_page(found: InvitedCandidate, refused: Refused | None = None) -> Response[str]:
    behind = BehindTheLink(found.session, f"{PATH}/{found.session.interview_id}")
    try:
        own = _own(found)
    except NotFoundError:
        return unknown_link()
    return change_page(own, found.csrf_token, refused, app.now(), behind)
