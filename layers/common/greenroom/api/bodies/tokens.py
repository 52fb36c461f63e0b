"""Access tokens as answered: what they are called and may do, never the token itself but once."""

from typing import Self

from pydantic import BaseModel

from greenroom.clock import UtcTime
from greenroom.models.organisation import AccessToken, Role
from greenroom.usecases.tokens import Issued


class TokenBody(BaseModel):
    """A token, without what would let anybody in."""

    token_id: str
    name: str
    role: Role
    created_at: UtcTime
    expires_at: UtcTime | None
    revoked_at: UtcTime | None
    last_used_at: UtcTime | None
    """To the hour."""

    @classmethod
    def of(cls, token: AccessToken) -> Self:
        """The answer about a token."""
        return cls(**token.model_dump(include=set(cls.model_fields)))


class IssuedBody(TokenBody):
    """A new token."""

    token: str | None = None
    """Shown this once. Null where the same request is repeated: then make another and revoke this one."""

    @classmethod
    def issued(cls, issued: Issued) -> Self:
        """The answer to making a token."""
        return cls.of(issued.token).model_copy(update={"token": issued.secret})


class TokensBody(BaseModel):
    """All tokens, oldest first."""

    items: list[TokenBody]
    next_cursor: None = None
    """Always null: an organisation's tokens are one page."""
