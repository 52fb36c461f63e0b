"""Values that one entity of an organisation has alone, such as its id in an integrator's system.

Beside the entities of a table stands one item for each such value, which names its holder. It is written, moved and
removed in the transaction that writes the entity: an index would not have the newest ones yet. An entity that has no
such value is written as ever.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from greenroom.adapters.collection import Collection, changes_of
from greenroom.adapters.dynamodb import Transaction
from greenroom.adapters.items import Item
from greenroom.adapters.unreadable import entity_of, value_in
from greenroom.clock import rfc3339
from greenroom.errors import ConditionsFailedError, DuplicateError
from greenroom.models.own_ids import WithOwnIds

EXTERNAL_ID = "external_id"
ENTITY = "item"
REMOVALS_ARE_KEPT = timedelta(days=30)


def unique_key(org_id: str, id_name: str, name: str, value: str) -> dict[str, str]:
    """The key of the item that names the holder of a value. Its partition is separate, so that no list reads it."""
    return {"org_id": f"{org_id}#UNIQUE", id_name: f"{name}#{value}"}


class Removed(NamedTuple):
    """A thing that is gone."""

    removed_id: str
    removed_at: str


class UniqueValues:
    """The values that entities of one table have alone."""

    def __init__(self, table: str, id_name: str) -> None:
        self._table = table
        self._id_name = id_name

    def change(
        self, write: Transaction, before: Mapping[str, str], after: Mapping[str, str], item: Mapping[str, Any]
    ) -> None:
        """Add to the transaction that writes an entity that it holds these values now, and no others any more."""
        org_id, holder = item["org_id"], item[self._id_name]
        free_or_own = f"attribute_not_exists(#{self._id_name}) OR #held_by = :holder"
        for name, value in before.items():
            if after.get(name) != value:
                key = unique_key(org_id, self._id_name, name, value)
                write.delete(f"former {name}", self._table, key, free_or_own, {":holder": holder})
        for name, value in after.items():
            if before.get(name) != value:
                held = {**unique_key(org_id, self._id_name, name, value), "held_by": holder}
                write.put(name, self._table, held, free_or_own, {":holder": holder})

    def refuse_duplicate(self, refused: ConditionsFailedError, names: tuple[str, ...]) -> None:
        """Raises DuplicateError where somebody else holds a value that was to be written."""
        for name in names:
            if name in refused.found:
                holder = str(value_in(refused.found[name], "held_by", self._table))
                raise DuplicateError(name, self._id_name, holder) from refused


def _removals(org_id: str) -> str:
    return f"{org_id}#REMOVED"


class UniqueCollection[E: WithOwnIds](Collection[E]):
    """Entities with values that are theirs alone."""

    holds_by: tuple[str, ...] = (EXTERNAL_ID,)
    """The attributes that say which values an entity has alone."""

    def unique_values(self, item: Mapping[str, Any]) -> dict[str, str]:
        """The values that an entity has alone, by name."""
        return {EXTERNAL_ID: item[EXTERNAL_ID]} if item.get(EXTERNAL_ID) else {}

    def with_external_id(self, org_id: str, external_id: str) -> E | None:
        """The entity that has this id in the integrator's system. Two reads."""
        held = self._database.get(self._table, unique_key(org_id, self._id_name, EXTERNAL_ID, external_id))
        return self.find(org_id, str(value_in(held, "held_by", self._table))) if held else None

    def create(self, entity: E) -> E:
        """Store a new entity and return it; an earlier try of the same request is returned instead.

        Raises DuplicateError where another one has a value that may be there once, and ContentionError.
        """
        item = self.as_item(entity)
        values = self.unique_values(item)
        if not values:
            return super().create(entity)
        return self._create(entity, item, lambda write: self._commit(write, {}, values, item))

    def _create(self, entity: E, item: Item, commit: Callable[[Transaction], None]) -> E:
        write = self._database.transaction()
        write.put(ENTITY, self._table, item, f"attribute_not_exists(#{self._id_name})")
        try:
            commit(write)
        except ConditionsFailedError as refused:
            if ENTITY not in refused.found:
                raise
            return entity_of(self._model, refused.found[ENTITY], self._table)
        return entity

    def replace(self, entity: E, before: int) -> E:
        """Store an entity over its version `before`; values that are its alone change with it.

        Raises what `Collection.replace` raises, ContentionError, and DuplicateError where another one has a value.
        """
        item = self.as_item(entity)
        condition, values = self.as_before(entity, before)
        try:
            as_read, known = _same(item, self.holds_by)
            self._database.replace(self._table, item, self.shape, f"{condition} AND {as_read}", values | known)
        except ConditionsFailedError as refused:
            found = refused.found[ENTITY]
            if self.shape.is_same(found, item):
                return entity
            if not found or all(found.get(name) == item.get(name) for name in self.holds_by):
                raise
            as_found, known = _same(found, self.holds_by)
            write = self._database.transaction()
            write.replace(ENTITY, self._table, item, self.shape, f"{condition} AND {as_found}", values | known)
            self._commit(write, self.unique_values(found), self.unique_values(item), item)
        return entity

    def remove(self, org_id: str, entity_id: str, before: int | None, *, now: datetime | None = None) -> None:
        """Remove an entity and its values. A repetition changes nothing.

        `before` is the version that it must have, None the one that is found. With `now`, those who follow the changes
        are told for 30 days. Raises ConditionsFailedError and ContentionError.
        """
        key = self.key(org_id, entity_id)
        found = self._database.get(self._table, key)
        if found is None:
            return
        write = self._database.transaction()
        same = f"attribute_not_exists(#{self._id_name}) OR #version = :before"
        write.delete(ENTITY, self._table, key, same, {":before": found["version"] if before is None else before})
        self._note_removal(write, org_id, entity_id, now)
        self._commit(write, self.unique_values(found), {}, found)

    def removed_since(self, org_id: str, since: datetime) -> list[Removed]:
        """The records that were removed at or after the second of `since`, oldest first, if their notes still exist."""
        listing = changes_of(_removals(org_id), since, self._id_name)
        return [Removed(entry[self._id_name], entry["updated_at"]) for entry in self.entries(listing)]

    def _note_removal(self, write: Transaction, org_id: str, entity_id: str, now: datetime | None) -> None:
        if now is None:
            return
        item = {
            **self.key(_removals(org_id), entity_id),
            "updated_at": rfc3339(now),
            "expiration": int((now + REMOVALS_ARE_KEPT).timestamp()),
        }
        write.put("removal", self._table, item)

    def _commit(
        self, write: Transaction, had: Mapping[str, str], has: Mapping[str, str], item: Mapping[str, Any]
    ) -> None:
        self._unique.change(write, had, has, item)
        try:
            write.commit()
        except ConditionsFailedError as refused:
            if ENTITY not in refused.found:
                self._unique.refuse_duplicate(refused, tuple(has))
            raise

    @property
    def _unique(self) -> UniqueValues:
        return UniqueValues(self._table, self._id_name)


def _same(item: Mapping[str, Any], names: tuple[str, ...]) -> tuple[str, Item]:
    """The condition that these attributes are as in this item."""
    clauses = [
        f"#{name} = :same_{name}" if item.get(name) is not None else f"attribute_not_exists(#{name})" for name in names
    ]
    values = {f":same_{name}": item[name] for name in names if item.get(name) is not None}
    return " AND ".join(clauses), values
