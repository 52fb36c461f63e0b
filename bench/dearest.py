"""The highest cost of one candidate: all limits of one link used in full, at the prices of prices.toml."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from greenroom.adapters.language_model import _OUTPUT_TOKENS_AT_MOST
from greenroom.api.routes import MAX_BODY_BYTES
from greenroom.costs.prices import MILLION, prices
from greenroom.interviewing.ai_interview import (
    DRAFT_PAUSE,
    MOST_RECORDINGS_IN_ALL,
    MOST_SOUND_HEARD,
    MOST_TRIES_AT_FOLLOW_UPS,
)
from greenroom.interviewing.interviewer import _TRIES
from greenroom.interviewing.lengths import _MOST
from greenroom.interviewing.plan import MOST_FOLLOW_UPS
from greenroom.interviewing.prompts import ANSWER_AT_MOST
from local.template import template

SECONDS = 2 * 3600
"""The seconds of an hour's slot with 100 % extra time."""
QUESTIONS = _MOST + MOST_FOLLOW_UPS
DRAFT_KB = MAX_BODY_BYTES // 1024 + 8
"""KB of a presence item: the largest request, and 8 KB for its other attributes."""
LOWEST_BYTES_A_SECOND = 750
"""Bytes per second of the quietest Opus that browsers record, so that the largest file is also the longest."""
REPORT_TRIES = 5
PROMPT_TOKENS = 2_000
CALL_GB_SECONDS = Decimal("0.025")
"""GB-seconds of one request to /ai/*: 0.05 s of 512 MB."""


@dataclass(frozen=True)
class Part:
    """One action of a candidate: how often it is allowed, and its cost."""

    name: str
    how_many: int
    usd: Decimal

    def __str__(self) -> str:
        return f"| {self.name} | {self.how_many:,} | {self.usd:.2f} |"


def requests_of_one_address() -> int:
    """The number of requests that the web ACL allows one address without a token during an interview."""
    rules = template()["Resources"]["EdgeAcl"]["Properties"]["Rules"]
    rule = next(one for one in rules if one["Name"] == "without-a-token")["Statement"]["RateBasedStatement"]
    return int(rule["Limit"] * SECONDS / rule["EvaluationWindowSec"])


def dearest() -> list[Part]:
    """All actions, with the dearest model of the price table."""
    services, models = prices().services, prices().models
    dearest_model = max(models.values(), key=lambda one: one.get("output_tokens", Decimal(0)))
    dearest_ear = max(models.values(), key=lambda one: one.get("seconds", Decimal(0)))
    writes, requests = int(SECONDS / DRAFT_PAUSE.total_seconds()), requests_of_one_address()
    call = services["api_gateway"]["api_requests"] + services["cloudfront"]["edge_requests"]
    call += services["lambda"]["invocations"] + CALL_GB_SECONDS * services["lambda"]["gb_seconds"]
    # A request reads the session and its presence item, which holds the draft.
    call += (1 + ceil(DRAFT_KB / 4)) * services["dynamodb"]["read_units"]
    recordings = 2 * MOST_RECORDINGS_IN_ALL
    heard = 2 * MOST_SOUND_HEARD // LOWEST_BYTES_A_SECOND
    return [
        Part("requests, as fast as the web ACL lets one address", requests, requests * call / MILLION),
        Part(
            f"drafts of {DRAFT_KB} KB, one each {DRAFT_PAUSE.seconds} s",
            writes,
            writes * DRAFT_KB * services["dynamodb"]["write_units"] / MILLION,
        ),
        Part("recordings and their copies", recordings, recordings * services["s3"]["file_writes"] / MILLION),
        Part("seconds of sound written down, at the lowest bit rate", heard, heard * dearest_ear["seconds"] / MILLION),
        _asked("follow-ups asked of the model", MOST_TRIES_AT_FOLLOW_UPS * _TRIES, dearest_model),
        _asked("evaluations, each failing as often as it may", QUESTIONS * _TRIES * REPORT_TRIES, dearest_model),
    ]


def _asked(name: str, calls: int, model: Mapping[str, Decimal]) -> Part:
    tokens = (ANSWER_AT_MOST + PROMPT_TOKENS) * model["input_tokens"] + _OUTPUT_TOKENS_AT_MOST * model["output_tokens"]
    return Part(name, calls, calls * tokens / MILLION)


def section() -> str:
    """The section of docs/costs.md."""
    parts = dearest()
    lines = "".join(f"{part}\n" for part in parts)
    return f"""
## The dearest candidate

What one link can cost at most: an AI interview of an hour with 100 % extra time and {_MOST} questions, by somebody who
uses every allowance in full. Written by `bench/dearest.py` from the limits in the code and `prices.toml`
({prices().as_of}); `tests/functional/test_dearest_candidate.py` holds both to it. Without a model the last three lines
are nothing.

| | how many | $ |
|---|--:|--:|
{lines}| in all | | {sum(part.usd for part in parts):.2f} |
"""


if __name__ == "__main__":
    print(section())
