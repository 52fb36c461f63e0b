"""moto's answers of DynamoDB, written without looking for each attribute value under a dozen names.

moto serializes every service by AWS's model: for each of the ten types that an attribute value may have it asks for
the name, the name in snake case and three aliases. DynamoDB's answers stand in the form of the wire already, so that
this took two fifths of the functional tests' time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from moto.core.serialize import BaseJSONSerializer

_as_modelled = BaseJSONSerializer._serialize_type_structure


def _serialize_type_structure(self: BaseJSONSerializer, serialized: Any, value: Any, shape: Any, key: str) -> None:
    if shape.name != "AttributeValue" or type(value) is not dict:
        _as_modelled(self, serialized, value, shape, key)
        return
    written: dict[str, Any] = {}
    for kind, held in value.items():
        self._serialize(written, held, shape.members[kind], kind)
    self._default_serialize(serialized, written, shape, key)


@contextmanager
def quick_answers() -> Iterator[None]:
    """moto writes attribute values by the type that they have."""
    with patch.object(BaseJSONSerializer, "_serialize_type_structure", _serialize_type_structure):
        yield
