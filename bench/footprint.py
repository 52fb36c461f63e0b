"""The load of one run of a path on each partition: units by table or index and partition key.

The partition's name shows its owner, with kinds in place of ids: `{org}` is one partition for a whole organisation,
`{int}` one for each interview, whose load does not grow with the number of interviews.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from bench.sizes import write_units
from greenroom.adapters.metering import WRITES
from local.template import template

ID = re.compile(r"\b(org|job|slot|cand|int|ses|res|tok|ask|claim|key)_[0-9a-z]{20,}")
DIGEST = re.compile(r"\b[0-9a-f]{32,64}\b|\b[A-Za-z0-9_-]{40,}\b")
DAY = re.compile(r"\b20\d\d-\d\d(-\d\d)?\b")


@dataclass(frozen=True)
class Partition:
    """A partition key's value in a table or one of its indexes, with the ids replaced by their kinds."""

    table: str
    index: str
    key: str

    @property
    def owner(self) -> str:
        """The kind of entity that owns the partition, such as an interview or an organisation."""
        for kind in ("int", "cand", "digest", "ses", "res", "tok", "slot", "job", "org"):
            if f"{{{kind}}}" in self.key:
                return kind
        return "shard" if self.key == "{shard}" else "all"


@dataclass
class Footprint:
    """Units of one run of a path, by partition."""

    writes: defaultdict[Partition, float] = field(default_factory=lambda: defaultdict(float))
    reads: defaultdict[Partition, float] = field(default_factory=lambda: defaultdict(float))


class PartitionRecorder:
    """Records the requests of a DynamoDB client. `tables` maps physical names to the template's logical ids."""

    def __init__(self, client: Any, tables: dict[str, str]) -> None:
        self._client, self._tables, self._found = client, tables, None
        self._changed: list[tuple[str, dict[str, Any], float]] = []
        client.meta.events.register_last("provide-client-params.dynamodb", self._on_call)
        client.meta.events.register_last("after-call.dynamodb", self._on_answer)

    _found: Footprint | None

    @contextmanager
    def record(self) -> Iterator[Footprint]:
        """Record all requests until leaving."""
        self._found = found = Footprint()
        try:
            yield found
        finally:
            self._found = None
            changed, self._changed = self._changed, []
            for table, key, factor in changed:
                self._note_write(found, table, key, factor)

    def _on_call(self, params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        context["footprint_params"] = params

    def _on_answer(self, parsed: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
        if self._found is None or "Error" in parsed:
            return
        params = context["footprint_params"]
        if model.name in WRITES:
            self._changed += list(_written(model.name, params, self._key_of))
            return
        consumed = parsed.get("ConsumedCapacity", [])
        for one in consumed if isinstance(consumed, list) else [consumed]:
            table, units = one["TableName"], float(one["CapacityUnits"])
            for key in _asked(model.name, params, table, self._key_schema(table)[0]):
                self._found.reads[Partition(self._tables[table], params.get("IndexName", ""), key)] += units

    def _key_schema(self, table: str) -> list[str]:
        properties = template()["Resources"][self._tables[table]]["Properties"]
        return [one["AttributeName"] for one in properties["KeySchema"]]

    def _key_of(self, table: str, item: dict[str, Any]) -> dict[str, Any]:
        return {name: item[name] for name in self._key_schema(table)}

    def _note_write(self, found: Footprint, table: str, key: dict[str, Any], factor: float) -> None:
        """Note a write. The stored item has the size, and the keys of the indexes that contain it."""
        item = self._client.get_item(TableName=table, Key=key, ConsistentRead=True).get("Item")
        logical = self._tables[table]
        units = write_units(item or {}) * factor
        found.writes[Partition(logical, "", named(key[self._key_schema(table)[0]]))] += units
        properties = template()["Resources"][logical]["Properties"]
        for index in properties.get("GlobalSecondaryIndexes", []):
            names = [one["AttributeName"] for one in index["KeySchema"]]
            if item and all(name in item for name in names):
                found.writes[Partition(logical, index["IndexName"], named(item[names[0]]))] += write_units(item)


def named(value: dict[str, Any]) -> str:
    """A key's value with its ids replaced by their kinds."""
    text = str(next(iter(value.values())))
    if text.isdigit():
        return "{shard}"
    text = ID.sub(lambda found: f"{{{found[1]}}}", text)
    return DAY.sub("{day}", DIGEST.sub("{digest}", text))


def _written(operation: str, params: dict[str, Any], key_of: Any) -> Iterator[tuple[str, dict[str, Any], float]]:
    """Table, key and factor of each item that a request wrote. The factor is 2 in a transaction."""
    if operation == "TransactWriteItems":
        for write in params["TransactItems"]:
            ((_, one),) = write.items()
            yield one["TableName"], one.get("Key") or key_of(one["TableName"], one["Item"]), 2.0
    elif operation == "BatchWriteItem":
        for table, writes in params["RequestItems"].items():
            for write in writes:
                ((_, one),) = write.items()
                yield table, one.get("Key") or key_of(table, one["Item"]), 1.0
    else:
        yield params["TableName"], params.get("Key") or key_of(params["TableName"], params["Item"]), 1.0


def _asked(operation: str, params: dict[str, Any], table: str, partition_key: str) -> list[str]:
    """The partition keys that a read asked for. A query's key is its first value."""
    if operation == "GetItem":
        return [named(params["Key"][partition_key])]
    if operation == "BatchGetItem":
        keys = params["RequestItems"][table]["Keys"]
        return [named(keys[0][partition_key])]
    values = params.get("ExpressionAttributeValues", {})
    return [named(next(iter(values.values())))] if values else ["?"]
