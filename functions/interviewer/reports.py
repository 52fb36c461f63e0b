"""Makes reports of finished interviews, for messages of the reports queue."""

import json
from typing import Any

from functions.interviewer.app import app
from greenroom.adapters.tracing import TRACE_ID
from greenroom.batches import working_for
from greenroom.observability import logger, metrics

MOST_TRIES = 5
"""The number of deliveries after which the queue sets a message aside. It must equal `maxReceiveCount` in
template.yaml."""


def make_reports(event: dict[str, Any]) -> None:
    """Make the report of each message. After an error the message is delivered again; after the last try the report is
    FAILED."""
    for record in event["Records"]:
        wanted = json.loads(record["body"])
        app.work_for(wanted["org_id"])
        is_last_try = int(record["attributes"]["ApproximateReceiveCount"]) >= MOST_TRIES
        with working_for(wanted["org_id"], wanted["interview_id"], wanted.get(TRACE_ID)):
            _make_report(wanted["org_id"], wanted["interview_id"], is_last_try=is_last_try)


def _make_report(org_id: str, interview_id: str, *, is_last_try: bool) -> None:
    # Imported here, because turns do not need evaluation and must not wait for its import.
    from greenroom.usecases.report import ReportNotMadeError, fail_report, make_report  # noqa: PLC0415

    try:
        report = make_report(
            org_id,
            interview_id,
            is_last_try=is_last_try,
            schedule=app.schedule,
            ai_interviews=app.ai_interviews,
            recordings=app.recordings,
            links=app.links,
            language_model=app.language_model,
            now=app.now(),
        )
    except ReportNotMadeError as failed:
        logger.warning("report not made", reason=str(failed))
        if is_last_try:
            metrics.add_metric("ReportFailed", "Count", 1)
        raise
    except Exception as failed:
        # Raised again for another try. After the last try the report must be FAILED, not PENDING for ever.
        logger.error("report not made", error_type=type(failed).__name__)
        if is_last_try:
            metrics.add_metric("ReportFailed", "Count", 1)
            fail_report(
                org_id,
                interview_id,
                schedule=app.schedule,
                ai_interviews=app.ai_interviews,
                links=app.links,
                now=app.now(),
            )
        raise
    logger.info("report", made=report is not None)
    if report is not None:
        metrics.add_metric("ReportMade", "Count", 1)
