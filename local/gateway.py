"""Imitates API Gateway by the template: finds a request's function, calls the authorizer, and then the handler.

The handler gets an event of a REST proxy integration.
"""

import importlib
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from local.template import template

STAGE = "live"
ACCOUNT = "123456789012"
type Handler = Callable[[dict[str, Any], Any], Any]


@dataclass(frozen=True)
class Declared:
    """One route of the template."""

    segments: tuple[str, ...]
    method: str
    handler: str
    is_open: bool
    """Whether the route needs no token."""

    def matches(self, method: str, segments: tuple[str, ...]) -> bool:
        if self.method not in {method, "ANY"}:
            return False
        if self.segments and self.segments[-1] == "{proxy+}":
            fixed = self.segments[:-1]
            return len(segments) > len(fixed) and _fit(fixed, segments[: len(fixed)])
        return len(segments) == len(self.segments) and _fit(self.segments, segments)

    @property
    def exactness(self) -> tuple[Any, ...]:
        """Sort key of API Gateway's preference, segment by segment: literal text, then a parameter, then a proxy."""
        return tuple(0 if not one.startswith("{") else 2 if one == "{proxy+}" else 1 for one in self.segments)


def _fit(pattern: tuple[str, ...], segments: tuple[str, ...]) -> bool:
    return all(one.startswith("{") or one == other for one, other in zip(pattern, segments, strict=True))


def _split(path: str) -> tuple[str, ...]:
    return tuple(part for part in path.split("/") if part)


@cache
def declared_routes() -> tuple[Declared, ...]:
    """All routes of all functions."""
    found = []
    for resource in template()["Resources"].values():
        if resource["Type"] != "AWS::Serverless::Function":
            continue
        for event in resource["Properties"].get("Events", {}).values():
            if event["Type"] != "Api":
                continue
            properties = event["Properties"]
            is_open = properties.get("Auth", {}).get("Authorizer") == "NONE"
            handler = resource["Properties"]["Handler"]
            found.append(Declared(_split(properties["Path"]), properties["Method"].upper(), handler, is_open))
    return tuple(found)


def handler_of(dotted: str) -> Handler:
    """The function behind `functions.<name>.handler.lambda_handler`."""
    module, _, name = dotted.rpartition(".")
    handler: Handler = getattr(importlib.import_module(module), name)
    return handler


def lambda_context(time_left: Callable[[], int] = lambda: 15_000) -> Any:
    """The context of an invocation. `time_left` returns the milliseconds until it ends."""
    return SimpleNamespace(
        function_name="test",
        function_version="$LATEST",
        memory_limit_in_mb=512,
        invoked_function_arn=f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:test",
        aws_request_id=str(uuid.uuid4()),
        get_remaining_time_in_millis=time_left,
    )


@dataclass(frozen=True)
class Answer:
    """The answer to a client."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def code(self) -> str:
        """The stable code of a refusal."""
        return str(self.json["code"])


@dataclass(frozen=True)
class Client:
    """A client of the API, with a token or without."""

    token: str | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def __call__(self, method: str, path: str, body: object = None, *, headers: dict[str, str] | None = None) -> Answer:
        """Call a route by a path such as /jobs?limit=1. A `str` or `bytes` body is sent unchanged."""
        event = rest_event(method, f"/api/v1{path}", body, {**self.headers, **(headers or {})})
        if self.token is not None:
            event["headers"]["Authorization"] = f"Token {self.token}"
            event["multiValueHeaders"]["Authorization"] = [f"Token {self.token}"]
        return answered(event)


def route_of(method: str, path: str) -> Declared | None:
    """The route that API Gateway chooses. The resource that fits best wins, even without this method."""
    segments = _split(path)
    fitting = [route for route in declared_routes() if route.matches(method, segments)]
    return min(fitting, key=lambda one: (one.exactness, one.method == "ANY"), default=None)


def answered(event: dict[str, Any]) -> Answer:
    """Route an event by the template and call the handler."""
    route = route_of(event["httpMethod"], event["path"])
    if route is None:
        return Answer(404, {}, json.dumps({"code": "NOT_FOUND", "error": "There is no such route."}))
    event["resource"] = "/" + "/".join(route.segments)
    if not route.is_open:
        allowed = _authorize(event)
        if allowed is None:
            refusal = {"error": "No.", "code": "UNAUTHENTICATED", "details": [], "request_id": "1"}
            return Answer(401, {"WWW-Authenticate": "Token"}, json.dumps(refusal))
        event["requestContext"]["authorizer"] = allowed
    return answer_of(handler_of(route.handler)(event, lambda_context()))


def answer_of(reply: dict[str, Any]) -> Answer:
    """The handler's reply, as HTTP transports it."""
    headers = {name: values[0] for name, values in (reply.get("multiValueHeaders") or {}).items()}
    return Answer(reply["statusCode"], headers | (reply.get("headers") or {}), reply.get("body") or "")


def _authorize(event: dict[str, Any]) -> dict[str, str] | None:
    if "Authorization" not in event["headers"]:
        return None
    arn = f"arn:aws:execute-api:us-east-1:{ACCOUNT}:api/{STAGE}/{event['httpMethod']}{event['path']}"
    asked = {**event, "type": "REQUEST", "methodArn": arn}
    policy = handler_of("functions.authorizer.handler.lambda_handler")(asked, lambda_context())
    effects = {statement["Effect"] for statement in policy["policyDocument"]["Statement"]}
    if effects != {"Allow"}:
        return None
    # API Gateway passes values of the authorizer's context as text.
    return {"principalId": policy["principalId"], **{name: str(value) for name, value in policy["context"].items()}}


def rest_event(method: str, target: str, body: object = None, headers: dict[str, str] | None = None) -> dict[str, Any]:
    """A request as an event of API Gateway's REST proxy integration (payload 1.0)."""
    url = urlsplit(target)
    query: dict[str, list[str]] = {}
    for name, value in parse_qsl(url.query, keep_blank_values=True):
        query.setdefault(name, []).append(value)
    sent = {"Host": "api.example.com", "Content-Type": "application/json", **(headers or {})}
    text = body if isinstance(body, str) or body is None else json.dumps(body)
    return {
        "resource": "",
        "path": url.path,
        "httpMethod": method,
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "queryStringParameters": {name: values[-1] for name, values in query.items()} or None,
        "multiValueQueryStringParameters": query or None,
        "pathParameters": None,
        "stageVariables": None,
        "requestContext": {
            "accountId": ACCOUNT,
            "apiId": "api",
            "stage": STAGE,
            "httpMethod": method,
            "path": f"/{STAGE}{url.path}",
            "requestId": str(uuid.uuid4()),
            "identity": {"sourceIp": "203.0.113.7"},
        },
        "body": text,
        "isBase64Encoded": False,
    }
