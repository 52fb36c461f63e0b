"""Webhooks through the API, which only admins change."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.models.organisation import Role
from greenroom.models.webhook import SENT_BY_DEFAULT
from greenroom.settings import settings
from local.gateway import Client
from tests.functional.recruiter_requests import (
    a_booked_interview,
    a_new_interview,
    a_new_job,
    an_enabled_candidate,
    done,
    made,
)
from tests.functional.webhook_sender import URL, WebhookSender, a_fresh_webhook_sender
from tests.world import Founder, Tenant

NEW = {"url": URL, "notify_email": "ops@example.com"}


@pytest.fixture
def sender(cloud: Database) -> WebhookSender:
    return a_fresh_webhook_sender(cloud)


def a_webhook(api: Client, **fields: Any) -> Any:
    return made(api, "/webhooks", {**NEW, **fields})


def an_interview(api: Client, hour: int = 0) -> str:
    """An interview at its own hour, because the candidate is always the same person."""
    own_time = (datetime.now(UTC) + timedelta(days=3)).replace(minute=0, second=0, microsecond=0)
    job = a_new_job(api)
    candidate = an_enabled_candidate(api, job["job_id"])
    at = (own_time + timedelta(hours=hour)).isoformat()
    return str(a_new_interview(api, candidate, starts_at=at, duration_minutes=30)["interview_id"])


def test_a_webhook_is_made_with_all_events_and_its_secret_is_shown_once_and_stored_nowhere(
    api: Client, cloud: Database
) -> None:
    webhook = a_webhook(api, description="Our ATS")

    assert webhook["events"] == [event.value for event in SENT_BY_DEFAULT]
    assert (webhook["enabled"], webhook["version"], webhook["failing_since"]) == (True, 1, None)
    assert webhook["secret"].startswith("whsec_")
    read = done(api, "GET", f"/webhooks/{webhook['webhook_id']}")
    assert read == {name: value for name, value in webhook.items() if name != "secret"}
    assert done(api, "GET", "/webhooks") == {"items": [read], "next_cursor": None}
    for table in cloud.client.list_tables()["TableNames"]:
        assert webhook["secret"].removeprefix("whsec_") not in str(cloud.client.scan(TableName=table)["Items"])


BAD: list[dict[str, Any]] = [
    {},
    {"url": URL},
    {"notify_email": "ops@example.com"},
    {**NEW, "notify_email": "nobody"},
    {**NEW, "notify_email": ""},
    {**NEW, "events": []},
    {**NEW, "events": ["interview.exploded"]},
    {**NEW, "events": "interview.scheduled"},
    {**NEW, "events": [1]},
    {**NEW, "events": ["report.ready"] * 99},
    {**NEW, "enabled": "yes"},
    {**NEW, "enabled": 1},
    {**NEW, "description": ""},
    {**NEW, "description": "x" * 201},
    {**NEW, "description": "a\nb"},
    {**NEW, "secret": "whsec_mine"},
    {**NEW, "secret_version": 7},
    {**NEW, "url": "http://hooks.example.com/"},
    {**NEW, "url": "https://127.0.0.1/"},
    {**NEW, "url": "https://[::ffff:169.254.169.254]/latest/meta-data"},
    {**NEW, "url": "https://localhost/"},
    {**NEW, "url": "https://hooks.example.com:22/"},
    {**NEW, "url": "https://hooks.example.com/\u202e"},
    {**NEW, "url": "https://hooks.example.com/" + "a" * 500},
    {**NEW, "url": None},
    {**NEW, "url": ["https://hooks.example.com/"]},
]


@pytest.mark.parametrize("body", BAD, ids=str)
def test_a_webhook_that_can_not_be_is_refused(api: Client, body: dict[str, Any]) -> None:
    answer = api("POST", "/webhooks", body)

    assert (answer.status, answer.code) == (400, "VALIDATION"), answer.text
    assert answer.json["details"]
    assert done(api, "GET", "/webhooks")["items"] == []


@pytest.mark.parametrize("body", [one for one in BAD if set(one) > set(NEW)], ids=str)
def test_a_change_that_can_not_be_is_refused_too(api: Client, body: dict[str, Any]) -> None:
    webhook = a_webhook(api)

    change = {name: value for name, value in body.items() if NEW.get(name) != value}
    assert api("PATCH", f"/webhooks/{webhook['webhook_id']}", change).code == "VALIDATION"

    assert done(api, "GET", f"/webhooks/{webhook['webhook_id']}")["version"] == 1


def test_a_change_keeps_what_is_left_out_and_raises_the_version(api: Client) -> None:
    path = f"/webhooks/{a_webhook(api, description='Old')['webhook_id']}"

    changed = done(api, "PATCH", path, {"events": ["email.failed", "interview.scheduled", "email.failed"]})
    assert changed["events"] == ["interview.scheduled", "email.failed"]
    assert (changed["description"], changed["version"]) == ("Old", 2)
    assert done(api, "PATCH", path, {"description": None})["description"] is None
    assert done(api, "PATCH", path, {"description": None})["version"] == 3
    stale = api("PATCH", path, {"enabled": False}, headers={"If-Match": "1"})
    assert (stale.status, stale.code) == (412, "STALE_VERSION")
    assert done(api, "GET", path)["enabled"] is True


def test_a_deleted_webhook_is_gone_with_its_deliveries(api: Client) -> None:
    path = f"/webhooks/{a_webhook(api)['webhook_id']}"

    assert api("DELETE", path).status == 204

    assert api("GET", path).status == 404
    assert api("DELETE", path).status == 404
    assert api("GET", f"{path}/deliveries").json["error"] == "Webhook not found"


def test_a_new_secret_and_the_old_one_sign_together_for_as_long_as_was_asked(
    api: Client, sender: WebhookSender
) -> None:
    webhook = a_webhook(api)
    path = f"/webhooks/{webhook['webhook_id']}"
    rotated = done(api, "POST", f"{path}/rotate-secret", {"overlap_hours": 2})
    assert rotated["secret"] != webhook["secret"]

    a_booked_interview(api)
    sender.follow_log()
    [posted] = sender.endpoint.posted
    assert posted.is_signed_with(rotated["secret"])
    assert posted.is_signed_with(webhook["secret"])

    leaked = done(api, "POST", f"{path}/rotate-secret", {"overlap_hours": 0})
    an_interview(api, 1)
    sender.follow_log()
    posted = sender.endpoint.posted[-1]
    assert posted.is_signed_with(leaked["secret"])
    assert not posted.is_signed_with(rotated["secret"])
    assert not posted.is_signed_with(webhook["secret"])


def test_an_old_secret_stops_signing_by_itself(api: Client, sender: WebhookSender) -> None:
    webhook = a_webhook(api)
    done(api, "POST", f"/webhooks/{webhook['webhook_id']}/rotate-secret", {"overlap_hours": 2})
    a_booked_interview(api)
    sender.later(hours=2, seconds=1)

    sender.follow_log()

    assert not sender.endpoint.posted[0].is_signed_with(webhook["secret"])


def test_a_repeated_request_makes_one_webhook_and_one_secret_and_stores_none(api: Client, cloud: Database) -> None:
    key = {"Idempotency-Key": "one"}
    first = api("POST", "/webhooks", NEW, headers=key)
    again = api("POST", "/webhooks", NEW, headers=key)
    path = f"/webhooks/{first.json['webhook_id']}"
    rotated = api("POST", f"{path}/rotate-secret", {}, headers=key | {"Idempotency-Key": "two"})
    once_more = api("POST", f"{path}/rotate-secret", {}, headers=key | {"Idempotency-Key": "two"})

    assert (again.json["webhook_id"], again.json["secret"]) == (first.json["webhook_id"], None)
    assert (once_more.json["version"], once_more.json["secret"]) == (rotated.json["version"], None)
    assert done(api, "GET", path)["version"] == 2
    stored = str(cloud.client.scan(TableName=settings().tables.idempotency)["Items"])
    for secret in (first.json["secret"], rotated.json["secret"]):
        assert secret not in stored


@pytest.mark.parametrize("overlap", [-1, 169, 1.5, "2", None])
def test_an_overlap_that_can_not_be_is_refused(api: Client, overlap: object) -> None:
    path = f"/webhooks/{a_webhook(api)['webhook_id']}/rotate-secret"

    assert api("POST", path, {"overlap_hours": overlap}).code == "VALIDATION"


def test_an_organisation_has_at_most_ten_webhooks(api: Client) -> None:
    for _ in range(10):
        last = a_webhook(api)

    refused = api("POST", "/webhooks", NEW)

    assert (refused.status, refused.code) == (409, "INVALID_STATE")
    api("DELETE", f"/webhooks/{last['webhook_id']}")
    a_webhook(api)


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.VIEWER])
def test_only_an_admin_makes_or_changes_webhooks_and_a_recruiter_may_look(organisation: Tenant, role: Role) -> None:
    webhook = a_webhook(organisation.admin)
    client = organisation.with_role(role)
    path = f"/webhooks/{webhook['webhook_id']}"

    for method, where, body in (
        ("POST", "/webhooks", NEW),
        ("PATCH", path, {"enabled": False}),
        ("DELETE", path, None),
        ("POST", f"{path}/rotate-secret", {}),
        ("POST", f"{path}/test", None),
    ):
        assert client(method, where, body).status == 403
    looks = 200 if role is Role.RECRUITER else 403
    for where in ("/webhooks", path, f"{path}/deliveries"):
        assert client("GET", where).status == looks
    assert done(organisation.admin, "GET", path)["version"] == 1


def test_another_organisation_finds_nothing_and_changes_nothing(
    api: Client, found: Founder, sender: WebhookSender
) -> None:
    webhook, stranger = a_webhook(api), found("Other").admin
    path = f"/webhooks/{webhook['webhook_id']}"
    a_booked_interview(api)
    sender.follow_log()
    [delivery] = done(api, "GET", f"{path}/deliveries")["items"]

    for method, place, body in (
        ("GET", path, None),
        ("PATCH", path, {"enabled": False}),
        ("DELETE", path, None),
        ("POST", f"{path}/rotate-secret", {}),
        ("GET", f"{path}/deliveries", None),
        ("POST", f"{path}/deliveries/{delivery['delivery_id']}/replay", None),
    ):
        answer = stranger(method, place, body)
        assert (answer.status, answer.json["error"]) == (404, "Webhook not found")
    own = a_webhook(stranger)
    unknown = stranger("POST", f"/webhooks/{own['webhook_id']}/deliveries/{delivery['delivery_id']}/replay")
    assert (unknown.status, unknown.json["error"]) == (404, "Delivery not found")
    assert done(api, "GET", path)["version"] == 1
    assert done(api, "GET", f"{path}/deliveries")["items"] == [delivery]


def test_a_host_of_this_machine_is_an_endpoint_only_where_the_stack_lists_it(
    api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    local = {**NEW, "url": "http://localhost:8000/in"}
    assert api("POST", "/webhooks", local).status == 400

    monkeypatch.setenv("WEBHOOK_HOSTS", "hooks.test:9000, localhost:8000")
    assert api("POST", "/webhooks", local).status == 400, "on AWS the list opens nothing"

    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://localhost:4566")

    assert a_webhook(api, **local)["url"] == "http://localhost:8000/in"
    assert api("POST", "/webhooks", {**NEW, "url": "http://localhost:8001/in"}).status == 400
