"""Log lines reach the function that subscribed to them: several at once, each once, and again where it failed."""

import base64
import gzip
import io
import json
from dataclasses import dataclass, field
from typing import Any, cast

from local.aws import Account
from local.subscriptions import Subscription, deliver

NOW = 1_800_000_000_000


@dataclass
class Cloud:
    """Logs that hold these lines, and a function that takes or fails over what it gets."""

    lines: list[dict[str, Any]] = field(default_factory=list)
    got: list[list[str]] = field(default_factory=list)
    is_broken: bool = False

    @property
    def logs(self) -> "Cloud":
        return self

    @property
    def lambda_(self) -> "Cloud":
        return self

    def get_paginator(self, _operation: str) -> "Cloud":
        return self

    def paginate(self, **asked: Any) -> list[dict[str, Any]]:
        return [{"events": [line for line in self.lines if line["timestamp"] >= asked["startTime"]]}]

    def invoke(self, **asked: Any) -> dict[str, Any]:
        packed = json.loads(asked["Payload"])["awslogs"]["data"]
        told = json.loads(gzip.decompress(base64.b64decode(packed)))
        assert (told["messageType"], told["logGroup"]) == ("DATA_MESSAGE", "group")
        if self.is_broken:
            return {"FunctionError": "Unhandled", "Payload": io.BytesIO(b"{}")}
        self.got.append([line["message"] for line in told["logEvents"]])
        return {"Payload": io.BytesIO(b"{}")}

    def says(self, message: str, after_ms: int) -> None:
        self.lines.append({"logStreamName": "stream", "timestamp": NOW + after_ms, "message": message})


def test_lines_come_together_and_each_once() -> None:
    cloud, subscription = Cloud(), Subscription("group", "filter", "word", "function", NOW)
    cloud.says("one", 10)
    cloud.says("two", 20)
    for _ in range(3):
        deliver(cast(Account, cloud), subscription)
    cloud.says("three", 900)
    cloud.says("written late", 15)
    deliver(cast(Account, cloud), subscription)
    assert cloud.got == [["one", "two"], ["three", "written late"]]


def test_lines_that_the_function_failed_over_come_again() -> None:
    cloud, subscription = Cloud(is_broken=True), Subscription("group", "filter", "word", "function", NOW)
    cloud.says("one", 10)
    deliver(cast(Account, cloud), subscription)
    cloud.is_broken = False
    cloud.says("two", 5_000)
    deliver(cast(Account, cloud), subscription)
    deliver(cast(Account, cloud), subscription)
    assert cloud.got == [["one", "two"]]
