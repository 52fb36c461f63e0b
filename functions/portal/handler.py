"""The candidate's pages, and the page before an ONLINE meeting."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.portal import (  # noqa: F401 (importing registers the routes)
    calendars,
    choosing,
    invited_changes,
    jobseeker,
    json_routes,
    meetings,
    own_answers,
    reports,
    session_pages,
)
from functions.portal.app import api
from greenroom.observability import logger, metered, metrics


@logger.inject_lambda_context(correlation_id_path="requestContext.requestId", clear_state=True)
@metrics.log_metrics
@metered
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one API Gateway event."""
    return api.resolve(event, context)
