"""Routes for passkeys: sign in with a passkey, add one, remove one."""

import json

from aws_lambda_powertools.event_handler import Response

from functions.console.app import (
    HOME,
    ConsoleRequest,
    app,
    done,
    html,
    open_page,
    page,
    pages,
    resolver,
    see,
    sent_form,
    show,
)
from functions.console.cookies import SessionCookie
from functions.console.messages import Message
from functions.console.sign_in import CHOOSE_PATH, ME_PATH
from greenroom.api.answers import PAGE_HEADERS, STATUS_OF_CODE
from greenroom.api.client_network import client_network_of
from greenroom.api.fields import Line
from greenroom.api.forms import came_from_elsewhere, read_form
from greenroom.api.subjects.base import RequestModel
from greenroom.errors import GreenroomError, LinkExpiredError
from greenroom.models.organisation import Role
from greenroom.observability import logger, place_of
from greenroom.rules.passkeys import RelyingParty, relying_party
from greenroom.usecases.passkeys import add_passkey, ask_to_add, ask_to_sign_in, remove_passkey, sign_in_by_passkey
from greenroom.usecases.signing_in import CONSOLE_SIGN_IN_PATH

PATH = f"{ME_PATH}/passkeys"
SIGN_IN_PATH = f"{CONSOLE_SIGN_IN_PATH}/passkey"


class PasskeyName(RequestModel):
    name: Line


@open_page(SIGN_IN_PATH)
def sign_in_options() -> Response[str]:
    """The options with which the browser asks for a passkey. They are neither read from nor stored in the database."""
    return _json(ask_to_sign_in(party=_party(), secret_of_sign_ins=app.sign_in_secret(), now=app.now()))


@open_page(SIGN_IN_PATH, "POST")
def sign_in() -> Response[str]:
    """Sign in with the authenticator's signature. Invalid signatures are counted, like invalid links."""
    if came_from_elsewhere(resolver.current_event):
        return html(403, pages().bare("sign_in.html", typed="", is_wrong=False))
    now = app.now()
    try:
        opened = sign_in_by_passkey(
            sent_form().get("credential", [""])[0],
            party=_party(),
            secret_of_sign_ins=app.sign_in_secret(),
            passkeys=app.passkeys,
            members=app.members,
            now=now,
        )
    except LinkExpiredError as error:
        _log_refusal(error)
        app.limits.note_miss(client_network_of(resolver.current_event.raw_event, app.settings.origin_secret), now)
        text = pages().bare("sign_in.html", typed="", is_wrong=False, passkey_problem=error.message)
        return html(STATUS_OF_CODE[error.code], text)
    session = opened.session
    cookie = SessionCookie(session.org_id, session.member_id, opened.secret)
    return see(CHOOSE_PATH if opened.memberships > 1 else HOME, cookie.as_header())


@page(ME_PATH, role=Role.INTERVIEWER)
def me(request: ConsoleRequest) -> Response[str]:
    """The member's own page: name, role, passkeys."""
    return show(request, "me.html", passkeys=app.passkeys.of_member(request.member))


@page(f"{PATH}/options", role=Role.INTERVIEWER)
def options(request: ConsoleRequest) -> Response[str]:
    """The options with which the browser makes a passkey."""
    try:
        text = ask_to_add(
            request.signed_in,
            party=_party(),
            secret_of_sign_ins=app.sign_in_secret(),
            passkeys=app.passkeys,
            now=request.now,
        )
    except GreenroomError as error:
        return _json(json.dumps({"problem": error.message}), STATUS_OF_CODE[error.code])
    return _json(text)


@page(PATH, "POST", role=Role.INTERVIEWER)
def add(request: ConsoleRequest) -> Response[str]:
    """Store the passkey that the browser made."""
    try:
        added = add_passkey(
            request.sent("credential"),
            read_form(PasskeyName, {"name": request.sent("name") or "Passkey"}).name,
            signed_in=request.signed_in,
            party=_party(),
            secret_of_sign_ins=app.sign_in_secret(),
            passkeys=app.passkeys,
            now=request.now,
        )
    except GreenroomError as error:
        _log_refusal(error)
        return done(request, ME_PATH, Message(error.message, kind="warn"))
    return done(request, ME_PATH, Message(f"{added.name} is added. You can sign in by it from now on."))


@page(f"{PATH}/<passkey_id>/remove", "POST", role=Role.INTERVIEWER)
def remove(request: ConsoleRequest, passkey_id: str) -> Response[str]:
    """Remove one of the member's passkeys."""
    remove_passkey(passkey_id, member=request.member, passkeys=app.passkeys)
    return done(request, ME_PATH, Message("The passkey is removed. It no longer works."))


def _log_refusal(error: GreenroomError) -> None:
    """Log the cause of a refusal. The page shows the same sentence for each cause, so the log is needed to find devices
    and browsers that the library does not understand."""
    cause: Exception = error
    while isinstance(cause.__cause__, Exception):
        cause = cause.__cause__
    logger.info("passkey refused", code=error.code, error_type=type(cause).__name__, place=place_of(cause))


def _party() -> RelyingParty:
    return relying_party(app.parameters.portal_url())


def _json(text: str, status: int = 200) -> Response[str]:
    return Response(status_code=status, content_type="application/json", body=text, headers={**PAGE_HEADERS})
