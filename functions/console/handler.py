"""The recruiter's pages."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.console import (  # noqa: F401 (importing registers the routes)
    calendar,
    candidate,
    candidates,
    compare,
    dashboard,
    drafts,
    first_steps,
    imports,
    interviews,
    job_questions,
    jobs,
    matches,
    members,
    organisation,
    passkeys,
    plans,
    profile,
    providers,
    ratings,
    reports,
    requirements,
    resumes,
    search,
    sign_in,
    tokens,
    usage,
    webhooks,
)
from functions.console.app import app, resolver
from greenroom.api.edge import answer_at_the_edge
from greenroom.observability import logger, metered, metrics


@logger.inject_lambda_context(correlation_id_path="requestContext.requestId", clear_state=True)
@metrics.log_metrics
@metered
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one API Gateway event."""
    return answer_at_the_edge(event, app.settings, lambda request: resolver.resolve(request, context))
