"""Requests and answers about tokens."""

from typing import Annotated, Self

from pydantic import Field

from greenroom.api.cursor import PageQuery
from greenroom.api.fields import Line, Moment
from greenroom.api.subjects.base import AnswerModel, RequestModel, SharedFields, example
from greenroom.clock import UtcTime
from greenroom.models.organisation import AccessToken, Mode, Role
from greenroom.models.test_mode import is_test
from greenroom.usecases.tokens import Issued


class TokenFields(SharedFields):
    """The fields of a token."""

    name: Annotated[Line, Field(max_length=100, examples=["ATS"])]
    """The owner's name, which the log shows with each use."""
    role: Annotated[Role, example("recruiter")]
    """`admin` does everything, `recruiter` all but tokens, `viewer` only reads."""
    expires_at: Moment | None = None
    """Never, if left out."""


class CreateToken(TokenFields, RequestModel):
    """A new token."""

    mode: Annotated[Mode, Field(examples=["test"])] | None = None
    """`test` for records of their own: see `POST /test/clock`. Left out, that of the token that makes it."""


class TokenAnswer(AnswerModel, TokenFields):
    """A token, without its secret."""

    token_id: Annotated[str, example("tok_01jd8maf1v0t9s8r7q6p5n4m3k")]
    mode: Mode
    created_at: UtcTime
    revoked_at: UtcTime | None
    last_used_at: UtcTime | None
    """The time of the last use, to the hour."""

    @classmethod
    def of(cls, token: AccessToken) -> Self:
        """The answer about a token."""
        return cls.about(token, mode=_mode_of(token))


class IssuedTokenAnswer(TokenAnswer):
    """A new token."""

    token: Annotated[str, example("grt_…")] | None
    """The token, which is shown only once. Null if the request is repeated: then make another and revoke this one."""

    @classmethod
    def issued(cls, issued: Issued) -> Self:
        """Make the answer to creating a token."""
        return cls.about(issued.token, mode=_mode_of(issued.token), token=issued.secret)


def _mode_of(token: AccessToken) -> Mode:
    return Mode.TEST if is_test(token.org_id) else Mode.LIVE


class TokensQuery(PageQuery):
    """The parameters of a list of tokens."""

    limit: int = Field(default=100, ge=1, le=100)
    """The maximum number of items."""
    mode: Mode | None = None
    """`test` lists the test tokens; left out, those of the token's own mode."""
