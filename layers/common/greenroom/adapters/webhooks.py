"""Webhooks: an organisation's endpoints, one item each."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from boto3.dynamodb.conditions import Key

from greenroom.adapters.collection import Collection, Listing
from greenroom.adapters.dynamodb import Database, ItemUpdate, Transaction
from greenroom.adapters.items import Item, decode, encode, fields_of
from greenroom.adapters.unreadable import entity_of
from greenroom.clock import rfc3339
from greenroom.errors import ConditionsFailedError
from greenroom.models.webhook import Webhook
from greenroom.settings import Tables

HEALTH = "failing_since"


class Webhooks(Collection[Webhook]):
    """The table of webhooks."""

    def __init__(self, database: Database, tables: Tables) -> None:
        super().__init__(database, tables.webhooks, Webhook, "webhook_id", "Webhook")

    def of(self, org_id: str) -> list[Webhook]:
        """All endpoints of an organisation, oldest first: one read, of half a unit where there are none."""
        all_of_it = Listing(Key("org_id").eq(org_id), {"org_id": org_id}, ("webhook_id",), soonest_first=True)
        return list(self.each(all_of_it))

    def rewrite(self, webhook: Webhook, before: int, *, starts_afresh: bool) -> Webhook:
        """Store an endpoint over its version `before`, and leave its health to who delivers, unless it starts afresh.

        Raises ConditionsFailedError where another version stands there, unless it is this very one.
        """
        item = fields_of(webhook)
        kept = {"org_id", "webhook_id", *(() if starts_afresh else (HEALTH,))}
        change = ItemUpdate(
            set={name: item.get(name) for name in Webhook.model_fields if name not in kept},
            condition="#version = :before",
            values={":before": before},
        )
        try:
            stored = self._database.update(self._table, self.key(webhook.org_id, webhook.webhook_id), change)
        except ConditionsFailedError as refused:
            found = refused.found["item"]
            if _without_health(found) != _without_health(decode(encode(item))):
                raise
            stored = dict(found)
        return entity_of(Webhook, stored, self._table)

    def note_failure(self, webhook: Webhook, now: datetime) -> None:
        """Note since when an endpoint takes nothing; the earlier time stays."""
        self._health(
            webhook,
            ItemUpdate(
                set={HEALTH: rfc3339(now)},
                condition="attribute_exists(#webhook_id) AND attribute_not_exists(#failing_since)",
            ),
        )

    def note_success(self, webhook: Webhook) -> None:
        """Note that an endpoint takes events again."""
        self._health(webhook, ItemUpdate(remove=(HEALTH,), condition="attribute_exists(#webhook_id)"))

    def _health(self, webhook: Webhook, change: ItemUpdate) -> None:
        try:
            self._database.update(self._table, self.key(webhook.org_id, webhook.webhook_id), change)
        except ConditionsFailedError:
            return

    def switch_off(self, write: Transaction, webhook: Webhook, reason: str, now: datetime) -> None:
        """Remove an endpoint within a transaction, if it is unchanged since it was read."""
        change = ItemUpdate(
            set={
                "enabled": False,
                "disabled_at": rfc3339(now),
                "disabled_reason": reason,
                "updated_at": rfc3339(now),
                "version": webhook.version + 1,
            },
            condition="#version = :before AND attribute_exists(#failing_since)",
            values={":before": webhook.version},
        )
        write.update("webhook", self._table, self.key(webhook.org_id, webhook.webhook_id), change)


def _without_health(item: Mapping[str, Any]) -> Item:
    return {name: value for name, value in item.items() if name != HEALTH}
