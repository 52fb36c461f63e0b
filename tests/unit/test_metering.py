"""The usage that the meter counts, and the interview that it is charged to."""

import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.hooks import HierarchicalEmitter
from botocore.session import get_session

from greenroom.adapters.metering import Meter, meter, watch
from greenroom.models.usage import Counted

A, B = ("org_1", "int_a"), ("org_1", "int_b")


@pytest.fixture
def warm() -> Meter:
    """A meter whose first invocation is over."""
    made = Meter()
    made.end(512, 1.0)
    made.begin()
    return made


def test_usage_before_an_interview_is_named_counts_for_the_interview_that_is_named_later(warm: Meter) -> None:
    warm.count(Counted.READ_UNITS, 1.5)
    warm.serve(*A)
    warm.count(Counted.WRITE_UNITS, 13)
    amounts = warm.end(512, 0)[A].amounts
    assert (amounts[Counted.READ_UNITS], amounts[Counted.WRITE_UNITS], amounts[Counted.INVOCATIONS]) == (1.5, 13, 1)


def test_usage_within_a_block_counts_for_its_interview_and_the_rest_is_shared(warm: Meter) -> None:
    warm.count(Counted.READ_UNITS, 2)
    with warm.serving(*A):
        warm.count(Counted.WRITE_UNITS, 4)
        warm.count_model("small", input_tokens=100)
    with warm.serving(*B):
        warm.count(Counted.MAILS)
    found = warm.end(512, 0)
    assert {one: dict(found[one].amounts) | {Counted.GB_SECONDS: 0} for one in found} == {
        A: {Counted.WRITE_UNITS: 4, Counted.READ_UNITS: 1, Counted.INVOCATIONS: 0.5, Counted.GB_SECONDS: 0},
        B: {Counted.MAILS: 1, Counted.READ_UNITS: 1, Counted.INVOCATIONS: 0.5, Counted.GB_SECONDS: 0},
    }
    assert (found[A].models, found[B].models) == (
        {"small": {"calls": 1, "calls_without_usage": 0, "input_tokens": 100}},
        {},
    )


def test_time_goes_to_who_took_it_and_adds_up_to_all_of_it(warm: Meter, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(time, "perf_counter", lambda: now)
    warm.begin()
    with warm.serving(*A):
        now = 3.0
    with warm.serving(*B):
        now = 4.0
    now = 6.0
    found = warm.end(2048, 99)
    # 3 and 1 for each alone, and half of the 2 that are shared; 2 GB.
    assert [found[one].amounts[Counted.GB_SECONDS] for one in (A, B)] == [8.0, 4.0]


def test_only_the_first_invocation_pays_for_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "perf_counter", lambda: 0.0)
    cold = Meter()
    starts = []
    for _ in range(2):
        cold.begin()
        cold.serve(*A)
        amounts = cold.end(1024, 0.75)[A].amounts
        starts.append((amounts[Counted.COLD_STARTS], amounts[Counted.GB_SECONDS]))
    assert starts == [(1, 0.75), (0, 0)]


def test_a_call_for_no_interview_records_no_usage_and_leaves_none_for_the_next_call(warm: Meter) -> None:
    warm.count(Counted.READ_UNITS, 5)
    assert warm.end(512, 0) == {}
    warm.begin()
    warm.serve(*A)
    assert Counted.READ_UNITS not in warm.end(512, 0)[A].amounts


def test_usage_within_a_block_that_fails_counts_too(warm: Meter) -> None:
    with suppress(ConnectionError), warm.serving(*A):
        warm.count(Counted.WRITE_UNITS)
        raise ConnectionError
    warm.count(Counted.READ_UNITS)
    with warm.serving(*B):
        pass
    found = warm.end(512, 0)
    assert (found[A].amounts[Counted.WRITE_UNITS], found[B].amounts[Counted.WRITE_UNITS]) == (1, 0)


