"""The usage of interviews: a record for each invocation and interview, in order of time, which expires."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from boto3.dynamodb.conditions import Key

from greenroom.adapters.dynamodb import Database
from greenroom.adapters.items import Item, fields_of
from greenroom.adapters.unreadable import readable_ones
from greenroom.clock import sortable
from greenroom.models.usage_record import UsageRecord
from greenroom.settings import Tables

KEPT_FOR = timedelta(days=400)
"""A year to look back on, and a month to do it in."""

KEY = ("interview_key", "recorded_key")


class UsageRecords:
    """The table of usage."""

    def __init__(self, database: Database, tables: Tables) -> None:
        self._database = database
        self._table = tables.usage

    def add(self, records: Iterable[UsageRecord]) -> None:
        """Store records. The same record is the same item in every batch. Raises BusyError."""
        items = (_item_of(record) for record in records)
        self._database.put_many(self._table, {tuple(item[name] for name in KEY): item for item in items}.values())

    def of(self, org_id: str, interview_id: str) -> Iterator[UsageRecord]:
        """All records of an interview, in order of time."""
        of_interview = Key("interview_key").eq(_interview_key(org_id, interview_id))
        yield from readable_ones(UsageRecord, self._database.query_all(self._table, of_interview), self._table)


def _item_of(record: UsageRecord) -> Item:
    return {
        **fields_of(record),
        "interview_key": _interview_key(record.org_id, record.interview_id),
        "recorded_key": f"{sortable(record.used_at)}#{record.function_request_id}",
        "expiration": int((record.used_at + KEPT_FOR).timestamp()),
    }


def _interview_key(org_id: str, interview_id: str) -> str:
    return f"{org_id}#{interview_id}"
