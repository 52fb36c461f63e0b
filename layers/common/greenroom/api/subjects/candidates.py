"""Candidates: what is asked and what is answered."""

from typing import Annotated, Any, Self

from pydantic import BaseModel, Field, PlainValidator, TypeAdapter, WithJsonSchema

from greenroom.api.cursor import PageQuery
from greenroom.api.fields import LINES, WHOLE, Email, Identifier, Line, Note, RequestModel
from greenroom.clock import UtcTime, ZoneName
from greenroom.models.candidate import Candidate, Match

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


class CandidateAnswer(BaseModel):
    """A candidate."""

    candidate_id: str
    full_name: str
    email: str
    job_id: str | None
    phone: str | None
    work_experience: str | int | float | None
    domain: str | None
    status: str
    timezone: str | None
    extra_time_percent: int
    created_at: UtcTime
    updated_at: UtcTime
    version: int

    @classmethod
    def of(cls, candidate: Candidate) -> Self:
        """The answer about a candidate."""
        return cls(**candidate.model_dump(exclude={"org_id", "calendar_key"}))


class GatesAnswer(BaseModel):
    """What a candidate may do for one job."""

    candidate_id: str
    job_id: str
    shortlisted: bool
    interview_enabled: bool
    online_interview_enabled: bool
    cancelled_interviews: list[str] = []
    """Interviews that were cancelled with this change."""
    version: int

    @classmethod
    def of(cls, match: Match, cancelled: list[str]) -> Self:
        """The answer to opening or closing a gate."""
        shown = match.model_dump(exclude={"org_id", "score", "updated_at"})
        return cls(**shown, cancelled_interviews=cancelled)
