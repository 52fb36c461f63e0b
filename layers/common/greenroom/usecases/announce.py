"""Make deliveries from the audit log: each event once for each endpoint that subscribed to it, also if a record comes
twice."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from greenroom.identifiers import new_id
from greenroom.models.webhook import Event, Webhook, WebhookDelivery, WebhookDeliveryStatus
from greenroom.rules.webhooks import DEAD_PROCESS_WAITS, derived_id, is_wanted

if TYPE_CHECKING:
    from greenroom.adapters.webhook_deliveries import WebhookDeliveries
    from greenroom.adapters.webhooks import Webhooks

SWITCHED_OFF = "The webhook was switched off."


class NewDelivery(NamedTuple):
    """A delivery whose first attempt this process must make now."""

    delivery: WebhookDelivery
    webhook: Webhook


def announce(
    events: Iterable[Event], *, webhooks: "Webhooks", webhook_deliveries: "WebhookDeliveries", now: datetime
) -> Iterator[NewDelivery]:
    """Store deliveries. Returns those that the caller must attempt at once.

    An existing delivery is not changed: the process that stored it attempts it, or it is due in a minute. Deliveries
    to a failing endpoint are attempted only by the minute's run, so that it does not delay a stream.
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
    """The delivery of an event to an endpoint, before its first attempt."""
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
    # Stored as if the first attempt were running: if the process dies, the next run attempts it again.
    return delivery.changed(
        attempts=1, claim_id=new_id("claim"), first_attempt_at=now, next_attempt_at=now + DEAD_PROCESS_WAITS
    )
