"""What this release stores of an item. Whatever else stands there belongs to another release, and stays.

A rollback runs earlier code over items of a later release, and a deployment runs both beside each other for a moment.
So an item is never written over as a whole: what this release knows is set or removed, attribute by attribute.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from greenroom.adapters.items import decode, encode
from greenroom.models.entity import Entity


@dataclass(frozen=True)
class Shape:
    """The attributes that this release stores in one kind of item."""

    key: tuple[str, ...]
    attributes: tuple[str, ...]
    """All but those of the key."""

    @classmethod
    def of(cls, key: tuple[str, ...], *parts: type[Entity] | str) -> Self:
        """The shape of items that hold these entities and these attributes beside them."""
        named: dict[str, None] = {}
        for part in parts:
            named |= dict.fromkeys((part,) if isinstance(part, str) else _stored_names(part))
        return cls(key, tuple(name for name in named if name not in key))

    def key_of(self, item: Mapping[str, Any]) -> dict[str, str]:
        """The key of an item."""
        return {name: item[name] for name in self.key}

    def values_of(self, item: Mapping[str, Any]) -> dict[str, Any]:
        """Each attribute with its value in an item, or None where it is to be absent.

        Raises KeyError for an item with an attribute that this shape does not name: it would never be removed again.
        """
        strangers = item.keys() - {*self.key, *self.attributes}
        if strangers:
            raise KeyError(*sorted(strangers))
        return {name: item.get(name) for name in self.attributes}

    def is_same(self, found: Mapping[str, Any], item: Mapping[str, Any]) -> bool:
        """Whether what stands there is this item, whatever another release stored beside it."""
        names = {*self.key, *self.attributes}
        return {name: value for name, value in found.items() if name in names} == decode(encode(item))


def _stored_names(model: type[Entity]) -> Iterator[str]:
    by_alias = model.model_config.get("serialize_by_alias")
    for name, field in model.model_fields.items():
        yield (field.serialization_alias or name) if by_alias else name
