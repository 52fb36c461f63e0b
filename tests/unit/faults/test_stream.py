"""The stream driver behaves as Lambda's documentation describes event source mappings."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.faults.mapping import Record, StreamMapping
from tests.faults.stream import Delivery, StreamDriver, StreamStuckError, sequence_number, sharded

REPORTS = StreamMapping(batch_size=10, maximum_retry_attempts=2, report_batch_item_failures=True)
NOW = 1_800_000_000.0


def a_record(number: int, key: str = "a", arrived: float = NOW) -> Record:
    return {
        "eventName": "INSERT",
        "eventSourceARN": "arn:aws:dynamodb:us-east-1:000000000000:table/bookings/stream/1",
        "dynamodb": {
            "SequenceNumber": f"{number:05}",
            "Keys": {"booking_id": {"S": key}},
            "ApproximateCreationDateTime": arrived,
        },
    }


def records(count: int) -> list[Record]:
    return [a_record(number) for number in range(1, count + 1)]


def numbers_of(event: Mapping[str, Any]) -> list[int]:
    return [int(sequence_number(record)) for record in event["Records"]]


def deliver(
    handler: Callable[[list[int]], Mapping[str, Any] | None], mapping: StreamMapping, count: int, **how: Any
) -> Delivery:
    driver = StreamDriver(lambda event, _: handler(numbers_of(event)), mapping, clock=lambda: NOW, **how)
    return driver.deliver({"shard": records(count)})


def calls(delivery: Delivery) -> list[list[int]]:
    return [[int(number) for number in call.sequence_numbers] for call in delivery.invocations]


def report(*failed: int) -> dict[str, Any]:
    return {"batchItemFailures": [{"itemIdentifier": f"{number:05}"} for number in failed]}


def discarded(delivery: Delivery) -> list[int]:
    return [int(sequence_number(record)) for record in delivery.discarded_records]


def failing_once(bad: int, answer: Callable[[], Mapping[str, Any]]) -> Callable[[list[int]], Mapping[str, Any] | None]:
    """A handler that fails on the first batch with the bad record."""
    seen: list[int] = []

    def handler(numbers: list[int]) -> Mapping[str, Any] | None:
        if bad in numbers and not seen:
            seen.append(bad)
            return answer()
        return None

    return handler


def crash() -> Mapping[str, Any]:
    raise ValueError("bad record")


def test_batches_are_as_large_as_the_mapping_says_and_in_order() -> None:
    assert calls(deliver(lambda _: None, StreamMapping(batch_size=3), 7)) == [[1, 2, 3], [4, 5, 6], [7]]


@pytest.mark.parametrize("answer", [None, {}, {"batchItemFailures": None}, {"batchItemFailures": []}])
def test_an_answer_without_failures_is_complete_success(answer: Mapping[str, Any] | None) -> None:
    assert calls(deliver(lambda _: answer, REPORTS, 3)) == [[1, 2, 3]]


def test_the_checkpoint_is_the_lowest_failed_record_whatever_the_order_of_the_report() -> None:
    delivery = deliver(failing_once(3, lambda: report(5, 3)), REPORTS, 6)
    assert calls(delivery) == [[1, 2, 3, 4, 5, 6], [3, 4, 5, 6]]


@pytest.mark.parametrize(
    "failures", [[{"itemIdentifier": ""}], [{"itemIdentifier": None}], [{"id": "00001"}], [{"itemIdentifier": "9"}]]
)
def test_a_report_that_names_nothing_is_complete_failure(failures: list[dict[str, Any]]) -> None:
    delivery = deliver(failing_once(1, lambda: {"batchItemFailures": failures}), REPORTS, 3)
    assert calls(delivery) == [[1, 2, 3], [1, 2, 3]]


def test_a_report_counts_for_nothing_where_the_mapping_does_not_ask_for_it() -> None:
    assert calls(deliver(lambda _: report(1), StreamMapping(), 3)) == [[1, 2, 3]]


def test_an_error_repeats_the_batch_until_the_retries_are_used_up() -> None:
    delivery = deliver(lambda _: crash(), StreamMapping(maximum_retry_attempts=2), 2)
    assert calls(delivery) == [[1, 2]] * 3
    assert discarded(delivery) == [1, 2]


def test_a_shard_goes_on_after_what_was_discarded() -> None:
    delivery = deliver(
        lambda numbers: crash() if 1 in numbers else None, StreamMapping(batch_size=2, maximum_retry_attempts=0), 4
    )
    assert calls(delivery) == [[1, 2], [3, 4]]


def test_without_a_limit_a_bad_record_holds_up_its_shard() -> None:
    with pytest.raises(StreamStuckError):
        deliver(lambda _: crash(), StreamMapping(), 1)


def test_an_error_splits_the_batch_and_splitting_costs_no_retry() -> None:
    mapping = StreamMapping(batch_size=4, maximum_retry_attempts=1, bisect_batch_on_function_error=True)
    delivery = deliver(lambda numbers: crash() if 3 in numbers else None, mapping, 4)
    assert calls(delivery) == [[1, 2, 3, 4], [1, 2], [3, 4], [3], [3], [4]]
    assert discarded(delivery) == [3]


def test_progress_starts_the_count_of_retries_anew() -> None:
    left = {2: 2, 3: 2}

    def handler(numbers: list[int]) -> Mapping[str, Any] | None:
        bad = next((number for number in numbers if left.get(number)), None)
        if bad is None:
            return None
        left[bad] -= 1
        return report(bad)

    assert discarded(deliver(handler, REPORTS, 4)) == []


def test_a_report_without_progress_uses_up_the_retries_and_discards_what_follows_too() -> None:
    delivery = deliver(lambda numbers: report(2) if 2 in numbers else None, REPORTS, 3)
    assert calls(delivery) == [[1, 2, 3], [2, 3], [2, 3], [2, 3]]
    assert discarded(delivery) == [2, 3]


def test_the_destination_is_told_where_the_records_stand_and_not_what_they_hold() -> None:
    letters: list[dict[str, Any]] = []
    deliver(lambda _: crash(), StreamMapping(maximum_retry_attempts=1), 3, on_failure=letters.append)
    (letter,) = letters
    assert letter["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert letter["requestContext"]["approximateInvokeCount"] == 2
    info = letter["DDBStreamBatchInfo"]
    assert (info["shardId"], info["startSequenceNumber"], info["endSequenceNumber"]) == ("shard", "00001", "00003")
    assert info["batchSize"] == 3
    assert info["streamArn"].endswith("/stream/1")
    assert "Keys" not in str(letter)


def test_records_that_are_too_old_are_discarded_before_the_call_and_between_retries() -> None:
    now = [NOW]
    mapping = StreamMapping(maximum_record_age_in_seconds=60)

    def handler(event: dict[str, Any], _: object) -> None:
        now[0] += 45
        if 2 in numbers_of(event):
            crash()

    driver = StreamDriver(handler, mapping, clock=lambda: now[0])
    delivery = driver.deliver({"shard": [a_record(1, arrived=NOW - 61), a_record(2)]})
    assert calls(delivery) == [[2], [2]]
    assert [letter["requestContext"]["condition"] for letter in delivery.discarded] == ["MaximumRecordAgeExceeded"] * 2


def test_no_record_is_retried_for_longer_than_the_stream_keeps_it() -> None:
    driver = StreamDriver(lambda _event, _context: None, StreamMapping(), clock=lambda: NOW)
    delivery = driver.deliver({"shard": [a_record(1, arrived=NOW - 24 * 3600 - 1)]})
    assert discarded(delivery) == [1]


def test_a_forgotten_checkpoint_delivers_the_same_records_again() -> None:
    seen: list[int] = []
    deliver(seen.extend, StreamMapping(batch_size=2), 50, forgets=0.5, seed=3)
    assert len(seen) > 50
    assert set(seen) == set(range(1, 51))


class KilledError(BaseException):
    """The death of a process."""


def test_a_killed_process_is_a_function_error() -> None:
    def killed() -> Mapping[str, Any]:
        raise KilledError

    delivery = deliver(failing_once(1, killed), StreamMapping(), 1, death=KilledError)
    assert [call.trouble for call in delivery.invocations] == ["KilledError: ", None]


def test_filtered_records_count_as_done_and_never_reach_the_handler() -> None:
    mapping = StreamMapping(patterns=({"dynamodb": {"SequenceNumber": ["00002"]}},))
    delivery = deliver(lambda _: None, mapping, 3)
    assert (calls(delivery), delivery.filtered) == ([[2]], 2)


def test_an_item_s_changes_share_a_shard_and_stay_in_order() -> None:
    everything = [a_record(number, key=str(number % 7)) for number in range(100)]
    shards = sharded(everything, 3)
    assert sorted(map(sequence_number, [one for shard in shards.values() for one in shard])) == [
        sequence_number(record) for record in everything
    ]
    for key in range(7):
        homes = [name for name, shard in shards.items() for one in shard if int(sequence_number(one)) % 7 == key]
        assert len(set(homes)) == 1
    assert all(shard == sorted(shard, key=sequence_number) for shard in shards.values())


def test_shards_overtake_each_other() -> None:
    driver = StreamDriver(lambda _event, _context: None, StreamMapping(batch_size=1), clock=lambda: NOW, seed=1)
    delivery = driver.deliver({"one": records(20), "two": records(20)})
    assert [call.shard for call in delivery.invocations] not in (["one"] * 20 + ["two"] * 20, ["one", "two"] * 20)


@given(
    st.integers(0, 10_000),
    st.integers(1, 6),
    st.booleans(),
    st.booleans(),
    st.floats(0, 0.5),
    st.sets(st.integers(1, 30)),
)
def test_however_it_fails_each_record_is_done_or_discarded_and_none_is_seen_before_its_elder(
    seed: int, batch_size: int, bisects: bool, reports: bool, forgets: float, poison: set[int]
) -> None:
    mapping = StreamMapping(batch_size, 2, -1, bisects, reports)
    done: list[int] = []
    first_seen: list[int] = []

    def handler(numbers: list[int]) -> Mapping[str, Any] | None:
        for number in numbers:
            first_seen.extend([] if number in first_seen else [number])
            if number in poison:
                if reports and seed % 2:
                    return report(number)
                crash()
            done.append(number)
        return None

    delivery = deliver(handler, mapping, 30, seed=seed, forgets=forgets, uneven=True)

    assert first_seen == sorted(first_seen)
    assert set(done) | set(discarded(delivery)) == set(range(1, 31))
    assert poison & set(range(1, 31)) <= set(discarded(delivery))
    assert poison.isdisjoint(done)
