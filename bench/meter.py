"""Counts the usage of a DynamoDB client: requests, round trips, units, and the time within boto3."""

import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from bench.sizes import batch_read_units, item_size, read_units, write_units
from greenroom.adapters.metering import WRITES


@dataclass
class Used:
    """The usage of one path. Seconds: `own_cpu` is CPU time outside boto3, `cpu` all CPU time, `wall` elapsed time."""

    requests: Counter[str] = field(default_factory=Counter)
    round_trips: int = 0
    reads: float = 0.0
    writes: float = 0.0
    writes_by_table: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    cpu: float = 0.0
    boto_cpu: float = 0.0
    wall: float = 0.0
    waited: float = 0.0
    measuring: float = 0.0
    """CPU time of the meter itself, which is in no other figure: it weighs each item that was read."""

    @property
    def own_cpu(self) -> float:
        return self.cpu - self.boto_cpu


class UnitMeter:
    """Counts the usage of one client of the adapters, which asks DynamoDB for its units. It counts only within
    `measure`."""

    def __init__(self, client: Any) -> None:
        self._used: Used | None = None
        self._entered = 0.0
        self._sent = 0.0
        events = client.meta.events
        events.register_first("provide-client-params.dynamodb", self._on_call)
        events.register_last("before-send.dynamodb", self._on_send)
        events.register_first("response-received.dynamodb", self._on_received)
        events.register_last("after-call.dynamodb", self._on_answer)
        events.register_last("after-call-error.dynamodb", self._on_error)

    @contextmanager
    def measure(self) -> Iterator[Used]:
        """Count the requests of this thread until leaving."""
        self._used = used = Used()
        cpu, wall = time.thread_time(), time.perf_counter()
        try:
            yield used
        finally:
            used.cpu, used.wall = time.thread_time() - cpu - used.measuring, time.perf_counter() - wall
            self._used = None

    def _on_call(self, params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        self._entered = time.thread_time()
        context["greenroom_params"] = params

    def _on_send(self, **_: Any) -> None:
        self._sent = time.perf_counter()
        if self._used is not None:
            self._used.round_trips += 1

    def _on_received(self, **_: Any) -> None:
        if self._used is not None:
            self._used.waited += time.perf_counter() - self._sent

    def _on_answer(self, parsed: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
        used = self._used
        if used is None:
            return
        now = time.thread_time()
        used.boto_cpu += now - self._entered
        used.requests[model.name] += 1
        params = context["greenroom_params"]
        if model.name in WRITES:
            for table, units in _written(model.name, parsed, params).items():
                used.writes += units
                used.writes_by_table[table] += units
        else:
            used.reads += max(_reported(parsed), _read(model.name, parsed, params))
        used.measuring += time.thread_time() - now

    def _on_error(self, **_: Any) -> None:
        if self._used is not None:
            self._used.boto_cpu += time.thread_time() - self._entered


def _consumed(parsed: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = parsed.get("ConsumedCapacity", [])
    return [found] if isinstance(found, dict) else found


def _reported(parsed: Mapping[str, Any]) -> float:
    return sum(float(one["CapacityUnits"]) for one in _consumed(parsed))


def _read(operation: str, parsed: Mapping[str, Any], params: Mapping[str, Any]) -> float:
    """Units by the size of the answer, because the local cloud reports one unit for each read."""
    if operation == "GetItem":
        return read_units(item_size(parsed.get("Item", {})), consistent=params.get("ConsistentRead", False))
    if operation == "Query":
        size = sum(item_size(item) for item in parsed["Items"])
        return read_units(size, consistent=params.get("ConsistentRead", False))
    if operation == "BatchGetItem":
        return sum(
            batch_read_units(
                parsed["Responses"].get(table, []), len(asked["Keys"]), consistent=asked.get("ConsistentRead", False)
            )
            for table, asked in params["RequestItems"].items()
        )
    return 0.0


def _written(operation: str, parsed: Mapping[str, Any], params: Mapping[str, Any]) -> dict[str, float]:
    """Units by table, with those of writes whose condition failed, which the local cloud does not report."""
    if "Error" not in parsed:
        return {one["TableName"]: float(one["CapacityUnits"]) for one in _consumed(parsed)}
    code = parsed["Error"].get("Code", "")
    if code == "ConditionalCheckFailedException":
        return {params["TableName"]: write_units(parsed.get("Item", {}))}
    if operation == "TransactWriteItems" and code == "TransactionCanceledException":
        charged: dict[str, float] = {}
        for write, reason in zip(params["TransactItems"], parsed.get("CancellationReasons", []), strict=False):
            ((_, one),) = write.items()
            stood = write_units(reason.get("Item", {}))
            charged[one["TableName"]] = charged.get(one["TableName"], 0) + 2 * max(
                stood, write_units(one.get("Item", {}))
            )
        return charged
    return {}
