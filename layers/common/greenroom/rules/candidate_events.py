"""Webhook events about candidates, their résumés and their scores: one event for each stored state.

Events are made from stream records of tables. A record makes an event only if the time of that event changed: other
writes to the item, such as the summary of a new interview, make none.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from greenroom.clock import rfc3339
from greenroom.models.webhook import Event, WebhookEvent
from greenroom.rules.webhooks import derived_id


class Told(NamedTuple):
    """An event, the attribute with its time, and the attributes that are sent."""

    kind: WebhookEvent
    moment: str
    data: tuple[str, ...]
    marked_by: tuple[str, str]
    """An attribute and the prefix of its value, which tell these items from others in the same table."""


CANDIDATE = Told(
    WebhookEvent.CANDIDATE_CHANGED, "updated_at", ("candidate_id", "job_id", "version"), ("calendar_key", "")
)
RESUME = Told(WebhookEvent.RESUME_PARSED, "parsed_at", ("candidate_id", "resume_id", "status"), ("resume_key", "cand_"))
SCORE = Told(WebhookEvent.MATCH_READY, "scored_at", ("candidate_id", "job_id", "status"), ("match_id", "SCORE#"))


def event_about(told: Told, before: Mapping[str, Any], after: Mapping[str, Any]) -> Event | None:
    """The event of a change from `before` to `after`. Equal images always give the same event.

    None where no event happened, and for a candidate who is being erased.
    """
    at, (mark, begins) = after.get(told.moment), told.marked_by
    is_told = mark in after and str(after[mark]).startswith(begins) and not after.get("is_being_erased")
    if not is_told or at is None or at == before.get(told.moment):
        return None
    moment = datetime.fromisoformat(at)
    data = {name: after[name] for name in told.data if after.get(name) is not None}
    event_id = derived_id("evt", moment, told.kind, after["org_id"], *map(str, data.values()), at)
    body = {"id": event_id, "type": told.kind, "created_at": rfc3339(moment), "data": data}
    return Event(
        org_id=after["org_id"],
        interview_id="",
        event_id=event_id,
        type=told.kind,
        created_at=moment,
        body=json.dumps(body, separators=(",", ":")),
    )
