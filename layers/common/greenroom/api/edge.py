"""Rules for requests to every route: candidates' requests come through the portal, HEAD is answered as GET without a
body, and pages of the allowed origins may call the API from a browser."""

import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any

from greenroom.settings import Settings

METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE"
SENT = "Authorization, Content-Type, Idempotency-Key, If-Match"
SHOWN = "Deprecation, Idempotency-Replayed, RateLimit-Policy, Retry-After, Sunset, WWW-Authenticate, X-Request-Id"
PREFLIGHT_SECONDS = 7200
MOST_AT_ONCE = 2
"""Secrets that CloudFront sends."""
API = "/api/"
"""The prefix of paths for recruiters' systems. Other paths are for our own pages and scripts: no other site may call
them."""

type Event = dict[str, Any]
type Answer = dict[str, Any]


def answer_at_the_edge(event: Event, settings: Settings, answer: Callable[[Event], Answer]) -> Answer:
    """Answer an API Gateway event. OPTIONS is answered here; `answer` answers the others, and gets HEAD as GET."""
    is_api = str(event["path"]).startswith(API)
    if not is_api and settings.only_by_portal and not came_by_portal(event, settings.origin_secret):
        return _past_the_portal(event)
    origin = _allowed_origin(event, settings.allowed_origins) if is_api else None
    if event["httpMethod"] == "OPTIONS":
        return _preflight(origin)
    is_head = event["httpMethod"] == "HEAD"
    found = answer({**event, "httpMethod": "GET"} if is_head else event)
    if is_head:
        found = {**found, "body": "", "isBase64Encoded": False}
    if is_api and settings.allowed_origins:
        headers = _of_origin(origin) | ({"Access-Control-Expose-Headers": SHOWN} if origin else {})
        found = {**found, "multiValueHeaders": {**found.get("multiValueHeaders", {}), **_multiple(headers)}}
    return found


def came_by_portal(event: Mapping[str, Any], origin_secret: str) -> bool:
    """Whether the request came through CloudFront, which alone knows the origin's secret.

    While the secret is changed, it is two with a space between. CloudFront and the functions learn of it at different
    times, so one that both know is enough.
    """
    sent, known = _header(event, "x-origin-secret").encode().split()[:MOST_AT_ONCE], origin_secret.encode().split()
    return any(hmac.compare_digest(one, other) for one in sent for other in known)


def _header(event: Mapping[str, Any], wanted: str) -> str:
    headers: Mapping[str, str] = event.get("headers") or {}
    return next((value for name, value in headers.items() if name.lower() == wanted), "")


def _allowed_origin(event: Event, allowed: tuple[str, ...]) -> str | None:
    origin = _header(event, "origin")
    return origin if origin in allowed else None


def _preflight(origin: str | None) -> Answer:
    headers = _of_origin(origin)
    if origin is not None:
        headers |= {
            "Access-Control-Allow-Methods": METHODS,
            "Access-Control-Allow-Headers": SENT,
            "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
        }
    return {"statusCode": 204, "multiValueHeaders": _multiple(headers), "body": "", "isBase64Encoded": False}


def _of_origin(origin: str | None) -> dict[str, str]:
    return {"Vary": "Origin"} | ({"Access-Control-Allow-Origin": origin} if origin else {})


def _past_the_portal(event: Event) -> Answer:
    body = {
        "error": "Open this at the portal's address, as the link in the e-mail has it.",
        "code": "FORBIDDEN",
        "details": [],
        "request_id": event["requestContext"].get("requestId", ""),
    }
    headers = {"Content-Type": "application/json", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return {
        "statusCode": 403,
        "multiValueHeaders": _multiple(headers),
        "body": json.dumps(body),
        "isBase64Encoded": False,
    }


def _multiple(headers: Mapping[str, str]) -> dict[str, list[str]]:
    return {name: [value] for name, value in headers.items()}
