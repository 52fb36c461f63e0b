"""moto without two things that it does again for each request, and that took half of the functional tests' time.

It serializes every service by AWS's model: for each of the ten types that an attribute value may have it asks for the
name, the name in snake case and three aliases, though DynamoDB's answers stand in the form of the wire already. And it
lists the methods of a service's class by inspection.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from unittest.mock import patch

from moto.core import responses
from moto.core.serialize import BaseJSONSerializer
from moto.core.utils import method_names_from_class

_as_modelled = BaseJSONSerializer._serialize_type_structure


def _serialize_type_structure(self: BaseJSONSerializer, serialized: Any, value: Any, shape: Any, key: str) -> None:
    if shape.name != "AttributeValue" or type(value) is not dict:
        _as_modelled(self, serialized, value, shape, key)
        return
    written: dict[str, Any] = {}
    for kind, held in value.items():
        self._serialize(written, held, shape.members[kind], kind)
    self._default_serialize(serialized, written, shape, key)


_method_names = cache(method_names_from_class)


@contextmanager
def quick_moto() -> Iterator[None]:
    """moto writes attribute values by the type that they have, and inspects each class once."""
    with (
        patch.object(BaseJSONSerializer, "_serialize_type_structure", _serialize_type_structure),
        patch.object(responses, "method_names_from_class", _method_names),
    ):
        yield
