"""The promises of docs/security.md that need everything running: the logs, the edge, the open routes and the tables."""

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from random import randrange
from typing import Any

import pytest

from bench.calls import routes
from local.gateway import Declared, declared_routes
from local.logs import lines_of
from local.recruiting import Recruiter, eventually
from local.running import RunningStack
from local.template import template
from local.web import HttpAnswer, upload_form
from tests.pdfs import a_resume
from tests.stack.canaries import LIST, Life, a_life

FORGED = {"X-Forwarded-For": f"198.18.{randrange(256)}.{randrange(256)}, 192.0.2.1"}
"""Wrong links are counted against this network, not against the one that all tests come from."""


@dataclass(frozen=True)
class Told:
    """The sequence of requests, and each function's log lines of that time."""

    life: Life
    logs: dict[str, list[str]]


@pytest.fixture(scope="module")
def told(stack: RunningStack) -> Told:
    began = int(time.time() * 1000)
    life = a_life(stack)
    stack.visitor().request("GET", f"{stack.portal_url}/console", headers=FORGED)
    client = stack.account.logs
    names = [one["logGroupName"] for one in client.describe_log_groups()["logGroups"]]
    groups = [name for name in names if "ApiAccessLogs" not in name]  # the local cloud writes no access log

    found: dict[str, list[str]] = {}

    def all_of_them() -> dict[str, list[str]] | None:
        found.update({group: [text for at, text in lines_of(client, group, began) if at >= began] for group in groups})
        return found if all(found.values()) else None

    def silent() -> str:
        return f"a line in the logs {[group for group, lines in found.items() if not lines]}"

    return Told(life, eventually(all_of_them, silent, 240))


# Logs.


def test_each_functions_log_is_read_and_knows_this_very_run(stack: RunningStack, told: Told) -> None:
    logged = {group.rpartition("/")[2] for group in told.logs}
    assert logged >= {f"{name.removesuffix('Function')}Logs" for name in stack.functions}
    # Logs must contain ids, so the ids of this run are in it.
    everything = "\n".join(line for lines in told.logs.values() for line in lines)
    assert re.search(r'"file_key": ?"resumes/org_', everything)
    assert '"message":"refused"' in everything or '"message": "refused"' in everything


def test_no_log_holds_a_secret_or_anything_that_somebody_wrote(told: Told) -> None:
    assert all(len(secret) >= 32 for secret in told.life.secrets.values())
    canaries = told.life.secrets | told.life.words
    found = [
        (name, group, line[:300])
        for group, lines in told.logs.items()
        for line in lines
        for name, canary in canaries.items()
        if canary in line or json.dumps(canary)[1:-1] in line
    ]
    assert found == []


# A stolen table opens no link.


