"""The log's stream -> deliveries to webhooks, the first attempt at once; and each minute what is due again."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from greenroom.adapters.items import Item
from greenroom.application import Application
from greenroom.batches import follow_stream, replay_items, works_for
from greenroom.clock import utc_now
from greenroom.models.webhook import DisabledNotice
from greenroom.observability import logger, metered, metrics
from greenroom.rules.webhooks import events_in
from greenroom.settings import settings
from greenroom.usecases.announce import NewDelivery, announce
from greenroom.usecases.notices import send_disabled_notice
from greenroom.usecases.webhook_sender import Attempts, attempt_due, attempt_new

TIME_TO_FINISH_MS = 10_000
"""No attempt begins when less than this is left: one takes up to 5 seconds, and has to be noted."""

app = Application(settings(), clock=utc_now)


class DeliveriesFailedError(Exception):
    """Some of what was due could not be handled; raised after all else was, so that the alarm sees it."""


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
@metered
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """A batch of the log's stream, a dead letter of it, or what is due this minute."""
    if "Records" in event:
        return follow_log(event, context)
    if "DDBStreamBatchInfo" in event:
        return replay(event, context)
    done = attempt_due(
        webhooks=app.webhooks,
        webhook_deliveries=app.webhook_deliveries,
        post=app.public_https.post,
        webhook_secret=app.webhook_secret,
        send_notice=_send_notice,
        clock=app.now,
        has_time=_has_time(context),
        works_for=works_for,
    )
    report(done)
    if done.trouble:
        raise DeliveriesFailedError(f"{len(done.trouble)} deliveries could not be handled")
    return {"delivered": done.delivered, "failed": done.failed}


def follow_log(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Handle a batch: events that were not stored come again; stored ones are attempted."""
    new: list[NewDelivery] = []
    answer = follow_stream(
        event,
        lambda item: new.extend(_announced(item)),
        on_failure=lambda: metrics.add_metric("WebhookEventFailed", "Count", 1),
    )
    _attempt(new, context)
    return answer


def replay(letter: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Announce what a dead letter of the stream refers to; what was announced already is not announced again."""
    items = list(app.log_stream.items(letter["DDBStreamBatchInfo"]))
    new: list[NewDelivery] = []
    replay_items(items, lambda item: new.extend(_announced(item)))
    _attempt(new, context)
    return {"log_items": len(items), "new_deliveries": len(new)}


def report(done: Attempts) -> None:
    """Into logs and metrics: endpoints by their ids, never their addresses or what they answered."""
    for webhook_id, error in done.trouble:
        logger.error("not handled", webhook_id=webhook_id, error_type=type(error).__name__)
    if done.delivered or done.failed:
        metrics.add_metric("WebhookDelivered", "Count", done.delivered)
        metrics.add_metric("WebhookFailed", "Count", done.failed)
        logger.info("delivered", delivered=done.delivered, failed=done.failed, switched_off=done.switched_off)


def _announced(item: Item) -> list[NewDelivery]:
    events = events_in(item)
    return list(announce(events, webhooks=app.webhooks, webhook_deliveries=app.webhook_deliveries, now=app.now()))


def _attempt(new: list[NewDelivery], context: LambdaContext) -> None:
    if new:
        report(
            attempt_new(
                new,
                webhooks=app.webhooks,
                webhook_deliveries=app.webhook_deliveries,
                post=app.public_https.post,
                webhook_secret=app.webhook_secret,
                clock=app.now,
                has_time=_has_time(context),
            )
        )


def _send_notice(notice: DisabledNotice, now: datetime) -> bool:
    return send_disabled_notice(
        notice,
        webhook_deliveries=app.webhook_deliveries,
        organisations=app.organisations,
        mailer=app.mailer,
        now=now,
    )


def _has_time(context: LambdaContext) -> Callable[[], bool]:
    return lambda: context.get_remaining_time_in_millis() > TIME_TO_FINISH_MS
