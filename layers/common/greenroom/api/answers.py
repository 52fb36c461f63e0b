"""The answers of routes, and the one table of error codes and their statuses."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel, ConfigDict
from pydantic import ValidationError as PydanticError

from greenroom.errors import FieldProblem, GreenroomError, MethodNotAllowedError, TryAgainError, ValidationError

PAGE_HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
"""Of a page that no cache keeps and no search engine lists."""
STATUS_OF_CODE = {
    "VALIDATION": 400,
    "UNAUTHENTICATED": 401,
    "FORBIDDEN": 403,
    "NOT_FOUND": 404,
    "METHOD_NOT_ALLOWED": 405,
    "NOT_CONNECTED": 409,
    "SLOT_FULL": 409,
    "SLOT_CLOSED": 409,
    "SLOT_JOB_MISMATCH": 409,
    "CALENDAR_CONFLICT": 409,
    "NOT_SHORTLISTED": 409,
    "INTERVIEW_DISABLED": 409,
    "ONLINE_DISABLED": 409,
    "IN_THE_PAST": 409,
    "TOO_SOON": 409,
    "TOO_FAR_AHEAD": 409,
    "ALREADY_BOOKED": 409,
    "INVALID_STATE": 409,
    "OUTSIDE_WINDOW": 409,
    "DUPLICATE": 409,
    "NOT_MOVED": 409,
    "CONSENT_REQUIRED": 409,
    "IDEMPOTENCY_MISMATCH": 409,
    "LINK_EXPIRED": 410,
    "STALE_VERSION": 412,
    "TOO_LARGE": 413,
    "THROTTLED": 429,
    "INTERNAL": 500,
    "BUSY": 503,
}

JSON_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class Problem(BaseModel):
    """One field and its problem."""

    model_config = ConfigDict(defer_build=True)

    field: str
    message: str


class ErrorAnswer(BaseModel):
    """The body of every refusal."""

    model_config = ConfigDict(defer_build=True)

    error: str
    code: str
    details: list[Problem] = []
    request_id: str


NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class Reply[Answer: BaseModel](NamedTuple):
    """An answer whose status differs from the route's usual status."""

    answer: Answer
    status: int
    headers: Mapping[str, str] = NO_HEADERS


def json_response(
    status: int, body: Mapping[str, Any] | str, headers: Mapping[str, str] | None = None
) -> Response[str]:
    """A JSON answer that caches must not store."""
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    return Response(
        status_code=status, content_type="application/json", body=text, headers={**JSON_HEADERS, **(headers or {})}
    )


def error_response(error: GreenroomError, request_id: str) -> Response[str]:
    """The answer to a refusal."""
    headers: dict[str, str] = {}
    if isinstance(error, TryAgainError):
        headers["Retry-After"] = str(error.retry_after_seconds)
    if isinstance(error, MethodNotAllowedError):
        headers["Allow"] = ", ".join(error.allowed)
    if error.code == "UNAUTHENTICATED":
        headers["WWW-Authenticate"] = "Token"
    answer = ErrorAnswer(
        error=error.message,
        code=error.code,
        details=[Problem(field=problem.field, message=problem.message) for problem in error.details],
        request_id=request_id,
    )
    return json_response(STATUS_OF_CODE[error.code], answer.model_dump_json(), headers)


def internal_error_response(request_id: str) -> Response[str]:
    """The answer when Greenroom itself failed. It shows no internals, only the request's id for questions to
    support."""
    answer = ErrorAnswer(
        error="Greenroom could not finish this request. Try again; if it stays, tell us the request_id.",
        code="INTERNAL",
        request_id=request_id,
    )
    return json_response(STATUS_OF_CODE["INTERNAL"], answer.model_dump_json())


MOST_PROBLEMS = 20
LONGEST_FIELD_NAME = 100

_WORDS = {
    "missing": "{field} is required",
    "extra_forbidden": "{field} is not a known field",
    "json_invalid": "The body is not valid JSON",
}


def validation_error(error: PydanticError, model: type[BaseModel]) -> ValidationError:
    """Convert pydantic's errors to one sentence and a list of fields. The values that were sent are left out."""
    found = error.errors(include_url=False, include_context=False)
    problems = tuple(_problem(one, model) for one in found[:MOST_PROBLEMS])
    first = problems[0]
    return ValidationError(first.message, details=problems)


def _problem(found: Any, model: type[BaseModel]) -> FieldProblem:
    name = ".".join(str(part) for part in found["loc"])[:LONGEST_FIELD_NAME] or "body"
    kind = found["type"]
    field = next((one for own, one in model.model_fields.items() if name == (one.alias or own)), None)
    is_empty = kind == "string_too_short" or found["input"] is None
    if is_empty and field is not None and field.is_required():
        kind = "missing"
    if kind in _WORDS:
        return FieldProblem(name, _WORDS[kind].format(field=name))
    message = found["msg"].removeprefix("Value error, ")
    if message.startswith("Value should have"):
        # Pydantic's message for a length that it checks after one of our validators; only texts are checked this way.
        message = message.replace(" items after validation", " characters").replace(" item after", " character after")
    return FieldProblem(name, f"{name}: {message}")
