"""The due index: a sparse index over the interviews to which something will happen by itself."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from boto3.dynamodb.conditions import Key

from greenroom.adapters.dynamodb import Database
from greenroom.adapters.interviews import Interviews
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
    """Reads due interviews. A shard without any costs one read of at most one unit."""

    def __init__(self, database: Database, tables: Tables) -> None:
        self._database = database
        self._tables = tables

    def due(
        self,
        now: datetime,
        org_id: str | None = None,
        *,
        shards: Sequence[int] | None = None,
        hand_over: Callable[[int], bool] = lambda _shard: False,
    ) -> Iterator[list[Interview]]:
        """Due interviews of these shards, or of all, page by page; each page is read anew, so that it is fresh.

        A shard with more than one page is left to whom `hand_over` gives it, if it says that somebody took it.
        """
        for shard in shards_in_turn(now, self._tables.due_shards) if shards is None else shards:
            start, is_first = None, True
            while True:
                keys, start = self._database.query(
                    self._tables.interviews,
                    Key("due_shard").eq(str(shard)) & Key("due_at").lte(sortable(now)),
                    IndexName="by_due",
                    Limit=PAGE,
                    ExclusiveStartKey=start,
                )
                if is_first and start is not None and hand_over(shard):
                    break
                is_first = False
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


class DueInOrganisation:
    """The due interviews of one organisation, from its own list: for test records, whose clock is ahead of the index.

    It costs what these records are; asked for such a time the index would read what is due everywhere until then.
    """

    def __init__(self, interviews: Interviews, org_id: str) -> None:
        self._interviews = interviews
        self._org_id = org_id

    def due(
        self,
        now: datetime,
        _org_id: str | None = None,
        *,
        shards: Sequence[int] | None = None,  # noqa: ARG002 (as the index has it)
        hand_over: Callable[[int], bool] = lambda _shard: False,  # noqa: ARG002
    ) -> Iterator[list[Interview]]:
        """Due interviews, soonest due first."""
        listed = self._interviews.each(self._interviews.newest_first(self._org_id))
        due = [(one.due_at, one) for one in listed if one.due_at is not None and one.due_at <= now]
        yield [one for _, one in sorted(due, key=lambda pair: pair[0])]
