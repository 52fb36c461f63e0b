"""Calls of routes that measurements repeat, and the function in this process that answers each."""

import importlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from greenroom.api.route import Route
from greenroom.api.routes import Api
from greenroom.models.organisation import Role
from local.applications import function_names
from local.gateway import rest_event, route_of


def ample_time() -> int:
    """Milliseconds left of an invocation: enough for each measurement."""
    return 600_000


@dataclass(frozen=True)
class Function:
    """A Lambda function that answers routes."""

    name: str
    api: Api
    handler: Any


@dataclass(frozen=True)
class Call:
    """One request that a measurement repeats."""

    method: str
    path: str
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    org_id: str | None = None
    """The organisation whose token was sent; None for a route without one."""


@cache
def functions() -> list[Function]:
    """Every function that answers routes."""
    found = []
    for name in function_names():
        module: Any = importlib.import_module(f"functions.{name}.handler")
        if isinstance(getattr(module, "api", None), Api):
            found.append(Function(name, module.api, module.lambda_handler))
    return found


def routes() -> Iterator[tuple[Function, Route]]:
    """Every declared route with its function."""
    for function in functions():
        for route in function.api.routes:
            yield function, route


def label(route: Route) -> str:
    """A route as the contract writes it: POST /interviews/{interview_id}/cancel."""
    path = re.sub(r"<(\w+)>", r"{\1}", route.path).removeprefix("/api/v1")
    return f"{route.method} {path}"


def function_of(call: Call) -> Function:
    """The function that answers a call."""
    route = route_of(call.method, urlsplit(_whole(call.path)).path)
    name = route.handler.split(".")[1] if route else "portal"
    return next(function for function in functions() if function.name == name)


def event_of(call: Call) -> dict[str, Any]:
    """API Gateway's event for a call, with the context that the authorizer adds."""
    event = rest_event(call.method, _whole(call.path), call.body, {"Accept": "application/json", **call.headers})
    if call.org_id:
        event["requestContext"]["authorizer"] = {
            "org_id": call.org_id,
            "actor": "token:bench",
            "role": Role.ADMIN.value,
        }
    return event


def _whole(path: str) -> str:
    """The whole path. Examples write recruiters' paths without /api/v1, as the contract does."""
    return (
        path
        if path.startswith(("/ai/", "/interview/", "/brand/", "/calendar/", "/dashboard/jobseeker", "/room/", "/?"))
        else f"/api/v1{path}"
    )
