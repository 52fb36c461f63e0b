"""Requests about access tokens."""

from typing import Annotated

from pydantic import Field

from greenroom.api.fields import Line, Moment, RequestModel
from greenroom.models.organisation import Role


class CreateToken(RequestModel):
    name: Annotated[Line, Field(max_length=100)]
    """Whose it is: stands in the log beside what was done with it."""
    role: Role
    """`admin` does everything, `recruiter` all but tokens, `viewer` only reads."""
    expires_at: Moment | None = None
    """Never, if left out."""
