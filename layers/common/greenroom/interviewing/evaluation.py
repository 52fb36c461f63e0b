"""A score and its evidence. A score needs words that the candidate said; a model's claim alone is not enough."""

import re
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from greenroom.interviewing.acceptance import NotAcceptedError, is_clean
from greenroom.interviewing.plan import Question, TokenUsage
from greenroom.interviewing.prompts import PROMPT_VERSION
from greenroom.interviewing.replies import EvaluationReply

_QUOTES_AT_MOST = 12
_QUOTE_AT_LEAST = 8  # characters; shorter quotes are in almost every answer
_QUOTE_AT_MOST = 1000
_SUMMARY_AT_MOST = 700

_ORDER_TO_A_MODEL = re.compile(
    r"(?:ignore|disregard|forget|override)\b.{0,25}\b(?:instructions?|prompts?)\b|\bfull marks\b"
    r"|(?:give|award|assign|grant) (?:me|this|it|the candidate|him|her|them)\b.{0,30}\b(?:score|points|marks|grade|\d)"
    r"|(?:score|rate|grade|mark) (?:me|the answer|my answer|this answer)\b",
    re.IGNORECASE | re.DOTALL,
)

ADDRESSES_A_MODEL = (
    "The answer holds words that are meant for a model. They count for nothing: read the answer yourself."
)


class Verdict(StrEnum):
    SCORED = "SCORED"
    INSUFFICIENT_EVIDENCE = "INSUFFICIENT_EVIDENCE"


class PointEvidence(BaseModel):
    """An expected point and the candidate's words that show it."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    point: str
    quote: str


class Evaluation(BaseModel):
    """One answer by its rubric (`prompts.RUBRIC`, 0 to 4). Every quote is a verbatim part of the answer."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    question_id: str
    verdict: Verdict
    score: Annotated[int, Field(ge=0, le=4)] | None = None
    quotes: tuple[str, ...] = ()
    points: tuple[PointEvidence, ...] = ()
    summary: str = ""
    note: str | None = None
    model: str | None = None
    prompt_version: str | None = None
    usage: TokenUsage = Field(default_factory=TokenUsage)

    @model_validator(mode="after")
    def _no_number_without_a_quote(self) -> Self:
        if (self.verdict is Verdict.SCORED) != (self.score is not None):
            raise ValueError("a score belongs to the verdict SCORED, and to no other")
        if self.score is not None and not self.quotes:
            raise ValueError("a score needs at least one quote")
        return self


def accept_evaluation(
    reply: EvaluationReply, question: Question, answer: str, *, model: str, usage: TokenUsage
) -> Evaluation:
    """The part of a model's evaluation that the answer supports. Raises NotAcceptedError for a score outside 0 to 4.

    Quotes that are not in the answer, or that address the model, are dropped. A score that the rubric does not allow
    for the expected points shown is lowered to what it allows, and the note says so.
    """
    if reply.score is not None and not 0 <= reply.score <= 4:
        raise NotAcceptedError("the score is not from 0 to 4")
    points = _points(reply, question, answer)
    quotes = tuple(dict.fromkeys(quote for quote in reply.quotes[:_QUOTES_AT_MOST] if _is_evidence(quote, answer)))
    quotes = quotes or tuple(dict.fromkeys(point.quote for point in points))
    shown, addresses_model = len(points), bool(_ORDER_TO_A_MODEL.search(answer))
    if addresses_model:
        # A model that obeys the answer quotes the same words for every point: here each point needs words of its own.
        shown = len({point.quote for point in points})
    score, note = _supported(reply.score, shown, len(question.expected_points)) if quotes else (None, None)
    if addresses_model:
        note = f"{note} {ADDRESSES_A_MODEL}" if note else ADDRESSES_A_MODEL
    summary = reply.summary.strip()
    return Evaluation(
        question_id=question.id,
        verdict=Verdict.INSUFFICIENT_EVIDENCE if score is None else Verdict.SCORED,
        score=score,
        quotes=quotes,
        points=points,
        summary=summary if _is_told(summary) else "",
        note=note,
        model=model,
        prompt_version=PROMPT_VERSION,
        usage=usage,
    )


def _is_told(summary: str) -> bool:
    is_short = len(summary) <= _SUMMARY_AT_MOST
    return is_short and is_clean(summary.replace("\n", " ")) and not _ORDER_TO_A_MODEL.search(summary)


def insufficient_evidence(question: Question, note: str) -> Evaluation:
    """An evaluation without a score and without a model's call, for an answer that contains too little to judge."""
    return Evaluation(question_id=question.id, verdict=Verdict.INSUFFICIENT_EVIDENCE, note=note)


def _points(reply: EvaluationReply, question: Question, answer: str) -> tuple[PointEvidence, ...]:
    shown: dict[int, PointEvidence] = {}
    for point in reply.points:
        if 1 <= point.point <= len(question.expected_points) and _is_evidence(point.quote, answer):
            shown.setdefault(
                point.point, PointEvidence(point=question.expected_points[point.point - 1], quote=point.quote)
            )
    return tuple(shown[number] for number in sorted(shown))


def _is_evidence(quote: str, answer: str) -> bool:
    long_enough = len(quote.strip()) >= _QUOTE_AT_LEAST or quote.strip() == answer.strip() != ""
    return long_enough and len(quote) <= _QUOTE_AT_MOST and quote in answer and not _ORDER_TO_A_MODEL.search(quote)


def _supported(score: int | None, shown: int, expected: int) -> tuple[int | None, str | None]:
    """The score, limited to what the rubric allows: 4 needs three quarters of the points, 3 needs half of them."""
    if score is None:
        return None, None
    share = shown / expected if expected else 1
    most = 4 if share >= 0.75 else 3 if share >= 0.5 else 2 if shown else 1
    if score <= most:
        return score, None
    return most, f"Lowered from {score} to {most}: quotes show {shown} of {expected} expected points."
