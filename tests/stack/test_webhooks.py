"""Webhooks and SES's events on the local cloud: from the log's stream and the topic, through roles and filters.

A name that does not exist stands for an endpoint that is down. One on this machine listens at the host that the local
cloud lists.
"""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest

from local.deploy_locally import ENDPOINT_AFTER
from local.recruiting import Recruiter, at, eventually
from local.running import RunningStack
from local.stack import describe
from local.web import upload_form
from tests.pdfs import a_resume

NOBODY = "https://hooks.greenroom.example/in"
"""`.example` never resolves (RFC 6761)."""


@pytest.fixture
def recruiter(stack: RunningStack) -> Recruiter:
    return Recruiter(stack, stack.new_organisation("Hooked", {"min_notice_minutes": 0}).token)


@pytest.fixture
def heard(stack: RunningStack) -> Iterator[list[tuple[str, dict[str, Any]]]]:
    """What an endpoint of this machine hears, event by event."""
    events: list[tuple[str, dict[str, Any]]] = []

    class Endpoint(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            assert self.headers["Greenroom-Signature"].startswith("t=")
            events.append((body["type"], body["data"]))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", listed_port(stack)), Endpoint) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield events
        server.shutdown()


def listed_port(stack: RunningStack) -> int:
    return (urlsplit(stack.endpoint_url).port or 80) + ENDPOINT_AFTER


def deliveries_of(recruiter: Recruiter, webhook_id: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = recruiter.made("GET", f"/webhooks/{webhook_id}/deliveries")["items"]
    return items


def a_webhook(recruiter: Recruiter, **fields: Any) -> str:
    asked = {"url": NOBODY, "notify_email": "ops@example.com", **fields}
    return str(recruiter.made("POST", "/webhooks", asked)["webhook_id"])


def test_a_booking_is_told_to_the_endpoints_that_want_it_and_tried_again_each_round(
    recruiter: Recruiter, stack: RunningStack
) -> None:
    webhook_id, deaf = a_webhook(recruiter), a_webhook(recruiter, events=["report.ready"])
    interview_id, job_id = recruiter.pending()
    recruiter.book(interview_id, recruiter.slot(job_id, at(9)))

    def attempted() -> dict[str, Any] | None:
        return next((one for one in deliveries_of(recruiter, webhook_id) if one["problem"]), None)

    first = eventually(attempted, "the first attempt", 60)
    assert (first["event_type"], first["interview_id"]) == ("interview.scheduled", interview_id)
    assert (first["status"], first["attempts"], first["response_status"]) == ("PENDING", 1, None)
    assert first["problem"] == "The endpoint's name could not be resolved."
    assert deliveries_of(recruiter, deaf) == []
    webhook = recruiter.made("GET", f"/webhooks/{webhook_id}")
    assert webhook["failing_since"] is not None

    # The schedule's minute, now: the function's own event, which no test waits a minute for.
    recruiter.made("POST", f"/webhooks/{webhook_id}/deliveries/{first['delivery_id']}/replay")
    answer = stack.client("lambda").invoke(FunctionName=stack.functions["SendWebhooksFunction"], Payload=b"{}")
    assert "FunctionError" not in answer
    tried_again = eventually(attempted, "the round's attempt", 60)
    assert tried_again["last_attempt_at"] > first["last_attempt_at"]


def test_an_endpoint_on_this_machine_hears_of_a_candidate_their_resume_and_their_score(
    recruiter: Recruiter, stack: RunningStack, heard: list[tuple[str, dict[str, Any]]]
) -> None:
    a_webhook(
        recruiter,
        url=f"http://localhost:{listed_port(stack)}/in",
        events=["candidate.changed", "resume.parsed", "match.ready"],
    )
    recruiter.made("PATCH", "/organisation", {"policy": {"matching_enabled": True}})
    job_id = recruiter.job(job_description="Python and SQL are required.")
    candidate_id = recruiter.candidate(job_id, enabled=False)
    path = f"/candidates/{candidate_id}/resume"
    begun = recruiter.made("POST", path, {"filename": "cv.pdf", "content_type": "application/pdf"})
    assert upload_form(begun["upload"], a_resume(), "cv.pdf", "application/pdf").status < 300
    about = {"candidate_id": candidate_id, "resume_id": begun["resume_id"], "status": "PARSED"}

    def has_come(event: tuple[str, dict[str, Any]]) -> bool | None:
        return event in heard or None

    eventually(lambda: has_come(("resume.parsed", about)), "resume.parsed", 60)
    assert recruiter.call("POST", f"/jobs/{job_id}/match", {"candidate_ids": [candidate_id]}).status == 202
    of_job = {"candidate_id": candidate_id, "job_id": job_id}
    eventually(lambda: has_come(("match.ready", {**of_job, "status": "SCORED"})), "match.ready", 60)

    assert ("candidate.changed", {**of_job, "version": 1}) in heard


def test_a_bounce_from_the_topic_reaches_the_interview_its_log_and_a_webhook(
    recruiter: Recruiter, stack: RunningStack
) -> None:
    webhook_id = a_webhook(recruiter, events=["email.failed"])
    interview_id, job_id = recruiter.pending()
    recruiter.book(interview_id, recruiter.slot(job_id, at(9)))
    recruiter.link_of(interview_id)
    bounce = json.dumps(a_bounce(stack, recruiter, interview_id))
    topics = describe(stack.account, stack.stack.stack_name).of("AWS::SNS::Topic")
    for _ in range(3):
        stack.client("sns").publish(TopicArn=topics["MailEventsTopic"], Message=bounce)

    def failed() -> dict[str, Any] | None:
        email: dict[str, Any] = recruiter.made("GET", f"/interviews/{interview_id}")["email"]
        return email if email["status"] == "FAILED" else None

    email = eventually(failed, "the bounce", 60)
    assert email["reason"] == "The address does not exist. Correct it and send the e-mail again."
    told = eventually(lambda: deliveries_of(recruiter, webhook_id), "the webhook", 60)
    assert [one["event_type"] for one in told] == ["email.failed"]
    assert recruiter.actions(interview_id).count("EMAIL_FAILED") == 1


def a_bounce(stack: RunningStack, recruiter: Recruiter, interview_id: str) -> dict[str, Any]:
    """SES's event about an interview's invitation, with the tags that it was sent with."""
    items = stack.items("SessionsTable")
    session = next(
        item for item in items if item["part"]["S"] == "SESSION" and item["interview_id"]["S"] == interview_id
    )
    mail = next(
        item
        for item in items
        if item["session_hash"] == session["session_hash"] and item["part"]["S"] == "MAIL#INVITATION"
    )
    tags = {name: [session[name]["S"]] for name in ("org_id", "interview_id")}
    return {
        "eventType": "Bounce",
        "bounce": {"bounceType": "Permanent", "bounceSubType": "NoEmail", "timestamp": mail["sent_at"]["S"]},
        "mail": {
            "timestamp": mail["sent_at"]["S"],
            "messageId": mail["message_id"]["S"],
            "tags": {**tags, "version": ["1"], "kind": ["INVITATION"], "claim_id": [mail["claim_id"]["S"]]},
        },
    }
