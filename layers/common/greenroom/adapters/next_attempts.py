"""The index of work to try again. It is sparse: it is empty while nothing has failed."""

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
        """The time of the next attempt; None where no work is left."""


def next_attempt(at: datetime | None) -> Item:
    """The attributes that put an item into the index; none for an item that is not to be tried again."""
    return {} if at is None else {"next_attempt_at": sortable(at), "due_shard": ONE_SHARD}


def due_pages(
    database: Database, table: str, key_names: Sequence[str], now: datetime, *, page: int
) -> Iterator[list[Item | None]]:
    """Due items, longest waiting first, page by page. Where none is due, this costs half a read unit."""
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
    """The items that are still due. The index lags behind its table, so it may list items that were settled."""
    return [one for one in page if one.next_attempt_at is not None and one.next_attempt_at <= now]