class SlowToAdd(defaultdict[str, float]):
    """A meter in which other threads run between reading an amount and writing it."""

    def __getitem__(self, name: str) -> float:
        amount = super().__getitem__(name)
        time.sleep(0.001)
        return amount


def test_nothing_is_lost_where_many_threads_count_at_once(warm: Meter) -> None:
    with warm.serving(*A):
        warm._now.usage.amounts = SlowToAdd(float)
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda _: warm.count(Counted.READ_UNITS, 0.5), range(40)))
    assert dict(warm.end(512, 0)[A].amounts)[Counted.READ_UNITS] == 20


def listened_to(service: str) -> Any:
    """The part of a service's client that the meter uses, without other listeners."""
    model = get_session().get_service_model(service)
    client = SimpleNamespace(meta=SimpleNamespace(service_model=model, events=HierarchicalEmitter()))
    watch(client)
    return client.meta


def answered(service: str, operation: str, **parsed: Any) -> dict[str, float]:
    """The usage that is counted for a client's call with this answer."""
    meta = listened_to(service)
    meter.begin()
    meter.serve(*A)
    model = meta.service_model.operation_model(operation)
    event = f"after-call.{meta.service_model.service_id.hyphenize()}.{operation}"
    meta.events.emit(event, http_response=None, parsed=parsed, model=model, context={})
    amounts = meter.end(512, 0)[A].amounts
    return {
        name: amount for name, amount in amounts.items() if name not in {"invocations", "gb_seconds", "cold_starts"}
    }


REFUSED = {"Code": "ConditionalCheckFailedException"}
CANCELLED = {"Code": "TransactionCanceledException"}


@pytest.mark.parametrize(
    ("service", "operation", "parsed", "counted"),
    [
        ("dynamodb", "GetItem", {"ConsumedCapacity": {"CapacityUnits": 1.5}}, {"read_units": 1.5}),
        ("dynamodb", "BatchGetItem", {"ConsumedCapacity": [{"CapacityUnits": 2.0}] * 3}, {"read_units": 6.0}),
        ("dynamodb", "TransactWriteItems", {"ConsumedCapacity": [{"CapacityUnits": 4.0}] * 2}, {"write_units": 8.0}),
        ("dynamodb", "PutItem", {"Error": REFUSED}, {"write_units": 1}),
        ("dynamodb", "TransactWriteItems", {"Error": CANCELLED, "CancellationReasons": [{}] * 5}, {"write_units": 10}),
        ("dynamodb", "PutItem", {"Error": {"Code": "ThrottlingException"}}, {"write_units": 0}),
        ("s3", "PutObject", {}, {"file_writes": 1}),
        ("s3", "GetObject", {}, {"file_reads": 1}),
        ("s3", "ListObjectVersions", {}, {"file_writes": 1}),
        ("s3", "DeleteObjects", {}, {}),
        ("sesv2", "SendEmail", {"MessageId": "1"}, {"mails": 1}),
        ("sesv2", "SendEmail", {"Error": {"Code": "MessageRejected"}}, {}),
        ("sqs", "SendMessage", {}, {"queue_messages": 1}),
    ],
)
def test_answers_are_counted_as_they_are_billed(
    service: str, operation: str, parsed: dict[str, Any], counted: dict[str, float]
) -> None:
    assert answered(service, operation, **parsed) == counted


@pytest.mark.parametrize("operation", ["Query", "GetItem", "BatchGetItem", "PutItem", "TransactWriteItems"])
def test_each_request_that_can_tell_its_units_is_asked_to(operation: str) -> None:
    assert asked_for(operation) == {"ReturnConsumedCapacity": "TOTAL"}


def test_other_requests_are_sent_as_they_are() -> None:
    assert asked_for("DescribeTable") == {}


def asked_for(operation: str) -> dict[str, Any]:
    meta, params = listened_to("dynamodb"), dict[str, Any]()
    model = meta.service_model.operation_model(operation)
    meta.events.emit(f"before-parameter-build.dynamodb.{operation}", params=params, model=model, context={})
    return params
