"""Routes of a candidate's own list of interviews: sign in by a link in an e-mail, read and change interviews, sign
out."""

from datetime import datetime

from aws_lambda_powertools.event_handler import Response

from functions.portal.app import api, app, as_page, client_network, html, page, see, sent_form
from functions.portal.jobseeker_forms import AskForLink, LinkAskedFor
from functions.portal.jobseeker_pages import list_position_in
from functions.portal.offered_times import Refused
from functions.portal.own_changes import Change, change_page, for_a_reason, own_pages, to_another_time
from greenroom.api.answers import STATUS_OF_CODE, json_response
from greenroom.api.forms import came_from_elsewhere, read_form
from greenroom.api.route import Route
from greenroom.api.signed_in_candidate import (
    PATH,
    SignedInCandidate,
    looks_like_token,
    no_cookie,
    sign_in_cookie,
    signed_in_candidate,
)
from greenroom.errors import GreenroomError, LinkExpiredError, NotFoundError, ValidationError
from greenroom.observability import logger, metrics
from greenroom.usecases.own_interviews import OwnInterview, find_own_interview, list_own_interviews
from greenroom.usecases.signing_in import SIGN_IN_PATH, ask_for_link, redeem, sign_out

LINK_PATH = f"{PATH}/link"


@page(PATH)
def own_list() -> Response[str]:
    """Show the list, or without a sign-in the form that asks for a link."""
    found, now = _visitor()
    query = api.resolver.current_event.query_string_parameters
    done = query.get("done")
    if found is None:
        return html(200, own_pages().ask(done=done))
    position = list_position_in(query.get("after"))
    listed = list_own_interviews(
        found.sign_in,
        position,
        records=app.own_records,
        interviews=app.interviews,
        pseudonyms=app.pseudonyms,
        links=app.links,
        now=now,
    )
    return html(200, own_pages().own_list(listed, now, found.csrf_token, done=done, goes_on=position is not None))


@page(LINK_PATH)
def asked() -> Response[str]:
    """Show the page after asking for a link, which is the same for known and unknown addresses."""
    return html(200, own_pages().asked())


@api.resolver.post(LINK_PATH)
def ask() -> Response[str]:
    """Ask for a link, by a form or by JSON. Known and unknown addresses get the same answer after the same work."""
    if (api.header("Content-Type") or "").startswith("application/x-www-form-urlencoded"):
        return as_page(_ask_by_form)()
    _take(api.parsed(AskForLink))
    return json_response(202, LinkAskedFor().model_dump_json())


api.loaded_routes.append(
    Route(
        method="POST",
        path=LINK_PATH,
        handler=ask,
        role=None,
        status=202,
        other_statuses=(),
        errors=("BUSY",),
        summary="Ask for a one-time link to a candidate's own list, by e-mail",
        tag="Candidate",
        request=AskForLink,
        query=None,
        answer=LinkAskedFor,
    )
)


@page(SIGN_IN_PATH)
def before_opening() -> Response[str]:
    """Show a button. Mail scanners open links too, so opening the link does not use it up."""
    return html(200, own_pages().open_link(api.resolver.current_event.query_string_parameters.get("token", "")))


@page(SIGN_IN_PATH, "POST")
def open_link() -> Response[str]:
    """Sign in by the button. The link cannot be used again."""
    event, now = api.resolver.current_event, app.now()
    if came_from_elsewhere(event):
        return html(403, own_pages().stale_own_form())
    token = sent_form().get("token", "")
    try:
        if not looks_like_token(token):
            raise LinkExpiredError
        signed_in = redeem(token, sign_ins=app.sign_ins, now=now)
    except LinkExpiredError:
        if signed_in_candidate(event, app.sign_ins, now):
            return see(PATH)
        app.limits.note_miss(client_network(), now)
        return html(STATUS_OF_CODE[LinkExpiredError.code], own_pages().link_is_over())
    metrics.add_metric("SignedIn", "Count", 1)
    return see(PATH, sign_in_cookie(signed_in))


@page(f"{PATH}/sign-out", "POST")
def leave() -> Response[str]:
    """Sign out: the sign-in's cookie and its stored record are deleted."""
    found, _now = _visitor()
    if found is not None:
        if not found.sent_form(sent_form().get("csrf_token", "")):
            return html(403, own_pages().stale_own_form())
        sign_out(found.secret, sign_ins=app.sign_ins)
    return see(f"{PATH}?done=left", no_cookie())


@page(f"{PATH}/<interview_id>")
def show(interview_id: str) -> Response[str]:
    """Show one interview, with other times to choose from and the form to cancel."""
    found, now = _visitor()
    return _change_page(interview_id, found, now) if found else see(PATH)


@page(f"{PATH}/<interview_id>/move", "POST")
def move(interview_id: str) -> Response[str]:
    """Move an interview to another time."""
    return _changed(interview_id, to_another_time, "moved")


@page(f"{PATH}/<interview_id>/cancel", "POST")
def cancel(interview_id: str) -> Response[str]:
    """Cancel an interview."""
    return _changed(interview_id, for_a_reason, "cancelled")


def _visitor() -> tuple[SignedInCandidate | None, datetime]:
    now = app.now()
    return signed_in_candidate(api.resolver.current_event, app.sign_ins, now), now


def _own(interview_id: str, found: SignedInCandidate, now: datetime) -> OwnInterview:
    return find_own_interview(
        interview_id,
        found.sign_in,
        records=app.own_records,
        pseudonyms=app.pseudonyms,
        links=app.links,
        works_for=api.works_for,
        now=now,
    )


def _ask_by_form() -> Response[str]:
    typed = sent_form().get("email", "")
    try:
        _take(read_form(AskForLink, {"email": typed}))
    except ValidationError:
        return html(400, own_pages().ask(typed=typed, is_wrong=True))
    return see(LINK_PATH)


def _take(asked_for: AskForLink) -> None:
    ask_for_link(asked_for.email, client_network(), limits=app.limits, queue=app.sign_in_queue, now=app.now())


def _changed(interview_id: str, change: Change, done: str) -> Response[str]:
    found, now = _visitor()
    sent = sent_form()
    if found is None or not found.sent_form(sent.pop("csrf_token", "")):
        return html(403, own_pages().stale_own_form())
    try:
        change(_own(interview_id, found, now), found.sign_in.address_key, sent)
    except GreenroomError as error:
        logger.info("refused", code=error.code)
        return _change_page(interview_id, found, now, Refused(error, done, sent.get("reason", "")))
    metrics.add_metric(f"CandidateHas{done.capitalize()}", "Count", 1)
    return see(f"{PATH}?done={done}")


def _change_page(
    interview_id: str, found: SignedInCandidate, now: datetime, refused: Refused | None = None
) -> Response[str]:
    try:
        own = _own(interview_id, found, now)
    except NotFoundError:
        return html(404, own_pages().no_such_interview())
    return change_page(own, found.csrf_token, refused, now)
