"""Webhooks and their deliveries as answered."""

from typing import Any, Self

from pydantic import BaseModel

from greenroom.clock import UtcTime
from greenroom.models.webhook import Handover, HandoverStatus, Webhook, WebhookEvent
from greenroom.usecases.webhooks import WithSecret


class WebhookBody(BaseModel):
    """An endpoint, without its secret."""

    webhook_id: str
    url: str
    events: tuple[WebhookEvent, ...]
    description: str | None
    notify_email: str
    enabled: bool
    version: int
    failing_since: UtcTime | None
    """The first failure since it last took something; null while all is well."""
    disabled_at: UtcTime | None
    """When Greenroom switched it off, after 24 hours of failures."""
    disabled_reason: str | None
    created_at: UtcTime
    updated_at: UtcTime

    @classmethod
    def of(cls, webhook: Webhook) -> Self:
        """The answer about an endpoint."""
        return cls(**webhook.model_dump(include=set(cls.model_fields)))


class SecretBody(WebhookBody):
    """An endpoint with its newest secret."""

    secret: str | None = None
    """Signs what is sent. Shown this once; null where a request is repeated, then make another by rotate-secret."""

    @classmethod
    def shown(cls, made: WithSecret) -> Self:
        """The answer to making an endpoint or a secret."""
        return cls.of(made.webhook).model_copy(update={"secret": made.secret})


class WebhooksBody(BaseModel):
    """All endpoints, oldest first."""

    items: list[WebhookBody]
    next_cursor: None = None
    """Always null: an organisation's endpoints are one page."""


class DeliveryBody(BaseModel):
    """One event for one endpoint, and how it stands with it."""

    delivery_id: str
    event_id: str
    event_type: WebhookEvent
    interview_id: str
    status: HandoverStatus
    """PENDING, DELIVERED, FAILED (tried for 24 hours) or MISSED (the endpoint was switched off)."""
    attempts: int
    """Since it was made, or last replayed."""
    response_status: int | None
    """What the endpoint answered last; null where there was no answer."""
    problem: str | None
    next_attempt_at: UtcTime | None
    last_attempt_at: UtcTime | None
    delivered_at: UtcTime | None
    replayed_at: UtcTime | None
    created_at: UtcTime

    @classmethod
    def of(cls, handover: Handover) -> Self:
        """The answer about a delivery."""
        event = handover.event
        told: dict[str, Any] = {
            "event_id": event.event_id,
            "event_type": event.type,
            "interview_id": event.interview_id,
        }
        return cls(**handover.model_dump(include=set(cls.model_fields)) | told)
