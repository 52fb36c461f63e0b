"""Rules for every route with a token: the roles that may call it, and the answers to wrong input. The routes are read
from the code."""

import importlib
from typing import Any

import pytest

from greenroom.api.cursor import PageQuery
from greenroom.api.route import Route
from greenroom.models.organisation import Role
from local.gateway import Answer, Client
from tests.functional.recruiter_requests import a_new_job, done, made
from tests.world import Founder, Tenant

APPLICATIONS = ("recruiter_api", "book_slot", "create_session", "status_sweeper")


def _routes() -> list[Route]:
    applications = [importlib.import_module(f"functions.{name}.handler") for name in APPLICATIONS]
    return [route for application in applications for route in application.api.routes if route.role is not None]


ROUTES = _routes()
WITH_BODY = [route for route in ROUTES if route.request is not None]
LISTS = [route for route in ROUTES if route.query is not None and issubclass(route.query, PageQuery)]
NAMED = [route for route in ROUTES if "<" in route.path]
WRITES = [route for route in ROUTES if route.method != "GET"]


def name_of(route: Route) -> str:
    return f"{route.method} {route.path.removeprefix('/api/v1')}"


def path_of(route: Route, identifier: str = "unknown_id") -> str:
    parts = (identifier if part.startswith("<") else part for part in route.path.removeprefix("/api/v1").split("/"))
    return "/".join(parts)


def refused(answer: Answer, status: int, code: str) -> None:
    """Assert that the answer is this refusal, in the form of all refusals."""
    assert (answer.status, answer.code) == (status, code), answer.text
    assert set(answer.json) == {"error", "code", "details", "request_id"}
    assert answer.json["error"]
    assert answer.json["request_id"]


def needed_fields(route: Route) -> list[str]:
    """The required fields of a body, by their JSON names."""
    fields = route.request.model_fields.items() if route.request else ()
    return [field.alias or name for name, field in fields if field.is_required()]


each = pytest.mark.parametrize("route", ROUTES, ids=name_of)
each_write = pytest.mark.parametrize("route", WRITES, ids=name_of)
each_body = pytest.mark.parametrize("route", WITH_BODY, ids=name_of)
each_list = pytest.mark.parametrize("route", LISTS, ids=name_of)
each_needing = pytest.mark.parametrize("route", [route for route in WITH_BODY if needed_fields(route)], ids=name_of)
each_versioned = pytest.mark.parametrize(
    "route", [route for route in ROUTES if route.method in {"PUT", "PATCH"}], ids=name_of
)
each_named = pytest.mark.parametrize("route", NAMED, ids=name_of)


@each
def test_without_a_valid_token_nobody_gets_in(organisation: Tenant, route: Route) -> None:
    revoked = made(organisation.admin, "/tokens", {"name": "Gone", "role": "admin"})
    organisation.admin("DELETE", f"/tokens/{revoked['token_id']}")

    for token in (None, "", "unknown", "grt_" + "x" * 500, revoked["token"], "\u202e"):
        assert Client(token)(route.method, path_of(route)).status == 401


@each_write
def test_a_viewer_writes_nothing(organisation: Tenant, route: Route) -> None:
    refused(organisation.with_role(Role.VIEWER)(route.method, path_of(route), {}), 403, "FORBIDDEN")


@each_named
def test_an_id_that_names_nothing_is_not_found(api: Client, route: Route) -> None:
    body = a_body_for(api, route)

    for identifier in ("unknown_id", "x" * 65, "x" * 3000, "नाम", "a b", "..", "%2e%2e", "'or'1"):
        refused(api(route.method, path_of(route, identifier), body), 404, "NOT_FOUND")


def a_body_for(api: Client, route: Route) -> dict[str, Any] | None:
    """A valid body of a route whose body has an id."""
    if route.request is None:
        return None
    slot = {"job_id": "", "interview_date": "2027-05-01", "start_time": "10:00", "end_time": "11:00"}
    name = route.request.__name__
    if name == "CreateSlot":
        return {**slot, "job_id": a_new_job(api)["job_id"]}
    bodies: dict[str, dict[str, Any]] = {
        "CreateJob": {"job_title": "A", "company_name": "B", "job_description": "C"},
        "ChangeJob": {"domain": "Data"},
        "ChangeCandidate": {"status": "HIRED"},
        "ExpectResume": {"filename": "a.pdf", "content_type": "application/pdf"},
        "SetGates": {"candidate_ids": ["cand_none"], "shortlisted": True},
        "BookCandidates": {"candidate_ids": ["cand_none"]},
        "InviteManyToChoose": {"candidate_ids": ["cand_none"]},
        "InviteToChoose": {},
        "Shortlist": {"shortlisted": True},
        "ToggleInterview": {"interview_enabled": True},
        "ChangeInterview": {"booking_notes": "A"},
        "BookSlot": {"interview_id": "int_none"},
        "CancelInterview": {"reason": "A"},
        "ChangeWebhook": {"description": "A"},
        "RotateSecret": {},
        "ChangeMember": {"name": "A"},
        "ChangeOrganisation": {"name": "A"},
        "ReplaceRequirements": {"requirements": []},
        "ChangeProfile": {"name": "Asha Raman"},
        "MatchCandidates": {},
        "SetMatchAside": {"reason": "A"},
        "AuditMatches": {"groups": [{"group": "A", "candidate_ids": ["cand_none"]}]},
        "SetJobQuestions": {"questions": [{"text": "Why this job?"}]},
        "RateInterview": {"criterion": "EXPERIENCE", "score": 3},
        "DecideInterview": {"decision": "HOLD", "reason": "A"},
        "ChangePlan": {"questions": [{"text": "Why this job?"}]},
    }
    return bodies[name]


