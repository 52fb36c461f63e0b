"""Routes for access tokens. Only admins may call them."""

from copy import replace

from functions.recruiter_api.app import api, app
from greenroom.api.cursor import Cursors, ListAnswer
from greenroom.api.subjects.tokens import CreateToken, IssuedTokenAnswer, TokenAnswer, TokensQuery
from greenroom.models.organisation import Mode, Role
from greenroom.models.test_mode import test_org_of
from greenroom.usecases.tokens import issue_token, list_tokens, revoke_token, tokens_work_on

TAG = "Access tokens"


@api.post(
    "/api/v1/tokens",
    summary="Make an access token",
    tag=TAG,
    role=Role.ADMIN,
    status=201,
    errors=("IN_THE_PAST", "INVALID_STATE"),
    shown_once=("token",),
)
def post_token(request: CreateToken) -> IssuedTokenAnswer:
    """Only this answer has the token itself. A token of mode `test` works on separate records: only the organisation
    gets their e-mails, `POST /test/clock` moves their time forward, and their usage is not counted."""
    by = tokens_work_on(request.mode, by=api.caller, organisations=app.organisations, now=app.now())
    issued = issue_token(
        api.new_id("tok"),
        request.name,
        request.role,
        request.expires_at,
        by=by,
        organisations=app.organisations,
        now=app.clock(),
    )
    return IssuedTokenAnswer.issued(issued)


@api.get("/api/v1/tokens", summary="List access tokens", tag=TAG, role=Role.ADMIN)
def get_tokens(query: TokensQuery) -> ListAnswer[TokenAnswer]:
    """All tokens with their last use, oldest first, also those that are expired or revoked."""
    by = replace(api.caller, org_id=test_org_of(api.caller.org_id)) if query.mode is Mode.TEST else api.caller
    cursors = Cursors("tokens", by.org_id, query)
    position = cursors.position("token_id")
    found, next_id = list_tokens(
        by=by,
        organisations=app.organisations,
        limit=query.limit,
        after=position["token_id"] if position else None,
    )
    return ListAnswer[TokenAnswer](
        items=[TokenAnswer.of(one) for one in found],
        next_cursor=cursors.after({"token_id": next_id} if next_id else None),
    )


@api.delete(
    "/api/v1/tokens/<token_id>",
    summary="Revoke an access token",
    tag=TAG,
    role=Role.ADMIN,
    status=204,
    errors=("NOT_FOUND", "INVALID_STATE"),
)
def delete_token(token_id: str) -> None:
    """The token stops working at once."""
    revoke_token(token_id, by=api.caller, organisations=app.organisations, now=app.clock())
