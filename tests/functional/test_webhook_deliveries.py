"""Deliveries of webhooks through the API: what is sent, listed and sent again."""

import json
from typing import Any

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.settings import settings
from local.gateway import Client
from tests.functional.recruiter_requests import (
    a_booked_interview,
    done,
)
from tests.functional.test_webhooks import a_webhook, an_interview
from tests.functional.webhook_sender import WebhookSender, a_fresh_webhook_sender


@pytest.fixture
def sender(cloud: Database) -> WebhookSender:
    return a_fresh_webhook_sender(cloud)


def test_a_test_event_is_sent_within_a_minute_whatever_the_endpoint_asked_for(
    api: Client, sender: WebhookSender
) -> None:
    webhook = a_webhook(api, events=["report.ready"])
    path = f"/webhooks/{webhook['webhook_id']}"

    asked = [api("POST", f"{path}/test", headers={"Idempotency-Key": "try"}) for _ in range(2)]
    sender.later(minutes=1)
    sender.attempt_due()

    assert [(one.status, one.json["event_type"], one.json["interview_id"]) for one in asked] == [
        (202, "webhook.test", None),
        (202, "webhook.test", None),
    ]
    [posted] = sender.endpoint.posted
    assert (posted.json["type"], posted.json["data"]) == ("webhook.test", {})
    assert posted.is_signed_with(webhook["secret"])
    [delivery] = done(api, "GET", f"{path}/deliveries")["items"]
    assert delivery["status"] == "DELIVERED"


def test_an_endpoint_that_is_switched_off_gets_no_test_event(api: Client) -> None:
    webhook = a_webhook(api, enabled=False)
    assert api("POST", f"/webhooks/{webhook['webhook_id']}/test").code == "INVALID_STATE"


def test_later_events_go_to_who_names_them(api: Client, sender: WebhookSender) -> None:
    a_webhook(api, events=["interview.created", "interview.changed"])
    interview = a_booked_interview(api)
    done(api, "PUT", f"/interviews/{interview['interview_id']}", {"booking_notes": "Ask about Rust."})
    sender.follow_log()
    types = sorted(posted.json["type"] for posted in sender.endpoint.posted)
    assert types == ["interview.changed", "interview.created"]
    assert "Rust" not in str([posted.json for posted in sender.endpoint.posted])


def test_deliveries_are_listed_newest_first_by_pages_and_by_status(api: Client, sender: WebhookSender) -> None:
    path = f"/webhooks/{a_webhook(api)['webhook_id']}/deliveries"
    interviews = [an_interview(api, n) for n in range(5)]
    answers = iter([200, 500, 200, 404, 200])
    sender.endpoint.answer = lambda: next(answers)
    sender.follow_log()

    seen: list[Any] = []
    cursor: str | None = ""
    while cursor is not None:
        page = done(api, "GET", f"{path}?limit=2{cursor and f'&cursor={cursor}'}")
        assert len(page["items"]) <= 2
        seen += page["items"]
        cursor = page["next_cursor"]

    assert [one["interview_id"] for one in seen] == interviews[::-1]
    assert {one["event_type"] for one in seen} == {"interview.scheduled"}
    pending = done(api, "GET", f"{path}?status=PENDING")["items"]
    assert sorted(one["response_status"] for one in pending) == [404, 500]
    assert all(one["problem"].startswith("The endpoint answered with status") for one in pending)
    assert api("GET", f"{path}?status=LOST").code == "VALIDATION"
    other = a_webhook(api)
    first = done(api, "GET", f"{path}?limit=2")
    elsewhere = f"/webhooks/{other['webhook_id']}/deliveries?limit=2&cursor={first['next_cursor']}"
    assert api("GET", elsewhere).code == "VALIDATION"


def test_a_replay_sends_the_same_event_again_within_a_minute(api: Client, sender: WebhookSender) -> None:
    webhook = a_webhook(api)
    path = f"/webhooks/{webhook['webhook_id']}/deliveries"
    a_booked_interview(api)
    sender.follow_log()
    [delivery] = done(api, "GET", path)["items"]
    assert (delivery["status"], delivery["response_status"]) == ("DELIVERED", 200)

    replay = f"{path}/{delivery['delivery_id']}/replay"
    replayed = done(api, "POST", replay)
    assert done(api, "POST", replay)["status"] == "PENDING"
    assert (replayed["status"], replayed["attempts"], replayed["delivered_at"]) == ("PENDING", 0, None)
    assert len(sender.endpoint.posted) == 1
    sender.later(minutes=1)
    sender.attempt_due()

    first, second = sender.endpoint.posted
    assert first.body == second.body
    assert first.headers["Greenroom-Event-Id"] == second.headers["Greenroom-Event-Id"] == second.json["id"]
    assert second.is_signed_with(webhook["secret"])
    [delivery] = done(api, "GET", path)["items"]
    assert (delivery["status"], delivery["attempts"]) == ("DELIVERED", 1)


def test_a_replay_to_an_endpoint_that_is_switched_off_is_refused(api: Client, sender: WebhookSender) -> None:
    webhook = a_webhook(api, enabled=False)
    path = f"/webhooks/{webhook['webhook_id']}"
    a_booked_interview(api)
    sender.follow_log()
    [missed] = done(api, "GET", f"{path}/deliveries")["items"]
    assert (missed["status"], missed["problem"]) == ("MISSED", "The webhook was switched off.")
    replay = f"{path}/deliveries/{missed['delivery_id']}/replay"

    refused = api("POST", replay)
    assert (refused.status, refused.code) == (409, "INVALID_STATE")

    done(api, "PATCH", path, {"enabled": True})
    done(api, "POST", replay)
    sender.later(minutes=1)
    sender.attempt_due()
    assert [posted.json["data"]["interview_id"] for posted in sender.endpoint.posted] == [missed["interview_id"]]


def test_nothing_personal_leaves_and_no_address_stays_in_a_delivery(api: Client, sender: WebhookSender) -> None:
    a_webhook(api)
    interview = a_booked_interview(api, booking_notes="Meera needs a ramp")
    done(api, "POST", f"/interviews/{interview['interview_id']}/cancel", {"reason": "Meera is ill"})

    sender.follow_log()

    assert [posted.json["type"] for posted in sender.endpoint.posted] != []
    kept = str(sender.database.client.scan(TableName=settings().tables.webhook_deliveries)["Items"])
    for word in ("Meera", "meera@example.com", "ramp", "ill", "Backend Engineer"):
        assert word not in json.dumps([posted.json for posted in sender.endpoint.posted])
        assert word not in kept.replace("interview.cancelled", "")


def test_events_from_before_an_endpoint_was_made_are_not_sent_to_it(api: Client, sender: WebhookSender) -> None:
    a_booked_interview(api)
    a_webhook(api)
    sender.later(seconds=1)

    sender.follow_log()

    assert sender.endpoint.posted == []
