"""The authorizer: finds an access token's organisation and role, and the key that the usage plan counts requests by."""

from typing import Any

from aws_lambda_powertools.utilities.data_classes import event_source
from aws_lambda_powertools.utilities.data_classes.api_gateway_authorizer_event import (
    APIGatewayAuthorizerRequestEvent,
    APIGatewayAuthorizerResponse,
)
from aws_lambda_powertools.utilities.typing import LambdaContext

from greenroom.application import Application
from greenroom.clock import utc_now
from greenroom.observability import end_start, logger, metrics, report_what_was_noted
from greenroom.rules.tokens import token_in
from greenroom.settings import settings
from greenroom.usecases.organisations import admit

app = Application(settings(), clock=utc_now)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
@event_source(data_class=APIGatewayAuthorizerRequestEvent)
def lambda_handler(event: APIGatewayAuthorizerRequestEvent, context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """The IAM policy for one request. A refusal is a Deny, which API Gateway answers with 401 (see template.yaml)."""
    secret = token_in(event.headers.get("Authorization"))
    try:
        admitted = admit(secret, organisations=app.organisations, now=app.now())
    finally:
        report_what_was_noted()
    if admitted is None:
        refusal = _answer(event, principal_id="nobody")
        refusal.deny_all_routes()
        return refusal.asdict()
    caller = admitted.caller
    answer = _answer(
        event,
        principal_id=caller.org_id,
        context={
            "org_id": caller.org_id,
            "actor": caller.actor,
            "role": caller.role.value,
            "token_hash": caller.token_hash or "",
        },
        usage_identifier_key=admitted.usage_key,
    )
    answer.allow_all_routes()
    return answer.asdict()


def _answer(event: APIGatewayAuthorizerRequestEvent, **found: Any) -> APIGatewayAuthorizerResponse:
    arn = event.parsed_arn
    return APIGatewayAuthorizerResponse(
        region=arn.region,
        aws_account_id=arn.aws_account_id,
        api_id=arn.api_id,
        stage=arn.stage,
        partition=arn.partition,
        **found,
    )


end_start()
