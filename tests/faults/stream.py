"""Delivers DynamoDB stream records to a function as Lambda's event source mapping is documented to.

Order is kept within a shard and by nothing else: the next shard is chosen by chance. A batch that fails is retried and
holds up its shard; an error splits it in two where the mapping says so, which costs no retry; a report of failed items
moves the checkpoint to the lowest of them; what is out of retries or too old is discarded, and described (not copied)
to the on-failure destination. Where the documentation leaves it open, the harsher reading is taken: a report that names
the first record again splits nothing, and a batch that is out of retries is discarded whole. Delivery is at least once:
a poller may forget a checkpoint and read the same records again, cut into other batches.
"""

import random
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

from tests.faults.mapping import Record, StreamMapping

type Handler = Callable[[dict[str, Any], Any], Mapping[str, Any] | None]

MOST_INVOCATIONS = 10_000


class StreamStuckError(Exception):
    """A shard makes no progress, because its first record fails for ever."""


class Batch(NamedTuple):
    """Consecutive records of one shard, and how often they have failed together."""

    records: tuple[Record, ...]
    failures: int = 0


@dataclass(frozen=True)
class Invocation:
    """One call of the function: which records of which shard, and how it ended (None: well)."""

    shard: str
    sequence_numbers: tuple[str, ...]
    trouble: str | None


@dataclass
class Delivery:
    """What happened to a stream: the calls in order, and what the on-failure destination got."""

    invocations: list[Invocation] = field(default_factory=list)
    discarded: list[dict[str, Any]] = field(default_factory=list)
    discarded_records: list[Record] = field(default_factory=list)
    filtered: int = 0


@dataclass
class _Shard:
    name: str
    unread: deque[Record]
    waiting: list[Batch] = field(default_factory=list)
    """Read and not done: the last one is next."""

    @property
    def is_done(self) -> bool:
        return not self.unread and not self.waiting


def sequence_number(record: Record) -> str:
    """The position of a record in its shard."""
    number: str = record["dynamodb"]["SequenceNumber"]
    return number


def sharded(records: Iterable[Record], count: int) -> dict[str, list[Record]]:
    """Records dealt out over shards by their key, so that one item's changes stay in order and no others do."""
    shards: dict[str, list[Record]] = {f"shardId-{number:08}": [] for number in range(count)}
    names = list(shards)
    for record in records:
        key = repr(sorted(record["dynamodb"]["Keys"].items()))
        shards[names[random.Random(key).randrange(count)]].append(record)
    return shards


