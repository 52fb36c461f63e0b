"""Counts an invocation's usage for the interviews that it works for.

It listens to the clients of AWS, so no call has to say anything. One meter a process is enough: Lambda gives a process
one invocation at a time, and what that does in threads is all for the same one.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from greenroom.models.usage import Counted, ModelCounted, Usage

WRITES = frozenset({"BatchWriteItem", "DeleteItem", "PutItem", "TransactWriteItems", "UpdateItem"})
TELLS_UNITS = WRITES | {"BatchGetItem", "GetItem", "Query", "TransactGetItems"}
FILE_WRITES = frozenset({"PutObject", "CopyObject", "ListObjectsV2", "ListObjectVersions"})
FILE_READS = frozenset({"GetObject", "HeadObject"})
WRITE_UNITS_OF_A_TRANSACTION = 2
DIGITS = 9

type InterviewKey = tuple[str, str]
"""An organisation and its interview."""


class _Work:
    """The usage of some work, and its duration in seconds."""

    def __init__(self) -> None:
        self.usage = Usage()
        self.seconds = 0.0


class Meter:
    """Counts within an invocation. Usage between two invocations is dropped."""

    def __init__(self) -> None:
        self._is_cold = True
        # Answers are evaluated, and webhooks told, in several threads at once.
        self._adding = threading.Lock()
        self.begin()

    def begin(self) -> None:
        """A new invocation."""
        self._began = time.perf_counter()
        self._shared = self._now = _Work()
        self._works: dict[InterviewKey, _Work] = {}

    def serve(self, org_id: str, interview_id: str) -> None:
        """The invocation works for this interview, which gets a share of usage that belongs to no single interview."""
        self._works.setdefault((org_id, interview_id), _Work())

    @contextmanager
    def serving(self, org_id: str, interview_id: str) -> Iterator[None]:
        """Usage within this block is for this interview alone."""
        self.serve(org_id, interview_id)
        before, self._now = self._now, self._works[org_id, interview_id]
        began = time.perf_counter()
        try:
            yield
        finally:
            self._now.seconds += time.perf_counter() - began
            self._now = before

    def count(self, what: Counted, how_much: float = 1) -> None:
        """Something was used."""
        with self._adding:
            self._now.usage.amounts[what] += how_much

    def count_model(self, model: str, **used: float) -> None:
        """A model answered: it used `input_tokens`, `output_tokens`, `characters`, `seconds`, where it says so."""
        calls = {ModelCounted.CALLS: 1.0, ModelCounted.CALLS_WITHOUT_USAGE: float(not any(used.values()))}
        with self._adding:
            for name, amount in (calls | used).items():
                self._now.usage.models[model][ModelCounted(name)] += amount

    def end(self, memory_mb: int, init_seconds: float) -> dict[InterviewKey, Usage]:
        """The usage of each interview. Usage for none in particular is divided evenly between them; without interviews
        it is dropped.

        Memory costs for as long as it is held: from the beginning to now and, the first time, while the process began.
        """
        init = init_seconds if self._is_cold else 0.0
        if self._is_cold:
            self._is_cold = False
            self._shared.usage.amounts[Counted.COLD_STARTS] += 1
        self._shared.usage.amounts[Counted.INVOCATIONS] += 1
        own = sum(work.seconds for work in self._works.values())
        self._shared.seconds = time.perf_counter() - self._began - own + init
        gb, found = memory_mb / 1024, {}
        for interview, work in self._works.items():
            share = 1 / len(self._works)
            work.usage.add(self._shared.usage, share)
            work.usage.amounts[Counted.GB_SECONDS] += gb * (work.seconds + self._shared.seconds * share)
            found[interview] = work.usage
        return found


meter = Meter()


def watch(client: Any) -> None:
    """Count the requests of this client, if its service is counted."""
    service = client.meta.service_model.service_id.hyphenize()
    if service in _LISTENERS:
        client.meta.events.register(f"after-call.{service}", _LISTENERS[service])
    if service == "dynamodb":
        client.meta.events.register("before-parameter-build.dynamodb", _ask_for_units)


def rounded(amounts: Mapping[str, float]) -> dict[str, float]:
    """The amounts as logged, without zeros."""
    return {name: round(amount, DIGITS) for name, amount in amounts.items() if amount}


def _ask_for_units(params: dict[str, Any], model: Any, **_: Any) -> None:
    if model.name in TELLS_UNITS:
        params.setdefault("ReturnConsumedCapacity", "TOTAL")


def _count_database(parsed: Mapping[str, Any], model: Any, **_: Any) -> None:
    if "Error" in parsed:
        meter.count(Counted.WRITE_UNITS, _refused_units(model.name, parsed["Error"].get("Code", ""), parsed))
        return
    consumed = parsed.get("ConsumedCapacity", [])
    units = sum(float(one["CapacityUnits"]) for one in ([consumed] if isinstance(consumed, dict) else consumed))
    meter.count(Counted.WRITE_UNITS if model.name in WRITES else Counted.READ_UNITS, units)


def _refused_units(operation: str, code: str, parsed: Mapping[str, Any]) -> float:
    """A write that its condition refuses is charged too, and not told of: at least a unit for each item."""
    if code == "ConditionalCheckFailedException":
        return 1
    if operation == "TransactWriteItems" and code == "TransactionCanceledException":
        return WRITE_UNITS_OF_A_TRANSACTION * len(parsed.get("CancellationReasons", []))
    return 0


def _count_files(model: Any, **_: Any) -> None:
    if model.name in FILE_WRITES:
        meter.count(Counted.FILE_WRITES)
    elif model.name in FILE_READS:
        meter.count(Counted.FILE_READS)


def _count_mails(parsed: Mapping[str, Any], model: Any, **_: Any) -> None:
    if model.name == "SendEmail" and "Error" not in parsed:
        meter.count(Counted.MAILS)


def _count_messages(model: Any, **_: Any) -> None:
    if model.name == "SendMessage":
        meter.count(Counted.QUEUE_MESSAGES)


_LISTENERS: dict[str, Callable[..., None]] = {
    "dynamodb": _count_database,
    "s3": _count_files,
    "sesv2": _count_mails,
    "sqs": _count_messages,
}
