"""The OpenAPI document agrees with the code, has valid examples, and is served as committed."""

import json
import re
import subprocess
import sys
from functools import cache
from typing import Any

import pytest

from greenroom.api.answers import STATUS_OF_CODE
from greenroom.api.route import Route
from local.document import DOCUMENT, routes
from local.gateway import Client, declared_routes, handler_of
from local.openapi import answer_of, openapi_document
from local.paths import ROOT
from tests.examples import example_of


@cache
def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(DOCUMENT.read_text())
    return found


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, operation)
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
    ]


def operation_of(route: Route) -> dict[str, Any]:
    path = route.path.replace("<", "{").replace(">", "}")
    found: dict[str, Any] = document()["paths"][path][route.method.lower()]
    return found


def test_the_committed_document_says_what_the_code_does() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "local.document", "--check"], cwd=ROOT, capture_output=True, check=False
    )

    assert done.returncode == 0, done.stderr


def test_the_document_is_served_without_a_token(cloud: object) -> None:
    served = Client()("GET", "/openapi.json")

    assert (served.status, served.headers["Content-Type"]) == (200, "application/json")
    assert served.json == document()


def test_the_page_is_served_without_a_token_and_carries_no_script_or_style_of_its_own(cloud: object) -> None:
    page = Client()("GET", "/docs")

    assert (page.status, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "{portal}" not in page.text
    assert all(script.startswith(" defer src=") for script in page.text.split("<script")[1:])
    assert "<style" not in page.text
    assert " style=" not in page.text


def test_every_answer_says_its_id_and_every_pause_how_long_it_is() -> None:
    for path, method, operation in operations():
        for status, answer in operation["responses"].items():
            assert "x-request-id" in answer["headers"], (path, method, status)
            assert ("Retry-After" in answer["headers"]) == (status in {"429", "503"}), (path, method, status)


def test_every_route_of_the_code_is_reachable_through_the_template() -> None:
    for route in routes():
        segments = tuple(part for part in route.path.replace("<", "{").replace(">", "}").split("/") if part)
        probe = tuple("some-id" if part.startswith("{") else part for part in segments)
        fitting = [one for one in declared_routes() if one.matches(route.method, probe)]
        reached = min(fitting, key=lambda one: (one.exactness, one.method == "ANY"))
        module = handler_of(reached.handler).__module__
        assert module.split(".")[1] == route.handler.__module__.split(".")[1], f"{route.method} {route.path}"


def test_every_operation_has_a_name_of_its_own_and_says_what_it_does() -> None:
    names = [operation["operationId"] for _, _, operation in operations()]

    assert len(set(names)) == len(names)
    for path, method, operation in operations():
        assert operation["summary"], (path, method)
        assert operation["description"], (path, method)
        assert operation["tags"], (path, method)


def test_every_route_with_a_token_says_so_and_how_it_refuses() -> None:
    for route in routes():
        operation = operation_of(route)
        if route.role is None:
            assert {"AccessToken": []} not in operation.get("security", [])
            continue
        assert operation["security"] == [{"AccessToken": []}]
        assert {"401", "429", "500", "503"} <= set(operation["responses"])
        for code in route.errors:
            answer = operation["responses"][str(STATUS_OF_CODE[code])]
            assert code in answer["content"]["application/json"]["examples"]


def test_repeatable_routes_take_the_header_and_versioned_ones_theirs() -> None:
    for route in routes():
        headers = {one["name"] for one in operation_of(route).get("parameters", []) if one["in"] == "header"}
        assert ("Idempotency-Key" in headers) == route.is_repeatable
        assert ("If-Match" in headers) == ("412" in operation_of(route)["responses"])


@pytest.mark.parametrize("route", routes(), ids=lambda route: f"{route.method} {route.path}")
def test_the_examples_are_valid(route: Route) -> None:
    operation, schemas = operation_of(route), document()["components"]["schemas"]
    if route.request is not None:
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        route.request.model_validate_json(json.dumps(example_of(schema, schemas)))
    answer = answer_of(route)
    if answer is not None:
        schema = operation["responses"][str(route.status)]["content"]["application/json"]["schema"]
        answer.model_validate_json(json.dumps(example_of(schema, schemas)))


def test_every_field_of_a_request_that_takes_words_of_its_own_shows_some() -> None:
    """Without an example, tools would generate texts from the pattern."""
    bare = [
        (name, field)
        for name, schema in document()["components"]["schemas"].items()
        for field, kind in schema.get("properties", {}).items()
        if any("pattern" in part for part in (kind, *kind.get("anyOf", ())))
        and not any("examples" in part for part in (kind, *kind.get("anyOf", ())))
    ]

    assert bare == []


def test_every_reference_leads_somewhere() -> None:
    references = re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(document()))
    assert references
    for reference in references:
        place: Any = document()
        for step in reference.split("/"):
            place = place[step]


def test_generators_of_clients_take_the_document_as_it_is() -> None:
    """The constructs that openapi-typescript and openapi-python-client do not accept, each found by trying them."""
    document = openapi_document(routes())
    schemas = document["components"]["schemas"]
    # A default makes a field required in TypeScript.
    requests = {name: found for name, found in schemas.items() if found.get("additionalProperties") is False}
    with_default = [
        (name, field)
        for name, found in requests.items()
        for field, schema in found["properties"].items()
        if "default" in schema
    ]
    assert with_default == []
    assert "Left out: `1`." in schemas["CreateSlot"]["properties"]["max_candidates"]["description"]
    # Two models of one name get the path of their modules.
    assert [name for name in schemas if "__" in name] == []
    # A tag becomes a package.
    assert [tag["name"] for tag in document["tags"] if not tag["name"].isascii()] == []
