"""Entities of one table under their organisation: read, made once, replaced under their version, listed by pages."""

from collections.abc import Callable, Iterator, Sequence
from copy import replace
from dataclasses import dataclass
from datetime import datetime

from boto3.dynamodb.conditions import ConditionBase, Key

from greenroom.adapters.dynamodb import Database, ItemUpdate
from greenroom.adapters.items import Item, fields_of
from greenroom.adapters.shapes import Shape
from greenroom.adapters.unreadable import entity_of, readable
from greenroom.clock import rfc3339
from greenroom.errors import ConditionsFailedError, NotFoundError, ValidationError
from greenroom.models.entity import Entity
from greenroom.models.page import MOST_EXAMINED, Page, Position

BATCH = 100
"""Items that one BatchGetItem takes."""

FILTERED_STEP = 100
"""Entries asked for at once while a filter picks among them."""


@dataclass(frozen=True)
class Listing:
    """One query: an index or a table, the partition in it, and in which order."""

    condition: ConditionBase
    partition: Item
    """The key attributes that the caller's request gives; never taken from a cursor."""
    position_names: tuple[str, ...]
    """The other attributes of the key, which a cursor holds."""
    index: str | None = None
    soonest_first: bool = False
    keep_entry: Callable[[Item], bool] | None = None
    """Chooses entries of the index by the attributes that the index has."""
    bounds: tuple[str, str, str] | None = None
    """A part of the position with its least and greatest value, where the condition has them."""

    def picking(self, keep_entry: Callable[[Item], bool]) -> "Listing":
        """A copy of the listing with one more filter on its entries."""
        before = self.keep_entry
        if before is None:
            return replace(self, keep_entry=keep_entry)
        return replace(self, keep_entry=lambda entry: before(entry) and keep_entry(entry))

    @property
    def is_empty(self) -> bool:
        """Whether nothing can be between the bounds. DynamoDB refuses such a condition."""
        return self.bounds is not None and self.bounds[1] > self.bounds[2]

    def after(self, position: Position) -> Item:
        """The key to go on from. Raises ValidationError for a position that this listing never had."""
        if self.bounds is not None:
            name, least, greatest = self.bounds
            if not least <= position[name] <= greatest:
                raise ValidationError("cursor is not one of this list. Take next_cursor from the page before.")
        return {**self.partition, **position}


def changes_of(partition: str, since: datetime, id_name: str) -> Listing:
    """The listing of a partition's entries that changed at or after the second of `since`.

    Times are written with and without milliseconds, and a second without any sorts behind its milliseconds: so the
    second itself is the least, without its end.
    """
    least = rfc3339(since.replace(microsecond=0)).removesuffix("Z")
    return Listing(
        Key("org_id").eq(partition) & Key("updated_at").gte(least),
        {"org_id": partition},
        (id_name, "updated_at"),
        index="by_change",
        soonest_first=True,
    )