NO_OBJECTS = ("{", "[]", "null", '"text"', "1e999", "NaN", '{"a": NaN}', '{"\\ud800": 1}', "\x00", "{}{}", "<xml/>")


@each_body
def test_a_body_that_is_no_json_object_is_refused(api: Client, route: Route) -> None:
    for body in NO_OBJECTS:
        refused(api(route.method, path_of(route), body), 400, "VALIDATION")


@each_body
def test_a_refusal_says_its_id_in_a_header_too(api: Client, route: Route) -> None:
    answer = api(route.method, path_of(route), {"surprise": 1})

    assert answer.headers["x-request-id"] == answer.json["request_id"]


@each_body
def test_an_unknown_field_is_refused_by_name(api: Client, route: Route) -> None:
    answer = api(route.method, path_of(route), {"surprise": 1})

    refused(answer, 400, "VALIDATION")
    assert "surprise is not a known field" in [problem["message"] for problem in answer.json["details"]]


@each_body
def test_a_body_that_is_too_large_is_refused(api: Client, route: Route) -> None:
    for size in (257 * 1024, 10 * 1024 * 1024):
        refused(api(route.method, path_of(route), '{"a": "' + "x" * size + '"}'), 413, "TOO_LARGE")


@each_needing
def test_needed_fields_are_asked_for_by_name(api: Client, route: Route) -> None:
    needed = needed_fields(route)
    for body in ({}, dict.fromkeys(needed)):
        answer = api(route.method, path_of(route), body)

        refused(answer, 400, "VALIDATION")
        assert [problem["message"] for problem in answer.json["details"]] == [f"{name} is required" for name in needed]


NONSENSE = [
    {"deep": [1]},
    [[]],
    10**400,
    -1,
    -1.5,
    1e308,
    True,
    "",
    " \t ",
    "\u0000",
    "\u202e\U0001f600\u0301" * 5,
    "x" * 30_000,
    "9999-12-31",
    "9999-12-31T23:59:59-23:59",
    "0001-01-01T00:00:00+23:59",
    "2027-02-30",
    "25:61",
    "../../etc/passwd",
    "'; DROP TABLE jobs; --",
]


@each_body
def test_nonsense_in_any_field_never_breaks_anything(api: Client, route: Route) -> None:
    assert route.request is not None
    for name, field in route.request.model_fields.items():
        for nonsense in NONSENSE:
            answer = api(route.method, path_of(route), {field.alias or name: nonsense})
            assert answer.status < 500, (name, nonsense, answer.text)


@each_list
def test_a_list_refuses_pages_that_are_none(api: Client, route: Route) -> None:
    for query in (
        "limit=0",
        "limit=101",
        "limit=-1",
        "limit=x",
        "limit=1e400",
        "limit=",
        "sort=name",
        "limit=1&limit=2",
    ):
        refused(api("GET", f"{path_of(route)}?{query}"), 400, "VALIDATION")


@each_list
def test_a_list_refuses_a_cursor_that_is_not_its_own(api: Client, found: Founder, route: Route) -> None:
    other_list = "/jobs" if path_of(route) != "/jobs" else "/candidates"
    for _ in range(2):
        a_new_job(api)
        made(api, "/candidates", {"full_name": "A", "email": "a@example.com", "allow_duplicate": True})
    foreign = done(api, "GET", f"{other_list}?limit=1")["next_cursor"]
    stranger = found("Other").admin
    a_new_job(stranger), a_new_job(stranger)
    strangers = done(stranger, "GET", "/jobs?limit=1")["next_cursor"]

    for cursor in (
        foreign,
        strangers,
        "",
        "x",
        "e30=",
        "W10=",
        "bnVsbA==",
        "WyJhIiwgeyJiIjogMX1d",
        "é",
        "A" * 1001,
        foreign[:-4],
    ):
        refused(api("GET", f"{path_of(route)}?cursor={cursor}"), 400, "VALIDATION")


NO_FILTERS = ("", "%00", "%F0%9F%98%80", "x" * 3000, "9999-12-31", "0001-01-01", "9999-12-31T23:59:59-23:59", "-1")


@each_list
def test_nonsense_in_a_filter_never_breaks_a_list(api: Client, route: Route) -> None:
    assert route.query is not None
    for name, field in route.query.model_fields.items():
        for nonsense in (
            "",
            "%00",
            "%F0%9F%98%80",
            "x" * 3000,
            "9999-12-31",
            "0001-01-01",
            "9999-12-31T23:59:59-23:59",
            "-1",
        ):
            answer = api("GET", f"{path_of(route)}?{field.alias or name}={nonsense}")
            assert answer.status in {200, 400}, (name, nonsense, answer.text)


@each_versioned
def test_a_header_that_is_no_version_is_refused(api: Client, route: Route) -> None:
    for version in ("", "abc", "-1", "1.5", "9" * 30, "١"):
        answer = api(route.method, path_of(route), a_body_for(api, route), headers={"If-Match": version})
        assert answer.status in {400, 404}, answer.text
