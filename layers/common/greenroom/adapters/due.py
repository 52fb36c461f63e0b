"""The due index: a sparse index over the interviews to which something will happen by itself."""

from collections.abc import Iterator
from datetime import datetime

from boto3.dynamodb.conditions import Key

from greenroom.adapters.dynamodb import Database
from greenroom.adapters.unreadable import readable_ones
from greenroom.clock import sortable
from greenroom.models.interview import Interview
from greenroom.settings import Tables

PAGE = 100
"""Keys read at once: as many as one BatchGetItem takes."""


def shards_in_turn(now: datetime, shards: int) -> list[int]:
    """All shards, another one first each minute: a backlog in one keeps none of the others waiting for ever."""
    first = int(now.timestamp() // 60)
    return [(first + number) % shards for number in range(shards)]


class DueIndex:
    """Reads what is due; a shard with nothing due costs one read of at most one unit."""

    def __init__(self, database: Database, tables: Tables) -> None:
        self._database = database
        self._tables = tables

    def due(self, now: datetime, org_id: str | None = None) -> Iterator[list[Interview]]:
        """Due interviews, page by page; each page is read anew, so that it is as fresh as it can be."""
        for shard in shards_in_turn(now, self._tables.due_shards):
            start = None
            while True:
                keys, start = self._database.query(
                    self._tables.interviews,
                    Key("due_shard").eq(str(shard)) & Key("due_at").lte(sortable(now)),
                    IndexName="by_due",
                    Limit=PAGE,
                    ExclusiveStartKey=start,
                )
                wanted = [
                    (self._tables.interviews, {"org_id": key["org_id"], "interview_id": key["interview_id"]})
                    for key in keys
                    if org_id in {None, key["org_id"]}
                ]
                if wanted:
                    found = self._database.get_many(wanted)
                    yield readable_ones(Interview, found, self._tables.interviews)
                if start is None:
                    break
