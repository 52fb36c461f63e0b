"""An organisation's webhooks: made, listed, changed, given new secrets; what they were told, and telling it again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from greenroom.errors import InvalidStateError
from greenroom.models.caller import Caller
from greenroom.models.webhook import OldSecret, Webhook, WebhookDelivery, WebhookDeliveryStatus
from greenroom.rules.webhooks import signing_secret
from greenroom.usecases.editing import edit, refuse_stale_version
from greenroom.usecases.retry import repeated

if TYPE_CHECKING:
    from collections.abc import Callable

    from greenroom.adapters.webhook_deliveries import WebhookDeliveries
    from greenroom.adapters.webhooks import Webhooks
    from greenroom.models.page import Page, Position

MOST_WEBHOOKS = 10
"""Endpoints of one organisation: each event costs each of them a request."""
MOST_OLD_SECRETS = 3


@dataclass(frozen=True)
class WithSecret:
    """An endpoint, and the secret that is shown this once."""

    webhook: Webhook
    secret: str


@dataclass(frozen=True)
class Registry:
    """The webhooks of the organisation that calls."""

    by: Caller
    webhooks: "Webhooks"
    webhook_deliveries: "WebhookDeliveries"
    stack_secret: "Callable[[], str]"
    now: datetime

    def create(self, webhook_id: str, fields: Mapping[str, Any]) -> WithSecret:
        """Make an endpoint; a repetition under the same id finds it made. Raises InvalidStateError."""
        present = self.webhooks.of(self.by.org_id)
        made = next((one for one in present if one.webhook_id == webhook_id), None)
        if made is None:
            if len(present) >= MOST_WEBHOOKS:
                raise InvalidStateError(f"An organisation has at most {MOST_WEBHOOKS} webhooks. Delete one first.")
            made = self.webhooks.create(
                Webhook(
                    org_id=self.by.org_id, webhook_id=webhook_id, created_at=self.now, updated_at=self.now, **fields
                )
            )
        return self._with_secret(made)

    def all(self) -> list[Webhook]:
        """All endpoints, oldest first."""
        return self.webhooks.of(self.by.org_id)

    def get(self, webhook_id: str) -> Webhook:
        """One endpoint. Raises NotFoundError."""
        return self.webhooks.get(self.by.org_id, webhook_id)

    def change(self, webhook_id: str, fields: Mapping[str, Any], expected_version: int | None) -> Webhook:
        """Change these fields. A new address, or switching on, forgets earlier failures.

        Raises NotFoundError, StaleVersionError or BusyError.
        """
        starts_afresh = "url" in fields or fields.get("enabled") is True

        def changed(webhook: Webhook) -> Webhook:
            after = webhook.changed(**fields)
            if after.enabled and not webhook.enabled:
                after = after.changed(disabled_at=None, disabled_reason=None)
            return after.changed(failing_since=None) if starts_afresh else after

        return edit(
            lambda: self.get(webhook_id),
            changed,
            lambda after, before: self.webhooks.rewrite(after, before, starts_afresh=starts_afresh),
            expected_version=expected_version,
            now=self.now,
        )

    def rotate(self, webhook_id: str, rotation_id: str, overlap: timedelta, expected_version: int | None) -> WithSecret:
        """Make a new secret. The old ones go on signing beside it for `overlap`, or, where that is none, for no moment.

        Raises NotFoundError, StaleVersionError or BusyError.
        """

        def rotated(webhook: Webhook) -> Webhook:
            if webhook.rotation_id == rotation_id:
                return webhook
            old = [*webhook.old_secrets, OldSecret(version=webhook.secret_version, until=self.now + overlap)]
            still_good = [one.changed(until=min(one.until, self.now + overlap)) for one in old]
            kept = [one for one in still_good if one.until > self.now][-MOST_OLD_SECRETS:]
            return webhook.changed(
                secret_version=webhook.secret_version + 1, old_secrets=tuple(kept), rotation_id=rotation_id
            )

        webhook = edit(
            lambda: self.get(webhook_id),
            rotated,
            lambda after, before: self.webhooks.rewrite(after, before, starts_afresh=False),
            expected_version=expected_version,
            now=self.now,
        )
        return self._with_secret(webhook)

    def remove(self, webhook_id: str, expected_version: int | None) -> None:
        """Delete an endpoint, and what is on its way to it. Raises NotFoundError, StaleVersionError or BusyError."""

        def attempt() -> None:
            webhook = self.get(webhook_id)
            refuse_stale_version(webhook.version, expected_version)
            self.webhooks.remove(self.by.org_id, webhook_id, webhook.version)

        repeated(attempt)

    def deliveries(
        self, webhook_id: str, status: WebhookDeliveryStatus | None, limit: int, position: "Position | None"
    ) -> "Page[WebhookDelivery]":
        """What an endpoint was told, newest first. Raises NotFoundError."""
        listing = self.webhook_deliveries.newest_first(self.get(webhook_id))
        if status is not None:
            listing = listing.picking(lambda entry: entry["status"] == status)
        return self.webhook_deliveries.page(listing, limit=limit, position=position)

    def replay(self, webhook_id: str, delivery_id: str) -> WebhookDelivery:
        """Have a delivery made once more, within a minute: the same event, under the same id.

        Raises NotFoundError, InvalidStateError while the endpoint is switched off, or BusyError.
        """
        webhook = self.get(webhook_id)
        if not webhook.enabled:
            raise InvalidStateError("This webhook is switched off. Switch it on first: PATCH it with enabled true.")
        return repeated(
            lambda: self.webhook_deliveries.start_again(self.webhook_deliveries.of(webhook, delivery_id), self.now)
        )

    def _with_secret(self, webhook: Webhook) -> WithSecret:
        secret = signing_secret(self.stack_secret(), webhook.org_id, webhook.webhook_id, webhook.secret_version)
        return WithSecret(webhook, secret)
