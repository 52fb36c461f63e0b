"""From the audit log to deliveries: each event once for each endpoint that wants it, however often a record comes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from greenroom.identifiers import new_id
from greenroom.models.webhook import Event, Webhook, WebhookDelivery, WebhookDeliveryStatus
from greenroom.rules.webhooks import DEAD_PROCESS_WAITS, derived_id, is_wanted

if TYPE_CHECKING:
    from greenroom.adapters.webhook_deliveries import WebhookDeliveries
    from greenroom.adapters.webhooks import Webhooks

SWITCHED_OFF = "The webhook was switched off."


@dataclass(frozen=True)
class NewDelivery:
    """A delivery whose first attempt is ours to make now."""

    delivery: WebhookDelivery
    webhook: Webhook


def announce(
    events: Iterable[Event], *, webhooks: "Webhooks", webhook_deliveries: "WebhookDeliveries", now: datetime
) -> Iterator[NewDelivery]:
    """Store what is to be delivered; those to be attempted at once come out.

    A delivery that is there already stays as it is: the process that wrote it attempts it, or it is due in a minute.
    An endpoint that fails gets its deliveries each minute alone, and so holds up no stream.
    """
    endpoints: dict[str, list[Webhook]] = {}
    for event in events:
        if event.org_id not in endpoints:
            endpoints[event.org_id] = webhooks.of(event.org_id)
        for webhook in endpoints[event.org_id]:
            if not is_wanted(webhook, event):
                continue
            delivery = _delivery(event, webhook, now)
            if webhook_deliveries.add(delivery) and delivery.claim_id is not None:
                yield NewDelivery(delivery, webhook)


def delivery_of(event: Event, webhook: Webhook, now: datetime) -> WebhookDelivery:
    """The one delivery of an event to an endpoint, not attempted yet."""
    return WebhookDelivery(
        org_id=webhook.org_id,
        webhook_id=webhook.webhook_id,
        delivery_id=derived_id("dlv", event.created_at, event.event_id, webhook.webhook_id),
        event=event,
        created_at=now,
    )


def _delivery(event: Event, webhook: Webhook, now: datetime) -> WebhookDelivery:
    delivery = delivery_of(event, webhook, now)
    if not webhook.enabled:
        return delivery.changed(status=WebhookDeliveryStatus.MISSED, problem=SWITCHED_OFF)
    if webhook.failing_since is not None:
        return delivery.changed(next_attempt_at=now)
    # Written as if the first attempt were under way: a process that dies before or in it is followed by the next run.
    return delivery.changed(
        attempts=1, claim_id=new_id("claim"), first_attempt_at=now, next_attempt_at=now + DEAD_PROCESS_WAITS
    )
