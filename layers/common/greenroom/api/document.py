"""The OpenAPI document, from the routes that the functions declare.

Powertools makes schemas, paths and bodies from the very handlers; what our own routes add to it (who may call, which
refusals there are, which headers are understood, examples) is added here. Importing this costs 130 ms, so it happens
when the document is written, never in a function.
"""

import inspect
import json
from collections.abc import Iterable
from typing import Annotated, Any, get_args, get_origin

from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.event_handler.openapi.params import Body
from pydantic import BaseModel, ValidationError

from greenroom import errors as domain
from greenroom.api.answers import STATUS_OF_CODE, ErrorAnswer, Reply
from greenroom.api.descriptions import describe
from greenroom.api.routes import Route
from greenroom.api.samples import sample_of
from greenroom.errors import GreenroomError
from greenroom.models.organisation import Role

TITLE = "Greenroom"
VERSION = "1"
DESCRIPTION = (
    "Schedules interviews and runs them. Authorize with an access token (`Authorization: Token <token>`, or `Bearer`). "
    "Times in answers are RFC 3339 UTC; ids are opaque. Unknown fields in a request are an error. Under CloudFront "
    "`/api/x` and a trailing slash reach the same as `/api/v1/x`."
)
SECURITY_SCHEMES = {
    "AccessToken": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "`Token <token>` or `Bearer <token>`. Roles: admin > recruiter > viewer.",
    },
    "SessionKey": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Session-Key",
        "description": "From a candidate's link.",
    },
    "SessionCookie": {"type": "apiKey", "in": "cookie", "name": "greenroom_session"},
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
    429: "Too many requests",
    500: "Greenroom itself failed",
    503: "Busy: nothing was changed; try again after `Retry-After` seconds",
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


def openapi_document(routes: Iterable[Route]) -> dict[str, Any]:
    """The document of these routes."""
    found = sorted(routes, key=lambda route: (route.path, route.method))
    describe([ErrorAnswer, *(part for route in found for part in (route.request, route.query, route.answer))])
    resolver = APIGatewayRestResolver(enable_validation=True)
    for route in found:
        _register(resolver, route)
    made = resolver.get_openapi_json_schema(title=TITLE, version=VERSION, description=DESCRIPTION)
    document: dict[str, Any] = json.loads(made)
    schemas = document["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError", "ResponseValidationError"):
        schemas.pop(unused, None)
    document["components"]["securitySchemes"] = SECURITY_SCHEMES
    codes = sorted({code for route in found for codes in refusals_of(route).values() for code in codes})
    document["components"]["examples"] = {code: {"value": _refusal(code)} for code in codes}
    for route in found:
        path = route.path.replace("<", "{").replace(">", "}")
        _complete(document["paths"][path][route.method.lower()], route, schemas)
    document["paths"] = dict(sorted(document["paths"].items()))
    document["tags"] = [{"name": tag} for tag in dict.fromkeys(route.tag for route in found)]
    return document


def as_text(document: dict[str, Any]) -> str:
    """The document as it is committed: the same text for the same routes."""
    return json.dumps(document, indent=2, ensure_ascii=False, sort_keys=False) + "\n"


def answer_of(route: Route) -> Any:
    """The model that a route answers with; None for an answer without a body."""
    answer = route.answer
    if get_origin(answer) is Reply:
        [answer] = get_args(answer)
    return None if answer in {None, type(None)} else answer


def refusals_of(route: Route) -> dict[int, list[str]]:
    """The codes of all refusals of a route, by status: its own, and those that follow from what it takes."""
    codes = [*route.errors, "INTERNAL"]
    if route.role is not None:
        codes += ["UNAUTHENTICATED", "THROTTLED"]
        codes += ["FORBIDDEN"] if route.role is not Role.VIEWER else []
    if route.request is not None or route.query is not None or route.is_repeatable or "STALE_VERSION" in codes:
        codes.append("VALIDATION")
    if route.method != "GET":
        codes.append("TOO_LARGE")
    if route.is_repeatable:
        codes += ["IDEMPOTENCY_MISMATCH"]
    # The database asks for a pause now and then, whatever the route.
    codes.append("BUSY")
    if "<" in route.path:
        codes.append("NOT_FOUND")
    by_status: dict[int, list[str]] = {}
    for code in sorted(set(codes)):
        by_status.setdefault(STATUS_OF_CODE[code], []).append(code)
    return dict(sorted(by_status.items()))


def _register(resolver: APIGatewayRestResolver, route: Route) -> None:
    answer = answer_of(route)
    content = {"application/json": {"model": answer}} if answer is not None else {}
    responses: dict[int, Any] = {
        status: {"description": MEANING[status], "content": content} for status in (route.status, *route.other_statuses)
    }
    responses |= {
        status: {"description": MEANING[status], "content": {"application/json": {"model": ErrorAnswer}}}
        for status in refusals_of(route)
    }
    resolver.route(
        route.path,
        route.method,
        summary=route.summary,
        description=inspect.getdoc(route.handler),
        tags=[route.tag],
        operation_id=route.handler.__name__,
        responses=responses,
    )(_double(route, answer))


