"""Refuses requests that a page of another site sent. The candidate's pages and programs with a key may send them."""

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from greenroom.api.forms import came_from_elsewhere
from greenroom.errors import ForbiddenError, ValidationError

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes.common import BaseProxyEvent

JSON = "application/json"
ANOTHER_SITE = "Another site's page sent this. Open the link in your invitation and go on there."
NO_JSON = "Send JSON, with Content-Type: application/json."


def refuse_other_sites(event: "BaseProxyEvent", portal_url: Callable[[], str]) -> None:
    """Raise ForbiddenError for a request that a browser sent from another site's page.

    Browsers since 2023 send `Sec-Fetch-Site`, which no page can set; older ones send only the page's `Origin`.
    """
    if came_from_elsewhere(event):
        raise ForbiddenError(ANOTHER_SITE)
    origin = event.headers.get("Origin")
    if origin is None or event.headers.get("Sec-Fetch-Site"):
        return
    if origin.rstrip("/").lower() != _origin_of(portal_url()):
        raise ForbiddenError(ANOTHER_SITE)


def refuse_other_than_json(event: "BaseProxyEvent") -> None:
    """Raise ValidationError for a body that is not declared as JSON: forms of other sites can only send other types."""
    declared = event.headers.get("Content-Type")
    if declared is None and not event.body:
        return
    if (declared or "").partition(";")[0].strip().lower() != JSON:
        raise ValidationError(NO_JSON)


def _origin_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}".lower()
