"""Webhook deliveries, and a sparse index of due ones, which is empty while nothing failed."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from boto3.dynamodb.conditions import Key

from greenroom.adapters.collection import Collection, Listing
from greenroom.adapters.dynamodb import Database, ItemUpdate, Transaction
from greenroom.adapters.items import Item, fields_of
from greenroom.adapters.next_attempts import due_pages, next_attempt, still_due
from greenroom.adapters.shapes import Shape
from greenroom.adapters.unreadable import entity_of, readable
from greenroom.clock import rfc3339
from greenroom.errors import ConditionsFailedError
from greenroom.models.webhook import DisabledNotice, Webhook, WebhookDelivery, WebhookDeliveryStatus
from greenroom.settings import Tables

KEPT_FOR = timedelta(days=30)
PAGE = 100
NOTICE = "notice_"
is_new = "attribute_not_exists(#delivery_id)"
KEY = ("endpoint_key", "delivery_id")
DERIVED = ("due_shard", "expiration")
SHAPES = {one: Shape.of(KEY, one, *DERIVED) for one in (WebhookDelivery, DisabledNotice)}

type DueWork = WebhookDelivery | DisabledNotice


def endpoint_key(org_id: str, webhook_id: str) -> str:
    """The partition of an endpoint's deliveries."""
    return f"{org_id}#{webhook_id}"


def _expires(created_at: datetime) -> int:
    return int((created_at + KEPT_FOR).timestamp())


def webhook_delivery_item(delivery: WebhookDelivery) -> Item:
    """A delivery with its key, its place in the due index, and when it is forgotten."""
    return {
        **fields_of(delivery),
        **next_attempt(delivery.next_attempt_at),
        "endpoint_key": endpoint_key(delivery.org_id, delivery.webhook_id),
        "expiration": _expires(delivery.replayed_at or delivery.created_at),
    }


def notice_item(notice: DisabledNotice) -> Item:
    """A notice, due like a delivery, and not among those of its endpoint."""
    return {
        **fields_of(notice),
        **next_attempt(notice.next_attempt_at),
        "endpoint_key": f"{endpoint_key(notice.org_id, notice.webhook_id)}#notices",
        "delivery_id": f"{NOTICE}{notice.notice_id}",
        "expiration": _expires(notice.created_at),
    }


def _key_of(work: DueWork) -> dict[str, str]:
    item = webhook_delivery_item(work) if isinstance(work, WebhookDelivery) else notice_item(work)
    return {"endpoint_key": item["endpoint_key"], "delivery_id": item["delivery_id"]}


class WebhookDeliveries(Collection[WebhookDelivery]):
    """The table of deliveries."""

    def __init__(self, database: Database, tables: Tables) -> None:
        super().__init__(database, tables.webhook_deliveries, WebhookDelivery, "delivery_id", "Delivery")

    def key(self, org_id: str, entity_id: str) -> dict[str, str]:
        """The key of a delivery; `org_id` is the endpoint's whole key here."""
        return {"endpoint_key": org_id, "delivery_id": entity_id}

    def newest_first(self, webhook: Webhook) -> Listing:
        """The deliveries of an endpoint, with failed ones."""
        owner = endpoint_key(webhook.org_id, webhook.webhook_id)
        return Listing(Key("endpoint_key").eq(owner), {"endpoint_key": owner}, ("delivery_id",))

    def of(self, webhook: Webhook, delivery_id: str) -> WebhookDelivery:
        """One delivery to an endpoint. Raises NotFoundError."""
        return self.get(endpoint_key(webhook.org_id, webhook.webhook_id), delivery_id)

    def add(self, delivery: WebhookDelivery) -> bool:
        """Store a new delivery; False where it is there, so that a stream record that comes again makes no second."""
        try:
            self._database.put(self._table, webhook_delivery_item(delivery), is_new)
        except ConditionsFailedError:
            return False
        return True

    def due(self, now: datetime) -> Iterator[list[DueWork]]:
        """Due deliveries, longest waiting first, page by page. Where none is due, this costs half a read unit."""
        for found in due_pages(self._database, self._table, KEY, now, page=PAGE):
            page = [work for item in found if item is not None and (work := self._work(item)) is not None]
            yield still_due(page, now)

    def store(self, work: DueWork, claim_id: str | None) -> bool:
        """Store an attempt that begins or ended, over the one with `claim_id`; False where another one came between."""
        item = webhook_delivery_item(work) if isinstance(work, WebhookDelivery) else notice_item(work)
        same = "#claim_id = :claim" if claim_id else "attribute_not_exists(#claim_id)"
        values = {":pending": WebhookDeliveryStatus.PENDING} | ({":claim": claim_id} if claim_id else {})
        try:
            self._database.replace(self._table, item, SHAPES[type(work)], f"{same} AND #status = :pending", values)
        except ConditionsFailedError as refused:
            # Our own write, where the answer to it got lost: claims are unique.
            return SHAPES[type(work)].is_same(refused.found["item"], item)
        return True

    def drop(self, work: DueWork) -> None:
        """Delete a record that is not needed any more."""
        self._database.delete(self._table, _key_of(work))

    def start_again(self, delivery: WebhookDelivery, now: datetime) -> WebhookDelivery:
        """Make a delivery due at once, as if it had never been tried. Raises ConditionsFailedError."""
        fresh = {
            "status": WebhookDeliveryStatus.PENDING,
            "attempts": 0,
            "replayed_at": rfc3339(now),
            "expiration": _expires(now),
        }
        change = ItemUpdate(
            set={**next_attempt(now), **fresh},
            remove=("claim_id", "first_attempt_at", "failing_since", "delivered_at", "problem", "response_status"),
            condition="#status = :status",
            values={":status": delivery.status},
        )
        return entity_of(WebhookDelivery, self._database.update(self._table, _key_of(delivery), change), self._table)

    def _work(self, item: dict[str, Any]) -> DueWork | None:
        if item["delivery_id"].startswith(NOTICE):
            return readable(DisabledNotice, item, self._table)
        return readable(WebhookDelivery, item, self._table)

    def write(self) -> Transaction:
        """A new transaction."""
        return self._database.transaction()

    def add_notice(self, write: Transaction, notice: DisabledNotice) -> None:
        """Within a transaction: a notice that is due."""
        write.put("notice", self._table, notice_item(notice), is_new)
