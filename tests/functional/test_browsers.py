"""HEAD, calls from other sites' pages, and the rule that candidates' requests must come through the portal."""

import json

import pytest

from functions.portal.app import app as portal
from local.gateway import Answer, Client, answered, declared_routes, rest_event
from local.template import template
from tests.functional.own_list import Browser
from tests.world import Founder

SITE = "https://jobs.example.com"
API_PATHS = sorted({route.segments for route in declared_routes() if route.segments[:2] == ("api", "v1")})


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> str:
    """A recruiter's own front-end, whose origin is allowed."""
    monkeypatch.setenv("ALLOWED_ORIGINS", f"https://other.example.com, {SITE}")
    return SITE


@pytest.fixture
def api(found: Founder) -> Client:
    return found("Browsed").admin


def preflight(path: str, origin: str) -> Answer:
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    return answered(rest_event("OPTIONS", path, headers=asked))


@pytest.mark.parametrize("path", ["/jobs", "/interviews", "/interviews/slots", "/dashboard", "/openapi.json"])
def test_head_answers_as_get_does_without_the_body(api: Client, path: str) -> None:
    got, asked = api("GET", path), api("HEAD", path)
    assert (asked.status, asked.text) == (200, "")
    assert asked.headers["Content-Type"] == got.headers["Content-Type"]


def test_head_of_what_is_not_there_is_404_and_of_a_page_is_the_pages_status(api: Client) -> None:
    assert api("HEAD", "/jobs/none").status == 404
    page = answered(rest_event("HEAD", "/dashboard/jobseeker"))
    assert (page.status, page.text) == (200, "")


def test_head_needs_a_token_where_get_does() -> None:
    assert Client()("HEAD", "/jobs").status == 401


def test_head_is_wherever_get_is() -> None:
    by_method = {
        method: {route.segments for route in declared_routes() if route.method == method} for method in ("GET", "HEAD")
    }
    assert by_method["GET"] == by_method["HEAD"]


@pytest.mark.parametrize("segments", API_PATHS, ids="/".join)
def test_a_page_of_an_allowed_origin_is_told_before_what_it_may_send(site: str, segments: tuple[str, ...]) -> None:
    path = "/" + "/".join("some-id" if part.startswith("{") else part for part in segments)
    allowed = preflight(path, site)
    assert (allowed.status, allowed.headers["Access-Control-Allow-Origin"]) == (204, site)
    assert "Authorization" in allowed.headers["Access-Control-Allow-Headers"]
    assert "Idempotency-Key" in allowed.headers["Access-Control-Allow-Headers"]
    assert "PATCH" in allowed.headers["Access-Control-Allow-Methods"]
    assert allowed.headers["Vary"] == "Origin"


def test_a_page_of_any_other_origin_is_told_nothing(site: str) -> None:
    for other in ("https://evil.example.com", f"{site}.evil.example.com", "null", "", site.upper()):
        headers = preflight("/api/v1/jobs", other).headers
        assert [name for name in headers if name.startswith("Access-Control")] == []


def test_without_allowed_origins_no_cors_header_is_sent(api: Client) -> None:
    headers = preflight("/api/v1/jobs", SITE).headers | api("GET", "/jobs", headers={"Origin": SITE}).headers
    assert [name for name in headers if name.startswith("Access-Control")] == []


def test_answers_and_refusals_and_the_document_can_be_read_by_an_allowed_page(api: Client, site: str) -> None:
    answers = [
        api("GET", "/jobs", headers={"Origin": site}),
        api("GET", "/jobs/none", headers={"Origin": site}),
        api("POST", "/jobs", {"job_title": ""}, headers={"Origin": site}),
        Client()("GET", "/openapi.json", headers={"Origin": site}),
    ]
    assert [answer.status for answer in answers] == [200, 404, 400, 200]
    for answer in answers:
        assert answer.headers["Access-Control-Allow-Origin"] == site
        assert "Idempotency-Replayed" in answer.headers["Access-Control-Expose-Headers"]


def test_an_answer_that_depends_on_the_origin_says_so_to_caches(api: Client, site: str) -> None:
    assert api("GET", "/jobs").headers["Vary"] == "Origin"


def test_pages_and_interviews_are_no_other_sites(site: str) -> None:
    for path in ("/dashboard/jobseeker", "/ai/session"):
        headers = answered(rest_event("GET", path, headers={"Origin": site})).headers
        assert [name for name in headers if name.startswith("Access-Control")] == []


@pytest.mark.parametrize("kind", template()["Resources"]["Api"]["Properties"]["GatewayResponses"])
def test_refusals_of_the_gateway_itself_can_be_read_where_any_origin_is_allowed(kind: str) -> None:
    response = template()["Resources"]["Api"]["Properties"]["GatewayResponses"][kind]
    allowed = response["ResponseParameters"]["Headers"]["Access-Control-Allow-Origin"]
    assert (allowed.name, allowed.value[:2]) == ("If", ["AllowsOrigins", "'*'"])


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> str:
    """Candidates' routes accept only requests with this secret, which CloudFront sends."""
    monkeypatch.setenv("ONLY_BY_PORTAL", "true")
    monkeypatch.setenv("ORIGIN_SECRET", "what-cloudfront-sends")
    assert portal.settings.only_by_portal
    return "what-cloudfront-sends"


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/"), ("GET", "/dashboard/jobseeker"), ("GET", "/ai/session"), ("POST", "/ai/start"), ("GET", "/console")],
)
@pytest.mark.parametrize("secret", ["", "made-up", "what-cloudfront-sends!"])
def test_past_the_portal_there_are_no_pages_and_no_interviews(closed: str, method: str, path: str, secret: str) -> None:
    refused = answered(rest_event(method, path, headers={"X-Origin-Secret": secret}))
    assert (refused.status, json.loads(refused.text)["code"]) == (403, "FORBIDDEN")


def test_through_the_portal_everything_is_as_ever(closed: str) -> None:
    assert Browser().get("/dashboard/jobseeker", **{"X-Origin-Secret": closed}).status == 200


def test_recruiters_systems_call_the_apis_own_address(closed: str, api: Client) -> None:
    assert api("GET", "/jobs").status == 200
