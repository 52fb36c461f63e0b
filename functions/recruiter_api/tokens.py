"""Access tokens: an admin's business."""

from functions.recruiter_api.app import api, app
from greenroom.api.subjects.tokens import CreateToken, IssuedTokenAnswer, TokenAnswer, TokensAnswer
from greenroom.models.organisation import Role
from greenroom.usecases.tokens import issue_token, revoke_token

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
    """The token is in this answer and nowhere else."""
    issued = issue_token(
        api.new_id("tok"),
        request.name,
        request.role,
        request.expires_at,
        by=api.caller,
        organisations=app.organisations,
        now=app.now(),
    )
    return IssuedTokenAnswer.issued(issued)


@api.get("/api/v1/tokens", summary="List access tokens", tag=TAG, role=Role.ADMIN)
def get_tokens() -> TokensAnswer:
    """With their last use, and also those that are not valid any more."""
    return TokensAnswer(items=[TokenAnswer.of(one) for one in app.organisations.tokens(api.caller.org_id)])


@api.delete(
    "/api/v1/tokens/<token_id>",
    summary="Revoke an access token",
    tag=TAG,
    role=Role.ADMIN,
    status=204,
    errors=("NOT_FOUND", "INVALID_STATE"),
)
def delete_token(token_id: str) -> None:
    """It stops working at once."""
    revoke_token(token_id, by=api.caller, organisations=app.organisations, now=app.now())
