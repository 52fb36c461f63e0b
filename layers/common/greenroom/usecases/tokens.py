"""An organisation's access tokens: made (and shown once), revoked."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from greenroom.errors import InThePastError, InvalidStateError, NotFoundError
from greenroom.models.caller import Caller
from greenroom.models.organisation import AccessToken, Role
from greenroom.rules.tokens import new_token, token_hash
from greenroom.usecases.retry import repeated

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
    secret = new_token()

    def attempt() -> Issued:
        roster = organisations.roster(by.org_id)
        valid = [token for token in organisations.tokens_of(roster) if token.is_valid(now)]
        made = next((token for token in valid if token.token_id == token_id), None)
        if made is not None:
            return Issued(made, secret if made.token_hash == token_hash(secret) else None)
        if len(valid) >= MOST_TOKENS:
            raise InvalidStateError(f"An organisation has at most {MOST_TOKENS} valid tokens. Revoke one first.")
        token = AccessToken(
            token_id=token_id,
            token_hash=token_hash(secret),
            org_id=by.org_id,
            name=name,
            role=role,
            created_at=now,
            expires_at=expires_at,
            usage_key=next((token.usage_key for token in valid if token.usage_key), None),
        )
        organisations.add_token(token, valid, roster)
        return Issued(token, secret)

    return repeated(attempt)


def revoke_token(token_id: str, *, by: Caller, organisations: "Organisations", now: datetime) -> None:
    """Make a token invalid at once, also one that was made just now; one that is not valid any more stays so.

    Raises NotFoundError, and InvalidStateError for the last valid token of an admin: nobody could make another.
    """

    def attempt() -> None:
        roster = organisations.roster(by.org_id)
        valid = [token for token in organisations.tokens_of(roster) if token.is_valid(now)]
        token = next((token for token in valid if token.token_id == token_id), None)
        if token is None:
            if organisations.find_token(by.org_id, token_id) is None:
                raise NotFoundError("Token")
            return
        admins = [one for one in valid if one.role is Role.ADMIN and one.expires_at is None]
        if admins == [token]:
            raise InvalidStateError("This is the last admin token that does not expire. Make another one first.")
        organisations.revoke(token, roster, now)

    repeated(attempt)


def list_tokens(
    *, by: Caller, organisations: "Organisations", limit: int, after: str | None
) -> tuple[list[AccessToken], str | None]:
    """A page of an organisation's tokens, oldest first, valid or not, and the id to go on after."""
    found, next_id = organisations.tokens_page(by.org_id, limit=limit, after=after)
    if next_id is not None or len(found) == limit:
        return found, next_id
    # On the last page those too that the index does not have yet.
    last = found[-1].token_id if found else after or ""
    valid = organisations.tokens_of(organisations.roster(by.org_id))
    return [*found, *(token for token in valid if token.token_id > last)][:limit], None
