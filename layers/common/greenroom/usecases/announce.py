"""From the audit log to deliveries: each event once for each endpoint that wants it, however often a record comes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from greenroom.identifiers import new_id
from greenroom.models.webhook import Event, Handover, HandoverStatus, Webhook
from greenroom.rules.webhooks import DEAD_PROCESS_WAITS, derived_id, is_wanted

if TYPE_CHECKING:
    from greenroom.adapters.handovers import Handovers
    from greenroom.adapters.webhooks import Webhooks

SWITCHED_OFF = "The webhook was switched off."


@dataclass(frozen=True)
class Ready:
    """A delivery whose first attempt is ours to make now."""

    handover: Handover
    webhook: Webhook


@dataclass(frozen=True)
class Announcer:
    """Writes deliveries. An endpoint that fails is told by the minute's round alone, and so holds up no stream."""

    webhooks: "Webhooks"
    handovers: "Handovers"
    now: datetime

    def announce(self, events: Iterable[Event]) -> Iterator[Ready]:
        """Store what is to be delivered; those to be attempted at once come out.

        A delivery that is there already stays as it is: whoever wrote it attempts it, or the next round does.
        """
        endpoints: dict[str, list[Webhook]] = {}
        for event in events:
            if event.org_id not in endpoints:
                endpoints[event.org_id] = self.webhooks.of(event.org_id)
            for webhook in endpoints[event.org_id]:
                if not is_wanted(webhook, event):
                    continue
                handover = self._handover(event, webhook)
                if self.handovers.add(handover) and handover.claim_id is not None:
                    yield Ready(handover, webhook)

    def _handover(self, event: Event, webhook: Webhook) -> Handover:
        handover = Handover(
            org_id=webhook.org_id,
            webhook_id=webhook.webhook_id,
            delivery_id=derived_id("dlv", event.created_at, event.event_id, webhook.webhook_id),
            event=event,
            created_at=self.now,
        )
        if not webhook.enabled:
            return handover.changed(status=HandoverStatus.MISSED, problem=SWITCHED_OFF)
        if webhook.failing_since is not None:
            return handover.changed(next_attempt_at=self.now)
        # Written as if the first attempt were under way: a process that dies before or in it is followed by the round.
        return handover.changed(
            attempts=1,
            claim_id=new_id("claim"),
            first_attempt_at=self.now,
            next_attempt_at=self.now + DEAD_PROCESS_WAITS,
        )
