"""The index of what is to be tried again: sparse, and empty while all is well."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from boto3.dynamodb.conditions import Key

from greenroom.adapters.dynamodb import Database
from greenroom.adapters.items import Item
from greenroom.clock import sortable

ONE_SHARD = "1"
"""The one partition of the index: 1,000 writes a second go in, and a piece of work makes a handful in its life."""


class Tried(Protocol):
    """Work with the time of its next attempt."""

    @property
    def next_attempt_at(self) -> datetime | None:
        """None where there is nothing left to do."""


def next_attempt(at: datetime | None) -> Item:
    """The place of an item in the index; none where it is not to be tried again."""
    return {} if at is None else {"next_attempt_at": sortable(at), "due_shard": ONE_SHARD}


def due_pages(
    database: Database, table: str, key_names: Sequence[str], now: datetime, *, page: int
) -> Iterator[list[Item | None]]:
    """The items that are due, longest waiting first, page by page; where none is, one read of half a unit."""
    start: Item | None = None
    while True:
        found, start = database.query(
            table,
            Key("due_shard").eq(ONE_SHARD) & Key("next_attempt_at").lte(sortable(now)),
            IndexName="by_due",
            Limit=page,
            ExclusiveStartKey=start,
        )
        keys = [(table, {name: one[name] for name in key_names}) for one in found]
        yield database.get_many(keys) if keys else []
        if start is None:
            return


def still_due[Work: Tried](page: Sequence[Work], now: datetime) -> list[Work]:
    """Without what was done by now: the index follows its table a moment later."""
    return [one for one in page if one.next_attempt_at is not None and one.next_attempt_at <= now]
