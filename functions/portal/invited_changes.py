"""Moving or cancelling an interview by the link in the invitation, without a sign-in."""

from aws_lambda_powertools.event_handler import Response

from functions.portal.app import api, app, html, invited_candidate_now, page, see, sent_form, unknown_link
from functions.portal.jobseeker import own_pages
from functions.portal.jobseeker_forms import CancelOwn, MoveOwn
from functions.portal.jobseeker_pages import BehindTheLink, Refused, position_in
from greenroom.api.answers import STATUS_OF_CODE
from greenroom.api.forms import read_form
from greenroom.api.invited_candidate import InvitedCandidate
from greenroom.errors import GreenroomError, NotFoundError, ValidationError
from greenroom.observability import logger, metrics
from greenroom.usecases.change_own_interview import cancel_own_interview, move_own_interview
from greenroom.usecases.own_interviews import OwnInterview, invited_interview, other_times

PATH = "/interview/change"


@page(f"{PATH}/<interview_id>")
def show_change(interview_id: str) -> Response[str]:
    """Other times to choose from, and the way to cancel."""
    found = _invited(interview_id)
    return _change_page(found) if found else unknown_link()


@page(f"{PATH}/<interview_id>/move", "POST")
def move_invited(interview_id: str) -> Response[str]:
    """Move the interview to another time."""
    found = _invited(interview_id)
    sent = sent_form()
    if found is None or not found.sent_form(sent.pop("csrf_token", "")):
        return html(403, own_pages().stale_own_form()) if found else unknown_link()
    try:
        form = read_form(MoveOwn, sent)
        own = _own(found)
        move_own_interview(
            own,
            form.slot_id,
            _address_key(own),
            schedule=app.schedule,
            links=app.links,
            limits=app.limits,
            expected_version=form.version,
            now=app.now(),
        )
    except GreenroomError as error:
        return _change_page(found, Refused(error, "moved"))
    metrics.add_metric("CandidateHasMoved", "Count", 1)
    return see("/")


@page(f"{PATH}/<interview_id>/cancel", "POST")
def cancel_invited(interview_id: str) -> Response[str]:
    """Cancel the interview."""
    found = _invited(interview_id)
    sent = sent_form()
    if found is None or not found.sent_form(sent.pop("csrf_token", "")):
        return html(403, own_pages().stale_own_form()) if found else unknown_link()
    try:
        form = read_form(CancelOwn, sent)
        own = _own(found)
        cancel_own_interview(
            own,
            form.reason,
            _address_key(own),
            schedule=app.schedule,
            links=app.links,
            limits=app.limits,
            expected_version=form.version,
            now=app.now(),
        )
    except GreenroomError as error:
        return _change_page(found, Refused(error, "cancelled", sent.get("reason", "")))
    metrics.add_metric("CandidateHasCancelled", "Count", 1)
    return see("/")


def _invited(interview_id: str) -> InvitedCandidate | None:
    """Who has the link of this very interview, as long as it opens anything."""
    found, now = invited_candidate_now()
    if found is None or found.session.interview_id != interview_id or now > found.session.expires_at:
        return None
    return found


def _own(found: InvitedCandidate) -> OwnInterview:
    return invited_interview(
        found.session, records=app.own_records, schedule=app.schedule, links=app.links, now=app.now()
    )


def _address_key(own: OwnInterview) -> str:
    """Changes by the link count with those from the list."""
    return app.pseudonyms.of_address(own.candidate.email)


def _change_page(found: InvitedCandidate, refused: Refused | None = None) -> Response[str]:
    if refused:
        logger.info("refused", code=refused.error.code)
    position = position_in(api.resolver.current_event.query_string_parameters.get("after"))
    behind = BehindTheLink(found.session, f"{PATH}/{found.session.interview_id}")
    try:
        own = _own(found)
    except NotFoundError:
        return unknown_link()
    try:
        times = other_times(own, position, slots=app.slots, schedule=app.schedule, now=app.now())
    except ValidationError:
        times = other_times(own, slots=app.slots, schedule=app.schedule, now=app.now())
    status = STATUS_OF_CODE[refused.error.code] if refused else 200
    return html(status, own_pages().change(times, app.now(), found.csrf_token, refused, behind))
