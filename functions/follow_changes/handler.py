"""Applies changes of organisations and jobs to their future interviews, for messages of the changes queue."""

import json
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from greenroom.adapters.tracing import TRACE_ID
from greenroom.application import Application
from greenroom.clock import utc_now
from greenroom.models.change_to_follow import ChangeToFollow
from greenroom.observability import following_trace, logger, metered, metrics
from greenroom.settings import settings
from greenroom.usecases.follow_later import follow_some

app = Application(settings(), clock=utc_now)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
@metered
def lambda_handler(event: dict[str, Any], _context: LambdaContext) -> None:
    """Handle a batch of one message. After an error the message is delivered again; interviews that were updated
    stay."""
    for record in event["Records"]:
        left = json.loads(record["body"])
        change = ChangeToFollow.model_validate(left)
        app.work_for(change.org_id)
        with following_trace(left.get(TRACE_ID)):
            looked_at = follow_some(
                change,
                interviews=app.interviews,
                schedule=app.schedule,
                links=app.links,
                queue=app.changes_queue,
                now=app.now(),
            )
            logger.info("followed", org_id=change.org_id, job_id=change.job_id, interviews=looked_at)
