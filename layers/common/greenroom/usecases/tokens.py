"""Access tokens of an organisation: create one (its secret is shown once), revoke, list."""

from copy import replace
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from greenroom.errors import ForbiddenError, InThePastError, InvalidStateError, NotFoundError
from greenroom.models.caller import Caller
from greenroom.models.organisation import AccessToken, Mode, Organisation, Role
from greenroom.models.test_mode import is_test, live_org_of, test_org_of
from greenroom.rules.tokens import new_token, token_hash
from greenroom.usecases.retry import repeated

if TYPE_CHECKING:
    from greenroom.adapters.organisations import Organisations

MOST_TOKENS = 100
"""Valid tokens of one organisation. The limit keeps the list to one page."""


class Issued(NamedTuple):
    """A new token.

    `secret` is None where an earlier try of the same request created it, because a secret is shown once.
    """

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
    """Create a token, which counts towards the organisation's own usage plan.

    Raises InThePastError, InvalidStateError.
    """
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
            usage_key=_usage_key(valid) or _usage_key_of_live(by.org_id, organisations),
        )
        organisations.add_token(token, valid, roster)
        return Issued(token, secret)

    return repeated(attempt)


def _usage_key(tokens: list[AccessToken]) -> str | None:
    return next((token.usage_key for token in tokens if token.usage_key), None)


def _usage_key_of_live(org_id: str, organisations: "Organisations") -> str | None:
    """The usage plan key of the live organisation, by which requests with test tokens are counted too."""
    return _usage_key(organisations.tokens_of(organisations.roster(live_org_of(org_id)))) if is_test(org_id) else None


def tokens_work_on(mode: Mode | None, *, by: Caller, organisations: "Organisations", now: datetime) -> Caller:
    """The caller, in the organisation of a new token. The organisation of test records is created at its first use.

    Without a mode it is the caller's own organisation. Raises ForbiddenError if a test token requests a live token.
    """
    if is_test(by.org_id) and mode is Mode.LIVE:
        raise ForbiddenError("A test token makes test tokens only. Make this one with a live token.")
    if mode is not Mode.TEST or is_test(by.org_id):
        return by
    live = organisations.organisation(by.org_id)
    org_id = test_org_of(by.org_id)
    organisations.add_test_organisation(Organisation(org_id=org_id, name=live.name, policy=live.policy, created_at=now))
    return replace(by, org_id=org_id)


def revoke_token(token_id: str, *, by: Caller, organisations: "Organisations", now: datetime) -> None:
    """Revoke a token at once, also one that was just created. A token that is no longer valid stays so.

    A live token may also revoke test tokens. Raises NotFoundError, and InvalidStateError for the last valid token of a
    live admin, because nobody could create another.
    """
    try:
        _revoke(token_id, by, organisations, now)
    except NotFoundError:
        if is_test(by.org_id):
            raise
        _revoke(token_id, replace(by, org_id=test_org_of(by.org_id)), organisations, now)


def _revoke(token_id: str, by: Caller, organisations: "Organisations", now: datetime) -> None:

    def attempt() -> None:
        roster = organisations.roster(by.org_id)
        valid = [token for token in organisations.tokens_of(roster) if token.is_valid(now)]
        token = next((token for token in valid if token.token_id == token_id), None)
        if token is None:
            if organisations.find_token(by.org_id, token_id) is None:
                raise NotFoundError("Token")
            return
        if is_test(by.org_id):
            # Test tokens have no such limit: a live token can create another at any time.
            organisations.revoke(token, roster, now)
            return
        admins = [one for one in valid if one.role is Role.ADMIN and one.expires_at is None]
        if admins == [token]:
            raise InvalidStateError("This is the last admin token that does not expire. Make another one first.")
        organisations.revoke(token, roster, now)

    repeated(attempt)


def list_tokens(
    *, by: Caller, organisations: "Organisations", limit: int, after: str | None
) -> tuple[list[AccessToken], str | None]:
    """A page of an organisation's tokens, oldest first, valid or not, and the id after which the next page begins."""
    found, next_id = organisations.tokens_page(by.org_id, limit=limit, after=after)
    if next_id is not None or len(found) == limit:
        return found, next_id
    # The last page also has tokens that the index does not list yet.
    last = found[-1].token_id if found else after or ""
    valid = organisations.tokens_of(organisations.roster(by.org_id))
    return [*found, *(token for token in valid if token.token_id > last)][:limit], None
