"""Pages, candidates' routes and event handlers with generated input: each answer follows the contract, and none is a
500."""

import base64
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote_plus

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from greenroom.adapters.dynamodb import Database
from greenroom.adapters.items import decode, encode
from greenroom.adapters.schedule_items import booking_item
from greenroom.models.interview import Booking
from local.gateway import Client, answered, handler_of, lambda_context, rest_event
from tests.functional.ai_interviews import InvitedCandidate, an_invited_candidate
from tests.functional.own_list import SignInMailbox, sign_in_mailbox
from tests.functional.recruiter_requests import a_new_candidate, a_new_job
from tests.world import Founder, round_trips

LIST = "/dashboard/jobseeker"
ROUTES = ("session", "start", "answer", "finish", "heartbeat", "upload", "transcribe")
NAMES = ("x", "x" * 3_000, "..", "-", "int_01", "%00", "नाम")
PATHS = (
    "/",
    "/nothing/of/that/name",
    *(f"/ai/{route}" for route in ROUTES),
    *(f"{LIST}{rest}" for rest in ("", "/link", "/sign-in", "/sign-out")),
    *(f"{LIST}/{name}{rest}" for name in NAMES for rest in ("", "/move", "/cancel")),
    *(f"/{page}/{name}" for page in ("interview/ready", "interview/start", "meeting", "report") for name in NAMES),
    *(f"/{page}/{name}" for page in ("interview/calendar", "brand") for name in (*NAMES, "int_01.ics", "12345g.css")),
    *(f"/api/v1/interviews/{name}/join" for name in NAMES),
)
SPECIAL = ["", " ", "\x00", "\u202e", "-", "-x", "org_x-y", "org_x-" + "y" * 3_000, "x" * 3_000, "0" * 64, "A" * 43]
texts = st.text(max_size=60) | st.sampled_from(SPECIAL)
headers = st.dictionaries(
    st.sampled_from(
        ["Cookie", "Content-Type", "X-Forwarded-For", "Authorization", "Idempotency-Key", "If-Match", "Sec-Fetch-Site"]
    ),
    texts | st.sampled_from(["application/x-www-form-urlencoded", "greenroom_visit=" + "A" * 43]),
    max_size=3,
)
NAMED = ["session_key", "room_id", "org_id", "until", "signature", "after", "done", "token", "mode"]
queries = st.dictionaries(st.sampled_from(NAMED), texts, max_size=3)
FIELDS = ["session_key", "question_id", "text", "audio_key", "client_id", "room_id", "as", "email", "facts", "consent"]
bodies = (
    st.none()
    | texts
    | st.sampled_from(["[" * 5_000, '{"a":' * 5_000, "1e999", "NaN", '{"text": "\\ud800"}', '{"text": 1, "text": 2}'])
    | st.dictionaries(st.sampled_from(FIELDS), texts | st.integers() | st.lists(texts, max_size=2)).map(json.dumps)
)
often = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def mailbox(cloud: Database) -> Iterator[SignInMailbox]:
    with sign_in_mailbox() as opened:
        yield opened


@pytest.fixture
def invited(found: Founder) -> InvitedCandidate:
    """A candidate in an open room, whose key is accepted, so that the input reaches the use cases."""
    return an_invited_candidate(found)


def sent(event: dict[str, Any], query: dict[str, str], body: str | None, *, as_bytes: bool) -> int:
    """Send a request with this query and body, as text or as bytes in base64. Returns the status."""
    event["queryStringParameters"] = query or None
    event["multiValueQueryStringParameters"] = {name: [value] for name, value in query.items()} or None
    event["isBase64Encoded"] = as_bytes
    event["body"] = base64.b64encode((body or "").encode() + b"\xff").decode() if as_bytes else body
    answer = answered(event)
    assert "Traceback" not in answer.text
    return answer.status


@often
@example(path="/meeting/x", method="GET", headers={}, query={}, body=None, as_bytes=False, has_key=False)
@example(path="/meeting/x", method="POST", headers={}, query={}, body="room_id=-", as_bytes=False, has_key=False)
@example(
    path="/api/v1/interviews/x/join",
    method="POST",
    headers={},
    query={},
    body='{"room_id": "-x", "as": "candidate"}',
    as_bytes=False,
    has_key=False,
)
@given(
    path=st.sampled_from(PATHS),
    method=st.sampled_from(["GET", "POST"]),
    headers=headers,
    query=queries,
    body=bodies,
    as_bytes=st.booleans(),
    has_key=st.booleans(),
)
def test_no_request_to_the_portal_or_the_interviewer_fails(
    mailbox: SignInMailbox,
    invited: InvitedCandidate,
    path: str,
    method: str,
    headers: dict[str, str],
    query: dict[str, str],
    body: str | None,
    as_bytes: bool,
    has_key: bool,
) -> None:
    known = {"X-Session-Key": invited.key} if has_key else {}
    own = path.replace("int_01", invited.interview_id)

    assert sent(rest_event(method, own, None, headers | known), query, body, as_bytes=as_bytes) < 500


keys = st.text(max_size=80) | st.text(max_size=20).map(lambda name: f"resumes/org_1/{name}/res_1.pdf")


