"""moto without what it does again for each request, and that took most of the functional tests' time and memory.

It serializes every service by AWS's model: for each of the ten types that an attribute value may have it asks for the
name, the name in snake case and three aliases, though DynamoDB's answers stand in the form of the wire already. It
lists the methods of a service's class by inspection. Before each transaction it copies the tables whole. And it keeps
a list of all that was ever made, attribute values and their copies too, for a dashboard that nobody opens.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy, deepcopy
from functools import cache
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from moto.core import responses
from moto.core.common_models import BaseModel
from moto.core.serialize import BaseJSONSerializer
from moto.core.utils import method_names_from_class
from moto.dynamodb import models
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.table import Table

_as_modelled = BaseJSONSerializer._serialize_type_structure
_transact = DynamoDBBackend.transact_write_items


def _serialize_type_structure(self: BaseJSONSerializer, serialized: Any, value: Any, shape: Any, key: str) -> None:
    if shape.name != "AttributeValue" or type(value) is not dict:
        _as_modelled(self, serialized, value, shape, key)
        return
    written: dict[str, Any] = {}
    for kind, held in value.items():
        self._serialize(written, held, shape.members[kind], kind)
    self._default_serialize(serialized, written, shape, key)


_method_names = cache(method_names_from_class)


def _untracked(cls: type[BaseModel], *_arguments: Any, **_named: Any) -> BaseModel:
    return object.__new__(cls)


def _copied_unless_a_table(value: Any) -> Any:
    return value if isinstance(value, Table) else deepcopy(value)


def _as_it_is(backend: DynamoDBBackend, writes: list[dict[str, Any]]) -> dict[str, Any]:
    """What the tables of a transaction hold by now. moto gets copies of the items that it will change in place."""
    held: dict[str, Any] = {}
    for write in writes:
        ((_, operation),) = write.items()
        if (table := backend.tables.get(operation["TableName"])) is None:
            continue
        before = held.setdefault(table.name, copy(table.items))
        hash_value, range_value = backend.get_keys_value(table, operation.get("Key") or operation["Item"])
        holder: Any = table.items
        if range_value is not None and hash_value in before:
            if before[hash_value] is holder[hash_value]:
                holder[hash_value] = copy(before[hash_value])
            holder = holder[hash_value]
        place = hash_value if range_value is None else range_value
        if place in holder:
            holder[place] = deepcopy(holder[place])
    return held


def _transact_write_items(self: DynamoDBBackend, transact_items: list[dict[str, Any]]) -> None:
    held = _as_it_is(self, transact_items)
    try:
        _transact(self, transact_items)
    except Exception:
        for name, items in held.items():
            self.tables[name].items = items
        raise


@contextmanager
def quick_moto() -> Iterator[None]:
    """moto writes attribute values by the type that they have, and inspects, copies and keeps no more than it needs."""
    with (
        patch.object(BaseJSONSerializer, "_serialize_type_structure", _serialize_type_structure),
        patch.object(responses, "method_names_from_class", _method_names),
        patch.object(BaseModel, "__new__", _untracked),
        patch.object(models, "copy", SimpleNamespace(deepcopy=_copied_unless_a_table)),
        patch.object(DynamoDBBackend, "transact_write_items", _transact_write_items),
    ):
        yield
