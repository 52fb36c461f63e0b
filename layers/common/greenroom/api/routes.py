"""Typed routes over Powertools' REST resolver.

A route declares its path, role, request model and answers in its decorator and signature. The OpenAPI document
(`local/openapi.py`) is made from the same declaration. Pydantic validates bodies here: Powertools' validating resolver
does the same, but its import adds 130 ms to each cold start, so only the document's generator loads it.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import replace
from typing import TYPE_CHECKING, Any, get_type_hints

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import BaseModel

from greenroom.adapters.metering import meter
from greenroom.adapters.unreadable import unreadable_items
from greenroom.api.answers import Reply, error_response, internal_error_response, json_response
from greenroom.api.cursor import ListAnswer
from greenroom.api.edge import answer_at_the_edge
from greenroom.api.methods import methods_at
from greenroom.api.on_demand import ModulesOnDemand
from greenroom.api.promises import RATE_LIMIT_POLICY, Deprecated
from greenroom.api.repeating import Repeatable, Repetitions, Stored
from greenroom.api.requests import body_of, query_of
from greenroom.api.route import Handler, Route
from greenroom.errors import (
    ForbiddenError,
    GreenroomError,
    MethodNotAllowedError,
    NotFoundError,
    RefusedByStateError,
    TooLargeError,
    UnauthenticatedError,
    ValidationError,
)
from greenroom.identifiers import can_name, new_id
from greenroom.models.caller import Caller
from greenroom.models.organisation import Role
from greenroom.observability import logger, name_interview, note_failed_request, place_of

if TYPE_CHECKING:
    from greenroom.application import Application

MAX_BODY_BYTES = 256 * 1024
"""The largest body of a request. Files are sent to S3 by a presigned POST."""
TIME_TO_ANSWER_MS = 5_000
"""A request with many lines begins another line only if more than this time is left in the invocation."""


class Api:
    """The routes of one function."""

    def __init__(self, app: "Application", modules: ModulesOnDemand | None = None) -> None:
        self.app = app
        self.resolver = APIGatewayRestResolver()
        self.loaded_routes: list[Route] = []
        self._modules = modules or ModulesOnDemand("", {})
        self._repetitions = Repetitions(app)
        self.resolver.exception_handler(GreenroomError)(self._on_refusal)
        self.resolver.exception_handler(Exception)(self._on_failure)
        self.resolver.not_found(lambda _error: self.unknown_route())

    def resolve(self, event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
        """Answer one API Gateway event. The header `x-request-id` has the event's id."""
        self._modules.load_for(event["path"])
        self.app.work_for(None)
        answer = answer_at_the_edge(event, self.app.settings, lambda request: self.resolver.resolve(request, context))
        answer["multiValueHeaders"]["x-request-id"] = [event["requestContext"]["requestId"]]
        if (event["requestContext"].get("authorizer") or {}).get("org_id"):
            answer["multiValueHeaders"]["RateLimit-Policy"] = [RATE_LIMIT_POLICY]
        return answer

    @property
    def routes(self) -> list[Route]:
        """All routes, also those of modules that were not imported yet."""
        self._modules.load_all()
        return self.loaded_routes

    def get(self, path: str, **declared: Any) -> Callable[[Handler], Handler]:
        """Declare a route that reads."""
        return self.route("GET", path, **declared)

    def post(self, path: str, **declared: Any) -> Callable[[Handler], Handler]:
        """Declare a route that makes a record or starts an action."""
        return self.route("POST", path, **declared)

    def put(self, path: str, **declared: Any) -> Callable[[Handler], Handler]:
        """Declare a route that replaces a record."""
        return self.route("PUT", path, **declared)

    def patch(self, path: str, **declared: Any) -> Callable[[Handler], Handler]:
        """Declare a route that changes some fields of a record."""
        return self.route("PATCH", path, **declared)

    def delete(self, path: str, **declared: Any) -> Callable[[Handler], Handler]:
        """Declare a route that removes a record."""
        return self.route("DELETE", path, **declared)

    def route(  # noqa: PLR0913 (all of a declaration in one place)
        self,
        method: str,
        path: str,
        *,
        summary: str,
        tag: str,
        role: Role | None,
        also: Callable[[Caller], bool] | None = None,
        status: int = 200,
        other_statuses: tuple[int, ...] = (),
        errors: tuple[str, ...] = (),
        shown_once: tuple[str, ...] = (),
        deprecated: Deprecated | None = None,
    ) -> Callable[[Handler], Handler]:
        """Declare a route. The handler's `request` and `query` are models; its other parameters come from the path."""

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
                also=also,
                request=hints.get("request"),
                query=hints.get("query"),
                answer=hints.get("return"),
                shown_once=shown_once,
                deprecated=deprecated,
            )
            self.loaded_routes.append(declared)
            self.resolver.route(path, method)(lambda **parameters: self._announced(declared, parameters))
            return handler

        return declare

    @property
    def request_id(self) -> str:
        """API Gateway's id of the request, which the logs have too."""
        return str(self.resolver.current_event.request_context.request_id)

    @property
    def caller(self) -> Caller:
        """The caller whom the authorizer identified. Raises UnauthenticatedError if no authorizer ran."""
        found: Mapping[str, Any] = self.resolver.current_event.raw_event["requestContext"].get("authorizer") or {}
        if not found.get("org_id"):
            raise UnauthenticatedError
        token_hash = found.get("token_hash") or None
        return Caller(found["org_id"], found["actor"], Role(found["role"]), token_hash)

    @property
    def expected_version(self) -> int | None:
        """The version in `If-Match`, or None. Raises ValidationError for anything else."""
        header = self.header("If-Match")
        if header is None or header.strip() == "*":
            return None
        digits = header.strip().removeprefix("W/").strip('"')
        if not digits.isascii() or not digits.isdigit() or len(digits) > 9:
            raise ValidationError("If-Match takes the version from an answer, such as 3.")
        return int(digits)

    @property
    def is_head(self) -> bool:
        """Whether the method is HEAD, which is answered as GET and must start no work."""
        return bool(self.resolver.current_event.raw_event["requestContext"].get("httpMethod") == "HEAD")

    def has_time(self) -> bool:
        """Whether the invocation has time to begin another line of a request with many lines."""
        left: int = self.resolver.lambda_context.get_remaining_time_in_millis()
        return left > TIME_TO_ANSWER_MS

    def header(self, name: str) -> str | None:
        """The value of a request header; the case of its name does not matter."""
        value: str | None = self.resolver.current_event.headers.get(name)
        return value

    def parsed[Model: BaseModel](self, model: type[Model]) -> Model:
        """Validate the request's JSON body. Raises ValidationError or TooLargeError."""
        return body_of(model, self._raw_body())

    def works_for(self, org_id: str, interview_id: str) -> None:
        """Record the resources that this request uses as a cost of this interview, which must exist."""
        self.app.work_for(org_id)
        meter.serve(org_id, interview_id)
        name_interview(org_id, interview_id)

    @contextmanager
    def working_for(self, org_id: str, interview_id: str | None) -> Iterator[None]:
        """Record the resources used inside the `with` as a cost of the interview, once it is known to exist.

        Until then the id is unchecked input, which must not be logged as an interview's id. The organisation's clock,
        which differs for test records, is used from here on.
        """
        self.app.work_for(org_id)
        try:
            yield
        except RefusedByStateError:
            if interview_id is not None:
                self.works_for(org_id, interview_id)
            raise
        if interview_id is not None:
            self.works_for(org_id, interview_id)

    def unknown_route(self) -> Response[str]:
        """The answer to a request without a route: 405 if the path has routes for other methods, else 404."""
        event = self.resolver.current_event
        allowed = methods_at(event.path, self.loaded_routes)
        # A path with a malformed id matches no route either, although its method is allowed: that is a 404.
        if allowed and event.http_method not in allowed:
            return self._on_refusal(MethodNotAllowedError(event.http_method, allowed))
        body = {"error": f"There is no {event.http_method} {event.path}", "code": "NOT_FOUND", "details": []}
        return json_response(404, {**body, "request_id": self.request_id})

    def _announced(self, route: Route, parameters: Mapping[str, str]) -> Response[str]:
        response = self._answer(route, parameters)
        if route.deprecated is not None:
            response.headers.update(route.deprecated.as_headers())
        return response

    def _answer(self, route: Route, parameters: Mapping[str, str]) -> Response[str]:
        if route.role is not None and not route.is_open_to(self.caller):
            raise ForbiddenError(f"This needs the role {route.role}; your token's role is {self.caller.role}.")
        if route.method != "GET" and not route.takes_version and self.expected_version is not None:
            raise ValidationError("This route compares no version: send it without If-Match.")
        arguments: dict[str, Any] = {name: _identifier(name, value) for name, value in parameters.items()}
        raw = self._raw_body()
        if route.request is not None:
            arguments["request"] = body_of(route.request, raw)
        if route.query is not None:
            arguments["query"] = query_of(route.query, self.resolver.current_event.raw_event)
        if route.role is None:
            # A candidate's request has no caller: its session names the organisation.
            return _as_response(self._performed_once(route, arguments))
        named = arguments.get("interview_id") or getattr(arguments.get("request"), "interview_id", None)
        with self.working_for(self.caller.org_id, named):
            return _as_response(self._performed_once(route, arguments))

    def _performed_once(self, route: Route, arguments: Mapping[str, Any]) -> Stored:
        repeatable = self._repeatable() if route.is_repeatable else None
        if repeatable is None:
            return self._perform(route, arguments)
        return self._repetitions.answer_once(
            repeatable,
            perform=lambda: self._perform(route, arguments),
            context=self.resolver.lambda_context,
            kept=lambda answer: _without(answer, route.shown_once),
        )

    def _repeatable(self) -> Repeatable | None:
        key = self.header("Idempotency-Key")
        if key is None:
            return None
        event = self.resolver.current_event
        body = self._raw_body().decode(errors="replace")
        return Repeatable.of(key, self.caller.org_id, {"method": event.http_method, "path": event.path, "body": body})

    def new_id(self, prefix: str) -> str:
        """An id for the record that this request makes. A repetition with the same `Idempotency-Key` gets the same
        id."""
        repeatable = self._repeatable()
        return new_id(prefix) if repeatable is None else self._repetitions.id_made_for(repeatable, prefix)

    def _perform(self, route: Route, arguments: Mapping[str, Any]) -> Stored:
        result = route.handler(**arguments)
        reply = result if isinstance(result, Reply) else Reply(result, route.status)
        # The id of an interview that this request made stands only in the answer.
        made = getattr(reply.answer, "interview_id", None)
        if made is not None and route.role is not None:
            self.works_for(self.caller.org_id, made)
        behind, room = (getattr(reply.answer, name, None) for name in ("behind", "room"))
        return Stored(reply.status, _as_json(reply.answer), dict(reply.headers), behind, room)

    def _raw_body(self) -> bytes:
        try:
            body = self.resolver.current_event.decoded_body or ""
        except ValueError as error:
            raise ValidationError("The body is not UTF-8 text.") from error
        raw = body.encode("utf-8", errors="surrogatepass")
        if len(raw) > MAX_BODY_BYTES:
            raise TooLargeError(f"The body is larger than {MAX_BODY_BYTES // 1024} KB.")
        return raw

    def _on_refusal(self, error: GreenroomError) -> Response[str]:
        logger.info("refused", code=error.code)
        return error_response(error, self.request_id)

    def _on_failure(self, error: Exception) -> Response[str]:
        # Only the type and the place are logged: the message may contain personal data.
        logger.error("failed", error_type=type(error).__name__, place=place_of(error))
        note_failed_request(error)
        return internal_error_response(self.request_id)


def _identifier(name: str, value: str) -> str:
    if not can_name(value):
        raise NotFoundError(name.removesuffix("_id").capitalize())
    return value


def _without(stored: Stored, fields: tuple[str, ...]) -> Stored:
    if not fields or stored.body is None:
        return stored
    body = json.loads(stored.body) | dict.fromkeys(fields)
    return replace(stored, body=json.dumps(body, ensure_ascii=False))


def _as_json(result: Any) -> str | None:
    if result is None:
        return None
    if isinstance(result, ListAnswer):
        # `not_shown` and `deleted` are left out when there is nothing to report.
        result.not_shown = len(unreadable_items) or None
        unsaid = {name for name in ("not_shown", "deleted") if getattr(result, name) is None}
        return result.model_dump_json(exclude=unsaid)
    if isinstance(result, BaseModel):
        return result.model_dump_json()
    return json.dumps(result, ensure_ascii=False)


def _as_response(stored: Stored) -> Response[str]:
    if stored.body is None:
        return Response(status_code=204, body="", headers={"Cache-Control": "no-store", **stored.headers})
    return json_response(stored.status, stored.body, stored.headers)
