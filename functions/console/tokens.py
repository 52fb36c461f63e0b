"""Settings: access tokens of the organisation's own systems. A new token is shown once, on the page after its
creation."""

from datetime import time
from typing import Annotated, NamedTuple

from aws_lambda_powertools.event_handler import Response
from pydantic import Field

from functions.console.app import ConsoleRequest, app, done, page, show
from functions.console.forms import problems_of, without_blanks
from functions.console.messages import Message
from functions.console.refusals import told
from greenroom.api.answers import STATUS_OF_CODE
from greenroom.api.fields import Day, Line
from greenroom.api.forms import read_form
from greenroom.api.subjects.base import RequestModel
from greenroom.clock import day_of, from_local_or_after
from greenroom.errors import GreenroomError, ValidationError
from greenroom.identifiers import new_id
from greenroom.models.organisation import AccessToken, Role
from greenroom.usecases.tokens import Issued, issue_token, revoke_token
from greenroom.wording import local_day

PATH = "/console/settings/tokens"
NOON = time(12)
NEWEST_SHOWN = 25
"""The number of newest tokens that are listed even if they are invalid, so that a token that was just revoked is
shown."""
ROLES = (
    (Role.RECRUITER, "Recruiter: jobs, candidates, slots, interviews"),
    (Role.VIEWER, "Viewer: reads, changes nothing"),
    (Role.ADMIN, "Admin: also members, tokens and settings"),
)


class TokenForm(RequestModel):
    """The fields of the form for a token."""

    name: Annotated[Line, Field(min_length=1, max_length=100)]
    role: Role
    last_day: Day | None = None


class TokenRow(NamedTuple):
    """A token in the list."""

    token: AccessToken
    is_valid: bool
    used: str
    expires: str


@page(PATH, role=Role.ADMIN)
def tokens(request: ConsoleRequest) -> Response[str]:
    """All tokens, valid ones first, and the form to make one."""
    return _page(request)


@page(PATH, "POST", role=Role.ADMIN)
def make_token(request: ConsoleRequest) -> Response[str]:
    """Make a token and show it. The form has the id, so that a form that is sent twice makes one token."""
    typed = {name: request.sent(name) for name in ("name", "role", "last_day")}
    zone = request.organisation.policy.timezone
    try:
        form = read_form(TokenForm, without_blanks(typed))
        until = day_of(from_local_or_after(form.last_day, NOON, zone), zone)[1] if form.last_day else None
        issued = issue_token(
            request.id_of_new("token_id", "tok"),
            form.name,
            form.role,
            until,
            by=request.caller,
            organisations=app.organisations,
            now=request.now,
        )
    except GreenroomError as error:
        return _page(request, typed=typed, refused=error)
    return _page(request, issued=issued)


@page(f"{PATH}/<token_id>/revoke", "POST", role=Role.ADMIN)
def revoke(request: ConsoleRequest, token_id: str) -> Response[str]:
    """Make a token invalid at once."""
    try:
        revoke_token(token_id, by=request.caller, organisations=app.organisations, now=request.now)
    except GreenroomError as error:
        return done(request, PATH, Message(error.message, kind="warn"))
    return done(request, PATH, Message("The token is revoked. Whoever uses it is refused from now on."))


def _page(
    request: ConsoleRequest,
    *,
    typed: dict[str, str] | None = None,
    issued: Issued | None = None,
    refused: GreenroomError | None = None,
) -> Response[str]:
    zone, now = request.organisation.policy.timezone, request.now
    rows = [
        TokenRow(
            one,
            one.is_valid(now),
            local_day(one.last_used_at, zone) if one.last_used_at else "Never",
            local_day(one.expires_at, zone) if one.expires_at else "Never",
        )
        for one in _shown(request.caller.org_id)
    ]
    return show(
        request,
        "tokens.html",
        status=STATUS_OF_CODE[refused.code] if refused else 200,
        rows=sorted(rows, key=lambda row: not row.is_valid),
        roles=ROLES,
        typed=typed or {},
        token_id=request.sent("token_id") if refused else new_id("tok"),
        issued=issued,
        refused=told(refused, "No token was made."),
        problems=problems_of(refused if isinstance(refused, ValidationError) else None),
    )


def _shown(org_id: str) -> list[AccessToken]:
    """All valid tokens, and the newest invalid ones."""
    newest, _ = app.organisations.tokens_page(org_id, limit=NEWEST_SHOWN, newest_first=True)
    valid = app.organisations.tokens_of(app.organisations.roster(org_id))
    by_id = {token.token_id: token for token in (*newest, *valid)}
    return [by_id[token_id] for token_id in sorted(by_id)]
