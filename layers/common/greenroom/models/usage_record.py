"""The usage of one invocation for one interview, as it is logged and stored, without personal data."""

from typing import Annotated

from pydantic import Field

from greenroom.clock import UtcTime
from greenroom.models.entity import Entity

type Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]
type Name = Annotated[str, Field(min_length=1, max_length=100)]


class UsageRecord(Entity):
    """The fields of the log line, under the names that it has there."""

    org_id: Name
    interview_id: Name
    function_request_id: Name
    """Lambda's id of the invocation. A repeated invocation may have the same, so a record is known by its time too."""
    function_name: Annotated[str, Field(max_length=200)] = ""
    used_at: UtcTime
    amounts: dict[Name, Amount]
    """The amounts by names of `Counted`. An unknown name is kept and has no price."""
    models: dict[Name, dict[Name, Amount]] = Field(default_factory=dict)
