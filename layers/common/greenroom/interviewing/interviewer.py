"""Calls of a language model: at most two tries within a time budget, with a check of each reply."""

import time
from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple, Protocol

from greenroom.interviewing.acceptance import NotAcceptedError, accept_follow_up, accept_plan
from greenroom.interviewing.evaluation import Evaluation, accept_evaluation, insufficient_evidence
from greenroom.interviewing.from_bank import plan_from_bank
from greenroom.interviewing.plan import InterviewPlan, Question, TokenUsage
from greenroom.interviewing.plan_brief import PlanBrief
from greenroom.interviewing.prompts import shape
from greenroom.interviewing.replies import EvaluationReply, FollowUpReply, PlanReply

BUDGET_SECONDS = 20.0
FOLLOW_UP_BUDGET_SECONDS = 6.0  # a candidate waits for it
_TRIES = 2
_LEAST_SECONDS = 0.1  # with less time left, no try is started
_LONGEST_PAUSE = 3.0
_ANSWER_AT_LEAST = 8  # characters without spaces; a shorter answer has nothing to judge


class Failure(StrEnum):
    """The reason why a model gave nothing usable."""

    NO_MODEL = "NO_MODEL"
    SLOT_TOO_SHORT = "SLOT_TOO_SHORT"
    MISCONFIGURED = "MISCONFIGURED"
    TIMEOUT = "TIMEOUT"
    THROTTLED = "THROTTLED"
    SERVER_ERROR = "SERVER_ERROR"
    UNREACHABLE = "UNREACHABLE"
    REFUSED_BY_SERVER = "REFUSED_BY_SERVER"
    TRUNCATED = "TRUNCATED"
    REFUSED = "REFUSED"
    INVALID = "INVALID"
    NOT_ACCEPTED = "NOT_ACCEPTED"


_NOT_WORTH_REPEATING = frozenset({Failure.TIMEOUT, Failure.REFUSED_BY_SERVER, Failure.MISCONFIGURED})


class ModelFailedError(Exception):
    """A model gave nothing usable. `reason` is a code and a few words of ours, never text of the server."""

    def __init__(
        self,
        failure: Failure,
        reason: str = "",
        *,
        usage: TokenUsage | None = None,
        retry_after_seconds: float = 0.0,
    ) -> None:
        self.failure = failure
        self.reason = f"{failure}: {reason}" if reason else str(failure)
        self.usage = usage or TokenUsage()
        self.retry_after_seconds = retry_after_seconds
        super().__init__(self.reason)


class ModelReply[Content](NamedTuple):
    """A reply of the right shape, the model that gave it, and its token usage."""

    content: Content
    model: str
    usage: TokenUsage


class FollowUp(NamedTuple):
    """A follow-up question or none, and the token usage of the calls."""

    question: Question | None
    usage: TokenUsage


class LanguageModel(Protocol):
    """A language model. Each method is one call within `seconds`, and raises only ModelFailedError.

    A Protocol because the rules of interviewing import no adapter.
    """

    def plan(self, brief: PlanBrief, *, seconds: float) -> ModelReply[PlanReply]: ...

    def follow_up(self, question: Question, answer: str, *, seconds: float) -> ModelReply[FollowUpReply]: ...

    def evaluate(self, question: Question, answer: str, *, seconds: float) -> ModelReply[EvaluationReply]: ...


class ModelTimeLimit(NamedTuple):
    """The time limit for all tries together, and the clock that measures it."""

    seconds: float = BUDGET_SECONDS
    clock: Callable[[], float] = time.monotonic
    pause: Callable[[float], None] = time.sleep


def prepare_plan(
    brief: PlanBrief, model: LanguageModel | None, patience: ModelTimeLimit | None = None
) -> InterviewPlan:
    """The plan of an interview: from a model, or from the bank if there is no model or the model fails."""
    if model is None:
        return plan_from_bank(brief, fallback_reason=Failure.NO_MODEL)
    if not shape(brief).is_worth_asking_for:
        return plan_from_bank(brief, fallback_reason=Failure.SLOT_TOO_SHORT)
    try:
        return _ask(
            lambda seconds: model.plan(brief, seconds=seconds),
            lambda reply, usage: accept_plan(reply.content, brief, model=reply.model, usage=usage),
            patience or ModelTimeLimit(),
        )
    except ModelFailedError as failed:
        return plan_from_bank(brief, fallback_reason=failed.reason).model_copy(update={"usage": failed.usage})


def ask_follow_up(
    question: Question,
    answer: str,
    model: LanguageModel | None,
    *,
    extra_time_percent: int = 0,
    patience: ModelTimeLimit | None = None,
) -> FollowUp:
    """One follow-up question or none. There is none without a model, without an answer, or without a reply in time.

    The caller checks `plan.MOST_FOLLOW_UPS` and the time left, and asks for no follow-up of a follow-up.
    """
    if model is None or question.id.endswith(".follow-up") or _is_empty(answer):
        return FollowUp(None, TokenUsage())
    try:
        return _ask(
            lambda seconds: model.follow_up(question, answer, seconds=seconds),
            lambda reply, usage: FollowUp(accept_follow_up(reply.content, question, extra_time_percent), usage),
            patience or ModelTimeLimit(FOLLOW_UP_BUDGET_SECONDS),
        )
    except ModelFailedError as failed:
        return FollowUp(None, failed.usage)


def evaluate_answer(
    question: Question, answer: str, model: LanguageModel, patience: ModelTimeLimit | None = None
) -> Evaluation:
    """The evaluation of one answer. Raises ModelFailedError after two tries; the caller retries later."""
    if _is_empty(answer):
        return insufficient_evidence(question, "There is no answer to judge.")
    return _ask(
        lambda seconds: model.evaluate(question, answer, seconds=seconds),
        lambda reply, usage: accept_evaluation(reply.content, question, answer, model=reply.model, usage=usage),
        patience or ModelTimeLimit(),
    )


def _is_empty(answer: str) -> bool:
    return len("".join(answer.split())) < _ANSWER_AT_LEAST


def _ask[Content, Accepted](
    call: Callable[[float], ModelReply[Content]],
    accept: Callable[[ModelReply[Content], TokenUsage], Accepted],
    patience: ModelTimeLimit,
) -> Accepted:
    """The first accepted reply of at most two tries. Raises ModelFailedError with the reasons of both."""
    ends_at = patience.clock() + patience.seconds
    used = TokenUsage()
    failures: list[ModelFailedError] = []
    while len(failures) < _TRIES and (left := ends_at - patience.clock()) >= _LEAST_SECONDS:
        try:
            reply = call(left)
            used += reply.usage
            return accept(reply, used)
        except NotAcceptedError as refused:
            failures.append(ModelFailedError(Failure.NOT_ACCEPTED, str(refused)))
        except ModelFailedError as failed:
            used += failed.usage
            failures.append(failed)
            if failed.failure in _NOT_WORTH_REPEATING:
                break
            if 0 < failed.retry_after_seconds <= min(_LONGEST_PAUSE, ends_at - patience.clock()):
                patience.pause(failed.retry_after_seconds)
    last = failures[-1].failure if failures else Failure.TIMEOUT
    raise _both(last, failures, used)


def _both(last: Failure, failures: list[ModelFailedError], used: TokenUsage) -> ModelFailedError:
    error = ModelFailedError(last, usage=used)
    error.reason = "; ".join(failure.reason for failure in failures) or str(last)
    return error
