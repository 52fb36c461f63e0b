"""An organisation's webhooks: create, change, rotate the secret, delete, and repeat a delivery."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from greenroom.errors import InvalidStateError
from greenroom.identifiers import made_at
from greenroom.models.caller import Caller
from greenroom.models.webhook import OldSecret, Webhook, WebhookDelivery
from greenroom.rules.webhooks import event_for_trial, signing_secret
from greenroom.usecases.announce import delivery_of
from greenroom.usecases.editing import edit, refuse_stale_version
from greenroom.usecases.retry import repeated

if TYPE_CHECKING:
    from collections.abc import Callable

    from greenroom.adapters.webhook_deliveries import WebhookDeliveries
    from greenroom.adapters.webhooks import Webhooks

MOST_WEBHOOKS = 10
"""The maximum number of endpoints of one organisation, because each event is sent to each of them."""
MOST_OLD_SECRETS = 3


class WebhookWithSecret(NamedTuple):
    """An endpoint and its secret, which is shown only once."""

    webhook: Webhook
    secret: str


def create_webhook(
    webhook_id: str,
    fields: Mapping[str, Any],
    *,
    by: Caller,
    webhooks: "Webhooks",
    webhook_secret: "Callable[[], str]",
    now: datetime,
) -> WebhookWithSecret:
    """Make an endpoint. A repetition with the same id returns the stored endpoint. Raises InvalidStateError."""
    present = webhooks.of(by.org_id)
    made = next((one for one in present if one.webhook_id == webhook_id), None)
    if made is None:
        if len(present) >= MOST_WEBHOOKS:
            raise InvalidStateError(f"An organisation has at most {MOST_WEBHOOKS} webhooks. Delete one first.")
        new = Webhook(org_id=by.org_id, webhook_id=webhook_id, created_at=now, updated_at=now, **fields)
        made = webhooks.create(new)
    return _with_secret(made, webhook_secret)


def change_webhook(
    webhook_id: str,
    fields: Mapping[str, Any],
    *,
    by: Caller,
    webhooks: "Webhooks",
    expected_version: int | None,
    now: datetime,
) -> Webhook:
    """Change fields of an endpoint. A new address or switching it on resets earlier failures.

    Raises NotFoundError, StaleVersionError or BusyError.
    """
    starts_afresh = "url" in fields or fields.get("enabled") is True

    def changed(webhook: Webhook) -> Webhook:
        after = webhook.changed(**fields)
        if after.enabled and not webhook.enabled:
            after = after.changed(disabled_at=None, disabled_reason=None)
        return after.changed(failing_since=None) if starts_afresh else after

    return edit(
        lambda: webhooks.get(by.org_id, webhook_id),
        changed,
        lambda after, before: webhooks.rewrite(after, before, starts_afresh=starts_afresh),
        expected_version=expected_version,
        now=now,
    )


def rotate_secret(
    webhook_id: str,
    rotation_id: str,
    overlap: timedelta,
    *,
    by: Caller,
    webhooks: "Webhooks",
    webhook_secret: "Callable[[], str]",
    expected_version: int | None,
    now: datetime,
) -> WebhookWithSecret:
    """Make a new secret. Old secrets also sign during `overlap`; without one they end at once.

    Raises NotFoundError, StaleVersionError or BusyError.
    """

    def rotated(webhook: Webhook) -> Webhook:
        if webhook.rotation_id == rotation_id:
            return webhook
        old = [*webhook.old_secrets, OldSecret(version=webhook.secret_version, until=now + overlap)]
        still_good = [one.changed(until=min(one.until, now + overlap)) for one in old]
        kept = [one for one in still_good if one.until > now][-MOST_OLD_SECRETS:]
        return webhook.changed(
            secret_version=webhook.secret_version + 1, old_secrets=tuple(kept), rotation_id=rotation_id
        )

    webhook = edit(
        lambda: webhooks.get(by.org_id, webhook_id),
        rotated,
        lambda after, before: webhooks.rewrite(after, before, starts_afresh=False),
        expected_version=expected_version,
        now=now,
    )
    return _with_secret(webhook, webhook_secret)


def remove_webhook(webhook_id: str, *, by: Caller, webhooks: "Webhooks", expected_version: int | None) -> None:
    """Delete an endpoint and its pending deliveries. Raises NotFoundError, StaleVersionError or BusyError."""

    def attempt() -> None:
        webhook = webhooks.get(by.org_id, webhook_id)
        refuse_stale_version(webhook.version, expected_version)
        webhooks.remove(by.org_id, webhook_id, webhook.version)

    repeated(attempt)


def send_again(
    webhook_id: str,
    delivery_id: str,
    *,
    by: Caller,
    webhooks: "Webhooks",
    webhook_deliveries: "WebhookDeliveries",
    now: datetime,
) -> WebhookDelivery:
    """Queue a delivery again. The same event is sent with the same id within a minute.

    Raises NotFoundError, InvalidStateError while the endpoint is switched off, or BusyError.
    """
    webhook = webhooks.get(by.org_id, webhook_id)
    if not webhook.enabled:
        raise InvalidStateError("This webhook is switched off. Switch it on first: PATCH it with enabled true.")
    return repeated(lambda: webhook_deliveries.start_again(webhook_deliveries.of(webhook, delivery_id), now))


def send_test(
    webhook_id: str,
    event_id: str,
    *,
    by: Caller,
    webhooks: "Webhooks",
    webhook_deliveries: "WebhookDeliveries",
    now: datetime,
) -> WebhookDelivery:
    """Queue a trial event for an endpoint, which is sent within a minute like every event. A repetition adds none.

    Raises NotFoundError, or InvalidStateError while the endpoint is switched off.
    """
    webhook = webhooks.get(by.org_id, webhook_id)
    if not webhook.enabled:
        raise InvalidStateError("This webhook is switched off. Switch it on first: PATCH it with enabled true.")
    event = event_for_trial(by.org_id, event_id, made_at(event_id) or now)
    delivery = delivery_of(event, webhook, now).changed(next_attempt_at=now)
    webhook_deliveries.add(delivery)
    return webhook_deliveries.of(webhook, delivery.delivery_id)


def _with_secret(webhook: Webhook, webhook_secret: "Callable[[], str]") -> WebhookWithSecret:
    return WebhookWithSecret(
        webhook, signing_secret(webhook_secret(), webhook.org_id, webhook.webhook_id, webhook.secret_version)
    )
