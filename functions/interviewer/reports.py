"""Reports of finished interviews, from their queue."""

import json
from typing import Any

from functions.interviewer.app import app
from greenroom.adapters.tracing import TRACE_ID
from greenroom.batches import working_for
from greenroom.observability import logger, metrics

MOST_TRIES = 5
"""As many as the queue gives before a message goes to the dead letters; the template says the same."""


def make_reports(event: dict[str, Any]) -> None:
    """Make the report that each message asks for. What raises comes again; after the last time the report is FAILED."""
    for record in event["Records"]:
        wanted = json.loads(record["body"])
        app.work_for(wanted["org_id"])
        is_last_try = int(record["attributes"]["ApproximateReceiveCount"]) >= MOST_TRIES
        with working_for(wanted["org_id"], wanted["interview_id"], wanted.get(TRACE_ID)):
            _make_report(wanted["org_id"], wanted["interview_id"], is_last_try=is_last_try)


def _make_report(org_id: str, interview_id: str, *, is_last_try: bool) -> None:
    # Evaluation is needed here alone: a turn does not wait for its import.
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
        # Raised again for another try. After the last, a report that stays unmade must say so instead of "pending".
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
