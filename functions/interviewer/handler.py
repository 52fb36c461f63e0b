"""Serves /ai/*, the turns of an AI interview, and makes the interview's report afterwards."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.interviewer import turns  # noqa: F401 (importing registers the routes)
from functions.interviewer.app import api
from functions.interviewer.reports import make_reports
from greenroom.observability import logger, metered, metrics


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
@metered
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any] | None:
    """Handle one API Gateway event, or messages of the reports queue."""
    if "Records" in event:
        make_reports(event)
        return None
    return api.resolve(event, context)
