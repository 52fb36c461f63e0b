"""Jobs, candidates, résumés, slots, interviews, tokens, the dashboard and the document of the API."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.recruiter_api.app import api
from greenroom.observability import logger, metered, metrics


@logger.inject_lambda_context(correlation_id_path="requestContext.requestId", clear_state=True)
@metrics.log_metrics
@metered
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one API Gateway event."""
    return api.resolve(event, context)
