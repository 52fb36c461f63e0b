"""The log's stream -> deliveries to webhooks, the first attempt at once; and each minute what is due again."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.send_webhooks.stream import follow_log, replay
from functions.send_webhooks.tour import courier, report
from greenroom.observability import logger, metered, metrics


class RoundFailedError(Exception):
    """Some of what was due could not be handled; raised after all else was, so that the alarm sees it."""


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
@metered
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """A batch of the log's stream, a dead letter of it, or the minute's round."""
    if "Records" in event:
        return follow_log(event, context)
    if "DDBStreamBatchInfo" in event:
        return replay(event, context)
    done = courier(context).take_round()
    report(done)
    if done.trouble:
        raise RoundFailedError(f"{len(done.trouble)} deliveries could not be handled")
    return {"delivered": done.delivered, "failed": done.failed}
