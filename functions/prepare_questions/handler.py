"""Bookings stream -> the interview's questions, ahead of time."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from greenroom.adapters.items import decode
from greenroom.adapters.metering import meter
from greenroom.application import Application
from greenroom.clock import utc_now
from greenroom.models.interview import Booking
from greenroom.observability import logger, metered, metrics
from greenroom.settings import settings
from greenroom.usecases.prepare import Library, prepare

app = Application(settings(), clock=utc_now)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
@metered
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001 (Lambda gives it)
    """Handle a batch and report where it failed; it stops there, because what follows is delivered again anyway."""
    library = Library(app.jobs, app.resumes, app.sittings, app.voices.read_aloud)
    for record in event["Records"]:
        sequence_number = record["dynamodb"]["SequenceNumber"]
        try:
            booking = Booking.model_validate(decode(record["dynamodb"]["NewImage"]))
            with meter.serving(booking.org_id, booking.interview_id):
                plan = prepare(booking, library=library, links=app.links, door=app.model_door, now=app.now())
        except Exception as error:  # noqa: BLE001 (any failure is reported to the mapping, which retries and gives up)
            logger.error("record failed", sequence_number=sequence_number, error_type=type(error).__name__)
            return {"batchItemFailures": [{"itemIdentifier": sequence_number}]}
        if plan is not None:
            logger.info(
                "planned",
                interview_id=booking.interview_id,
                made_by=plan.made_by,
                questions=len(plan.questions),
                fallback_reason=plan.fallback_reason,
            )
            metrics.add_metric(f"PlanBy{plan.made_by.title()}", "Count", 1)
    return {"batchItemFailures": []}
