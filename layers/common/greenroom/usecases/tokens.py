"""An organisation's access tokens: made (and shown once), revoked."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from greenroom.errors import InThePastError, InvalidStateError, NotFoundError
from greenroom.models.caller import Caller
from greenroom.models.organisation import AccessToken, Role
from greenroom.rules.tokens import new_token, token_hash

if TYPE_CHECKING:
    from greenroom.adapters.organisations import Organisations

MOST_TOKENS = 100
"""Valid tokens of one organisation; nobody needs more, and a list stays one page."""


@dataclass(frozen=True)
class Issued:
    """A new token. `secret` is None where an earlier try of the same request made it: it was shown then, if ever."""

    token: AccessToken
    secret: str | None


def issue_token(
    token_id: str,
    name: str,
    role: Role,
    expires_at: datetime | None,
    *,
    by: Caller,
    organisations: "Organisations",
    now: datetime,
) -> Issued:
    """Make a token that counts towards the organisation's own usage plan. Raises InThePastError, InvalidStateError."""
    if expires_at is not None and expires_at <= now:
        raise InThePastError
    present = organisations.tokens(by.org_id)
    made = next((token for token in present if token.token_id == token_id), None)
    if made is not None:
        return Issued(made, None)
    if sum(token.is_valid(now) for token in present) >= MOST_TOKENS:
        raise InvalidStateError(f"An organisation has at most {MOST_TOKENS} valid tokens. Revoke one first.")
    secret = new_token()
    token = AccessToken(
        token_id=token_id,
        token_hash=token_hash(secret),
        org_id=by.org_id,
        name=name,
        role=role,
        created_at=now,
        expires_at=expires_at,
        usage_key=next((token.usage_key for token in present if token.usage_key), None),
    )
    organisations.add_token(token)
    return Issued(token, secret)


def revoke_token(token_id: str, *, by: Caller, organisations: "Organisations", now: datetime) -> None:
    """Make a token invalid at once; a revoked one stays so.

    Raises NotFoundError, and InvalidStateError for the last valid token of an admin: nobody could make another.
    """
    present = organisations.tokens(by.org_id)
    token = next((token for token in present if token.token_id == token_id), None)
    if token is None:
        raise NotFoundError("Token")
    admins = [one for one in present if one.role is Role.ADMIN and one.is_valid(now) and one.expires_at is None]
    if admins == [token]:
        raise InvalidStateError("This is the last admin token that does not expire. Make another one first.")
    organisations.revoke(token, now)