def _double(route: Route, answer: Any) -> Any:
    """A function with the handler's signature, as Powertools' validation reads one."""

    def handler(**_: Any) -> None:
        """Never called."""

    named = [part[1:-1] for part in route.path.split("/") if part.startswith("<")]
    parameters = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=str) for name in named]
    if route.request is not None:
        body: Any = Annotated[route.request, Body()]
        parameters.append(inspect.Parameter("body", inspect.Parameter.KEYWORD_ONLY, annotation=body))
    handler.__signature__ = inspect.Signature(parameters, return_annotation=answer)  # type: ignore[attr-defined]  # PEP 362
    return handler


def _complete(operation: dict[str, Any], route: Route, schemas: dict[str, Any]) -> None:
    operation["security"] = _security(route)
    parameters = operation.setdefault("parameters", [])
    for parameter in parameters:
        parameter["schema"] |= {"minLength": 1, "maxLength": 64}
        parameter["example"] = sample_of({"type": "string"}, schemas, parameter["name"])
    parameters += [*_query_parameters(route.query), *_header_parameters(route)]
    if not parameters:
        del operation["parameters"]
    if route.request is not None:
        content = operation["requestBody"]["content"]["application/json"]
        content["example"] = sample_of(content["schema"], schemas)
        operation["requestBody"]["required"] = not _takes_nothing(route.request)
    responses = operation["responses"]
    responses.pop("422", None)
    for status in (route.status, *route.other_statuses):
        _complete_answer(responses[str(status)], route, schemas)
    for status, codes in refusals_of(route).items():
        _complete_refusal(responses[str(status)], status, codes)
    operation["responses"] = dict(sorted(responses.items()))


def _takes_nothing(body: type[BaseModel]) -> bool:
    """Whether an empty body is valid: an absent one is read as one."""
    try:
        body.model_validate({})
    except ValidationError:
        return False
    return True


def _complete_answer(response: dict[str, Any], route: Route, schemas: dict[str, Any]) -> None:
    content = response.get("content", {}).get("application/json")
    if not content:
        response.pop("content", None)
        return
    content["example"] = sample_of(content["schema"], schemas)
    if route.is_repeatable:
        response["headers"] = {
            "Idempotency-Replayed": {
                "description": "`true` where this is the stored answer of an earlier request with the same key.",
                "schema": {"type": "string", "enum": ["true"]},
            }
        }


def _complete_refusal(response: dict[str, Any], status: int, codes: list[str]) -> None:
    response["description"] = f"{MEANING[status]}: {', '.join(f'`{code}`' for code in codes)}"
    response["content"]["application/json"]["examples"] = {
        code: {"$ref": f"#/components/examples/{code}"} for code in codes
    }
    if status == 503:
        response["headers"] = {"Retry-After": {"schema": {"type": "string"}, "description": "Seconds to wait."}}
    if status == 401:
        response["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}}}


def _refusal(code: str) -> dict[str, Any]:
    sentence = SENTENCES.get(code) or _sentences()[code]
    details = [{"field": "interview_id", "message": sentence}] if code == "VALIDATION" else []
    return {"error": sentence, "code": code, "details": details, "request_id": REQUEST_ID}


def _sentences() -> dict[str, str]:
    found = (one for one in vars(domain).values() if isinstance(one, type) and issubclass(one, GreenroomError))
    return {one.code: one.sentence for one in found if getattr(one, "code", None) and one.sentence}


def _security(route: Route) -> list[dict[str, list[str]]]:
    if route.role is not None:
        return [{"AccessToken": []}]
    return [{"SessionKey": []}, {"SessionCookie": []}] if route.path.startswith("/ai/") else []


def _query_parameters(query: type[BaseModel] | None) -> list[dict[str, Any]]:
    if query is None:
        return []
    schema = query.model_json_schema(by_alias=True)
    definitions = schema.get("$defs", {})
    needed = schema.get("required", [])
    return [
        {
            "name": name,
            "in": "query",
            "required": name in needed,
            "description": field.get("description", ""),
            "schema": _without_null(field, definitions),
        }
        for name, field in schema["properties"].items()
    ]


def _without_null(field: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """A query parameter is left out, never null; and what it refers to stands in it."""
    bare = {name: value for name, value in field.items() if name not in {"description", "title"} and value is not None}
    choices = [choice for choice in bare.pop("anyOf", []) if choice != {"type": "null"}]
    if len(choices) == 1:
        bare |= choices[0]
    elif choices:
        bare["anyOf"] = choices
    if "$ref" in bare:
        bare |= definitions[bare.pop("$ref").rsplit("/", 1)[-1]]
    return {name: value for name, value in bare.items() if name not in {"title", "description"}}


def _header_parameters(route: Route) -> list[dict[str, Any]]:
    headers = []
    if route.is_repeatable:
        headers.append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": False,
                "description": "The same key and request replay the stored answer, for 24 hours.",
                "schema": {"type": "string", "minLength": 1, "maxLength": 255},
                "example": "3f0c2c2e-8d1e-4c52-9d4a-0c9b5c1f7a11",
            }
        )
    if "STALE_VERSION" in route.errors:
        headers.append(
            {
                "name": "If-Match",
                "in": "header",
                "required": False,
                "description": "The `version` that the change is made to: 412 where it is another by now.",
                "schema": {"type": "string", "pattern": '^(\\*|(W/)?"?[0-9]{1,9}"?)$'},
                "example": "3",
            }
        )
    return headers
