"""Requests about webhooks."""

from typing import Annotated

from pydantic import AfterValidator, Field

from greenroom.api.cursor import PageQuery
from greenroom.api.fields import Email, Line, RequestModel
from greenroom.models.webhook import HandoverStatus, WebhookEvent
from greenroom.rules.addresses import ENDPOINT, LONGEST_URL, PORTS, target_of


def _endpoint(url: str) -> str:
    target_of(url)
    return url


def _each_once(events: tuple[WebhookEvent, ...]) -> tuple[WebhookEvent, ...]:
    return tuple(event for event in WebhookEvent if event in events)


# For the document alone: what `target_of` takes, but for the longest host name, as a pattern that clients can use.
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
"""HTTPS, a host name on the internet, port 443 or 8443."""
Events = Annotated[
    tuple[Annotated[WebhookEvent, Field(strict=False)], ...],
    Field(strict=False, min_length=1, max_length=len(WebhookEvent)),
    AfterValidator(_each_once),
]


class CreateWebhook(RequestModel):
    """A new endpoint."""

    url: EndpointUrl
    notify_email: Email
    """Who is told when Greenroom switches the endpoint off."""
    events: Events = tuple(WebhookEvent)
    """Which events it gets: all, if left out."""
    description: Annotated[Line, Field(max_length=200)] | None = None
    enabled: bool = True


class ChangeWebhook(RequestModel):
    """Some fields of an endpoint: what is left out stays."""

    url: EndpointUrl = Field(default_factory=str)
    notify_email: Email = Field(default_factory=str)
    events: Events = Field(default_factory=lambda: tuple(WebhookEvent))
    description: Annotated[Line, Field(max_length=200)] | None = None
    enabled: bool = Field(default_factory=lambda: True)
    """`true` switches an endpoint on again, and forgets that it failed."""


class RotateSecret(RequestModel):
    overlap_hours: int = Field(default=24, ge=0, le=168)
    """How long the present secret goes on signing beside the new one; 0 ends it at once."""


class DeliveryQuery(PageQuery):
    """Which deliveries."""

    status: HandoverStatus | None = None
