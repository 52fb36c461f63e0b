"""An interview's plan: what is asked, in which order, for how long, and who made it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from greenroom.interviewing.bank import Competency
from greenroom.models.job import CodingLanguage

_SETTLING_SECONDS = 60

MOST_FOLLOW_UPS = 2
"""In one interview, and one for a question."""
FOLLOW_UP_SECONDS = 90
"""Before extra time."""


class Round(StrEnum):
    TECHNICAL = "TECHNICAL"
    CODING = "CODING"


@dataclass(frozen=True)
class PlanBrief:
    """What a plan is made from. The legacy `tech_stack_details` of a job is left out on purpose.

    `duration_minutes` is the slot's length without extra time; `interview_id` is the seed.
    Raises ValueError for a duration below one minute or extra time outside 0 to 100.
    """

    interview_id: str
    job_title: str
    job_description: str
    domain: str
    coding_language: CodingLanguage
    ai_interview_type: Round
    resume_text: str
    duration_minutes: int
    extra_time_percent: int = 0

    def __post_init__(self) -> None:
        if self.duration_minutes < 1:
            raise ValueError(f"duration_minutes is {self.duration_minutes}, and must be at least 1")
        if not 0 <= self.extra_time_percent <= 100:
            raise ValueError(f"extra_time_percent is {self.extra_time_percent}, and must be from 0 to 100")

    @property
    def question_seconds(self) -> int:
        """Seconds for all questions together, before extra time: the slot less a minute to settle in."""
        slot = self.duration_minutes * 60
        return slot - min(_SETTLING_SECONDS, slot // 10)


class Question(BaseModel):
    """One question of a plan; `time_limit_seconds` already holds the candidate's extra time."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    round: Round
    text: str
    competency: Competency
    expected_points: tuple[str, ...]
    language: CodingLanguage | None = None
    starter_code: str | None = None
    time_limit_seconds: Annotated[int, Field(ge=1)]
    difficulty: Annotated[int, Field(ge=1, le=3)]


class TokenUsage(BaseModel):
    """What calls of a model used, failed ones included where the server told."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    calls: Annotated[int, Field(ge=0)] = 0
    input_tokens: Annotated[int, Field(ge=0)] = 0
    output_tokens: Annotated[int, Field(ge=0)] = 0

    def __add__(self, other: Self) -> "TokenUsage":
        return TokenUsage(
            calls=self.calls + other.calls,
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
        )


class InterviewPlan(BaseModel):
    """Spoken questions first, then coding tasks. `fallback_reason` says why the bank made it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    questions: Annotated[tuple[Question, ...], Field(min_length=1)]
    made_by: Literal["BANK", "MODEL"]
    seed: str
    bank_version: str | None = None
    model: str | None = None
    prompt_version: str | None = None
    fallback_reason: str | None = None
    usage: TokenUsage = TokenUsage()

    @model_validator(mode="after")
    def _ordered_and_distinct(self) -> Self:
        ids = [question.id for question in self.questions]
        if len(ids) != len(set(ids)):
            raise ValueError("two questions of a plan have the same id")
        rounds = [question.round for question in self.questions]
        if rounds != sorted(rounds, reverse=True):
            raise ValueError("spoken questions come before coding tasks")
        return self

    @property
    def total_seconds(self) -> int:
        """All time limits together, extra time included."""
        return sum(question.time_limit_seconds for question in self.questions)

    def question(self, question_id: str) -> Question | None:
        """The question of that id, or None."""
        return next((question for question in self.questions if question.id == question_id), None)


def stretched(seconds: int, extra_time_percent: int) -> int:
    """A limit with a candidate's extra time, rounded up to a whole second."""
    return -(-seconds * (100 + extra_time_percent) // 100)
