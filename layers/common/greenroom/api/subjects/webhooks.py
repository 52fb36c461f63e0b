"""Requests and answers about webhooks."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field

from greenroom.api.cursor import PageQuery
from greenroom.api.fields import Email, InterviewId, Line
from greenroom.api.subjects.base import (
    AnswerModel,
    ChangeModel,
    RequestModel,
    SharedFields,
    StoredAnswer,
    example,
    whole_example,
)
from greenroom.clock import UtcTime
from greenroom.models.webhook import SENT_BY_DEFAULT, Webhook, WebhookDelivery, WebhookDeliveryStatus, WebhookEvent
from greenroom.rules.addresses import ENDPOINT, LONGEST_URL, PORTS, target_of
from greenroom.settings import settings
from greenroom.usecases.webhooks import WebhookWithSecret


def _endpoint(url: str) -> str:
    target_of(url, settings().webhook_hosts)
    return url


def _each_once(events: tuple[WebhookEvent, ...]) -> tuple[WebhookEvent, ...]:
    return tuple(event for event in WebhookEvent if event in events)


# For the OpenAPI document: a pattern of the addresses that `target_of` accepts, without the longest host name.
PATTERN = (
    ENDPOINT.replace("(?P<host>", "(?:")
    .replace("(?P<port>[0-9]{1,5})", f"(?:{'|'.join(map(str, PORTS))})")
    .replace("(?P<path>", "(?:")
)
EndpointUrl = Annotated[
    str,
    Field(
        max_length=LONGEST_URL,
        json_schema_extra={
            "format": "uri",
            "pattern": f"^{PATTERN}$",
            "examples": ["https://hooks.example.com/greenroom"],
        },
    ),
    AfterValidator(_endpoint),
]
"""HTTPS, a host name on the internet, port 443 or 8443; and any that the stack lists."""
WebhookId = Annotated[str, example("whk_01jd8mb0v9t8s7r6q5p4n3m2k1")]
Events = Annotated[
    tuple[Annotated[WebhookEvent, Field(strict=False)], ...],
    Field(strict=False, min_length=1, max_length=len(WebhookEvent)),
    AfterValidator(_each_once),
]


class WebhookFields(SharedFields):
    """The fields of an endpoint."""

    url: EndpointUrl
    notify_email: Annotated[Email, example("ats@acme.example.com")]
    """The address that gets an e-mail when Greenroom switches the endpoint off."""
    events: Events = SENT_BY_DEFAULT
    """The events that it gets. Left out: those of booked interviews, failed e-mails and reports; never those that
    were added later."""
    description: Annotated[Line, Field(max_length=200, examples=["Our ATS"])] | None = None
    enabled: bool = True
    """`true` switches an endpoint on again, and forgets that it failed."""


class CreateWebhook(WebhookFields, RequestModel):
    """A new endpoint."""

    model_config = whole_example(url="https://hooks.example.com/greenroom", notify_email="ats@acme.example.com")


class ChangeWebhook(WebhookFields, ChangeModel):
    """Some fields of an endpoint. Fields that are left out stay as they are."""

    model_config = whole_example(description="Our ATS")


class RotateSecret(RequestModel):
    overlap_hours: int = Field(default=24, ge=0, le=168)
    """The hours for which the present secret also signs beside the new one; 0 ends it at once."""


class DeliveryQuery(PageQuery):
    """The parameters of a list of deliveries."""

    status: WebhookDeliveryStatus | None = None


class WebhookAnswer(StoredAnswer, WebhookFields):
    """An endpoint, without its secret."""

    webhook_id: WebhookId
    failing_since: UtcTime | None
    """The first failure since it last took something; null while all is well."""
    disabled_at: UtcTime | None
    """The time at which Greenroom switched it off, after 24 hours of failures."""
    disabled_reason: str | None

    @classmethod
    def of(cls, webhook: Webhook) -> Self:
        """The answer about an endpoint."""
        return cls.about(webhook)


class WebhookSecretAnswer(WebhookAnswer):
    """An endpoint with its newest secret."""

    secret: Annotated[str, example("whsec_…")] | None
    """The secret that signs deliveries. Shown once; null in a repeated request: then make another by rotate-secret."""

    @classmethod
    def made(cls, made: WebhookWithSecret) -> Self:
        """Make the answer to creating an endpoint or a secret."""
        return cls.about(made.webhook, secret=made.secret)


class WebhooksAnswer(AnswerModel):
    """All endpoints, oldest first."""

    items: list[WebhookAnswer]
    next_cursor: None = None
    """Always null: an organisation's endpoints are one page."""


class DeliveryAnswer(AnswerModel):
    """The delivery of one event to one endpoint."""

    delivery_id: Annotated[str, example("dlv_01jd8mc1w0v9t8s7r6q5p4n3m2")]
    event_id: Annotated[str, example("evt_01jd8mc1w0v9t8s7r6q5p4n3m2")]
    event_type: WebhookEvent
    interview_id: InterviewId | None
    """Null for test events and events about candidates."""
    status: WebhookDeliveryStatus
    """PENDING, DELIVERED, FAILED (tried for 24 hours) or MISSED (the endpoint was switched off)."""
    attempts: int
    """Since it was made, or last replayed."""
    response_status: int | None
    """The status of the endpoint's last answer; null without an answer."""
    problem: str | None
    next_attempt_at: UtcTime | None
    last_attempt_at: UtcTime | None
    delivered_at: UtcTime | None
    replayed_at: UtcTime | None
    created_at: UtcTime

    @classmethod
    def of(cls, delivery: WebhookDelivery) -> Self:
        """The answer about a delivery."""
        event = delivery.event
        return cls.about(
            delivery, event_id=event.event_id, event_type=event.type, interview_id=event.interview_id or None
        )
