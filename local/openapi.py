"""Makes the OpenAPI document with Powertools' generator, to which each route is given as if it were Powertools' own.

Components that many answers share, which the generator does not make, are added afterwards. All this runs at build
time: in a function it would cost 130 ms of each cold start.
"""

import inspect
import json
from collections.abc import Iterable
from types import NoneType
from typing import Annotated, Any, get_args, get_origin

from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.event_handler.openapi.models import APIKey, SecurityScheme
from aws_lambda_powertools.event_handler.openapi.params import Body, Header, Path, Query
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from greenroom import errors as domain
from greenroom.api.answers import STATUS_OF_CODE, ErrorAnswer, Reply
from greenroom.api.route import Route
from greenroom.errors import GreenroomError
from greenroom.identifiers import LONGEST_ID
from greenroom.models.organisation import Role

TITLE = "Greenroom"
VERSION = "1"
DESCRIPTION = (
    "Schedules interviews and runs them. Authorize with an access token (`Authorization: Token <token>`, or `Bearer`). "
    "Times in answers are RFC 3339 UTC; ids are opaque. Unknown fields in a request are an error. Under CloudFront "
    "`/api/x` and a trailing slash reach the same as `/api/v1/x`."
)
SECURITY_SCHEMES: dict[str, SecurityScheme] = {
    name: APIKey.model_validate(scheme)
    for name, scheme in {
        "AccessToken": {
            "in": "header",
            "name": "Authorization",
            "description": "`Token <token>` or `Bearer <token>`. Roles: admin > recruiter > viewer.",
        },
        "SessionKey": {"in": "header", "name": "X-Session-Key", "description": "From a candidate's link."},
        "SessionCookie": {"in": "cookie", "name": "__Host-greenroom_session"},
    }.items()
}
MEANING = {
    200: "Done",
    201: "Created",
    202: "Taken; it happens soon",
    204: "Done; there is nothing to say",
    400: "The request is not valid",
    401: "No valid access token",
    403: "The token's role is too small",
    404: "Not found, or another organisation's",
    409: "A rule refused, and `code` says which",
    410: "The link has died",
    412: "Somebody changed it in the meantime",
    413: "Too large",
    429: "Too many requests: nothing was changed",
    500: "Greenroom itself failed",
    503: "Busy: repeat it with the same Idempotency-Key",
}
SENTENCES = {
    "VALIDATION": "interview_id is required",
    "FORBIDDEN": "This needs the role recruiter; your token's role is viewer.",
    "NOT_FOUND": "Interview not found",
    "TOO_SOON": "A booking needs 120 minutes of notice. The earliest start is now 2026-11-27T09:00:00Z.",
    "TOO_FAR_AHEAD": "A booking is made at most 90 days ahead. The latest start is now 2027-02-25T09:00:00Z.",
    "INVALID_STATE": "This interview is COMPLETED, so it can not be cancelled.",
    "OUTSIDE_WINDOW": "The room opens at 2026-11-27T08:45:00Z.",
    "INTERNAL": "Greenroom could not finish this request. Try again; if it stays, tell us the request_id.",
}
REQUEST_ID = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"
TEXT = {"type": "string"}
HEADERS: dict[str, dict[str, Any]] = {
    "x-request-id": {"description": "The id of this request, as in `request_id`.", "schema": TEXT},
    "RateLimit-Policy": {"description": "What one organisation may ask: see docs/versioning.md.", "schema": TEXT},
    "Retry-After": {"description": "Seconds to wait.", "schema": TEXT},
    "WWW-Authenticate": {"schema": TEXT},
    "Idempotency-Replayed": {
        "description": "`true` where this is the stored answer of an earlier request with the same key.",
        "schema": {"type": "string", "enum": ["true"]},
    },
}
HEADERS_OF_STATUS = {401: ["WWW-Authenticate"], 429: ["Retry-After"], 503: ["Retry-After"]}
OF_REQUESTS = {"minLength", "maxLength", "pattern", "minimum", "maximum", "minItems", "maxItems", "default"}


