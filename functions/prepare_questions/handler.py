"""Makes the plan of questions for each AI interview in the bookings stream."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from greenroom.adapters.items import Item
from greenroom.adapters.unreadable import entity_of
from greenroom.application import Application
from greenroom.batches import follow_stream
from greenroom.clock import utc_now
from greenroom.models.interview import Booking
from greenroom.observability import logger, metered, metrics
from greenroom.settings import settings
from greenroom.usecases.prepare import prepare

app = Application(settings(), clock=utc_now)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
@metered
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001 (Lambda gives it)
    """Handle a batch. Returns the first record that failed, from which the stream delivers again."""
    return follow_stream(event, _prepare)


def _prepare(item: Item) -> None:
    booking = entity_of(Booking, item, app.settings.tables.bookings)
    app.work_for(booking.org_id)
    if app.erasures.has(booking.org_id, booking.candidate_id):
        return
    plan = prepare(
        booking,
        jobs=app.jobs,
        resumes=app.resumes,
        ai_interviews=app.ai_interviews,
        links=app.links,
        language_model=app.language_model,
        read_aloud=app.voices.read_aloud,
        now=app.now(),
    )
    if plan is None:
        return
    logger.info(
        "planned",
        interview_id=booking.interview_id,
        made_by=plan.made_by,
        questions=len(plan.questions),
        fallback_reason=plan.fallback_reason,
    )
    metrics.add_metric(f"PlanBy{plan.made_by.title()}", "Count", 1)
