"""Typed routes over Powertools' REST resolver.

A route declares its path, role, request model and answers in its decorator and signature. From the same declaration
comes the OpenAPI document (`greenroom.api.document`). Bodies are validated by pydantic here: Powertools' validating
resolver does the same but its import costs 130 ms of each cold start, so only the document loads it.
"""

import inspect
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_type_hints

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError as RouteNotFoundError
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import BaseModel
from pydantic import ValidationError as PydanticError

from greenroom.api.answers import Reply, error_response, internal_error_response, json_response, validation_error
from greenroom.api.repeating import Stored, answer_once
from greenroom.errors import (
    FieldProblem,
    ForbiddenError,
    GreenroomError,
    TooLargeError,
    UnauthenticatedError,
    ValidationError,
)
from greenroom.models.caller import Caller
from greenroom.models.organisation import Role
from greenroom.observability import logger

MAX_BODY_BYTES = 256 * 1024
"""No request needs more: files go to S3 by a presigned POST."""

type Handler = Callable[..., Any]


@dataclass(frozen=True)
class Route:
    """One declared route: what the resolver calls, what the document shows, and what the tests read."""

    method: str
    path: str
    handler: Handler
    role: Role | None
    """The least role that may call it; None for a route without a token."""
    status: int
    other_statuses: tuple[int, ...]
    errors: tuple[str, ...]
    summary: str
    tag: str
    body: type[BaseModel] | None
    query: type[BaseModel] | None
    answer: Any