def openapi_document(routes: Iterable[Route]) -> dict[str, Any]:
    """The document of these routes."""
    declared = sorted(routes, key=lambda route: (route.path, route.method))
    resolver = APIGatewayRestResolver()
    for route in declared:
        _register(resolver, route)
    made = resolver.get_openapi_json_schema(
        title=TITLE,
        version=VERSION,
        description=DESCRIPTION,
        tags=list(dict.fromkeys(route.tag for route in declared)),
        security_schemes=SECURITY_SCHEMES,
    )
    document: dict[str, Any] = json.loads(made)
    document["paths"] = dict(sorted(document["paths"].items()))
    _name_headers_as_people_do(document)
    components = document["components"]
    for unused in ("HTTPValidationError", "ValidationError", "ResponseValidationError"):
        components["schemas"].pop(unused, None)
    components["schemas"] = {name: _as_promised(schema) for name, schema in components["schemas"].items()}
    components["headers"] = HEADERS
    codes = sorted({code for route in declared for codes in refusals_of(route).values() for code in codes})
    components["examples"] = {code: {"value": _refusal(code)} for code in codes}
    return document


def as_text(document: dict[str, Any]) -> str:
    """The document as text for the repository. The same routes always give the same text."""
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def answer_of(route: Route) -> Any:
    """The model of a route's answer; None for an answer without a body."""
    answer = route.answer
    if get_origin(answer) is Reply:
        [answer] = get_args(answer)
    return None if answer in {None, NoneType} else answer


def refusals_of(route: Route) -> dict[int, list[str]]:
    """The codes of a route's refusals, by status: its own, and those that follow from its parameters."""
    # Any route may meet a throttled database.
    codes = [*route.errors, "INTERNAL", "BUSY"]
    if route.role is not None:
        codes += ["UNAUTHENTICATED", "THROTTLED"]
        codes += ["FORBIDDEN"] if route.role is not Role.VIEWER else []
    if route.request is not None or route.query is not None or route.is_repeatable or "STALE_VERSION" in codes:
        codes.append("VALIDATION")
    if route.method != "GET":
        codes.append("TOO_LARGE")
    if route.is_repeatable:
        codes += ["IDEMPOTENCY_MISMATCH"]
    if "<" in route.path:
        codes.append("NOT_FOUND")
    by_status: dict[int, list[str]] = {}
    for code in sorted(set(codes)):
        by_status.setdefault(STATUS_OF_CODE[code], []).append(code)
    return dict(sorted(by_status.items()))


def _register(resolver: APIGatewayRestResolver, route: Route) -> None:
    def handler(**_: Any) -> None:
        """Never called. The generator reads its signature."""

    handler.__signature__ = inspect.Signature(_parameters(route))  # type: ignore[attr-defined]  # PEP 362
    resolver.route(
        route.path,
        route.method,
        summary=route.summary,
        description=inspect.getdoc(route.handler),
        tags=[route.tag],
        operation_id=route.handler.__name__,
        deprecated=route.deprecated is not None,
        responses=_responses(route),
        security=_security(route),
    )(handler)


def _responses(route: Route) -> dict[int, Any]:
    answer = answer_of(route)
    content = {"application/json": {"model": answer}} if answer is not None else {}
    replayed = ["Idempotency-Replayed"] if route.is_repeatable else []
    replayed += ["RateLimit-Policy"] if route.role is not None else []
    found: dict[int, Any] = {
        status: {"description": MEANING[status], "headers": _headers(replayed), "content": content}
        for status in (route.status, *route.other_statuses)
    }
    for status, codes in refusals_of(route).items():
        examples = {code: {"$ref": f"#/components/examples/{code}"} for code in codes}
        found[status] = {
            "description": f"{MEANING[status]}: {', '.join(f'`{code}`' for code in codes)}",
            "headers": _headers(HEADERS_OF_STATUS.get(status, [])),
            "content": {"application/json": {"model": ErrorAnswer, "examples": examples}},
        }
    return dict(sorted(found.items()))


def _headers(names: list[str]) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in ("x-request-id", *names)}


def _security(route: Route) -> list[dict[str, list[str]]]:
    if route.role is not None:
        return [{"AccessToken": []}]
    return [{"SessionKey": []}, {"SessionCookie": []}] if route.path.startswith("/ai/") else []


