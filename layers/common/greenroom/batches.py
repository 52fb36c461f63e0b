"""Batches of records: one after the other, each at the cost of the interview that it is about."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from greenroom.adapters.items import Item, decode
from greenroom.adapters.metering import meter
from greenroom.adapters.tracing import TRACE_ID
from greenroom.adapters.unreadable import unreadable_items
from greenroom.observability import logger, metrics, work_named

works_for = meter.serve
"""Record the invocation's usage also as a cost of this interview."""


@contextmanager
def working_for(org_id: str, interview_id: str, trace_id: str | None = None) -> Iterator[None]:
    """Within it, what is used is recorded as the cost of this interview alone, and each line of the log names it."""
    with meter.serving(org_id, interview_id), work_named(org_id, interview_id, trace_id):
        try:
            yield
        except Exception as error:
            unreadable_items.note_failure(error, org_id=org_id, interview_id=interview_id)
            raise


def follow_stream(
    event: Mapping[str, Any], handle: Callable[[Item], None], *, on_failure: Callable[[], None] = lambda: None
) -> dict[str, Any]:
    """Handle a batch of a DynamoDB stream whose items belong to interviews, and report where it failed."""

    def handle_record(record: Mapping[str, Any], named: dict[str, Any]) -> None:
        item = decode(record["dynamodb"]["NewImage"])
        org_id, interview_id = _interview_of(item)
        named |= {"org_id": org_id, "interview_id": interview_id, TRACE_ID: item.get(TRACE_ID)}
        with working_for(org_id, interview_id, item.get(TRACE_ID)):
            handle(item)

    return follow_records(event, handle_record, on_failure=on_failure)


def follow_records(
    event: Mapping[str, Any],
    handle: Callable[[Mapping[str, Any], dict[str, Any]], None],
    *,
    on_failure: Callable[[], None] = lambda: None,
) -> dict[str, Any]:
    """Handle the records of a batch of a DynamoDB stream and report where it failed.

    It stops at the first failure, because the stream delivers again from the failed record on anyway (measured: 12
    calls instead of 24 for a batch whose first half fails once). What `handle` puts into its second argument stands
    in the log beside a failure.
    """
    for record in event["Records"]:
        sequence_number = record["dynamodb"]["SequenceNumber"]
        named: dict[str, Any] = {}
        try:
            handle(record, named)
        except Exception as error:  # noqa: BLE001 (logged; the mapping is told, tries again and gives up)
            error_type = type(error).__name__
            logger.error("record failed", sequence_number=sequence_number, error_type=error_type, **named)
            metrics.add_metric("RecordFailed", "Count", 1)
            on_failure()
            return {"batchItemFailures": [{"itemIdentifier": sequence_number}]}
    return {"batchItemFailures": []}


def replay_items(items: Iterable[Item], handle: Callable[[Item], None]) -> None:
    """Handle items of a stream that were set aside and are read again."""
    for item in items:
        with working_for(*_interview_of(item), item.get(TRACE_ID)):
            handle(item)


def _interview_of(item: Item) -> tuple[str, str]:
    """Bookings and entries of the log are kept under their interview: `org_1#int_1`."""
    org_id, _, interview_id = str(item.get("booking_id") or item["interview_key"]).partition("#")
    return org_id, interview_id
