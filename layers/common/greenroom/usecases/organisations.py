"""Make an organisation, and find the caller of a token."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from greenroom.identifiers import new_id
from greenroom.models.caller import Caller
from greenroom.models.organisation import AccessToken, Organisation, Policy, Role
from greenroom.rules.tokens import new_token, token_hash

if TYPE_CHECKING:
    from greenroom.adapters.organisations import Organisations


class Founded(NamedTuple):
    """A new organisation and its first token, which is shown only once."""

    organisation: Organisation
    token: str


def found_organisation(
    name: str, policy: Policy, *, organisations: "Organisations", new_usage_key: Callable[[str], str], now: datetime
) -> Founded:
    """Make an organisation with an admin token. `new_usage_key` makes the key by which its requests are counted.

    Raises pydantic's ValidationError for an invalid name.
    """
    organisation = Organisation(org_id=new_id("org"), name=name, policy=policy, created_at=now)
    secret = new_token()
    token = AccessToken(
        token_id=new_id("tok"),
        token_hash=token_hash(secret),
        org_id=organisation.org_id,
        name="first",
        role=Role.ADMIN,
        created_at=now,
        usage_key=new_usage_key(organisation.org_id),
    )
    organisations.found(organisation, token)
    return Founded(organisation, secret)


class Admitted(NamedTuple):
    """A caller, and the key by which the usage plan counts its requests."""

    caller: Caller
    usage_key: str | None


def admit(secret: str | None, *, organisations: "Organisations", now: datetime) -> Admitted | None:
    """The caller with this token; None for an unknown, revoked or expired token."""
    if secret is None:
        return None
    token = organisations.token(token_hash(secret))
    if token is None or not token.is_valid(now):
        return None
    organisations.note_use(token, now)
    return Admitted(Caller(token.org_id, f"token:{token.name}", token.role, token.token_hash), token.usage_key)