class Collection[E: Entity]:
    """The entities of one table."""

    derived: tuple[str, ...] = ()
    """Attributes of the table's indexes, which `as_item` adds."""

    def __init__(self, database: Database, table: str, model: type[E], id_name: str, what: str) -> None:
        self._database = database
        self._table = table
        self._model = model
        self._id_name = id_name
        self._what = what

    def as_item(self, entity: E) -> Item:
        """The item of an entity. A table with indexes adds their attributes."""
        return fields_of(entity)

    @property
    def shape(self) -> Shape:
        """The entity's attributes as they are stored."""
        return Shape.of(tuple(self.key("", "")), self._model, *self.derived)

    def key(self, org_id: str, entity_id: str) -> dict[str, str]:
        """The key of an entity."""
        return {"org_id": org_id, self._id_name: entity_id}

    def find(self, org_id: str, entity_id: str) -> E | None:
        """An entity, or None."""
        item = self._database.get(self._table, self.key(org_id, entity_id))
        return entity_of(self._model, item, self._table) if item else None

    def get(self, org_id: str, entity_id: str) -> E:
        """An entity. Raises NotFoundError, also for another organisation's."""
        found = self.find(org_id, entity_id)
        if found is None:
            raise NotFoundError(self._what)
        return found

    def many(self, org_id: str, ids: Sequence[str]) -> list[E | None]:
        """Entities in the order asked, None where there is none; one round trip for each hundred."""
        found: list[E | None] = []
        for start in range(0, len(ids), BATCH):
            wanted = [(self._table, self.key(org_id, entity_id)) for entity_id in ids[start : start + BATCH]]
            items = self._database.get_many(wanted)
            found += [readable(self._model, item, self._table) for item in items]
        return found

    def create(self, entity: E) -> E:
        """Store a new entity and return it. Its id is ours alone: what stands there already is an earlier try of the
        same request, and is returned instead."""
        try:
            self._database.put(self._table, self.as_item(entity), f"attribute_not_exists(#{self._id_name})")
        except ConditionsFailedError as refused:
            return entity_of(self._model, refused.found["item"], self._table)
        return entity

    def as_before(self, entity: E, before: int) -> tuple[str, Item]:  # noqa: ARG002 (a table may compare more)
        """The condition that an entity stands at its version `before`, with its values; version 0 is none at all."""
        if not before:
            return f"attribute_not_exists(#{self._id_name})", {}
        return "#version = :before", {":before": before}

    def replace(self, entity: E, before: int) -> E:
        """Store an entity over its version `before`; version 0 is none at all.

        Raises ConditionsFailedError where another version stands there, unless it is this very one: then the answer to
        an earlier try of this write got lost.
        """
        item = self.as_item(entity)
        condition, values = self.as_before(entity, before)
        try:
            self._database.replace(self._table, item, self.shape, condition, values)
        except ConditionsFailedError as refused:
            if not self.shape.is_same(refused.found["item"], item):
                raise
        return entity

    def remove(self, org_id: str, entity_id: str, before: int) -> None:
        """Remove an entity at its version `before`; one that is gone stays gone. Raises ConditionsFailedError."""
        same = f"attribute_not_exists(#{self._id_name}) OR #version = :before"
        self._database.delete(self._table, self.key(org_id, entity_id), same, {":before": before})

    def changed_since(self, org_id: str, since: datetime) -> Listing:
        """Entities that were made or changed from the second of `since` on, in that order."""
        return changes_of(org_id, since, self._id_name)

    def touch(self, org_id: str, entity_id: str, at: datetime) -> None:
        """Note that something was changed that is shown with an entity and stored elsewhere. Its version stays."""
        change = ItemUpdate(
            set={"updated_at": rfc3339(at)},
            condition=f"attribute_exists(#{self._id_name}) AND #updated_at < :at",
            values={":at": rfc3339(at)},
        )
        try:
            self._database.update(self._table, self.key(org_id, entity_id), change)
        except ConditionsFailedError:
            return

    def page(
        self, listing: Listing, *, limit: int, position: Position | None, keep: Callable[[E], bool] | None = None
    ) -> Page[E]:
        """One page of a listing.

        Without a filter it reads what it returns and one entry more; with one, at most MOST_EXAMINED entries.
        """
        if listing.is_empty:
            return Page([], None)
        taken: list[E] = []
        last_taken: Item | None = None
        examined = 0
        start = listing.after(position) if position else None
        is_filtered = keep is not None or listing.keep_entry is not None
        while True:
            entries, start = self._entries(listing, start, FILTERED_STEP if is_filtered else limit + 1 - len(taken))
            examined += len(entries)
            wanted = [entry for entry in entries if listing.keep_entry is None or listing.keep_entry(entry)]
            for entry, entity in self._loaded(listing, wanted, at_once=limit + 1 if keep is None else BATCH):
                if keep is not None and not keep(entity):
                    continue
                if len(taken) == limit and last_taken is not None:
                    return Page(taken, _position_of(listing, last_taken))
                taken.append(entity)
                last_taken = entry
            if start is None:
                return Page(taken, None)
            if examined >= MOST_EXAMINED:
                return Page(taken, _position_of(listing, start))

    def each(self, listing: Listing) -> Iterator[E]:
        """All entities of a listing, page by page, as far as the caller reads."""
        start: Item | None = None
        while True:
            entries, start = self._entries(listing, start, BATCH)
            wanted = [entry for entry in entries if listing.keep_entry is None or listing.keep_entry(entry)]
            yield from (entity for _, entity in self._loaded(listing, wanted, at_once=BATCH))
            if start is None:
                return

    def entries(self, listing: Listing) -> Iterator[Item]:
        """The entries of an index without their entities, for counting."""
        start: Item | None = None
        while True:
            some, start = self._entries(listing, start, None)
            yield from (entry for entry in some if listing.keep_entry is None or listing.keep_entry(entry))
            if start is None:
                return

    def _entries(self, listing: Listing, start: Item | None, how_many: int | None) -> tuple[list[Item], Item | None]:
        return self._database.query(
            self._table,
            listing.condition,
            IndexName=listing.index,
            ConsistentRead=None if listing.index else True,
            ScanIndexForward=listing.soonest_first,
            Limit=how_many,
            ExclusiveStartKey=start,
        )

    def _loaded(self, listing: Listing, entries: list[Item], at_once: int) -> Iterator[tuple[Item, E]]:
        if listing.index is None:
            read = ((entry, readable(self._model, entry, self._table)) for entry in entries)
            yield from ((entry, entity) for entry, entity in read if entity is not None)
            return
        # An index holds keys alone and follows its table a moment later: removed entities are left out.
        for start in range(0, len(entries), at_once):
            some = entries[start : start + at_once]
            found = self.many(some[0]["org_id"], [entry[self._id_name] for entry in some])
            yield from ((entry, entity) for entry, entity in zip(some, found, strict=True) if entity is not None)


def _position_of(listing: Listing, entry: Item) -> Position:
    return {name: str(entry[name]) for name in listing.position_names}
