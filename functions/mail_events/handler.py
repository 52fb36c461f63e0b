"""Stores the state of e-mails from SES events, and logs it. Repeated or reordered events lead to the same state."""

import json
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from greenroom.application import Application
from greenroom.batches import working_for
from greenroom.clock import utc_now
from greenroom.observability import logger, metered, metrics
from greenroom.rules.mail_events import mail_event
from greenroom.settings import settings
from greenroom.usecases.mail_events import note_mail_event

app = Application(settings(), clock=utc_now)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
@metered
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> None:  # noqa: ARG001 (Lambda's signature)
    """Handle messages of the topic. Lambda delivers a message again after an error, and then sets it aside."""
    for record in event["Records"]:
        _receive(record["Sns"]["Message"])


def _receive(message: str) -> None:
    try:
        told = json.loads(message)
    except ValueError:
        # SES sends a plain text when a topic is connected.
        logger.info("not an event")
        return
    found = mail_event(told) if isinstance(told, dict) else None
    if found is None:
        return
    with working_for(found.org_id, found.interview_id, found.trace_id):
        is_new = note_mail_event(found, schedule=app.schedule, mail_states=app.mail_states, links=app.links)
        # Addresses are not logged: the interview's id is enough to find the recipient.
        logger.info("mail event", failed=found.failure is not None, is_new=is_new)
    if is_new and found.failure is not None:
        metrics.add_metric("EmailBounced", "Count", 1)
