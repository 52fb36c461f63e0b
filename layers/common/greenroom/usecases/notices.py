"""Tell an organisation by e-mail that one of its webhooks was switched off: claim, send, settle."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from greenroom.errors import NotFoundError
from greenroom.identifiers import new_id
from greenroom.mail.delivery_errors import MailNotSentError, MailOutcomeUnknownError, MailRefusedError
from greenroom.models.organisation import Organisation
from greenroom.models.webhook import DisabledNotice, WebhookDeliveryStatus

if TYPE_CHECKING:
    from greenroom.adapters.mailer import Mailer
    from greenroom.adapters.organisations import Organisations
    from greenroom.adapters.webhook_deliveries import WebhookDeliveries
    from greenroom.mail.compose import ComposedMail

PAUSE = timedelta(minutes=15)
MOST_ATTEMPTS = 20


def send_disabled_notice(
    notice: DisabledNotice,
    *,
    webhook_deliveries: "WebhookDeliveries",
    organisations: "Organisations",
    mailer: "Mailer",
    now: datetime,
) -> bool:
    """Returns whether this call sent the notice. After a failure it is due again in 15 minutes, for five hours.

    If a process dies after the provider accepted the e-mail, it is sent a second time, which is better than never.
    """
    claimed = notice.changed(attempts=notice.attempts + 1, claim_id=new_id("claim"), next_attempt_at=now + PAUSE)
    if not webhook_deliveries.store(claimed, notice.claim_id):
        return False

    def end(status: WebhookDeliveryStatus) -> None:
        webhook_deliveries.store(claimed.changed(status=status, next_attempt_at=None), claimed.claim_id)

    try:
        mailer.send(_composed(claimed, organisations.organisation(notice.org_id), mailer.sender_address))
    except (MailRefusedError, NotFoundError):
        end(WebhookDeliveryStatus.FAILED)
        return False
    except (MailNotSentError, MailOutcomeUnknownError):
        if claimed.attempts >= MOST_ATTEMPTS:
            end(WebhookDeliveryStatus.FAILED)
        return False
    end(WebhookDeliveryStatus.DELIVERED)
    return True


def _composed(notice: DisabledNotice, organisation: Organisation, sender_address: str) -> "ComposedMail":
    from greenroom.mail import compose  # noqa: PLC0415 (needed only where a notice is really due)

    return compose.webhook_disabled(
        notice.notify_email,
        notice.org_id,
        organisation.name,
        notice.url,
        notice.failing_since,
        notice.problem,
        sender_address,
        timezone=organisation.policy.timezone,
    )
