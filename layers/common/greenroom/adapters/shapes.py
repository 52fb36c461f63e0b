"""The attributes of items that this release writes. Other attributes belong to other releases, and are kept.

After a rollback, earlier code writes items of a later release, and during a deployment both releases write. So no item
is replaced as a whole: each attribute that this release knows is set or removed.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, Self

from greenroom.adapters.items import decode, encode
from greenroom.models.entity import Entity


class Shape(NamedTuple):
    """The attributes that this release writes to one kind of item."""

    key: tuple[str, ...]
    attributes: tuple[str, ...]
    """All but those of the key."""

    @classmethod
    def of(cls, key: tuple[str, ...], *parts: type[Entity] | str) -> Self:
        """The shape of items with the fields of these entities and these further attributes."""
        named: dict[str, None] = {}
        for part in parts:
            named |= dict.fromkeys((part,) if isinstance(part, str) else _stored_names(part))
        return cls(key, tuple(name for name in named if name not in key))

    def key_of(self, item: Mapping[str, Any]) -> dict[str, str]:
        """The key of an item."""
        return {name: item[name] for name in self.key}

    def values_of(self, item: Mapping[str, Any]) -> dict[str, Any]:
        """Each attribute with its value, or None where it is to be removed.

        Raises KeyError for an attribute that the shape does not name, because no later write would remove it.
        """
        strangers = item.keys() - {*self.key, *self.attributes}
        if strangers:
            raise KeyError(*sorted(strangers))
        return {name: item.get(name) for name in self.attributes}

    def is_same(self, found: Mapping[str, Any], item: Mapping[str, Any]) -> bool:
        """Whether a stored item equals this one, apart from attributes of other releases."""
        names = {*self.key, *self.attributes}
        return {name: value for name, value in found.items() if name in names} == decode(encode(item))


def _stored_names(model: type[Entity]) -> Iterator[str]:
    by_alias = model.model_config.get("serialize_by_alias")
    for name, field in model.model_fields.items():
        yield (field.serialization_alias or name) if by_alias else name
