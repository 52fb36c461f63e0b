"""Exports all data of an organisation, part by part, for messages of the exports queue."""

import json
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from greenroom.adapters.tracing import TRACE_ID
from greenroom.application import Application
from greenroom.clock import utc_now
from greenroom.observability import following_trace, logger, metered, metrics
from greenroom.settings import settings
from greenroom.usecases.export_organisation import make_export

app = Application(settings(), clock=utc_now)

TIME_TO_FINISH_MS = 60_000
"""The time that one part takes, and the message that continues the export."""


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
@metered
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> None:
    """Handle a batch of one message.

    After an error the message is delivered again, and the export continues after its last part.
    """
    for record in event["Records"]:
        asked = json.loads(record["body"])
        with following_trace(asked.get(TRACE_ID)):
            export = make_export(
                asked["export_of"],
                organisations=app.organisations,
                exports=app.organisation_exports,
                queue=app.exports_queue,
                items=app.organisation_items,
                files=app.files,
                links=app.links,
                now=app.now(),
                has_time=lambda: context.get_remaining_time_in_millis() > TIME_TO_FINISH_MS,
            )
            parts = len(export.parts) if export else 0
            logger.info("export", org_id=asked["export_of"], status=export.status if export else None, parts=parts)
