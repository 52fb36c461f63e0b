"""Stores the usage of each interview from the functions' log lines. A repeated line changes nothing."""

import json
from typing import Any

from aws_lambda_powertools.utilities.data_classes import CloudWatchLogsEvent, event_source
from aws_lambda_powertools.utilities.data_classes.cloud_watch_logs_event import CloudWatchLogsLogEvent
from aws_lambda_powertools.utilities.typing import LambdaContext

from greenroom.application import Application
from greenroom.clock import utc_now
from greenroom.models.test_mode import is_test
from greenroom.models.usage_record import UsageRecord
from greenroom.observability import INTERVIEW_USAGE, end_start, logger
from greenroom.settings import settings

app = Application(settings(), clock=utc_now)


@logger.inject_lambda_context(clear_state=True)
@event_source(data_class=CloudWatchLogsEvent)
def lambda_handler(event: CloudWatchLogsEvent, context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001 (Lambda gives it)
    """Store the usage in a batch. A line that cannot be read is logged and skipped; only Greenroom's failures raise."""
    batch = event.parse_logs_data()
    # CloudWatch also sends control messages to check the destination.
    lines = batch.log_events if batch.message_type == "DATA_MESSAGE" else []
    records = [record for record in map(_record_in, lines) if record is not None]
    app.usage_records.add(records)
    return {"stored": len(records)}


def _record_in(line: CloudWatchLogsLogEvent) -> UsageRecord | None:
    try:
        told = json.loads(line.message)
        if isinstance(told, dict) and told.get("message") != INTERVIEW_USAGE:
            # The subscription's filter searches for the word, which other lines may contain too.
            return None
        record = UsageRecord.model_validate(told)
        return None if is_test(record.org_id) else record
    except ValueError as error:
        logger.error("usage not understood", log_event_id=line.get_id, error_type=type(error).__name__)
        return None


end_start()
