"""Webhooks and SES's events on the local cloud: from the log's stream and the topic, through roles and filters.

No endpoint on the local cloud speaks HTTPS under a public name, so here a name that does not exist stands for one that
is down. What an endpoint gets is tested in tests/functional.
"""

import json
from typing import Any

import pytest

from local.recruiting import Recruiter, at, eventually
from local.running import RunningStack
from local.stack import describe

NOBODY = "https://hooks.greenroom.example/in"
"""`.example` never resolves (RFC 6761)."""


@pytest.fixture
def recruiter(stack: RunningStack) -> Recruiter:
    return Recruiter(stack, stack.new_organisation("Hooked", {"min_notice_minutes": 0}).token)


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
