"""The language model: any server that speaks the OpenAI chat completions protocol, through the `openai` package.

Importing `openai` costs half a second, so it is imported at the first call, never with this module.
"""

import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, Field, ValidationError

from greenroom.adapters.metering import meter
from greenroom.adapters.tracing import trace
from greenroom.interviewing.interviewer import BUDGET_SECONDS, Failure, ModelFailedError, ModelReply
from greenroom.interviewing.plan import Question, TokenUsage
from greenroom.interviewing.plan_brief import PlanBrief
from greenroom.interviewing.prompts import (
    DATA_RULE,
    Prompt,
    data_block,
    evaluation_prompt,
    follow_up_prompt,
    plan_prompt,
)
from greenroom.interviewing.replies import EvaluationReply, FollowUpReply, PlanReply

if TYPE_CHECKING:
    from ssl import SSLContext

    from openai import OpenAI

    from greenroom.matching.proposals import EvidenceReply

OPENAI_URL = "https://api.openai.com/v1"
_OUTPUT_TOKENS_AT_MOST = 8_000
_REPLY_AT_MOST = 100_000  # characters
_ONE_CALL = TokenUsage(calls=1)
_MODEL_NAME = re.compile(r"[\w.:/@+-]{1,100}", re.ASCII)


class _Message(BaseModel):
    content: str | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Completion(BaseModel):
    """The part of a chat completion that is read here, checked: the package builds its own objects unchecked."""

    choices: Annotated[list[_Choice], Field(min_length=1)]
    model: str | None = None
    usage: object = None


@dataclass(frozen=True)
class OpenAILanguageModel:
    """One attempt a call, never longer than `timeout` seconds in all; tries and fallback are the interviewer's."""

    api_key: str = field(repr=False)
    model: str
    base_url: str = OPENAI_URL
    timeout: float = BUDGET_SECONDS

    def plan(self, brief: PlanBrief, *, seconds: float) -> ModelReply[PlanReply]:
        """Raises ModelFailedError."""
        return self._ask(plan_prompt(brief), PlanReply, seconds)

    def follow_up(self, question: Question, answer: str, *, seconds: float) -> ModelReply[FollowUpReply]:
        """Raises ModelFailedError."""
        return self._ask(follow_up_prompt(question, answer), FollowUpReply, seconds)

    def evaluate(self, question: Question, answer: str, *, seconds: float) -> ModelReply[EvaluationReply]:
        """Raises ModelFailedError."""
        return self._ask(evaluation_prompt(question, answer), EvaluationReply, seconds)

    def find_evidence(self, requirement: str, passages: Sequence[str], *, seconds: float) -> "EvidenceReply":
        """Raises NoProposalError."""
        # Only matches ask for this: interviews do not wait for its import.
        from greenroom.matching.proposals import TASK, EvidenceReply, NoProposalError  # noqa: PLC0415

        data = data_block({"requirement": requirement, "passages": list(passages)})
        prompt = Prompt("requirement_evidence", TASK + DATA_RULE, data, EvidenceReply)
        try:
            return self._ask(prompt, EvidenceReply, seconds).content
        except ModelFailedError as failed:
            raise NoProposalError(failed.reason) from failed

    def _ask[Content: BaseModel](self, prompt: Prompt, reply: type[Content], seconds: float) -> ModelReply[Content]:
        ends_at = time.monotonic() + min(seconds, self.timeout)
        client = client_of(self.api_key, self.base_url, self.timeout)
        left = max(ends_at - time.monotonic(), 0.01)  # importing openai counts too
        completion = within(left, client, lambda: _complete(client, self.model, prompt))
        usage = _usage(completion)
        named = completion.model or ""
        answered_by = named if _MODEL_NAME.fullmatch(named) else self.model
        meter.count_model(answered_by, input_tokens=usage.input_tokens, output_tokens=usage.output_tokens)
        text = _text(completion, usage)
        try:
            content = reply.model_validate_json(text)
        except ValidationError:
            raise ModelFailedError(Failure.INVALID, "the reply does not fit the schema", usage=usage) from None
        return ModelReply(content, answered_by, usage)


def client_of(api_key: str, base_url: str, timeout: float) -> "OpenAI":
    """A client that tries once. Raises ModelFailedError for an empty key or a broken address."""
    from openai import DefaultHttpxClient, OpenAI  # noqa: PLC0415 - half a second, paid only where a model is called

    try:
        named = {"X-Client-Request-Id": trace.current} if trace.current else {}
        http = DefaultHttpxClient(verify=_trusted())
        return OpenAI(
            api_key=api_key, base_url=base_url, timeout=timeout, max_retries=0, default_headers=named, http_client=http
        )
    except Exception as wrong:  # noqa: BLE001 - raised again with its name: these share no class
        raise ModelFailedError(Failure.MISCONFIGURED, type(wrong).__name__) from None