class Api:
    """The routes of one function."""

    def __init__(self) -> None:
        self.resolver = APIGatewayRestResolver()
        self.routes: list[Route] = []
        self.resolver.exception_handler(GreenroomError)(self._on_refusal)
        self.resolver.exception_handler(Exception)(self._on_failure)
        self.resolver.not_found(self._on_unknown_route)

    def resolve(self, event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
        """Answer one API Gateway event."""
        return self.resolver.resolve(event, context)

    def get(self, path: str, **declared: Any) -> Callable[[Handler], Handler]:
        """A route that reads."""
        return self.route("GET", path, **declared)

    def post(self, path: str, **declared: Any) -> Callable[[Handler], Handler]:
        """A route that makes or does something."""
        return self.route("POST", path, **declared)

    def put(self, path: str, **declared: Any) -> Callable[[Handler], Handler]:
        """A route that replaces."""
        return self.route("PUT", path, **declared)

    def patch(self, path: str, **declared: Any) -> Callable[[Handler], Handler]:
        """A route that changes some fields."""
        return self.route("PATCH", path, **declared)

    def delete(self, path: str, **declared: Any) -> Callable[[Handler], Handler]:
        """A route that removes."""
        return self.route("DELETE", path, **declared)

    def route(
        self,
        method: str,
        path: str,
        *,
        summary: str,
        tag: str,
        role: Role | None,
        status: int = 200,
        other_statuses: tuple[int, ...] = (),
        errors: tuple[str, ...] = (),
    ) -> Callable[[Handler], Handler]:
        """Declare a route. Of the handler's parameters `body` and `query` are models, the rest come from the path."""

        def declare(handler: Handler) -> Handler:
            hints = get_type_hints(handler)
            declared = Route(
                method=method,
                path=path,
                handler=handler,
                role=role,
                status=status,
                other_statuses=other_statuses,
                errors=errors,
                summary=summary,
                tag=tag,
                body=hints.get("body"),
                query=hints.get("query"),
                answer=hints.get("return"),
            )
            self.routes.append(declared)
            self.resolver.route(path, method)(lambda **parameters: self._answer(declared, parameters))
            return handler

        return declare

    @property
    def request_id(self) -> str:
        """API Gateway's id of the request, as in the logs."""
        return str(self.resolver.current_event.request_context.request_id)

    @property
    def caller(self) -> Caller:
        """Who asks, as the authorizer found. Raises UnauthenticatedError where there is no authorizer's answer."""
        found: Mapping[str, Any] = self.resolver.current_event.raw_event["requestContext"].get("authorizer") or {}
        if not found.get("org_id"):
            raise UnauthenticatedError
        return Caller(org_id=found["org_id"], actor=found["actor"], role=Role(found["role"]))

    @property
    def expected_version(self) -> int | None:
        """The version in `If-Match`, or None. Raises ValidationError for anything that is no version."""
        header = self.header("If-Match")
        if header is None or header.strip() == "*":
            return None
        digits = header.strip().removeprefix("W/").strip('"')
        if not digits.isascii() or not digits.isdigit() or len(digits) > 9:
            raise ValidationError("If-Match takes the version from an answer, such as 3.")
        return int(digits)

    def header(self, name: str) -> str | None:
        """A request header, however it is spelled."""
        value: str | None = self.resolver.current_event.headers.get(name)
        return value

    def _answer(self, route: Route, parameters: Mapping[str, str]) -> Response[str]:
        if route.role is not None and not self.caller.role.allows(route.role):
            raise ForbiddenError(f"This needs the role {route.role}; your token's role is {self.caller.role}.")
        arguments: dict[str, Any] = dict(parameters)
        raw = self._raw_body()
        if route.body is not None:
            arguments["body"] = _parsed(route.body, raw)
        if route.query is not None:
            arguments["query"] = _parsed_query(route.query, self.resolver.current_event.raw_event)
        key = self.header("Idempotency-Key") if route.role and route.method in {"POST", "PUT"} else None
        if key is None:
            return _as_response(self._perform(route, arguments))
        stored = answer_once(
            key,
            self.caller.org_id,
            request={
                "method": route.method,
                "path": self.resolver.current_event.path,
                "body": raw.decode(errors="replace"),
            },
            perform=lambda: self._perform(route, arguments),
            context=self.resolver.lambda_context,
        )
        return _as_response(stored)

    def _perform(self, route: Route, arguments: Mapping[str, Any]) -> Stored:
        result = route.handler(**arguments)
        if isinstance(result, Reply):
            return Stored(result.status, _as_json(result.body), dict(result.headers))
        return Stored(route.status, _as_json(result), {})

    def _raw_body(self) -> bytes:
        body = self.resolver.current_event.decoded_body or ""
        raw = body.encode("utf-8", errors="surrogatepass")
        if len(raw) > MAX_BODY_BYTES:
            raise TooLargeError(f"The body is larger than {MAX_BODY_BYTES // 1024} KB.")
        return raw

    def _on_refusal(self, error: GreenroomError) -> Response[str]:
        logger.info("refused", code=error.code)
        return error_response(error, self.request_id)

    def _on_failure(self, error: Exception) -> Response[str]:
        # The type and place say what broke; the message may hold what a person sent.
        logger.error("failed", error_type=type(error).__name__, place=_place_of(error))
        return internal_error_response(self.request_id)

    def _on_unknown_route(self, _error: RouteNotFoundError) -> Response[str]:
        event = self.resolver.current_event
        body = {"error": f"There is no {event.http_method} {event.path}", "code": "NOT_FOUND", "details": []}
        return json_response(404, {**body, "request_id": self.request_id})


def _place_of(error: Exception) -> list[str]:
    frames = inspect.getinnerframes(error.__traceback__, context=0) if error.__traceback__ else []
    return [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.function}" for frame in frames[-6:]]


def _parsed[Model: BaseModel](model: type[Model], raw: bytes) -> Model:
    try:
        # An absent body means an empty object: the answer then names the field that is missing.
        return model.model_validate_json(raw or b"{}", strict=False)
    except PydanticError as error:
        raise validation_error(error) from error


def _parsed_query[Model: BaseModel](model: type[Model], event: Mapping[str, Any]) -> Model:
    sent: Mapping[str, list[str]] = event.get("multiValueQueryStringParameters") or {}
    repeated = [name for name, values in sent.items() if len(values) > 1]
    if repeated:
        problems = tuple(FieldProblem(name, f"{name} is given more than once") for name in repeated)
        raise ValidationError(problems[0].message, details=problems)
    single = {name: values[0] for name, values in sent.items()} or event.get("queryStringParameters") or {}
    try:
        return model.model_validate_strings(dict(single))
    except PydanticError as error:
        raise validation_error(error) from error


def _as_json(result: Any) -> str | None:
    if result is None:
        return None
    if isinstance(result, BaseModel):
        return result.model_dump_json()
    return json.dumps(result, ensure_ascii=False)


def _as_response(stored: Stored) -> Response[str]:
    if stored.body is None:
        return Response(status_code=204, headers={"Cache-Control": "no-store", **stored.headers})
    return json_response(stored.status, stored.body, stored.headers)
