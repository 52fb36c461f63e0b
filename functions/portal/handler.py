"""The candidate's pages, and the page before an ONLINE meeting."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.portal import json_routes, session_pages  # noqa: F401 (importing registers what most requests ask)
from functions.portal.app import api
from greenroom.observability import logger, metered, metrics


@logger.inject_lambda_context(correlation_id_path="requestContext.requestId", clear_state=True)
@metrics.log_metrics
@metered
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one API Gateway event."""
    return api.resolve(event, context)
