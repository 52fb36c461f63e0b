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

from botocore.endpoint import Endpoint
from botocore.parsers import JSONParser as AnswerParser
from moto.core import responses
from moto.core.common_models import BaseModel
from moto.core.parse import BaseJSONParser
from moto.core.serialize import BaseJSONSerializer, ResponseSerializer
from moto.core.utils import method_names_from_class
from moto.dynamodb import models
from moto.dynamodb.comparisons import ConditionExpressionParser
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.table import Table
from moto.dynamodb.parsing import validators

from tests.quick_expressions import clauses, copied, nodes, parser, read_update, traverse, validate, words_of_condition
from tests.quick_requests import AS_THEY_ARE, OF_ITEMS, make_request, parse_answer, parse_request

_as_modelled = BaseJSONSerializer._serialize_type_structure
_value_by_any_name = ResponseSerializer.get_value
_transact = DynamoDBBackend.transact_write_items


def _serialize_type_structure(self: BaseJSONSerializer, serialized: Any, value: Any, shape: Any, key: str) -> None:
    if shape.name != "AttributeValue" or type(value) is not dict:
        _as_modelled(self, serialized, value, shape, key)
        return
    written: dict[str, Any] = {}
    for kind, held in value.items():
        if kind in AS_THEY_ARE and type(held) in {str, bool}:
            written[kind] = held
        else:
            self._serialize(written, held, shape.members[kind], kind)
    self._default_serialize(serialized, written, shape, key)


def _get_value(self: ResponseSerializer, value: Any, key: str, shape: Any) -> Any:
    if type(value) is dict and self.operation_name in OF_ITEMS:
        return value.get(key)
    return _value_by_any_name(self, value, key, shape)


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
        patch.object(parser, "make", read_update),
        patch.object(nodes.Node, "find_clauses", clauses),
        patch.object(validators, "deepcopy", copied),
        patch.object(validators.Validator, "validate", validate),
        patch.object(nodes.DepthFirstTraverser, "traverse_node_recursively", traverse),
        patch.object(ConditionExpressionParser, "_lex_condition_expression", words_of_condition),
        patch.object(ResponseSerializer, "get_value", _get_value),
        patch.object(Endpoint, "make_request", make_request),
        patch.object(BaseJSONParser, "_parse_structure", parse_request),
        patch.object(AnswerParser, "_handle_structure", parse_answer),
    ):
        yield