@dataclass
class StreamDriver:
    """A mapping between a stream and a handler.

    `forgets` is the chance (0 to 1) that a checkpoint is not kept after a batch went well; `uneven` cuts batches of any
    size up to the mapping's; `clock` (epoch seconds) decides how old a record is; `on_failure` stands for the
    destination, such as a queue; `death` is what a killed process raises: a function error like any other.
    """

    handler: Handler
    mapping: StreamMapping
    seed: int = 0
    forgets: float = 0.0
    uneven: bool = False
    clock: Callable[[], float] = time.time
    context: Any = None
    on_failure: Callable[[dict[str, Any]], object] | None = None
    death: type[BaseException] = Exception

    def deliver(self, shards: Mapping[str, Sequence[Record]]) -> Delivery:
        """Deliver all records of all shards. Raises StreamStuckError after 10,000 calls."""
        chance, delivery = random.Random(self.seed), Delivery()
        open_shards = [_Shard(name, deque(records)) for name, records in shards.items()]
        while open_shards := [shard for shard in open_shards if not shard.is_done]:
            if len(delivery.invocations) >= MOST_INVOCATIONS:
                raise StreamStuckError(f"{len(open_shards)} shards are not done after {MOST_INVOCATIONS} calls")
            shard = chance.choice(open_shards)
            batch = self._next_batch(shard, delivery, chance)
            if batch.records:
                self._invoke(shard, batch, delivery, chance)
        return delivery

    def _next_batch(self, shard: _Shard, delivery: Delivery, chance: random.Random) -> Batch:
        if shard.waiting:
            batch = shard.waiting.pop()
        else:
            size = chance.randint(1, self.mapping.batch_size) if self.uneven else self.mapping.batch_size
            read = [shard.unread.popleft() for _ in range(min(size, len(shard.unread)))]
            passed = tuple(record for record in read if self.mapping.lets_pass(record))
            delivery.filtered += len(read) - len(passed)
            batch = Batch(passed)
        now = self.clock()
        too_old = tuple(record for record in batch.records if now - _arrived(record) > self.mapping.oldest_seconds)
        if too_old:
            self._discard(shard, Batch(too_old, batch.failures), "MaximumRecordAgeExceeded", delivery)
        return Batch(tuple(record for record in batch.records if record not in too_old), batch.failures)

    def _invoke(self, shard: _Shard, batch: Batch, delivery: Delivery, chance: random.Random) -> None:
        numbers = tuple(sequence_number(record) for record in batch.records)
        trouble, checkpoint = None, len(batch.records)
        try:
            answer = self.handler({"Records": [dict(record) for record in batch.records]}, self.context)
            checkpoint = self._checkpoint(answer, numbers)
        except (Exception, self.death) as error:  # noqa: BLE001 (whatever the function raises is a function error)
            trouble, checkpoint = f"{type(error).__name__}: {error}", 0
        is_error = trouble is not None or checkpoint < 0
        if not is_error and checkpoint < len(numbers):
            trouble = f"reported {numbers[checkpoint]}"
        delivery.invocations.append(Invocation(shard.name, numbers, trouble or ("bad report" if is_error else None)))
        if is_error:
            self._failed(shard, batch, delivery, splits=self.mapping.bisect_batch_on_function_error)
        elif checkpoint == 0:
            self._failed(shard, batch, delivery, splits=False)
        elif checkpoint < len(numbers):
            shard.waiting.append(Batch(batch.records[checkpoint:]))
        elif chance.random() < self.forgets:
            _read_again(shard, batch)

    def _checkpoint(self, answer: Any, numbers: Sequence[str]) -> int:
        """How many records are done; -1 for a report that Lambda takes for a complete failure."""
        failures = (answer or {}).get("batchItemFailures") if self.mapping.report_batch_item_failures else None
        if not failures:
            return len(numbers)
        named = [failure.get("itemIdentifier") for failure in failures]
        if not all(name in numbers for name in named):
            return -1
        return min(numbers.index(name) for name in named)

    def _failed(self, shard: _Shard, batch: Batch, delivery: Delivery, *, splits: bool) -> None:
        half = len(batch.records) // 2
        if splits and half:
            shard.waiting.append(Batch(batch.records[half:], batch.failures))
            shard.waiting.append(Batch(batch.records[:half], batch.failures))
            return
        limit = self.mapping.maximum_retry_attempts
        again = Batch(batch.records, batch.failures + 1)
        if 0 <= limit < again.failures:
            self._discard(shard, again, "RetryAttemptsExhausted", delivery)
        else:
            shard.waiting.append(again)

    def _discard(self, shard: _Shard, batch: Batch, condition: str, delivery: Delivery) -> None:
        letter = dead_letter(shard.name, batch, condition)
        delivery.discarded.append(letter)
        delivery.discarded_records.extend(batch.records)
        if self.on_failure is not None:
            self.on_failure(letter)


def _read_again(shard: _Shard, batch: Batch) -> None:
    if shard.waiting:
        shard.waiting.append(Batch(batch.records))
    else:
        shard.unread.extendleft(reversed(batch.records))


def _arrived(record: Record) -> float:
    return float(record["dynamodb"]["ApproximateCreationDateTime"])


def dead_letter(shard: str, batch: Batch, condition: str) -> dict[str, Any]:
    """The message to the destination: the position of the records in the stream, without their content."""
    arrivals = [datetime.fromtimestamp(_arrived(record), UTC).isoformat() for record in batch.records]
    numbers = [sequence_number(record) for record in batch.records]
    return {
        "version": "1.0",
        "timestamp": datetime.now(UTC).isoformat(),
        "requestContext": {
            "requestId": f"discarded-{numbers[0]}",
            "functionArn": "arn:aws:lambda:us-east-1:000000000000:function:under-test",
            "condition": condition,
            "approximateInvokeCount": batch.failures,
        },
        "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
        "DDBStreamBatchInfo": {
            "shardId": shard,
            "startSequenceNumber": numbers[0],
            "endSequenceNumber": numbers[-1],
            "approximateArrivalOfFirstRecord": arrivals[0],
            "approximateArrivalOfLastRecord": arrivals[-1],
            "batchSize": len(numbers),
            "streamArn": batch.records[0].get("eventSourceARN", ""),
        },
    }
