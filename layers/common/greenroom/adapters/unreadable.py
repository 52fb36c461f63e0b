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
        key = {name: value for name, value in item.items() if _is_of_key(name) and isinstance(value, str)}
        self._noted.append(UnreadableItem(table, key, _attributes(error)))

    def note_failure(self, error: Exception, **key: str | None) -> None:
        """Remember the item for which work failed, where it failed because that item could not be read.

        Only the item's model is known then, and `key` says whose work it was.
        """
        if isinstance(error, ValidationError):
            known = {name: value for name, value in key.items() if value}
            self._noted.append(UnreadableItem(error.title, known, _attributes(error)))

    def taken(self) -> list[UnreadableItem]:
        """The items noted since the last call."""
        noted, self._noted = self._noted, []
        return noted

    def __len__(self) -> int:
        return len(self._noted)


def _is_of_key(name: str) -> bool:
    # Links are kept as hashes alone; parts are named by kind and number.
    return name.endswith(("_id", "_key")) or name in {"session_hash", "part"}


def _attributes(error: ValidationError) -> tuple[str, ...]:
    return tuple(sorted({".".join(str(part) for part in one["loc"]) for one in error.errors()}))


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
