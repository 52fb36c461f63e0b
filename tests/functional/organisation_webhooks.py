"""An organisation with webhooks, for which tests set the events and the time."""

from datetime import timedelta
from typing import Any

from greenroom.adapters.schedule import Schedule
from greenroom.identifiers import new_id
from greenroom.models.audit import Action, LogEntry
from greenroom.models.webhook import SENT_BY_DEFAULT, Webhook, WebhookDelivery
from greenroom.settings import settings
from tests.functional.webhook_sender import URL, WebhookSender


class OrganisationWebhookSender(WebhookSender):
    """The organisation, its webhooks and its clock."""

    org_id: str

    def webhook(self, **fields: Any) -> Webhook:
        usual: dict[str, Any] = {
            "org_id": self.org_id,
            "webhook_id": new_id("whk"),
            "url": URL,
            "events": SENT_BY_DEFAULT,
            "notify_email": "ops@example.com",
            "created_at": self.now,
            "updated_at": self.now,
        }
        return self.webhooks.create(Webhook(**usual | fields))

    def happens(self, *actions: Action, interview_id: str = "int_1") -> None:
        """Store log entries of one moment in one item, as the booking transactions do."""
        entries = [
            LogEntry(org_id=self.org_id, interview_id=interview_id, at=self.now, action=action, actor="greenroom")
            for action in actions
        ]
        Schedule(self.database, settings().tables).log(*entries)

    def deliveries(self, webhook: Webhook) -> list[WebhookDelivery]:
        found = list(self.webhook_deliveries.each(self.webhook_deliveries.newest_first(webhook)))
        return sorted(found, key=lambda one: one.event.body)

    def delivery(self, webhook: Webhook) -> WebhookDelivery:
        (found,) = self.deliveries(webhook)
        return found

    def stored(self, webhook: Webhook) -> Webhook:
        return self.webhooks.get(webhook.org_id, webhook.webhook_id)

    def live_through(self, hours: float) -> None:
        """Run the minute's schedule repeatedly, as deliveries become due."""
        end = self.now + timedelta(hours=hours)
        while self.now < end:
            waiting = [
                one.next_attempt_at for page in self.webhook_deliveries.due(end) for one in page if one.next_attempt_at
            ]
            if not waiting:
                self.now = end
                return
            self.now = max(self.now, min(waiting))
            self.attempt_due()
            self.later(minutes=1)


def fails() -> int:
    return 500
