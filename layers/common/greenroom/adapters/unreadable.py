"""Stored items that do not fit their model: each is noted, and breaks no list.

Whatever is read in pages is read item by item. One that lacks an attribute, or holds what no code of ours writes, is
noted here and left out; the others go on. Where a request needs that one item, it fails. What was noted is logged and
counted when the invocation ends.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from greenroom.adapters.items import Item
from greenroom.models.entity import Entity

KEYS = frozenset(
    {
        *(
            "calendar_key",
            "endpoint_key",
            "entry_key",
            "erasure_key",
            "id",
            "interview_key",
            "key",
            "meeting_key",
            "month",
        ),
        *("part", "recorded_key", "resume_key", "room_key", "session_hash"),
    }
)
"""Attributes of the tables' keys that are no ids by their names. Links and tokens are in them as hashes alone."""


class UnreadableItemError(Exception):
    """An item that is needed cannot be read. It is noted."""


class UnreadableItem(NamedTuple):
    """The table and key of an item, and the names of its wrong attributes. Its other values may be personal."""

    table: str
    key: dict[str, str]
    attributes: tuple[str, ...]


class UnreadableItems:
    """The items that this invocation could not read."""

    def __init__(self) -> None:
        self._noted: list[UnreadableItem] = []

    def note(self, table: str, item: Mapping[str, Any], attributes: tuple[str, ...]) -> None:
        """Remember an item that could not be read."""
        key = {name: value for name, value in item.items() if _is_of_key(name) and isinstance(value, str)}
        self._noted.append(UnreadableItem(table, key, attributes))

    def note_failure(self, error: Exception, **key: str | None) -> None:
        """Remember what work failed for, where that was something else than an item and could not be read.

        Only its model is known, and `key` says whose work it was.
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
    return name.endswith("_id") or name in KEYS


def _attributes(error: ValidationError) -> tuple[str, ...]:
    return tuple(sorted({".".join(str(part) for part in one["loc"]) for one in error.errors()}))


unreadable_items = UnreadableItems()
"""One a process, which handles one invocation at a time."""


def entity_of[E: BaseModel](model: type[E], item: Mapping[str, Any], table: str, *, within: Item | None = None) -> E:
    """An item as an entity; or an attribute of the item `within`.

    Raises UnreadableItemError for one that cannot be read, which is noted.
    """
    try:
        return model.model_validate(item)
    except ValidationError as error:
        attributes = _attributes(error)
        unreadable_items.note(table, within or item, attributes)
        raise UnreadableItemError(f"{table}: {', '.join(attributes)}") from error


def value_in(item: Mapping[str, Any], name: str, table: str) -> Any:
    """An attribute that an item must have. Raises UnreadableItemError where it is not there; the item is noted."""
    if name not in item:
        unreadable_items.note(table, item, (name,))
        raise UnreadableItemError(f"{table}: {name}")
    return item[name]


def readable[E: Entity](model: type[E], item: Item | None, table: str, *, within: Item | None = None) -> E | None:
    """An item as an entity; None where there is none, and for one that cannot be read, which is noted."""
    if item is None:
        return None
    try:
        return entity_of(model, item, table, within=within)
    except UnreadableItemError:
        return None


def readable_ones[E: Entity](model: type[E], items: Iterable[Item | None], table: str) -> list[E]:
    """The items that are there and can be read."""
    return [entity for item in items if (entity := readable(model, item, table)) is not None]
