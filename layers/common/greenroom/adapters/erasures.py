"""Who was erased: ids alone, by month, in a table of their own that outlives a restore of the others."""

from collections.abc import Iterator
from datetime import datetime

from boto3.dynamodb.conditions import Key

from greenroom.adapters.dynamodb import Database
from greenroom.clock import sortable
from greenroom.models.tombstone import Tombstone
from greenroom.settings import Tables


class Erasures:
    """The table of tombstones."""

    def __init__(self, database: Database, tables: Tables) -> None:
        self._database = database
        self._table = tables.erasures

    def note(self, tombstone: Tombstone, now: datetime) -> None:
        """Note an erasure; once more for the same candidate is one line more, and does no harm."""
        when = sortable(now)
        item = {
            "month": when[:7],
            "erasure_key": f"{when}#{tombstone.org_id}#{tombstone.candidate_id}",
            "org_id": tombstone.org_id,
            "candidate_id": tombstone.candidate_id,
        }
        self._database.put(self._table, item)

    def in_month(self, month: str) -> Iterator[Tombstone]:
        """All erasures of a month (2026-11), oldest first."""
        for item in self._database.query_all(self._table, Key("month").eq(month)):
            yield Tombstone(item["org_id"], item["candidate_id"])