def strings_in(value: Any) -> Iterator[str]:
    """All texts of an item, keys of maps and pieces of composed keys included."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from strings_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings_in(inner)
    elif isinstance(value, str):
        yield value
        yield from value.split("#")


@pytest.fixture(scope="module")
def stolen(stack: RunningStack, told: Told) -> set[str]:
    """Every text in every table."""
    return {text for table in stack.tables for item in stack.items(table) for text in strings_in(item)}


def test_no_secret_stands_in_any_table(told: Told, stolen: set[str]) -> None:
    everything = "\n".join(stolen)
    assert told.life.words["answer"] in everything, "the tables of this very run were read"
    bare = {name: secret.removeprefix("whsec_").removeprefix("grt_") for name, secret in told.life.secrets.items()}
    assert [name for name, secret in bare.items() if secret in everything] == []


def test_nothing_that_stands_in_a_table_works_as_key_token_or_visit(stack: RunningStack, stolen: set[str]) -> None:
    hashes = sorted(text for text in stolen if re.fullmatch(r"[0-9a-f]{64}", text))[:12]
    tokens = sorted(text for text in stolen if re.fullmatch(r"[A-Za-z0-9_-]{40,70}", text))
    assert hashes
    assert tokens
    visitor = stack.visitor()
    for value in hashes:
        answer = visitor.request("GET", f"{stack.portal_url}/?session_key={value}", headers=FORGED)
        assert answer.status == 404
    for value in tokens[:: max(1, len(tokens) // 12)]:
        assert stack.api("GET", "/jobs", token=value).status == 401
        keyed = stack.api("GET", "/jobs", token="", headers={"x-api-key": value})
        assert keyed.status == 401
        shown = visitor.request("GET", f"{stack.api_url}{LIST}", headers={"Cookie": f"greenroom_visit={value}"})
        assert "Send me a link" in shown.text


# No route without authorisation, except these.

OPEN = {
    ("GET", "/"),
    ("POST", "/"),
    ("GET", "/{proxy+}"),
    ("POST", "/{proxy+}"),
    ("GET", "/ai/session"),
    ("POST", "/ai/start"),
    ("POST", "/ai/answer"),
    ("POST", "/ai/finish"),
    ("POST", "/ai/heartbeat"),
    ("POST", "/ai/upload"),
    ("POST", "/ai/transcribe"),
    ("GET", "/console"),
    ("GET", "/console/{proxy+}"),
    ("POST", "/console/{proxy+}"),
    ("GET", "/api/v1/openapi.json"),
    ("GET", "/api/v1/docs"),
    ("POST", "/api/v1/interviews/{interview_id}/join"),
    ("POST", "/api/v1/providers/{provider}/events/{org_id}"),
    ("POST", "/room/{interview_id}/ticket"),
    ("POST", "/room/{interview_id}/messages"),
    ("POST", "/room/{interview_id}/papers"),
}
"""Pages, each behind its own key, cookie or signature; the interview behind its key; the document; a meeting's door,
and its room behind room id, session or ticket; what a provider signs."""
ASKED = {
    "/ai/answer": {"question_id": "q", "text": "An answer."},
    "/ai/heartbeat": {"question_id": "q", "client_id": "tab"},
    "/ai/upload": {"question_id": "q", "content_type": "audio/webm"},
    "/ai/transcribe": {"question_id": "q", "audio_key": "k"},
}
"""Requests that lack only the key."""


def whole(route: Declared) -> str:
    return "/" + "/".join(route.segments)


def test_the_template_leaves_exactly_these_routes_open() -> None:
    asked = {(route.method, whole(route)) for route in declared_routes() if route.is_open}
    assert {(method, path) for method, path in asked if method not in {"HEAD", "OPTIONS"}} == OPEN
    assert {path for method, path in asked if method == "HEAD"} == {path for method, path in OPEN if method == "GET"}
    assert all(path.startswith("/api/v1/") for method, path in asked if method == "OPTIONS")
    auth = template()["Resources"]["Api"]["Properties"]["Auth"]
    assert (auth["DefaultAuthorizer"], auth["ApiKeyRequired"]) == ("AccessToken", True)


def test_every_other_route_is_refused_without_a_token(stack: RunningStack) -> None:
    closed = {(route.method, whole(route)) for route in declared_routes() if not route.is_open}
    in_code = {(one.method, re.sub(r"<(\w+)>", r"{\1}", one.path)) for _, one in routes() if one.role is not None}
    assert len(closed | in_code) > 50
    for method, path in sorted(closed | in_code):
        target = re.sub(r"\{[^}]+\}", "some-id", path)
        reply = stack.api(method, target, None if method in {"GET", "HEAD"} else {}, token="")
        assert reply.status == 401, (method, path)
        assert method == "HEAD" or reply.json["code"] == "UNAUTHENTICATED", (method, path)


def test_an_interview_is_closed_without_its_key(stack: RunningStack) -> None:
    for method, path in sorted(OPEN):
        if path.startswith("/ai/"):
            for key in ("", "0" * 64, "A" * 43):
                headers = {**FORGED, "X-Session-Key": key, "Content-Type": "application/json"}
                body = json.dumps(ASKED.get(path, {})).encode() if method == "POST" else None
                answer = stack.visitor().request(method, stack.portal_url + path, body, headers)
                assert (answer.status, answer.json["code"]) == (401, "UNAUTHENTICATED"), (path, answer.text)


# Headers and cookies.


def promised_headers() -> dict[str, str]:
    """The headers that CloudFront adds to every answer, from the template."""
    config = template()["Resources"]["SecurityHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]
    kept = config["SecurityHeadersConfig"]
    transport = kept["StrictTransportSecurity"]
    assert kept["ContentTypeOptions"]["Override"] is True
    return {
        "Strict-Transport-Security": f"max-age={transport['AccessControlMaxAgeSec']}; includeSubDomains",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": kept["FrameOptions"]["FrameOption"],
        "Referrer-Policy": kept["ReferrerPolicy"]["ReferrerPolicy"],
        **{one["Header"]: one["Value"] for one in config["CustomHeadersConfig"]["Items"]},
    }


PAGES: tuple[str, ...] = (
    "/",
    LIST,
    f"{LIST}/link",
    f"{LIST}/sign-in",
    f"{LIST}/x",
    "/interview/ready/x",
    "/interview/start/x",
)
PAGES += ("/interview/calendar/x.ics", "/meeting/x", "/report/x", "/brand/x", "/no/such/page", "/api/v1/docs")
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "font-src": "'self'",
    "img-src": "'self' https: data:",
    "media-src": "'self' blob: https:",
}


def assert_guarded(answer: HttpAnswer) -> None:
    for name, value in promised_headers().items():
        assert answer.headers.get_list(name) == [value], (answer.url, name)
    [policy] = answer.headers.get_list("Content-Security-Policy")
    rules = {rule.split()[0]: rule.partition(" ")[2] for rule in policy.split("; ")}
    assert rules.pop("connect-src").startswith("'self' http")
    # A file is posted to the bucket without a script.
    assert re.fullmatch(r"'self'( https?://\S+)+", rules.pop("form-action"))
    assert rules == POLICY


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_guarded_and_kept_by_no_cache(stack: RunningStack, path: str) -> None:
    answer = stack.visitor().request("GET", stack.portal_url + path, headers=FORGED)

    assert_guarded(answer)
    is_document = path == "/api/v1/docs"
    assert ("no-store" in answer.headers.get("Cache-Control", "")) or is_document
    assert (answer.headers.get("X-Robots-Tag") == "noindex") or is_document
    assert "<script>" not in answer.text
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_every_answer_of_the_api_is_guarded_and_kept_by_no_cache(stack: RunningStack) -> None:
    answers = {}
    for _, route in routes():
        if route.role is None or route.method != "GET":
            continue
        path = re.sub(r"<[^>]+>", "some-id", route.path)
        for token in (stack.token, "unknown"):
            headers = {"Authorization": f"Token {token}"}
            answers[path, token] = stack.visitor().request("GET", stack.portal_url + path, headers=headers)
    assert len(answers) > 30
    assert {answer.status for answer in answers.values()} == {200, 401, 404}
    for answer in answers.values():
        assert_guarded(answer)
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Type"] == "application/json"
        assert "Set-Cookie" not in answer.headers


def test_the_cookie_of_a_link_is_for_this_portal_alone_and_dies_with_the_link(stack: RunningStack) -> None:
    recruiter = Recruiter(stack, stack.new_organisation("Cookies").token)
    interview_id, job_id = recruiter.pending()
    starts_at = (datetime.now(UTC) + timedelta(days=4)).replace(minute=0, second=0, microsecond=0)
    recruiter.book(interview_id, recruiter.slot(job_id, starts_at.replace(hour=9)))
    link = recruiter.link_of(interview_id)

    answer = stack.visitor().request("GET", f"{link}&next=//evil.example&redirect=https://evil.example")

    assert (answer.status, answer.headers["Location"]) == (303, "/")
    assert_guarded(answer)
    [line] = answer.headers.get_list("Set-Cookie")
    [(name, cookie)] = SimpleCookie(line).items()
    assert name == "__Host-greenroom_session"
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"]) == (True, True, "Lax")
    assert (cookie["path"], cookie["domain"]) == ("/", "")
    assert 0 < int(cookie["max-age"]) <= timedelta(days=6).total_seconds()
    assert cookie.value not in answer.text


# Uploads. The local cloud checks a form's policy, though not its signature.


def test_a_form_takes_one_pdf_of_5_mb_to_one_place_and_nothing_else(stack: RunningStack) -> None:
    recruiter = Recruiter(stack, stack.token)
    path = f"/candidates/{recruiter.candidate(recruiter.job())}/resume"
    asked = {"filename": "../../cv.pdf", "content_type": "application/pdf"}
    form = recruiter.made("POST", path, asked)["upload"]
    fields, pdf = form["fields"], a_resume()
    elsewhere = fields["key"].replace("resumes/", "answers/")

    def upload(changed: dict[str, str], content: bytes = pdf) -> int:
        return upload_form({**form, "fields": fields | changed}, content, "cv.pdf", "application/pdf").status

    changes = [
        {"key": elsewhere},
        {"key": fields["key"] + ".html"},
        {"key": "${filename}"},
        {"Content-Type": "text/html"},
        {"acl": "public-read"},
        {"x-amz-meta-more": "1"},
    ]
    assert [upload(changed) for changed in changes] == [403] * len(changes)
    assert upload({}, pdf + b"\n" * 5_000_000) == 400
    assert upload({}, b"") == 400
    assert recruiter.made("GET", path)["status"] == "AWAITING_UPLOAD"
    assert upload({}) == 204
    eventually(lambda: recruiter.made("GET", path)["status"] == "PARSED", "the résumé")
