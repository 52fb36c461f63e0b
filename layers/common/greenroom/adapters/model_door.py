"""The one door to a model: any server that speaks the OpenAI chat completions protocol, through the `openai` package.

Importing `openai` costs half a second, so it is imported at the first call, never with this module.
"""

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from pydantic import BaseModel, ValidationError

from greenroom.interviewing.interviewer import BUDGET_SECONDS, Failure, ModelFailedError, ModelReply
from greenroom.interviewing.plan import PlanBrief, Question, TokenUsage
from greenroom.interviewing.prompts import Prompt, evaluation_prompt, follow_up_prompt, plan_prompt
from greenroom.interviewing.replies import EvaluationReply, FollowUpReply, PlanReply

if TYPE_CHECKING:
    from openai import OpenAI
    from openai.types.chat import ChatCompletion

OPENAI_URL = "https://api.openai.com/v1"
_OUTPUT_TOKENS_AT_MOST = 8_000
_REPLY_AT_MOST = 100_000  # characters
_ONE_CALL = TokenUsage(calls=1)
_MODEL_NAME = re.compile(r"[\w.:/@+-]{1,100}", re.ASCII)


@dataclass(frozen=True)
class OpenAIDoor:
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

    def _ask[Content: BaseModel](self, prompt: Prompt, reply: type[Content], seconds: float) -> ModelReply[Content]:
        ends_at = time.monotonic() + min(seconds, self.timeout)
        from openai import OpenAI  # noqa: PLC0415 - half a second, paid only where a model is called

        left = max(ends_at - time.monotonic(), 0.01)  # the import counts too
        client = OpenAI(api_key=self.api_key, base_url=self.base_url, timeout=left, max_retries=0)
        completion = _within(left, client, lambda: _complete(client, self.model, prompt))
        usage = _usage(completion)
        text = _text(completion, usage)
        try:
            content = reply.model_validate_json(text)
        except ValidationError:
            raise ModelFailedError(Failure.INVALID, "the reply does not fit the schema", usage=usage) from None
        named = str(completion.model)
        return ModelReply(content, named if _MODEL_NAME.fullmatch(named) else self.model, usage)


def _within(seconds: float, client: "OpenAI", call: Callable[[], "ChatCompletion"]) -> "ChatCompletion":
    """The result of the call, or TIMEOUT when it is not there in time.

    The package's timeout counts from one received byte to the next, so a server that sends a byte a second would hold
    us forever. The call therefore runs in a thread of its own, and closing the client cuts it off.
    """
    results: SimpleQueue[ChatCompletion | ModelFailedError] = SimpleQueue()

    def run() -> None:
        try:
            results.put(call())
        except ModelFailedError as failed:
            results.put(failed)
        except Exception as unforeseen:  # noqa: BLE001 - whatever a foreign server provokes ends as a named failure
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


def _complete(client: "OpenAI", model: str, prompt: Prompt) -> "ChatCompletion":
    import openai  # noqa: PLC0415 - loaded by now
    from openai.types.chat import ChatCompletion  # noqa: PLC0415

    try:
        completion = client.chat.completions.create(
            model=model,
            messages=[{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}],
            response_format={
                "type": "json_schema",
                "json_schema": {"name": prompt.name, "strict": True, "schema": prompt.schema},
            },
            max_completion_tokens=_OUTPUT_TOKENS_AT_MOST,
        )
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
    if not isinstance(completion, ChatCompletion):
        raise ModelFailedError(Failure.INVALID, "the answer is no chat completion", usage=_ONE_CALL)
    return completion


def _text(completion: "ChatCompletion", usage: TokenUsage) -> str:
    """What the model wrote. Raises ModelFailedError where it refused, was cut off, or wrote nothing."""
    if not completion.choices:
        raise ModelFailedError(Failure.INVALID, "the answer holds no choice", usage=usage)
    choice = completion.choices[0]
    if choice.finish_reason == "length":
        raise ModelFailedError(Failure.TRUNCATED, usage=usage)
    if choice.finish_reason == "content_filter" or choice.message.refusal:
        raise ModelFailedError(Failure.REFUSED, usage=usage)
    text = choice.message.content
    if not isinstance(text, str) or not text or len(text) > _REPLY_AT_MOST:
        raise ModelFailedError(Failure.INVALID, "the reply is empty or too long", usage=usage)
    return text


def _usage(completion: "ChatCompletion") -> TokenUsage:
    """The tokens that the server states; a server that states none, or nonsense, counts as one call without tokens."""
    stated = completion.usage
    try:
        return (
            TokenUsage(calls=1, input_tokens=stated.prompt_tokens, output_tokens=stated.completion_tokens)
            if stated
            else _ONE_CALL
        )
    except (ValidationError, AttributeError):
        return _ONE_CALL


def _seconds(header: str | None) -> float:
    try:
        return max(0.0, float(header or 0))
    except ValueError:
        return 0.0
