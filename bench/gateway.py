"""Calls a function's handler in this process, with the event that API Gateway would make."""

import importlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from greenroom.api.routes import Api, Route
from greenroom.identifiers import new_id
from greenroom.models.organisation import Role
from local.applications import function_names


@dataclass(frozen=True)
class Function:
    """A Lambda function that answers routes."""

    name: str
    api: Api
    handler: Any


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str

    def json(self) -> Any:
        return json.loads(self.text)


@dataclass(frozen=True)
class Call:
    """One request, ready to be made: what a measurement repeats."""

    method: str
    path: str
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    org_id: str | None = None
    """The organisation whose token was sent; None for a route without one."""


class LambdaContext:
    """As much of Lambda's context as the handlers look at."""

    function_name = "bench"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:us-east-1:000000000000:function:bench"
    aws_request_id = "bench"

    def get_remaining_time_in_millis(self) -> int:
        return 600_000


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


@cache
def _function_of(method: str, path: str) -> Function:
    """As API Gateway finds it: the route with the fewest parameters wins."""
    fitting = []
    for function, route in routes():
        pattern = re.sub(r"<\w+>", r"[^/]+", route.path)
        if route.method == method and re.fullmatch(pattern, path):
            fitting.append((route.path.count("<"), function.name, function))
    if not fitting:
        return next(function for function in functions() if function.name == "portal")
    return min(fitting, key=lambda one: one[:2])[2]


def function_of(call: Call) -> Function:
    """The function that answers a call; what no route declares is a page of the portal."""
    return _function_of(call.method, urlsplit(_whole(call.path)).path)


def event_of(call: Call) -> dict[str, Any]:
    """API Gateway's event for a call."""
    parts = urlsplit(_whole(call.path))
    query = dict(parse_qsl(parts.query))
    sent = {"Accept": "application/json", "Content-Type": "application/json", "Host": "api.example", **call.headers}
    authorizer = {"org_id": call.org_id, "actor": "token:bench", "role": Role.ADMIN.value} if call.org_id else None
    return {
        "resource": "/{proxy+}",
        "path": parts.path,
        "httpMethod": call.method,
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "queryStringParameters": query or None,
        "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} or None,
        "pathParameters": None,
        "requestContext": {
            "requestId": new_id("req"),
            "stage": "live",
            "httpMethod": call.method,
            "path": f"/live{parts.path}",
            "identity": {"sourceIp": "192.0.2.1"},
            **({"authorizer": authorizer} if authorizer else {}),
        },
        "body": call.body if isinstance(call.body, str | None) else json.dumps(call.body),
        "isBase64Encoded": False,
    }


def answer_of(answered: Mapping[str, Any]) -> Answer:
    """A handler's answer, as HTTP would carry it."""
    headers = {name: values[-1] for name, values in (answered.get("multiValueHeaders") or {}).items() if values}
    return Answer(answered["statusCode"], {**headers, **(answered.get("headers") or {})}, answered.get("body") or "")


def _whole(path: str) -> str:
    """Recruiters' paths are written as in the contract, candidates' as they are."""
    return (
        path
        if path.startswith(("/ai/", "/interview/", "/brand/", "/calendar/", "/dashboard/jobseeker", "/?"))
        else f"/api/v1{path}"
    )