@cache
def _trusted() -> "SSLContext":
    """The certificates that the package trusts, read once: each client would read them anew, which takes 20 ms."""
    from httpx2 import create_ssl_context  # noqa: PLC0415 - of the package, loaded by now

    return create_ssl_context()


def within[Result](seconds: float, client: "OpenAI", call: Callable[[], Result]) -> Result:
    """The result of the call, or TIMEOUT when it is not there in time.

    The package's timeout counts from one received byte to the next, so a server that sends a byte a second would hold
    us forever. The call therefore runs in a thread of its own, and closing the client cuts it off.
    """
    results: SimpleQueue[Result | ModelFailedError] = SimpleQueue()

    def run() -> None:
        try:
            results.put(call())
        except ModelFailedError as failed:
            results.put(failed)
        except Exception as unforeseen:  # noqa: BLE001 - INVALID, with its name: no foreign server may stop an interview
            results.put(ModelFailedError(Failure.INVALID, type(unforeseen).__name__, usage=_ONE_CALL))

    threading.Thread(target=run, name="model-call", daemon=True).start()
    try:
        result = results.get(timeout=seconds)
    except Empty:
        raise ModelFailedError(Failure.TIMEOUT, usage=_ONE_CALL) from None
    finally:
        client.close()
    if isinstance(result, ModelFailedError):
        raise result
    return result


@contextmanager
def translated_failures() -> Iterator[None]:
    """The package's errors as ModelFailedError, without a word of the server's."""
    import openai  # noqa: PLC0415 - loaded by now

    try:
        yield
    except openai.APITimeoutError:
        raise ModelFailedError(Failure.TIMEOUT, usage=_ONE_CALL) from None
    except openai.APIConnectionError:
        raise ModelFailedError(Failure.UNREACHABLE, usage=_ONE_CALL) from None
    except openai.RateLimitError as throttled:
        after = _seconds(throttled.response.headers.get("retry-after"))
        raise ModelFailedError(Failure.THROTTLED, usage=_ONE_CALL, retry_after_seconds=after) from None
    except openai.APIStatusError as refused:
        kind = Failure.SERVER_ERROR if refused.status_code >= 500 else Failure.REFUSED_BY_SERVER
        raise ModelFailedError(kind, f"HTTP {refused.status_code}", usage=_ONE_CALL) from None


def _complete(client: "OpenAI", model: str, prompt: Prompt) -> _Completion:
    with translated_failures():
        answer = client.chat.completions.with_raw_response.create(
            model=model,
            messages=[{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}],
            response_format={
                "type": "json_schema",
                "json_schema": {"name": prompt.name, "strict": True, "schema": prompt.schema},
            },
            max_completion_tokens=_OUTPUT_TOKENS_AT_MOST,
        )
    try:
        return _Completion.model_validate_json(answer.content)
    except ValidationError:
        raise ModelFailedError(Failure.INVALID, "the answer is no chat completion", usage=_ONE_CALL) from None


def _text(completion: _Completion, usage: TokenUsage) -> str:
    """The model's text. Raises ModelFailedError where it refused, was cut off, or wrote nothing."""
    choice = completion.choices[0]
    if choice.finish_reason == "length":
        raise ModelFailedError(Failure.TRUNCATED, usage=usage)
    if choice.finish_reason == "content_filter" or choice.message.refusal:
        raise ModelFailedError(Failure.REFUSED, usage=usage)
    text = choice.message.content
    if not text or len(text) > _REPLY_AT_MOST:
        raise ModelFailedError(Failure.INVALID, "the reply is empty or too long", usage=usage)
    return text


def _usage(completion: _Completion) -> TokenUsage:
    """The tokens that the server states; a server that states none, or nonsense, counts as one call without tokens."""
    stated = completion.usage if isinstance(completion.usage, dict) else {}
    tokens = {"input_tokens": stated.get("prompt_tokens", 0), "output_tokens": stated.get("completion_tokens", 0)}
    try:
        return TokenUsage.model_validate({"calls": 1, **tokens})
    except ValidationError:
        return _ONE_CALL


def _seconds(header: str | None) -> float:
    try:
        return max(0.0, float(header or 0))
    except ValueError:
        return 0.0
