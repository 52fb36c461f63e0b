"""The courier of this function, and what is counted of its rounds."""

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.send_webhooks.app import app
from greenroom.adapters.metering import meter
from greenroom.observability import logger, metrics
from greenroom.usecases.courier import Courier, Round

TIME_TO_FINISH_MS = 10_000
"""No attempt begins when less than this is left: one takes up to 5 seconds, and has to be noted."""


def courier(context: LambdaContext) -> Courier:
    """Who delivers, for as long as this invocation lasts."""
    return Courier(
        webhooks=app.webhooks,
        handovers=app.handovers,
        poster=app.outside,
        stack_secret=app.links.secret,
        notice_desk=lambda: app.notice_desk,
        clock=app.now,
        has_time=lambda: context.get_remaining_time_in_millis() > TIME_TO_FINISH_MS,
        works_for=meter.serve,
    )


def report(done: Round) -> None:
    """Into logs and metrics: endpoints by their ids, never their addresses or what they answered."""
    for webhook_id, error in done.trouble:
        logger.error("not handled", webhook_id=webhook_id, error_type=type(error).__name__)
    if done.delivered or done.failed:
        metrics.add_metric("WebhookDelivered", "Count", done.delivered)
        metrics.add_metric("WebhookFailed", "Count", done.failed)
        logger.info("delivered", delivered=done.delivered, failed=done.failed, switched_off=done.switched_off)
