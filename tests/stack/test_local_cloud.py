"""The local cloud serves what the template says, as AWS would."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from local.build import artefacts, for_this_machine
from local.bytecode import without_bytecode
from local.local_api import declared
from local.paths import WEB
from local.publish import CONTENT_TYPES, asset_version, files, versioned
from local.running import RunningStack


def test_a_request_without_a_token_gets_the_templates_own_401(stack: RunningStack) -> None:
    reply = stack.api("GET", "/jobs", token="")
    assert reply.status == 401
    assert reply.json["code"] == "UNAUTHENTICATED"
    assert reply.json["error"] == "Send a valid access token: Authorization: Token <token>."
    assert reply.json["details"] == []
    assert reply.json["request_id"]
    assert reply.headers["www-authenticate"] == "Token"


def test_an_unknown_token_is_answered_like_none_at_all(stack: RunningStack) -> None:
    reply = stack.api("GET", "/jobs", token="grt_unknown")
    assert (reply.status, reply.json["code"]) == (401, "UNAUTHENTICATED")


@pytest.mark.parametrize("scheme", ["Token", "Bearer"])
def test_both_schemes_of_the_contract_open_the_api(stack: RunningStack, scheme: str) -> None:
    reply = stack.api("GET", "/jobs", token="", headers={"Authorization": f"{scheme} {stack.token}"})
    assert reply.status == 200
    assert reply.json == {"items": reply.json["items"], "next_cursor": reply.json["next_cursor"]}


@pytest.mark.parametrize("path", ["/api/v1/jobs", "/api/v1/jobs/", "/api/jobs", "/api/jobs/"])
def test_all_spellings_of_a_path_reach_the_same_route_through_the_edge(stack: RunningStack, path: str) -> None:
    answer = stack.visitor().get(stack.portal_url + path, {"Authorization": f"Token {stack.token}"})
    assert answer.status == 200
    assert "items" in answer.json


def test_every_gateway_response_of_the_template_is_in_force(stack: RunningStack) -> None:
    api_id = stack.api_url.split("/")[-2]
    gateway = stack.client("apigateway")
    assert "UNAUTHORIZED" in declared()
    for kind, response in declared().items():
        found = gateway.get_gateway_response(restApiId=api_id, responseType=kind)
        assert found["responseTemplates"] == response["ResponseTemplates"]
        assert json.loads(found["responseTemplates"]["application/json"].replace("$context.requestId", "x"))


def test_static_files_come_from_the_bucket_with_their_type_and_the_security_headers(stack: RunningStack) -> None:
    published = files(WEB)
    assert len(published) > 1
    for key, path in published.items():
        answer = stack.visitor().get(f"{stack.portal_url}/{versioned(key, asset_version(WEB))}")
        assert answer.status == 200
        assert answer.body == path.read_bytes()
        assert answer.headers["Content-Type"] == CONTENT_TYPES[path.suffix]
        assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_new_organisation_sees_nothing_of_another(stack: RunningStack) -> None:
    job = {"job_title": "Engineer", "company_name": "Acme", "job_description": "Build.", "domain": "Backend"}
    made = stack.api("POST", "/jobs", job)
    assert made.status == 201
    other = stack.new_organisation()
    assert stack.api("GET", "/jobs", token=other.token).json["items"] == []
    assert stack.api("GET", f"/jobs/{made.json['job_id']}", token=other.token).status == 404


def test_deployed_artefacts_have_bytecode_for_every_module(stack: RunningStack) -> None:
    assert stack.functions
    for artefact in artefacts(for_this_machine()):
        assert without_bytecode(artefact) == []


def test_sixty_four_clients_at_once_get_every_answer(stack: RunningStack) -> None:
    with ThreadPoolExecutor(max_workers=64) as pool:
        answers = list(pool.map(lambda _: stack.api("GET", "/jobs?limit=1").status, range(64)))
    assert answers == [200] * 64
