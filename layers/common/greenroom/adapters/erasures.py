"""Ids of erased candidates, by month, in a separate table that a restore of the others does not touch."""

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
        ids = {"org_id": tombstone.org_id, "candidate_id": tombstone.candidate_id}
        self._database.put(self._table, {**ids, **_candidate_key(tombstone), "erased_at": when})
        by_time = f"{when}#{tombstone.org_id}#{tombstone.candidate_id}"
        self._database.put(self._table, {**ids, "month": when[:7], "erasure_key": by_time})

    def has(self, org_id: str, candidate_id: str) -> bool:
        """Whether a candidate was erased; read before each e-mail. One read of 1 unit."""
        return self._database.get(self._table, _candidate_key(Tombstone(org_id, candidate_id))) is not None

    def in_month(self, month: str) -> Iterator[Tombstone]:
        """All erasures of a month (2026-11), oldest first. Their keys say all, so none is missed for its attributes."""
        for item in self._database.query_all(self._table, Key("month").eq(month)):
            _, org_id, candidate_id = item["erasure_key"].split("#")
            yield Tombstone(org_id, candidate_id)


def _candidate_key(tombstone: Tombstone) -> dict[str, str]:
    """Beside the entries by month stands one by candidate."""
    return {"month": f"CANDIDATE#{tombstone.org_id}#{tombstone.candidate_id}", "erasure_key": "ERASED"}
