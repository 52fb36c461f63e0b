"""A stream on the local cloud: what failed comes again, what fails for good goes to its queue, and the rest go on."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from local.stream_batches import Record, StreamBatches

MAPPING = {
    "UUID": "one",
    "MaximumRetryAttempts": 5,
    "BisectBatchOnFunctionError": True,
    "FunctionResponseTypes": ["ReportBatchItemFailures"],
}


def a_record(number: str) -> Record:
    return {"eventSource": "aws:dynamodb", "dynamodb": {"SequenceNumber": number}}


@dataclass
class Function:
    """A function that handles all records but the bad ones, which it reports, or for which it raises an error."""

    poisoned: set[str]
    falls_over: bool = False
    handled: list[str] = field(default_factory=list)
    calls: int = 0

    def execute(self, _function: Any, event: dict[str, Any]) -> dict[str, Any]:
        self.calls += 1
        for record in event["Records"]:
            number = record["dynamodb"]["SequenceNumber"]
            if number in self.poisoned:
                if self.falls_over:
                    return {"error": True, "body": {"errorType": "ValueError"}}
                return {"body": json.dumps({"batchItemFailures": [{"itemIdentifier": number}]})}
            self.handled.append(number)
        return {"body": {"batchItemFailures": []}}


@dataclass
class Polled:
    """An event source mapping that is polled until its batch is settled."""

    function: Function
    mapping: dict[str, Any] = field(default_factory=lambda: dict(MAPPING))
    set_aside: list[str] = field(default_factory=list)
    polls: int = 0

    def until_settled(self, *numbers: str) -> None:
        batches = StreamBatches(self.function.execute, self._put_aside)
        records = [a_record(number) for number in numbers]
        for self.polls in range(1, 20):
            if not batches.hand_over(self.mapping, object(), records)["error"]:
                return
        pytest.fail("The batch is handed over for ever.")

    def _put_aside(self, _mapping: object, _function: object, records: list[Record], _result: object) -> None:
        self.set_aside += [record["dynamodb"]["SequenceNumber"] for record in records]


def test_a_record_that_fails_for_good_goes_to_its_queue_alone_after_five_retries() -> None:
    polled = Polled(Function({"2"}))
    polled.until_settled("1", "2", "3")
    assert (polled.set_aside, polled.function.handled) == (["2"], ["1", "3"])
    assert polled.polls == 6, "once, and five retries"


@pytest.mark.parametrize("poisoned", ["1", "2", "3"])
def test_a_function_that_falls_over_loses_no_other_record(poisoned: str) -> None:
    polled = Polled(Function({poisoned}, falls_over=True))
    polled.until_settled("1", "2", "3")
    assert polled.set_aside == [poisoned]
    assert {"1", "2", "3"} - {poisoned} <= set(polled.function.handled)


def test_a_record_that_fails_for_a_while_is_handled_in_the_end() -> None:
    function = Function({"1"})
    polled = Polled(function)
    batches = StreamBatches(function.execute, lambda *_: pytest.fail("nothing is put aside"))
    assert batches.hand_over(polled.mapping, object(), [a_record("1")])["error"]
    function.poisoned.clear()
    assert not batches.hand_over(polled.mapping, object(), [a_record("1"), a_record("2")])["error"]
    assert function.handled == ["1", "2"]


def test_without_a_bound_a_failed_batch_comes_again_for_ever() -> None:
    function = Function({"1"})
    batches = StreamBatches(function.execute, lambda *_: pytest.fail("nothing is put aside"))
    mapping = {name: value for name, value in MAPPING.items() if name != "MaximumRetryAttempts"}
    assert all(batches.hand_over(mapping, object(), [a_record("1")])["error"] for _ in range(50))
