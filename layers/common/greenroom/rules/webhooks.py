"""The events for webhooks, their signature, and the times of retries."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from ulid import ULID

from greenroom.clock import UtcTime, rfc3339
from greenroom.models.webhook import Event, Webhook, WebhookEvent
from greenroom.rules.secret_versions import Purpose, key_of_made

EVENT_OF_ACTION = {
    "SCHEDULED": WebhookEvent.SCHEDULED,
    "RESCHEDULED": WebhookEvent.RESCHEDULED,
    "CANCELLED": WebhookEvent.CANCELLED,
    "STARTED": WebhookEvent.STARTED,
    "COMPLETED": WebhookEvent.COMPLETED,
    "NO_SHOW": WebhookEvent.NO_SHOW,
    "EMAIL_FAILED": WebhookEvent.EMAIL_FAILED,
    "REPORT_READY": WebhookEvent.REPORT_READY,
    "CREATED": WebhookEvent.CREATED,
    "CHANGED": WebhookEvent.CHANGED,
    "EMAIL_SENT": WebhookEvent.EMAIL_SENT,
    "INVITED": WebhookEvent.INVITED,
    "TIMES_REQUESTED": WebhookEvent.TIMES_REQUESTED,
    "DECLINED": WebhookEvent.DECLINED,
}
"""The actions of the audit log that webhooks deliver, by event."""

TOLD = {
    "status": "status",
    "version": "version",
    "slot_id": "slot_id",
    "started_at": "started_at",
    "expires_at": "expires_at",
    "kind": "email_kind",
}
"""The values of a log entry that webhooks get, by their names in webhooks. They are ids, times and states only."""

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
DELAYS = (MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 6 * HOUR)
"""The pause after each failed attempt. The last pause is used for all further attempts."""
GIVEN_UP_AFTER = timedelta(hours=24)
DEAD_PROCESS_WAITS = MINUTE
"""The time after which a claimed attempt counts as lost and another one is made."""


def events_in(log_item: Mapping[str, Any]) -> Iterator[Event]:
    """The events for one item of the audit log, in order. Equal items always give equal events."""
    for entry in log_item["entries"]:
        kind = EVENT_OF_ACTION.get(entry["action"])
        if kind is not None:
            event = _event(kind, entry, (log_item["interview_key"], log_item["entry_key"], entry["action"]))
            yield event.changed(trace_id=log_item.get("trace_id"))


def _event(kind: WebhookEvent, entry: Mapping[str, Any], came_from: Iterable[str]) -> Event:
    at = datetime.fromisoformat(entry["at"])
    event_id = derived_id("evt", at, *came_from)
    data = {"interview_id": entry["interview_id"], **_told(entry.get("new") or {}, "")}
    if kind is WebhookEvent.RESCHEDULED:
        data |= _told(
            {name: value for name, value in (entry.get("old") or {}).items() if name != "version"}, "previous_"
        )
    told = {"id": event_id, "type": kind, "created_at": rfc3339(at), "data": data}
    return Event(
        org_id=entry["org_id"],
        interview_id=entry["interview_id"],
        event_id=event_id,
        type=kind,
        created_at=at,
        body=json.dumps(told, separators=(",", ":")),
    )


def event_for_trial(org_id: str, event_id: str, now: datetime) -> Event:
    """A test event without a subject, to try an endpoint."""
    told = {"id": event_id, "type": WebhookEvent.TEST, "created_at": rfc3339(now), "data": {}}
    return Event(
        org_id=org_id,
        interview_id="",
        event_id=event_id,
        type=WebhookEvent.TEST,
        created_at=now,
        body=json.dumps(told, separators=(",", ":")),
    )


def _told(values: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    return {f"{prefix}{TOLD[name]}": value for name, value in values.items() if name in TOLD and value is not None}


def derived_id(prefix: str, at: datetime, *parts: str) -> str:
    """An id derived from content, so that equal content gives the same id. It sorts by time like other ids."""
    digest = hashlib.sha256("|".join(parts).encode()).digest()
    moment = int(at.timestamp() * 1000).to_bytes(6)
    return f"{prefix}_{str(ULID.from_bytes(moment + digest[:10])).lower()}"


def signing_secret(stack_secret: str, org_id: str, webhook_id: str, version: int) -> str:
    """The secret of an endpoint. It is derived, so that no table contains a secret that could sign."""
    message = f"webhook|{org_id}|{webhook_id}|{version}".encode()
    key = key_of_made(stack_secret, Purpose.WEBHOOKS, webhook_id)
    return f"whsec_{hmac.new(key.encode(), message, hashlib.sha256).hexdigest()}"


def signing_versions(webhook: Webhook, now: datetime) -> list[int]:
    """The versions of the secret that sign now, newest first: old ones also sign for a while after a rotation."""
    old = [one.version for one in webhook.old_secrets if now < one.until]
    return [webhook.secret_version, *sorted(old, reverse=True)]


def signature(secrets: Iterable[str], body: str, now: datetime) -> str:
    """The header `Greenroom-Signature`: `t=<unix>,v1=<hex HMAC-SHA256(secret, t.body)>`, one v1 for each secret."""
    moment = int(now.timestamp())
    signed = f"{moment}.{body}".encode()
    made = (hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets)
    return ",".join([f"t={moment}", *(f"v1={one}" for one in made)])


def is_last_attempt(first_attempt_at: datetime, now: datetime) -> bool:
    """Whether an attempt made now is the last one."""
    return now >= first_attempt_at + GIVEN_UP_AFTER - DEAD_PROCESS_WAITS


def next_attempt(attempts: int, first_attempt_at: UtcTime, now: datetime) -> datetime:
    """The time of the attempt after `attempts`. The last one is 24 hours after the first."""
    if is_last_attempt(first_attempt_at, now):
        return now + DEAD_PROCESS_WAITS
    delay = DELAYS[min(attempts, len(DELAYS)) - 1]
    return min(now + delay, first_attempt_at + GIVEN_UP_AFTER)


def is_wanted(webhook: Webhook, event: Event) -> bool:
    """Whether an endpoint subscribed to this event and existed when it happened."""
    return event.type in webhook.events and event.created_at >= webhook.created_at
