"""Sends sign-in links for messages of the sign-ins queue: each known address gets one e-mail."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from greenroom.application import Application
from greenroom.clock import utc_now
from greenroom.models.sign_in import LinkRequest
from greenroom.observability import logger, metered, metrics
from greenroom.settings import settings
from greenroom.usecases.signing_in import send_link

app = Application(settings(), clock=utc_now)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
@metered
def lambda_handler(event: dict[str, Any], _context: LambdaContext) -> None:
    """Handle a batch of one message. After an error it is delivered again, until the queue drops it after 15
    minutes."""
    for record in event["Records"]:
        request = LinkRequest.model_validate_json(record["body"])
        sent = send_link(
            request,
            own_records=app.own_records,
            members=app.members,
            sign_ins=app.sign_ins,
            pseudonyms=app.pseudonyms,
            links=app.links,
            mailer=app.mailer,
            portal_url=app.parameters.portal_url,
            now=app.now(),
        )
        logger.info("link asked for", request_id=request.request_id, outcome=sent)
        metrics.add_metric(f"SignInLink{sent.title().replace('_', '')}", "Count", 1)
