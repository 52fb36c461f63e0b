"""Many interviews that are due at once, copied from one that the API booked."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import batched
from typing import Any

from bench.recruiter import MeasuredRecruiter
from greenroom.adapters.items import Item, encode
from greenroom.adapters.schedule_items import booking_item, interview_item
from greenroom.clock import utc_now
from greenroom.identifiers import new_id

BATCH = 25
"""The number of items in one BatchWriteItem."""


def make_due(recruiter: MeasuredRecruiter, count: int, ago: timedelta) -> None:
    """Create booked interviews whose time to enter ended `ago` before now, and whose candidates did not come."""
    model_id = recruiter.scheduled()
    model, booked = (
        recruiter.app.schedule.interview(recruiter.org_id, model_id),
        recruiter.app.schedule.booking(recruiter.org_id, model_id),
    )
    if booked is None:
        raise LookupError(f"{model_id} has no booking")
    last_entry_at = utc_now() - ago
    starts_at = last_entry_at - timedelta(minutes=10)
    ends_at = starts_at + timedelta(minutes=45)

    def rows() -> Iterator[tuple[str, Item]]:
        for _ in range(count):
            ids = {"interview_id": new_id("int"), "session_id": new_id("ses")}
            interview = model.changed(
                **ids,
                started_at=starts_at,
                ends_at=ends_at,
                last_entry_at=last_entry_at,
                due_at=last_entry_at,
            )
            booking = booked.changed(**ids, starts_at=starts_at, ends_at=ends_at, last_entry_at=last_entry_at)
            yield recruiter.process.tables.interviews, interview_item(interview, recruiter.process.tables.due_shards)
            yield recruiter.process.tables.bookings, booking_item(booking)

    write_all(recruiter, rows())


def write_all(recruiter: MeasuredRecruiter, rows: Iterable[tuple[str, Item]]) -> None:
    """Write items into the tables directly, without the functions."""
    for some in batched(rows, BATCH, strict=False):
        requests: dict[str, list[Any]] = {}
        for table, item in some:
            requests.setdefault(table, []).append({"PutRequest": {"Item": encode(item)}})
        recruiter.app.database.client.batch_write_item(RequestItems=requests)
