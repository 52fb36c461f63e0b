"""Indexes of DynamoDB follow their tables a moment later: queries of an index do not show what was stored just now."""

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.faults.rules import Call, Reply

type Attributes = Mapping[str, Any]


@dataclass
class IndexLag:
    """Hides from each index, for `seconds`, what was stored for the first time.

    A Put that says `attribute_not_exists` is such a first time: what is changed later was in the index before.
    """

    seconds: float
    clock: Callable[[], float] = time.monotonic
    hidden: int = 0
    _stored: list[tuple[float, str, Attributes]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, operation: str, request: Any) -> None:
        """Note what a call that went well has stored."""
        if operation == "PutItem":
            self._note(request)
        elif operation == "TransactWriteItems":
            for write in request["TransactItems"]:
                self._note(write.get("Put", {}))

    def _note(self, put: Any) -> None:
        if "attribute_not_exists" in put.get("ConditionExpression", ""):
            with self._lock:
                self._stored.append((self.clock(), put["TableName"], put["Item"]))

    def shown(self, request: Any, answer: Any) -> Any:
        """The answer to a query of an index, without what the index does not have yet."""
        now = self.clock()
        with self._lock:
            self._stored = [one for one in self._stored if now - one[0] < self.seconds]
            fresh = [item for _, table, item in self._stored if table == request["TableName"]]
        items = [entry for entry in answer["Items"] if not any(_is_of(entry, item) for item in fresh)]
        self.hidden += len(answer["Items"]) - len(items)
        return {**answer, "Items": items, "Count": len(items)}

    def through(self, call: Call, reply: Reply) -> Reply:
        """A call of the fault proxy and its answer."""
        if not 200 <= reply.status < 300 or not call.body:
            return reply
        if call.operation != "Query":
            if call.operation in {"PutItem", "TransactWriteItems"}:
                self.note(call.operation, call.json)
            return reply
        if "IndexName" not in call.json:
            return reply
        body = json.dumps(self.shown(call.json, json.loads(reply.body))).encode()
        # The checksum is that of the unchanged answer.
        headers = tuple((name, value) for name, value in reply.headers if name.lower() != "x-amz-crc32")
        return Reply(reply.status, headers, body)

    def over(self, client: Any) -> Callable[[], None]:
        """Make a client of DynamoDB see late indexes. Returns a function that ends this."""
        asked: dict[int, Any] = {}

        def before(params: Any, context: Any, **_: Any) -> None:
            asked[id(context)] = params

        def after(parsed: Any, model: Any, context: Any, **_: Any) -> None:
            params = asked.pop(id(context), None)
            if params is None or "Error" in parsed:
                return
            if model.name == "Query" and "IndexName" in params:
                parsed.update(self.shown(params, parsed))
            else:
                self.note(model.name, params)

        client.meta.events.register("provide-client-params.dynamodb", before)
        client.meta.events.register("after-call.dynamodb", after)

        def end() -> None:
            client.meta.events.unregister("provide-client-params.dynamodb", before)
            client.meta.events.unregister("after-call.dynamodb", after)

        return end


def _is_of(entry: Attributes, item: Attributes) -> bool:
    common = entry.keys() & item.keys()
    return bool(common) and all(entry[name] == item[name] for name in common)
