"""A batch of the log's stream: what is told of each item, stored first and then attempted."""

from collections.abc import Iterator
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.send_webhooks.app import app
from functions.send_webhooks.tour import courier, report
from greenroom.adapters.items import Item, decode
from greenroom.adapters.metering import meter
from greenroom.models.webhook import Event
from greenroom.observability import logger, metrics
from greenroom.rules.webhooks import events_in
from greenroom.usecases.announce import Announcer, Ready


def follow_log(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Handle a batch and report where it failed: what is not stored comes again, what is stored is only attempted.

    It stops at the first failure, because what follows is delivered again anyway.
    """
    announcer = _announcer()
    ready: list[Ready] = []
    failures = []
    for record in event["Records"]:
        sequence_number = record["dynamodb"]["SequenceNumber"]
        try:
            item = decode(record["dynamodb"]["NewImage"])
            ready += announcer.announce(_events_of(item))
        except Exception as error:  # noqa: BLE001 (any failure is reported to the mapping, which retries and gives up)
            logger.error("record failed", sequence_number=sequence_number, error_type=type(error).__name__)
            metrics.add_metric("WebhookEventFailed", "Count", 1)
            failures.append({"itemIdentifier": sequence_number})
            break
    if ready:
        report(courier(context).hand_over(ready))
    return {"batchItemFailures": failures}


def replay(letter: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Announce what a dead letter of the stream refers to; what was announced already is not announced again."""
    items = list(app.log_stream.items(letter["DDBStreamBatchInfo"]))
    ready = list(_announcer().announce(event for item in items for event in _events_of(item)))
    if ready:
        report(courier(context).hand_over(ready))
    return {"log_items": len(items), "new_deliveries": len(ready)}


def _events_of(item: Item) -> Iterator[Event]:
    """What is told of an item, which is work for the interviews of its entries."""
    for entry in item["entries"]:
        meter.serve(entry["org_id"], entry["interview_id"])
    return events_in(item)


def _announcer() -> Announcer:
    return Announcer(app.webhooks, app.handovers, app.now())
