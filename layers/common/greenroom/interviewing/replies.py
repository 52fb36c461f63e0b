"""The form of a model's replies, as strict JSON schemas: every field is required, and no other is allowed.

Only the shape is checked here. `acceptance` and `evaluation` decide whether a reply is accepted.
"""

from pydantic import BaseModel, ConfigDict

from greenroom.interviewing.competency import Competency
from greenroom.models.slot import AiInterviewType


class _Reply(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


class PlannedQuestion(_Reply):
    round: AiInterviewType
    text: str
    competency: Competency
    expected_points: list[str]
    starter_code: str | None
    time_limit_seconds: int
    difficulty: int


class PlanReply(_Reply):
    questions: list[PlannedQuestion]


class FollowUpReply(_Reply):
    """`question` is null where the answer needs no follow-up."""

    question: str | None


class PointReply(_Reply):
    """An expected point by its number in the list, from 1, and the words of the answer that show it."""

    point: int
    quote: str


class EvaluationReply(_Reply):
    """`score` is null where the answer holds too little to judge."""

    score: int | None
    quotes: list[str]
    points: list[PointReply]
    summary: str
