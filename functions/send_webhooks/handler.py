"""Makes webhook deliveries from streams and attempts them at once, and repeats each minute those that are due.

The log's stream has the events of interviews; the streams of candidates, résumés and matches have the other events.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from greenroom.adapters.log_stream import Images, images_of, table_of
from greenroom.application import Application
from greenroom.batches import follow_records, follow_stream, replay_items, works_for
from greenroom.clock import utc_now
from greenroom.models.webhook import DisabledNotice, Event
from greenroom.observability import logger, metered, metrics
from greenroom.rules.candidate_events import CANDIDATE, RESUME, SCORE, Told, event_about
from greenroom.rules.webhooks import events_in, is_wanted
from greenroom.settings import settings
from greenroom.usecases.announce import NewDelivery, announce
from greenroom.usecases.notices import send_disabled_notice
from greenroom.usecases.webhook_sender import Attempts, attempt_due, attempt_new

TIME_TO_FINISH_MS = 10_000
"""An attempt begins only if more than this is left of the invocation: it takes up to 5 seconds and must be stored."""

app = Application(settings(), clock=utc_now)


class DeliveriesFailedError(Exception):
    """Some due deliveries could not be handled. It is raised after all others were handled, so that the alarm counts
    it."""


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
@metered
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Handle a batch of a stream, a dead letter of a stream, or the deliveries that are due."""
    if "Records" in event:
        return follow(event, context)
    if "DDBStreamBatchInfo" in event:
        return replay(event["DDBStreamBatchInfo"], context)
    done = attempt_due(
        webhooks=app.webhooks,
        webhook_deliveries=app.webhook_deliveries,
        post=app.public_https.post,
        webhook_secret=app.webhook_secret,
        send_notice=_send_notice,
        clock=app.now,
        has_time=_has_time(context),
        listed_hosts=app.settings.webhook_hosts,
        works_for=works_for,
    )
    report(done)
    if done.trouble:
        raise DeliveriesFailedError(f"{len(done.trouble)} deliveries could not be handled")
    return {"delivered": done.delivered, "failed": done.failed}


def follow(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Store a batch's deliveries and attempt them. Records that could not be stored are delivered again."""
    new: list[NewDelivery] = []
    told = _told_by(event["Records"][0].get("eventSourceARN", ""))
    answer = (
        follow_stream(event, lambda item: new.extend(_announced(events_in(item))), on_failure=_count_failure)
        if told is None
        else follow_records(event, partial(_follow_record, told, new), on_failure=_count_failure)
    )
    _attempt(new, context)
    return answer


def replay(batch: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Announce the changes that a dead letter of a stream refers to, except those that were announced before."""
    new: list[NewDelivery] = []
    told = _told_by(batch.get("streamArn", ""))
    if told is None:
        items = list(app.log_stream.items(batch))
        replay_items(items, lambda item: new.extend(_announced(events_in(item))))
    else:
        changes = list(app.log_stream.images(batch))
        items = [after for _, after in changes]
        for change in changes:
            new.extend(_announced_change(told, change))
    _attempt(new, context)
    return {"items": len(items), "new_deliveries": len(new)}


def _told_by(stream_arn: str) -> Told | None:
    """The kind of item that a table's stream reports; None for the log, whose items hold several entries."""
    tables = app.settings.tables
    return {tables.candidates: CANDIDATE, tables.resumes: RESUME, tables.matches: SCORE}.get(table_of(stream_arn))


def _follow_record(told: Told, new: list[NewDelivery], record: Mapping[str, Any], named: dict[str, Any]) -> None:
    before, after = images_of(record)
    named["org_id"] = after.get("org_id")
    new.extend(_announced_change(told, (before, after)))


def _announced_change(told: Told, change: Images) -> list[NewDelivery]:
    event = event_about(told, *change)
    if event is None or not any(is_wanted(webhook, event) for webhook in app.webhooks.of(event.org_id)):
        return []
    if app.erasures.has(event.org_id, change[1]["candidate_id"]):
        return []
    return _announced([event])


def _count_failure() -> None:
    metrics.add_metric("WebhookEventFailed", "Count", 1)


def report(done: Attempts) -> None:
    """Log and count the attempts. Endpoints are logged by id, without their addresses and answers."""
    for one in done.attempted:
        logger.info(
            "webhook",
            org_id=one.org_id,
            interview_id=one.event.interview_id,
            trace_id=one.event.trace_id,
            webhook_id=one.webhook_id,
            event_id=one.event.event_id,
            event_type=one.event.type,
            attempt=one.attempts,
            is_delivered=one.problem is None,
            response_status=one.response_status,
        )
    for webhook_id, error in done.trouble:
        logger.error("not handled", webhook_id=webhook_id, error_type=type(error).__name__)
    if done.delivered or done.failed:
        metrics.add_metric("WebhookDelivered", "Count", done.delivered)
        metrics.add_metric("WebhookFailed", "Count", done.failed)
        logger.info("delivered", delivered=done.delivered, failed=done.failed, switched_off=done.switched_off)


def _announced(events: Iterable[Event]) -> list[NewDelivery]:
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
                listed_hosts=app.settings.webhook_hosts,
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
