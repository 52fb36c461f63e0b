"""A recruiter's settings for all interviews of a job: own questions, the number of questions, and the minutes for
each."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from greenroom.clock import UtcTime
from greenroom.interviewing.competency import Competency
from greenroom.models.entity import Entity


class OwnQuestion(BaseModel):
    """A question that a recruiter wrote for a job: asked first, and always."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    id: str
    text: str
    competency: Competency = Competency.EXPERIENCE
    expected_points: tuple[str, ...] = ()
    time_limit_seconds: Annotated[int, Field(ge=15, le=1800)] = 180


class JobQuestions(Entity):
    """A job's own questions and settings; version 0 if nothing was set."""

    org_id: str
    job_id: str
    questions: tuple[OwnQuestion, ...] = ()
    number_of_questions: int | None = None
    """None if the interview's length decides the number."""
    minutes_per_question: int | None = None
    weights: dict[Competency, int] = Field(default_factory=dict)
    """The weight of each criterion, 1 to 5. A criterion without an entry gets its weight from the questions."""
    version: int = 0
    updated_at: UtcTime | None = None
