"""Hands a stream's records to a function as Lambda does: failed records come again, and are set aside in the end.

MiniStack repeats a failed batch for ever, and ignores the records that a function reports as failed. MiniStack's own
Python runs this module, so it uses only the standard library.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

type Record = Mapping[str, Any]
type Mapped = Mapping[str, Any]
"""An event source mapping, as Lambda describes it."""
type Result = dict[str, Any]
"""The result of an invocation: `error` says whether the function failed, `body` is what it returned."""


def sequence_number(record: Record) -> str:
    """The identifier of a record."""
    return str(record["dynamodb"]["SequenceNumber"])


@dataclass
class StreamBatches:
    """Batches of all mappings, and the records of each that are settled: handled, or set aside.

    MiniStack hands over a batch until all its records are settled.
    """

    execute: Callable[[Any, dict[str, Any]], Result]
    put_aside: Callable[[Mapped, Any, list[Record], Result], None]
    _settled: dict[str, set[str]] = field(default_factory=dict)
    _tries: dict[tuple[str, str], int] = field(default_factory=dict)

    def hand_over(self, mapping: Mapped, function: Any, records: list[Record]) -> Result:
        """Hand over the records that are not settled.

        An error makes MiniStack hand over the batch again a moment later.
        """
        name = str(mapping["UUID"])
        settled = self._settled.setdefault(name, set())
        waiting = [record for record in records if sequence_number(record) not in settled]
        while waiting:
            some = self._next(mapping, waiting)
            result = self.execute(function, {"Records": some})
            failed = first_failure(mapping, some, result)
            settled |= {sequence_number(record) for record in some[:failed]}
            if failed is not None:
                bad = some[failed:]
                if self._may_try_again(mapping, bad[0]):
                    return result | {"error": True}
                self.put_aside(mapping, function, bad, result)
                settled |= {sequence_number(record) for record in bad}
            waiting = waiting[len(some) :] if failed is None else waiting[len(some[:failed]) + len(bad) :]
        settled.clear()
        return {"error": False, "body": None}

    def _next(self, mapping: Mapped, waiting: list[Record]) -> list[Record]:
        """The records to hand over.

        If the mapping bisects, a record that failed comes alone, so that only it is set aside.
        """
        has_failed = (str(mapping["UUID"]), sequence_number(waiting[0])) in self._tries
        return waiting[:1] if has_failed and mapping.get("BisectBatchOnFunctionError") else waiting

    def _may_try_again(self, mapping: Mapped, record: Record) -> bool:
        key, most = (str(mapping["UUID"]), sequence_number(record)), int(mapping.get("MaximumRetryAttempts", -1))
        tries = self._tries[key] = self._tries.get(key, 0) + 1
        if most < 0 or tries <= most:
            return True
        del self._tries[key]
        return False


def first_failure(mapping: Mapped, records: list[Record], result: Result) -> int | None:
    """The index of the first record that failed; None if all were handled."""
    if result.get("error"):
        return 0
    if "ReportBatchItemFailures" not in mapping.get("FunctionResponseTypes", ()):
        return None
    body = result.get("body")
    told = json.loads(body) if isinstance(body, str | bytes) and body else body
    failures = told.get("batchItemFailures", ()) if isinstance(told, Mapping) else ()
    named = {str(failure.get("itemIdentifier")) for failure in failures}
    if not named:
        return None
    # As Lambda does: an identifier that names no record fails the whole batch.
    return next((place for place, one in enumerate(records) if sequence_number(one) in named), 0)
