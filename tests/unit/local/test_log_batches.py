"""Log lines reach the function that subscribed to them: several at once, each once, and again where it failed."""

import base64
import gzip
import json
from dataclasses import dataclass, field
from typing import Any

from local.log_batches import LogBatches, subscription_of

SUBSCRIPTION = subscription_of(
    "group", {"filterName": "filter", "destinationArn": "arn:aws:lambda:us-east-1:000000000000:function:usage:live"}
)


@dataclass
class Function:
    """A function that takes or fails over what it gets."""

    got: list[list[str]] = field(default_factory=list)
    is_broken: bool = False

    def invoke(self, name: str, event: dict[str, Any]) -> bool:
        told = json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))
        assert (name, told["messageType"], told["logGroup"]) == ("usage", "DATA_MESSAGE", "group")
        assert told["subscriptionFilters"] == ["filter"]
        if not self.is_broken:
            self.got.append([line["message"] for line in told["logEvents"]])
        return not self.is_broken


def lines(*messages: str) -> list[dict[str, Any]]:
    return [{"logStreamName": "stream", "timestamp": 1_800_000_000_000, "message": message} for message in messages]


def test_lines_come_together_and_each_once() -> None:
    function = Function()
    batches = LogBatches(function.invoke)
    batches.take(SUBSCRIPTION, lines("one"))
    batches.take(SUBSCRIPTION, lines("two"))
    for _ in range(3):
        batches.hand_over()
    batches.take(SUBSCRIPTION, lines("three"))
    batches.hand_over()
    assert function.got == [["one", "two"], ["three"]]


def test_a_function_that_cannot_be_started_keeps_no_other_from_its_lines() -> None:
    function, other = Function(), SUBSCRIPTION._replace(function="gone")

    def invoke(name: str, event: dict[str, Any]) -> bool:
        if name == "gone":
            raise KeyError(name)
        return function.invoke(name, event)

    batches = LogBatches(invoke)
    batches.take(other, lines("one"))
    batches.take(SUBSCRIPTION, lines("two"))
    batches.hand_over()
    assert function.got == [["two"]]


def test_lines_that_the_function_failed_over_come_again_before_later_ones() -> None:
    function = Function(is_broken=True)
    batches = LogBatches(function.invoke)
    batches.take(SUBSCRIPTION, lines("one"))
    batches.hand_over()
    function.is_broken = False
    batches.take(SUBSCRIPTION, lines("two"))
    batches.hand_over()
    batches.hand_over()
    assert function.got == [["one", "two"]]
