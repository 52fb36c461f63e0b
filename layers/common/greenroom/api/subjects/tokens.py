"""Tokens: what is asked and what is answered."""

from typing import Annotated, Self

from pydantic import BaseModel, Field

from greenroom.api.fields import Line, Moment, RequestModel
from greenroom.clock import UtcTime
from greenroom.models.organisation import AccessToken, Role
from greenroom.usecases.tokens import Issued


class CreateToken(RequestModel):
    name: Annotated[Line, Field(max_length=100)]
    """Whose it is: stands in the log beside what was done with it."""
    role: Role
    """`admin` does everything, `recruiter` all but tokens, `viewer` only reads."""
    expires_at: Moment | None = None
    """Never, if left out."""


class TokenAnswer(BaseModel):
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


class IssuedTokenAnswer(TokenAnswer):
    """A new token."""

    token: str | None = None
    """Shown this once. Null where the same request is repeated: then make another and revoke this one."""

    @classmethod
    def issued(cls, issued: Issued) -> Self:
        """The answer to making a token."""
        return cls.of(issued.token).model_copy(update={"token": issued.secret})


class TokensAnswer(BaseModel):
    """All tokens, oldest first."""

    items: list[TokenAnswer]
    next_cursor: None = None
    """Always null: an organisation's tokens are one page."""
