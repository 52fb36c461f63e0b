"""Sign in by a one-time link, choose an organisation, sign out."""

from aws_lambda_powertools.event_handler import Response

from functions.console.app import (
    HOME,
    ConsoleRequest,
    app,
    current_request,
    html,
    open_page,
    page,
    pages,
    resolver,
    see,
    sent_form,
    show,
)
from functions.console.cookies import SessionCookie, clear_session_cookie
from greenroom.api.answers import STATUS_OF_CODE
from greenroom.api.client_network import client_network_of
from greenroom.api.fields import Email
from greenroom.api.forms import came_from_elsewhere, read_form
from greenroom.api.signed_in_candidate import looks_like_token
from greenroom.api.subjects.base import RequestModel
from greenroom.errors import LinkExpiredError, ValidationError
from greenroom.models.organisation import Role
from greenroom.usecases.console_sign_in import (
    OPEN_LINK_PATH,
    choose_organisation,
    end_session,
    open_console_link,
)
from greenroom.usecases.members import sign_out_everywhere
from greenroom.usecases.signing_in import CONSOLE_SIGN_IN_PATH, LINK_MINUTES, ask_for_link

CHOOSE_PATH = "/console/organisations"
ME_PATH = "/console/settings/me"


class SignIn(RequestModel):
    email: Email


@open_page(CONSOLE_SIGN_IN_PATH)
def ask() -> Response[str]:
    """The form that asks for a link."""
    return html(200, pages().bare("sign_in.html", typed="", is_wrong=False))


@open_page(CONSOLE_SIGN_IN_PATH, "POST")
def asked() -> Response[str]:
    """The same page for known and unknown addresses."""
    typed = sent_form().get("email", [""])[0].strip()
    if came_from_elsewhere(resolver.current_event):
        return html(403, pages().bare("sign_in.html", typed=typed, is_wrong=False))
    try:
        address = read_form(SignIn, {"email": typed}).email
    except ValidationError:
        return html(400, pages().bare("sign_in.html", typed=typed, is_wrong=True))
    source = client_network_of(resolver.current_event.raw_event, app.settings.origin_secret)
    ask_for_link(address, source, wants_console=True, limits=app.limits, queue=app.sign_in_queue, now=app.now())
    return see(f"{CONSOLE_SIGN_IN_PATH}/sent")


@open_page(f"{CONSOLE_SIGN_IN_PATH}/sent")
def sent() -> Response[str]:
    """Show the page after asking for a link, which is the same for known and unknown addresses."""
    return html(200, pages().bare("sign_in_sent.html", valid_minutes=LINK_MINUTES))


@open_page(OPEN_LINK_PATH)
def before_opening() -> Response[str]:
    """Show a button. Mail scanners open links too, so opening the link does not use it up."""
    token = resolver.current_event.query_string_parameters.get("token", "")
    return html(200, pages().bare("sign_in_open.html", token=token, action=OPEN_LINK_PATH))


@open_page(OPEN_LINK_PATH, "POST")
def open_link() -> Response[str]:
    """Sign in by the button. The link cannot be used again."""
    token = sent_form().get("token", [""])[0]
    if came_from_elsewhere(resolver.current_event):
        return html(403, pages().bare("sign_in_open.html", token=token, action=OPEN_LINK_PATH))
    now = app.now()
    try:
        if not looks_like_token(token):
            raise LinkExpiredError
        opened = open_console_link(token, sessions=app.console_sessions, members=app.members, now=now)
    except LinkExpiredError:
        if current_request() is not None:
            return see(HOME)
        app.limits.note_miss(client_network_of(resolver.current_event.raw_event, app.settings.origin_secret), now)
        return html(STATUS_OF_CODE[LinkExpiredError.code], pages().bare("sign_in_over.html"))
    session = opened.session
    cookie = SessionCookie(session.org_id, session.member_id, opened.secret)
    return see(CHOOSE_PATH if opened.memberships > 1 else HOME, cookie.as_header())


@page(CHOOSE_PATH, role=Role.INTERVIEWER)
def organisations(request: ConsoleRequest) -> Response[str]:
    """The page to choose one of the organisations that this address is a member of."""
    memberships = app.members.of_address(request.signed_in.session.address_key)
    named = [(one, app.organisations.organisation(one.org_id).name) for one in memberships]
    return show(request, "organisations.html", memberships=named)


@page(CHOOSE_PATH, "POST", role=Role.INTERVIEWER)
def choose(request: ConsoleRequest) -> Response[str]:
    """Switch to another organisation."""
    turned = choose_organisation(
        request.sent("org_id"),
        session=request.signed_in.session,
        sessions=app.console_sessions,
        members=app.members,
        now=request.now,
    )
    return see(HOME, SessionCookie(turned.org_id, turned.member_id, request.cookie.secret).as_header())


@page("/console/sign-out", "POST", role=Role.INTERVIEWER)
def sign_out(request: ConsoleRequest) -> Response[str]:
    """Sign out: this session's cookie and its stored record are deleted."""
    end_session(request.signed_in.session, sessions=app.console_sessions)
    return see(CONSOLE_SIGN_IN_PATH, clear_session_cookie())


@page("/console/sign-out-everywhere", "POST", role=Role.INTERVIEWER)
def sign_out_all(request: ConsoleRequest) -> Response[str]:
    """End all sessions of this member, including this one."""
    sign_out_everywhere(request.member, members=app.members, now=request.now)
    return see(CONSOLE_SIGN_IN_PATH, clear_session_cookie())