@often
@example("resumes/" + "x" * 1_016)
@example("resumes/org_1//res_1.pdf")
@example("resumes/" + "x" * 3_000 + "/c/r.pdf")
@given(keys)
def test_no_key_of_an_uploaded_file_breaks_the_reader(cloud: Database, key: str) -> None:
    record = {"s3": {"bucket": {"name": "functional-documents"}, "object": {"key": quote_plus(key, errors="replace")}}}
    handler_of("functions.parse_resume.handler.lambda_handler")({"Records": [record]}, lambda_context())


# Hypothesis also draws words of our own source, which might form a valid value.
nobodys_names = st.text(max_size=8).filter(lambda name: name not in {"entries", "mail"})
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(nobodys_names, inner, max_size=3),
    max_leaves=8,
)


def reported(function: str, image: Any) -> list[str]:
    """The records that a stream's function reports as failed, after one record."""
    record = {"dynamodb": {"SequenceNumber": "7", "NewImage": image}, "eventName": "INSERT"}
    answer = handler_of(f"functions.{function}.handler.lambda_handler")({"Records": [record]}, lambda_context())
    return [one["itemIdentifier"] for one in answer["batchItemFailures"]]


def is_booking(image: Any) -> bool:
    try:
        Booking.model_validate(decode(image))
    except ValidationError:
        return False
    return True


OF_BOOKINGS = ("create_session", "prepare_questions")


@pytest.mark.parametrize("function", [*OF_BOOKINGS, "send_webhooks"])
@often
@given(image=json_values)
def test_a_record_of_no_item_at_all_is_reported(cloud: Database, function: str, image: Any) -> None:
    assert reported(function, image) == ["7"]


@pytest.mark.parametrize("function", OF_BOOKINGS)
@often
@example(image="2026-01-01", spoilt="starts_at")
@example(image="", spoilt="timezone")
@example(image=7, spoilt="version")
@example(image="a@b\r\nBcc: c@d.e", spoilt="candidate_email")
@given(image=json_values, spoilt=st.sampled_from(["version", "starts_at", "timezone", "candidate_email", "status"]))
def test_a_booking_with_a_field_that_can_not_be_read_is_reported_and_any_other_is_handled(
    invited: InvitedCandidate, function: str, image: Any, spoilt: str
) -> None:
    booking = encode(booking_item(invited.booking)) | {spoilt: {"S": str(image)}}
    assert reported(function, booking) == ([] if is_booking(booking) else ["7"])


@often
@given(spoilt=st.sampled_from(["version", "starts_at", "org_name"]), image=json_values)
def test_a_booking_is_nothing_that_webhooks_tell_of(invited: InvitedCandidate, spoilt: str, image: Any) -> None:
    booking = encode(booking_item(invited.booking)) | {spoilt: {"S": str(image)}}
    assert reported("send_webhooks", booking) == ["7"]


@often
@given(message=json_values.map(json.dumps) | texts)
def test_a_message_that_is_no_event_of_ses_is_passed_over(cloud: Database, message: str) -> None:
    event = {"Records": [{"Sns": {"Message": message}}]}
    with round_trips() as called:
        handler_of("functions.mail_events.handler.lambda_handler")(event, lambda_context())
    assert called == []


@pytest.mark.parametrize(
    ("method", "body", "status"),
    [
        ("POST", "x" * 10_000_000, 413),
        ("POST", json.dumps({"job_title": "x" * 300_000}), 413),
        ("POST", "[" * 100_000, 400),
        ("POST", '{"job_title":' * 15_000, 400),
        ("POST", '{"job_title": "A", "job_title": "B", "company_name": "C", "job_description": "D"}', 201),
        ("POST", '{"job_title": NaN, "company_name": "C", "job_description": "D"}', 400),
        ("POST", '{"job_title": 1e400, "company_name": "C", "job_description": "D"}', 400),
        ("POST", '{"job_title": "\\ud800", "company_name": "C", "job_description": "D"}', 400),
        ("POST", '{"__proto__": {}, "constructor": 1}', 400),
        ("PATCH", "{}", 405),
        ("PUT", "{}", 405),
        ("DELETE", None, 405),
    ],
    ids=lambda value: str(value)[:40],
)
def test_odd_requests_get_the_expected_status_and_a_short_answer(
    api: Client, method: str, body: str | None, status: int
) -> None:
    answer = api(method, "/jobs", body)

    assert answer.status == status, answer.text[:300]
    assert len(answer.text) < 5_000
    if status >= 400:
        assert set(answer.json) >= {"error", "code"}


@pytest.mark.parametrize("value", ["1e999", "-1", "9" * 400, "1.0000000000000001", "true", '"7"', "[7]", "{}"])
def test_a_number_that_is_none_of_ours_is_refused(api: Client, value: str) -> None:
    job_id = a_new_job(api)["job_id"]
    slot = f'{{"job_id": "{job_id}", "interview_date": "2027-05-01", "start_time": "10:00", "end_time": "11:00", '
    assert api("POST", "/interviews/slots", f'{slot} "max_candidates": {value}}}').status in {201, 400}
    person = a_new_candidate(api)["candidate_id"]
    assert api("PATCH", f"/candidates/{person}", f'{{"extra_time_percent": {value}}}').status in {200, 400}
    assert api("PATCH", f"/candidates/{person}", '{"extra_time_percent": 50}', headers={"If-Match": value}).status < 500
