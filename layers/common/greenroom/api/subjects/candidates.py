"""Candidates: what is asked and what is answered."""

from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, PlainValidator, TypeAdapter, WithJsonSchema

from greenroom.api.cursor import PageQuery
from greenroom.api.fields import LINES, WHOLE, CandidateId, Email, Identifier, JobId, Line, Note
from greenroom.api.subjects.base import (
    AnswerModel,
    ChangeModel,
    RequestModel,
    SharedFields,
    StoredAnswer,
    example,
    whole_example,
)
from greenroom.clock import ZoneName
from greenroom.models.candidate import Candidate, Match

_words: TypeAdapter[str] = TypeAdapter(Note, config=ConfigDict(defer_build=True))


def _experience(value: Any) -> int | float | str:
    if isinstance(value, str):
        return _words.validate_python(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 80:
        raise ValueError("takes years from 0 to 80 as a number, or words")
    # DynamoDB keeps no number that is nearer to zero than 1e-130.
    return round(value, 6)


Experience = Annotated[
    int | float | str,
    PlainValidator(_experience),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "minimum": 0, "maximum": 80, "examples": [9]},
                {"type": "string", "minLength": 1, "maxLength": 2000, **LINES},
            ]
        }
    ),
]
"""Years as a number, or words."""
ExtraTime = Annotated[int, Field(ge=0, le=100), WHOLE]


class CandidateFields(SharedFields):
    """What is said of a candidate."""

    full_name: Annotated[Line, example("Asha Raman")]
    email: Annotated[Email, example("asha.raman@example.com")]
    job_id: JobId | None = None
    """Left out for a candidate who stands for no job yet."""
    phone: Annotated[Line, Field(max_length=50, examples=["+91 98400 00000"])] | None = None
    work_experience: Experience | None = None
    domain: Annotated[Line, example("Backend")] | None = None
    status: Annotated[Line, example("NEW")] = "NEW"
    """Your own word for where the candidate stands. Greenroom gives it no meaning."""
    timezone: Annotated[ZoneName, example("Asia/Kolkata")] | None = None
    extra_time_percent: ExtraTime = 0
    """Stretches every timer of this candidate."""


class CreateCandidate(CandidateFields, RequestModel):
    """A candidate, whole."""


class ChangeCandidate(CandidateFields, ChangeModel):
    """Some fields of a candidate: what is left out stays."""

    model_config = whole_example(email="asha@example.com")


class CandidateAnswer(StoredAnswer, CandidateFields):
    """A candidate."""

    candidate_id: CandidateId

    @classmethod
    def of(cls, candidate: Candidate) -> Self:
        """The answer about a candidate."""
        return cls.about(candidate)


class CandidateQuery(PageQuery):
    job_id: Identifier | None = None
    status: Line | None = None
    q: Line | None = None
    """A part of the name or the address."""


class GatesQuery(RequestModel):
    job_id: Identifier | None = None
    """The candidate's own job if left out."""


class ChangeGates(RequestModel):
    """What all decisions about a candidate for a job have in common."""

    job_id: JobId | None = None
    """The candidate's own job if left out."""
    cancel_booked: bool = False
    """Cancel interviews that are booked, instead of refusing because of them."""


class Shortlist(ChangeGates):
    shortlisted: Annotated[bool, Field(examples=[True])]


class ToggleInterview(ChangeGates):
    model_config = whole_example(interview_enabled=True)

    interview_enabled: Annotated[bool, Field(examples=[True])] | None = None
    online_interview_enabled: bool | None = None


class GatesAnswer(AnswerModel):
    """What a candidate may do for one job."""

    candidate_id: CandidateId
    job_id: JobId
    shortlisted: bool
    interview_enabled: bool
    online_interview_enabled: bool
    cancelled_interviews: list[str]
    """Interviews that were cancelled with this change."""
    version: int

    @classmethod
    def of(cls, match: Match, cancelled: list[str]) -> Self:
        """The answer to opening or closing a gate."""
        return cls.about(match, cancelled_interviews=cancelled)