def _parameters(route: Route) -> list[inspect.Parameter]:
    named = [part[1:-1] for part in route.path.split("/") if part.startswith("<")]
    found = [_parameter(name, Annotated[str, Path(min_length=1, max_length=LONGEST_ID)]) for name in named]
    if route.query is not None:
        found += [_query_parameter(name, field) for name, field in route.query.model_fields.items()]
    if route.is_repeatable:
        means = "The same key and request replay the stored answer, for 24 hours."
        key = Header(alias="Idempotency-Key", description=means, min_length=1, max_length=255)
        found.append(_parameter("idempotency_key", Annotated[str, key], default=None))
    if route.takes_version:
        means = "The `version` that the change is made to: 412 where it is another by now."
        version = Header(alias="If-Match", description=means, pattern='^(\\*|(W/)?"?[0-9]{1,9}"?)$')
        found.append(_parameter("if_match", Annotated[str, version], default=None))
    if route.request is not None:
        default = None if _takes_nothing(route.request) else inspect.Parameter.empty
        found.append(_parameter("request", Annotated[route.request, Body()], default))
    return found


def _parameter(name: str, annotation: Any, default: Any = inspect.Parameter.empty) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default)


def _query_parameter(name: str, field: FieldInfo) -> inspect.Parameter:
    # The generator also accepts a whole model of parameters, but loses its types. A parameter is left out, never null.
    [kind] = [one for one in get_args(field.annotation) or (field.annotation,) if one is not NoneType]
    bare = FieldInfo.from_annotation(kind)
    extra: Any = bare.json_schema_extra
    query = Query(alias=field.alias, description=field.description, json_schema_extra=extra)
    return _parameter(name, Annotated[bare.annotation, *bare.metadata, *field.metadata, query], field.default)


def _takes_nothing(request: type[BaseModel]) -> bool:
    """Whether an empty body is valid. A missing body is read as an empty one."""
    try:
        request.model_validate({})
    except ValidationError:
        return False
    return True


def _name_headers_as_people_do(document: dict[str, Any]) -> None:
    # The generator writes names of headers in small letters.
    operations = [operation for methods in document["paths"].values() for operation in methods.values()]
    for parameter in [one for operation in operations for one in operation.get("parameters", [])]:
        if parameter["in"] == "header":
            parameter["name"] = parameter["name"].title()


def _as_promised(schema: Any) -> Any:
    """A schema for clients.

    An answer's loses limits and defaults of its request, because limits may become wider later. A request's loses
    defaults as values and names them in its description.
    """
    if schema.get("type") != "object":
        return schema
    if schema.get("additionalProperties") is not False:
        return _without_limits(schema)
    properties = {name: _with_default_in_words(found) for name, found in schema.get("properties", {}).items()}
    return schema | {"properties": properties}


def _with_default_in_words(found: dict[str, Any]) -> dict[str, Any]:
    """A field without its default, which TypeScript generators take for "always present". The description names it."""
    if found.get("default") is None:
        return {name: value for name, value in found.items() if name != "default"}
    said = found.get("description", "")
    default = json.dumps(found["default"], ensure_ascii=False)
    told = {"description": f"{said} Left out: `{default}`.".strip()}
    return {name: value for name, value in found.items() if name != "default"} | told


def _without_limits(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_without_limits(part) for part in schema]
    if isinstance(schema, dict):
        return {name: _without_limits(part) for name, part in schema.items() if name not in OF_REQUESTS}
    return schema


def _refusal(code: str) -> dict[str, Any]:
    sentence = SENTENCES.get(code) or _sentences()[code]
    details = [{"field": "interview_id", "message": sentence}] if code == "VALIDATION" else []
    return {"error": sentence, "code": code, "details": details, "request_id": REQUEST_ID}


def _sentences() -> dict[str, str]:
    found = (one for one in vars(domain).values() if isinstance(one, type) and issubclass(one, GreenroomError))
    return {one.code: one.sentence for one in found if getattr(one, "code", None) and one.sentence}
