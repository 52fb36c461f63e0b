"""The recruiter's pages."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.console.app import MODULES, app, resolver
from greenroom.api.edge import answer_at_the_edge
from greenroom.observability import logger, metered, metrics


@logger.inject_lambda_context(correlation_id_path="requestContext.requestId", clear_state=True)
@metrics.log_metrics
@metered
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one API Gateway event."""
    MODULES.load_for(event["path"])
    return answer_at_the_edge(event, app.settings, lambda request: resolver.resolve(request, context))
