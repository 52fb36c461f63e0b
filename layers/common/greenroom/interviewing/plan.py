"""An interview's plan: its questions in order, their time limits, and their origin."""

from hashlib import blake2b
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from greenroom.interviewing.competency import Competency
from greenroom.models.job import CodingLanguage
from greenroom.models.slot import AiInterviewType

MOST_FOLLOW_UPS = 2
"""The most follow-ups in one interview; a question has at most one."""
FOLLOW_UP_SECONDS = 90
"""The seconds to answer a follow-up, without extra time."""


class Question(BaseModel):
    """One question of a plan; `time_limit_seconds` already holds the candidate's extra time."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    id: str
    round: AiInterviewType
    text: str
    competency: Competency
    expected_points: tuple[str, ...]
    language: CodingLanguage | None = None
    starter_code: str | None = None
    time_limit_seconds: Annotated[int, Field(ge=1)]
    difficulty: Annotated[int, Field(ge=1, le=3)]
    locked: bool = False
    """Whether the question stays when the plan is made again, such as after a move."""


def id_of_own(question_id: str, seed: str) -> str:
    """The id of a question, which is unique to the interview, so that an answer fits no other interview."""
    ending = f".{blake2b(seed.encode(), digest_size=5).hexdigest()}"
    return question_id if question_id.endswith(ending) else f"{question_id[:80]}{ending}"


class TokenUsage(BaseModel):
    """The usage of a model's calls, including failed ones if the server reported it."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    calls: Annotated[int, Field(ge=0)] = 0
    input_tokens: Annotated[int, Field(ge=0)] = 0
    output_tokens: Annotated[int, Field(ge=0)] = 0

    def __add__(self, other: Self) -> "TokenUsage":
        return TokenUsage(
            calls=self.calls + other.calls,
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
        )


LIGHTEST, HEAVIEST = 1, 5
type Weight = Annotated[int, Field(ge=LIGHTEST, le=HEAVIEST)]
"""The weight of a criterion for the job. It is shown to people, and no sum is made of it."""


class InterviewPlan(BaseModel):
    """Spoken questions first, then coding tasks. `fallback_reason` says why the bank made it."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    questions: Annotated[tuple[Question, ...], Field(min_length=1)]
    made_by: Literal["BANK", "MODEL"]
    seed: str
    bank_version: str | None = None
    model: str | None = None
    prompt_version: str | None = None
    fallback_reason: str | None = None
    language_code: str = "en"
    """The language in which the questions are really written."""
    version: Annotated[int, Field(ge=1)] = 1
    is_edited: bool = False
    """Whether a recruiter changed it."""
    weights: dict[Competency, Weight] = Field(default_factory=dict)
    """The weights of criteria that a recruiter set."""
    usage: TokenUsage = Field(default_factory=TokenUsage)

    @model_validator(mode="after")
    def _ordered_and_distinct(self) -> Self:
        ids = [question.id for question in self.questions]
        if len(ids) != len(set(ids)):
            raise ValueError("two questions of a plan have the same id")
        rounds = [question.round for question in self.questions]
        if rounds != sorted(rounds, reverse=True):
            raise ValueError("spoken questions come before coding tasks")
        return self

    def with_own_ids(self) -> Self:
        """A copy with ids that no other interview's questions have. The same interview always gets the same ids."""
        own = [question.model_copy(update={"id": id_of_own(question.id, self.seed)}) for question in self.questions]
        return self.model_copy(update={"questions": tuple(own)})

    @property
    def criteria(self) -> dict[Competency, int]:
        """The criteria of the questions with their weights: the weight that was set, else the number of questions."""
        asked = [question.competency for question in self.questions]
        return {
            criterion: self.weights.get(criterion, min(HEAVIEST, asked.count(criterion)))
            for criterion in dict.fromkeys(asked)
        }

    @property
    def total_seconds(self) -> int:
        """All time limits together, extra time included."""
        return sum(question.time_limit_seconds for question in self.questions)

    def question(self, question_id: str) -> Question | None:
        """The question of this id, or None."""
        return next((question for question in self.questions if question.id == question_id), None)


def stretched(seconds: int, extra_time_percent: int) -> int:
    """A limit with a candidate's extra time, rounded up to a whole second."""
    return -(-seconds * (100 + extra_time_percent) // 100)
