"""How Lambda hands records of a stream to a function: what failed comes again, and what fails for good is put aside.

MiniStack hands a batch that failed over again for ever, and does not read which records a function says it could not
handle. This is run by the Python of MiniStack's own environment, so it needs nothing but the standard library.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

type Record = Mapping[str, Any]
type Mapped = Mapping[str, Any]
"""An event source mapping, as Lambda describes it."""
type Result = dict[str, Any]
"""How an invocation ended: `error` says whether the function failed, `body` is what it returned."""


def sequence_number(record: Record) -> str:
    """What a record is known by."""
    return str(record["dynamodb"]["SequenceNumber"])


@dataclass
class StreamBatches:
    """Batches of all mappings, and what is done of them: a batch is asked for until all of it is settled."""

    execute: Callable[[Any, dict[str, Any]], Result]
    put_aside: Callable[[Mapped, Any, list[Record], Result], None]
    _settled: dict[str, set[str]] = field(default_factory=dict)
    _tries: dict[tuple[str, str], int] = field(default_factory=dict)

    def hand_over(self, mapping: Mapped, function: Any, records: list[Record]) -> Result:
        """Hands over what is not settled yet. An error asks for the same batch once more, a moment later."""
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
        """A record that failed comes alone where the mapping bisects, so that those behind it are not put aside."""
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
    """The place of the first record that was not handled; None where all were."""
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
