"""Requests about candidates and what is decided about them."""

from typing import Annotated, Any

from pydantic import Field, PlainValidator, TypeAdapter, WithJsonSchema

from greenroom.api.cursor import PageQuery
from greenroom.api.fields import LINES, WHOLE, Email, Identifier, Line, Note, RequestModel
from greenroom.clock import ZoneName

_words: TypeAdapter[str] = TypeAdapter(Note)


def _experience(value: Any) -> int | float | str:
    if isinstance(value, str):
        return _words.validate_python(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 80:
        raise ValueError("takes years from 0 to 80 as a number, or words")
    return value


Experience = Annotated[
    int | float | str,
    PlainValidator(_experience),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "minimum": 0, "maximum": 80},
                {"type": "string", "minLength": 1, "maxLength": 2000, **LINES},
            ]
        }
    ),
]
"""Years as a number, or words."""
ExtraTime = Annotated[int, Field(ge=0, le=100), WHOLE]


class CreateCandidate(RequestModel):
    full_name: Line
    email: Email
    job_id: Identifier | None = None
    """Left out for a candidate who stands for no job yet."""
    phone: Annotated[Line, Field(max_length=50)] | None = None
    work_experience: Experience | None = None
    domain: Line | None = None
    status: Line = "NEW"
    """Your own word for where the candidate stands. Greenroom gives it no meaning."""
    timezone: ZoneName | None = None
    extra_time_percent: ExtraTime = 0
    """Stretches every timer of this candidate."""


class ChangeCandidate(RequestModel):
    """Some fields of a candidate: what is left out stays."""

    full_name: Line = Field(default_factory=str)
    email: Email = Field(default_factory=str)
    job_id: Identifier | None = None
    phone: Annotated[Line, Field(max_length=50)] | None = None
    work_experience: Experience | None = None
    domain: Line | None = None
    status: Line = Field(default_factory=str)
    timezone: ZoneName | None = None
    extra_time_percent: ExtraTime = Field(default_factory=int)


class CandidateQuery(PageQuery):
    job_id: Identifier | None = None
    status: Line | None = None
    q: Line | None = None
    """A part of the name or the address."""


class Shortlist(RequestModel):
    job_id: Identifier | None = None
    """The candidate's own job if left out."""
    shortlisted: bool
    cancel_booked: bool = False
    """Cancel interviews that are booked, instead of refusing because of them."""


class ToggleInterview(RequestModel):
    job_id: Identifier | None = None
    """The candidate's own job if left out."""
    interview_enabled: bool | None = None
    online_interview_enabled: bool | None = None
    cancel_booked: bool = False
    """Cancel interviews that are booked, instead of refusing because of them."""


class GatesQuery(RequestModel):
    job_id: Identifier | None = None
    """The candidate's own job if left out."""
