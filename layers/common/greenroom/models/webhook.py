"""Webhooks: an organisation's endpoints, and the deliveries of events to them."""

from enum import StrEnum
from typing import NamedTuple

from greenroom.clock import UtcTime
from greenroom.models.entity import Entity


class WebhookEvent(StrEnum):
    SCHEDULED = "interview.scheduled"
    RESCHEDULED = "interview.rescheduled"
    CANCELLED = "interview.cancelled"
    STARTED = "interview.started"
    COMPLETED = "interview.completed"
    NO_SHOW = "interview.no_show"
    EMAIL_FAILED = "email.failed"
    REPORT_READY = "report.ready"
    CREATED = "interview.created"
    CHANGED = "interview.changed"
    EMAIL_SENT = "email.sent"
    INVITED = "interview.invited"
    TIMES_REQUESTED = "interview.times_requested"
    DECLINED = "interview.declined"
    RESUME_PARSED = "resume.parsed"
    CANDIDATE_CHANGED = "candidate.changed"
    MATCH_READY = "match.ready"
    TEST = "webhook.test"
    """A test event on request, which an endpoint gets whatever events it subscribed to."""


SENT_BY_DEFAULT = (
    WebhookEvent.SCHEDULED,
    WebhookEvent.RESCHEDULED,
    WebhookEvent.CANCELLED,
    WebhookEvent.STARTED,
    WebhookEvent.COMPLETED,
    WebhookEvent.NO_SHOW,
    WebhookEvent.EMAIL_FAILED,
    WebhookEvent.REPORT_READY,
)
"""The events of an endpoint that names none. This list never grows: newer events must be named."""


class OldSecret(Entity):
    """A secret that was replaced, and still signs for a while."""

    version: int
    until: UtcTime


class Webhook(Entity):
    """An endpoint. Its secret is derived from the stack's own and `secret_version`, so none is stored."""

    org_id: str
    webhook_id: str
    url: str
    events: tuple[WebhookEvent, ...]
    description: str | None = None
    notify_email: str
    """The address that gets an e-mail when Greenroom switches the endpoint off."""
    enabled: bool = True
    version: int = 1
    secret_version: int = 1
    old_secrets: tuple[OldSecret, ...] = ()
    rotation_id: str | None = None
    """The request that made the newest secret, so that its repetition makes no other."""
    failing_since: UtcTime | None = None
    """The first failure since the endpoint last took something."""
    disabled_at: UtcTime | None = None
    disabled_reason: str | None = None
    created_at: UtcTime
    updated_at: UtcTime


class Event(Entity):
    """An event of an interview or a candidate as webhooks get it: ids, times and states."""

    org_id: str
    interview_id: str
    """Empty where it is about none."""
    event_id: str
    type: WebhookEvent
    created_at: UtcTime
    body: str
    """The very text that is signed and sent, at each attempt the same."""
    trace_id: str | None = None
    """The trace of the work that it tells of: each attempt goes on under it."""


class WebhookDeliveryStatus(StrEnum):
    PENDING = "PENDING"
    DELIVERED = "DELIVERED"
    FAILED = "FAILED"
    """Tried for 24 hours, in vain."""
    MISSED = "MISSED"
    """The endpoint was switched off."""


class WebhookDelivery(Entity):
    """One event on its way to one endpoint: the webhook's delivery, as the contract calls it."""

    org_id: str
    webhook_id: str
    delivery_id: str
    event: Event
    status: WebhookDeliveryStatus = WebhookDeliveryStatus.PENDING
    attempts: int = 0
    next_attempt_at: UtcTime | None = None
    """The time of the next attempt. It is stored before each attempt, so that a process that dies delays only the next
    one."""
    claim_id: str | None = None
    """The claim of the newest attempt."""
    first_attempt_at: UtcTime | None = None
    last_attempt_at: UtcTime | None = None
    failing_since: UtcTime | None = None
    delivered_at: UtcTime | None = None
    response_status: int | None = None
    problem: str | None = None
    replayed_at: UtcTime | None = None
    created_at: UtcTime


class DisabledNotice(Entity):
    """The mail that tells of an endpoint that was switched off, until it has gone out."""

    org_id: str
    webhook_id: str
    notice_id: str
    url: str
    notify_email: str
    failing_since: UtcTime
    problem: str
    status: WebhookDeliveryStatus = WebhookDeliveryStatus.PENDING
    attempts: int = 0
    next_attempt_at: UtcTime | None = None
    claim_id: str | None = None
    created_at: UtcTime


class Target(NamedTuple):
    """An endpoint's address in its parts."""

    host: str
    port: int
    path: str
    is_listed: bool = False
    """Whether the stack lists its host: it may be on this machine, which no endpoint of the internet may."""
    scheme: str = "https"


class EndpointError(Exception):
    """An endpoint could not be told. The reason is a sentence for the people whose endpoint it is."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
