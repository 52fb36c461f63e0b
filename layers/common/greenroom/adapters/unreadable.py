"""Stored items that do not fit their model: they are set aside, so that one does not break a list.

Whatever is read in pages is read item by item. One that lacks an attribute, or holds what no code of ours writes, is
noted here and left out; the others go on. What was noted is logged and counted when the invocation ends.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pydantic import ValidationError

from greenroom.adapters.items import Item
from greenroom.models.entity import Entity


@dataclass(frozen=True)
class UnreadableItem:
    """Where it stands, and which attributes are wrong. None of its values but ids and keys: they may be personal."""

    table: str
    key: dict[str, str]
    attributes: tuple[str, ...]


@dataclass
class UnreadableItems:
    """The items that this invocation could not read."""

    _noted: list[UnreadableItem] = field(default_factory=list)

    def note(self, table: str, item: Item, error: ValidationError) -> None:
        """Remember an item that could not be read."""
        key = {name: value for name, value in item.items() if name.endswith(("_id", "_key")) and isinstance(value, str)}
        attributes = tuple(sorted({".".join(str(part) for part in one["loc"]) for one in error.errors()}))
        self._noted.append(UnreadableItem(table, key, attributes))

    def taken(self) -> list[UnreadableItem]:
        """The items noted since the last call."""
        noted, self._noted = self._noted, []
        return noted

    def __len__(self) -> int:
        return len(self._noted)


unreadable_items = UnreadableItems()
"""One a process, which handles one invocation at a time."""


def readable[E: Entity](model: type[E], item: Item | None, table: str) -> E | None:
    """An item as an entity; None where there is none, and for one that cannot be read, which is noted."""
    if item is None:
        return None
    try:
        return model.model_validate(item)
    except ValidationError as error:
        unreadable_items.note(table, item, error)
        return None


def readable_ones[E: Entity](model: type[E], items: Iterable[Item | None], table: str) -> list[E]:
    """The items that are there and can be read."""
    return [entity for item in items if (entity := readable(model, item, table)) is not None]
