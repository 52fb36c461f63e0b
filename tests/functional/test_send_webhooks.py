"""Events from the log reach endpoints at least once, are retried for 24 hours, and are never lost when a process
dies."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest

from functions.send_webhooks import handler
from greenroom.adapters.dynamodb import Database
from greenroom.adapters.items import encode
from greenroom.adapters.schedule_items import log_item
from greenroom.identifiers import new_id
from greenroom.models.audit import Action, LogEntry
from greenroom.models.webhook import EndpointError, Webhook, WebhookDelivery, WebhookDeliveryStatus, WebhookEvent
from greenroom.rules.webhooks import signing_secret
from local.applications import with_parts
from local.gateway import lambda_context
from tests.functional.organisation_webhooks import OrganisationWebhookSender, fails
from tests.functional.webhook_sender import SECRET, URL, WebhookSender, a_fresh_webhook_sender
from tests.world import Tenant, app

SCHEDULED, STARTED = Action.SCHEDULED, Action.STARTED


@pytest.fixture
def sender(cloud: Database, organisation: Tenant) -> OrganisationWebhookSender:
    a_fresh_webhook_sender(cloud)
    sender = OrganisationWebhookSender(cloud)
    sender.org_id = organisation.org_id
    return sender


def test_a_record_that_comes_ten_times_is_one_delivery_for_each_endpoint_and_event(
    sender: OrganisationWebhookSender,
) -> None:
    first, second = sender.webhook(), sender.webhook(events=(WebhookEvent.STARTED,))
    sender.happens(SCHEDULED, STARTED)

    for _ in range(10):
        sender.follow_log()

    assert sorted(posted.json["type"] for posted in sender.endpoint.posted) == [
        "interview.scheduled",
        "interview.started",
        "interview.started",
    ]
    assert [one.status for one in sender.deliveries(first)] == [WebhookDeliveryStatus.DELIVERED] * 2
    assert sender.delivery(second).attempts == 1
    assert list(sender.webhook_deliveries.due(sender.now + timedelta(days=9))) == [[]]


def test_an_endpoint_that_fails_is_tried_again_and_is_well_once_it_takes_something(
    sender: OrganisationWebhookSender,
) -> None:
    webhook = sender.webhook()
    answers: Iterator[int | Exception] = iter([EndpointError("There was no answer."), 301, 503, 204])
    sender.endpoint.answer = lambda: next(answers)
    began = sender.now
    sender.happens(SCHEDULED)
    sender.follow_log()

    failed = sender.delivery(webhook)
    assert (failed.status, failed.attempts, failed.problem) == (
        WebhookDeliveryStatus.PENDING,
        1,
        "There was no answer.",
    )
    assert failed.next_attempt_at == began + timedelta(minutes=1)
    assert sender.stored(webhook).failing_since == began

    assert sender.attempt_due().failed == 0  # not due yet
    sender.later(minutes=1)
    sender.attempt_due()
    redirected = sender.delivery(webhook)
    assert redirected.problem == "The endpoint answered with status 301. Redirects are not followed."
    sender.later(minutes=5)
    sender.attempt_due()
    sender.later(minutes=15)
    sender.attempt_due()

    delivered = sender.delivery(webhook)
    assert (delivered.status, delivered.attempts, delivered.response_status) == (
        WebhookDeliveryStatus.DELIVERED,
        4,
        204,
    )
    assert delivered.problem is None
    assert sender.stored(webhook).failing_since is None
    assert len({posted.body for posted in sender.endpoint.posted}) == 1
    assert len({posted.headers["Greenroom-Signature"] for posted in sender.endpoint.posted}) == 4


def test_an_endpoint_that_fails_holds_up_no_stream(sender: OrganisationWebhookSender) -> None:
    webhook = sender.webhook()
    sender.endpoint.answer = fails
    sender.happens(SCHEDULED)
    sender.follow_log()
    sender.endpoint.posted.clear()

    sender.later(seconds=1)
    sender.happens(STARTED)
    assert sender.follow_log().failed == 0
    assert sender.endpoint.posted == []
    assert [one.attempts for one in sender.deliveries(webhook)] == [1, 0]

    sender.endpoint.answer = lambda: 200
    sender.later(minutes=1)
    assert sender.attempt_due().delivered == 2


def test_after_24_hours_of_failures_the_endpoint_is_switched_off_and_somebody_is_told_once(
    sender: OrganisationWebhookSender,
) -> None:
    webhook, other = sender.webhook(), sender.webhook(url="https://other.example.com/")
    began = sender.now
    tried = []

    def answer() -> int:
        tried.append(sender.now - began)
        return 500

    sender.endpoint.answer = answer
    other = sender.webhooks.rewrite(other.changed(enabled=False, version=2), 1, starts_afresh=False)
    sender.happens(SCHEDULED)
    sender.follow_log()
    sender.live_through(hours=20)
    sender.happens(STARTED)
    sender.follow_log()
    sender.live_through(hours=10)

    assert [after / timedelta(minutes=1) for after in tried[:5]] == [0, 1, 6, 21, 51]
    assert max(tried) == timedelta(hours=24)
    by_type = {one.event.type: one for one in sender.deliveries(webhook)}
    assert by_type[WebhookEvent.SCHEDULED].status is WebhookDeliveryStatus.FAILED
    assert by_type[WebhookEvent.SCHEDULED].attempts == 11
    assert by_type[WebhookEvent.STARTED].status is WebhookDeliveryStatus.MISSED
    off = sender.stored(webhook)
    assert (off.enabled, off.disabled_at, off.version) == (False, began + timedelta(hours=24), 2)
    assert off.disabled_reason == "The endpoint answered with status 500."
    [mail] = sender.mailer.taken
    assert (mail.to, mail.subject) == ("ops@example.com", "A webhook was switched off")
    assert URL in mail.message.decode()
    assert list(sender.webhook_deliveries.due(sender.now + timedelta(days=9))) == [[]]

    sender.later(hours=1)
    sender.happens(Action.COMPLETED)
    sender.follow_log()
    assert max(tried) == timedelta(hours=24)
    assert [one.status for one in sender.deliveries(other)] == [WebhookDeliveryStatus.MISSED] * 3


def test_an_endpoint_that_takes_other_events_stays_on_when_one_is_given_up(sender: OrganisationWebhookSender) -> None:
    webhook = sender.webhook()
    sender.happens(SCHEDULED)
    sender.endpoint.answer = fails
    sender.follow_log()

    for hour in range(26):
        sender.live_through(hours=1)
        if hour == 12:
            sender.endpoint.answer = lambda: 200
            sender.happens(STARTED, interview_id="int_other")
            # Only the new event is delivered now; the old one is due later.
            sender.follow_log()
            due = [one for page in sender.webhook_deliveries.due(sender.now) for one in page]
            assert [one.event.interview_id for one in due if isinstance(one, WebhookDelivery)] == ["int_other"]
            sender.attempt_due()
            sender.endpoint.answer = fails

    statuses = Counter(one.status for one in sender.deliveries(webhook))
    assert statuses == {WebhookDeliveryStatus.FAILED: 1, WebhookDeliveryStatus.DELIVERED: 1}
    assert sender.stored(webhook).enabled
    assert sender.mailer.taken == []


def test_pending_deliveries_to_a_deleted_endpoint_are_dropped(sender: OrganisationWebhookSender) -> None:
    webhook = sender.webhook()
    sender.endpoint.answer = fails
    sender.happens(SCHEDULED)
    sender.follow_log()
    sender.webhooks.remove(webhook.org_id, webhook.webhook_id, 1)
    sender.later(minutes=1)

    sender.attempt_due()

    assert sender.deliveries(webhook) == []
    assert len(sender.endpoint.posted) == 1


def test_an_endpoint_that_fails_is_left_alone_for_the_rest_of_a_round_and_others_get_theirs(
    sender: OrganisationWebhookSender,
) -> None:
    broken, good = sender.webhook(url="https://broken.example.com/"), sender.webhook()
    for number in range(40):
        sender.happens(SCHEDULED, interview_id=f"int_{number}")
    # Both are due for the minute's run, and not attempted at once.
    for webhook in (broken, good):
        sender.webhooks.note_failure(webhook, sender.now)
    sender.follow_log()
    assert sender.endpoint.posted == []
    real_post = sender.endpoint.post

    def post(target: Any, headers: Any, body: str) -> int:
        real_post(target, headers, body)
        return 500 if target.host == "broken.example.com" else 200

    with patch.object(sender.endpoint, "post", post):
        sender.attempt_due()

    asked = Counter(posted.target.host for posted in sender.endpoint.posted)
    assert asked["hooks.example.com"] == 40
    assert 3 <= asked["broken.example.com"] < 20


def test_of_two_rounds_at_once_one_makes_each_attempt(sender: OrganisationWebhookSender) -> None:
    webhook = sender.webhook()
    sender.webhooks.note_failure(webhook, sender.now)
    sender.happens(SCHEDULED)
    sender.follow_log()
    [[work]] = sender.webhook_deliveries.due(sender.now)

    def claimed() -> bool:
        mine = work.changed(attempts=1, claim_id=new_id("claim"), next_attempt_at=sender.now + timedelta(minutes=1))
        return sender.webhook_deliveries.store(mine, work.claim_id)

    assert [claimed(), claimed(), claimed()] == [True, False, False]


def test_a_claim_whose_answer_got_lost_is_still_ours(sender: OrganisationWebhookSender) -> None:
    webhook = sender.webhook()
    sender.webhooks.note_failure(webhook, sender.now)
    sender.happens(SCHEDULED)
    sender.follow_log()
    [[work]] = sender.webhook_deliveries.due(sender.now)
    mine = work.changed(attempts=1, claim_id=new_id("claim"), next_attempt_at=sender.now + timedelta(minutes=1))

    assert [
        sender.webhook_deliveries.store(mine, work.claim_id),
        sender.webhook_deliveries.store(mine, work.claim_id),
    ] == [True, True]


def test_without_webhooks_an_event_costs_one_read_and_a_round_another(
    sender: OrganisationWebhookSender,
) -> None:
    sender.happens(SCHEDULED, STARTED)
    calls: list[str] = []

    def note(model: Any, **_: Any) -> None:
        calls.append(model.name)

    sender.database.client.meta.events.register("before-call.dynamodb", note, unique_id="counting")
    items = sender.log_items()
    calls.clear()
    with patch.object(WebhookSender, "log_items", lambda _: items):
        sender.follow_log()
    assert calls == ["Query"]
    calls.clear()
    sender.attempt_due()
    assert calls == ["Query"]
    sender.database.client.meta.events.unregister("before-call.dynamodb", note, unique_id="counting")


def a_record(item: dict[str, Any], number: int) -> dict[str, Any]:
    return {"eventName": "INSERT", "dynamodb": {"NewImage": encode(item), "SequenceNumber": str(number)}}


def test_the_function_follows_the_stream_and_its_schedule(sender: OrganisationWebhookSender) -> None:
    webhook = sender.webhook()
    sender.happens(SCHEDULED)
    sender.later(milliseconds=10)
    sender.happens(STARTED)
    records = [a_record(item, number) for number, item in enumerate(sender.log_items())]
    sender.endpoint.answer = iter([200, 500, 200]).__next__
    with with_parts(app, public_https=sender.endpoint):
        assert handler.lambda_handler({"Records": records}, lambda_context()) == {"batchItemFailures": []}
        assert handler.lambda_handler({}, lambda_context()) == {"delivered": 0, "failed": 0}
        with with_parts(app, clock=lambda: sender.now + timedelta(minutes=2)):
            assert handler.lambda_handler({}, lambda_context()) == {"delivered": 1, "failed": 0}

    assert {one.status for one in sender.deliveries(webhook)} == {WebhookDeliveryStatus.DELIVERED}
    assert all(posted.is_signed_with(posted_secret(webhook)) for posted in sender.endpoint.posted)


def posted_secret(webhook: Webhook) -> str:
    return signing_secret(SECRET, webhook.org_id, webhook.webhook_id, 1)


def test_a_batch_with_a_bad_record_delivers_what_was_before_it_and_reports_where_it_stopped(
    sender: OrganisationWebhookSender,
) -> None:
    webhook = sender.webhook()
    sender.happens(SCHEDULED)
    [good] = sender.log_items()
    later = log_item(
        LogEntry(org_id=sender.org_id, interview_id="int_2", at=sender.now, action=STARTED, actor="greenroom")
    )
    batch = [a_record(good, 1), a_record({**later, "entries": [{"action": "STARTED"}]}, 2), a_record(later, 3)]
    with with_parts(app, public_https=sender.endpoint):
        answer = handler.lambda_handler({"Records": batch}, lambda_context())

    assert answer == {"batchItemFailures": [{"itemIdentifier": "2"}]}
    assert sender.delivery(webhook).status is WebhookDeliveryStatus.DELIVERED


def test_a_dead_letter_is_announced_by_handing_it_to_the_function(sender: OrganisationWebhookSender) -> None:
    webhook = sender.webhook()
    sender.happens(SCHEDULED)
    letter = {"DDBStreamBatchInfo": {"shardId": "shardId-1"}, "requestContext": {"condition": "RetryAttemptsExhausted"}}

    class Stream:
        def items(self, wanted: dict[str, Any]) -> list[dict[str, Any]]:
            assert wanted == letter["DDBStreamBatchInfo"]
            return sender.log_items()

    with with_parts(app, public_https=sender.endpoint, log_stream=Stream()):
        assert handler.lambda_handler(letter, lambda_context()) == {"items": 1, "new_deliveries": 1}
        assert handler.lambda_handler(letter, lambda_context()) == {"items": 1, "new_deliveries": 0}

    assert sender.delivery(webhook).status is WebhookDeliveryStatus.DELIVERED
    assert len(sender.endpoint.posted) == 1


def test_one_that_can_not_be_handled_rings_the_alarm_after_all_others_were(sender: OrganisationWebhookSender) -> None:
    webhook = sender.webhook()
    for number in range(3):
        sender.happens(SCHEDULED, interview_id=f"int_{number}")
    sender.webhooks.note_failure(webhook, sender.now)
    sender.follow_log()
    answers: Iterator[int | Exception] = iter([200, ZeroDivisionError(), 200])
    sender.endpoint.answer = lambda: next(answers)
    with (
        with_parts(app, public_https=sender.endpoint),
        pytest.raises(handler.DeliveriesFailedError),
    ):
        handler.lambda_handler({}, lambda_context())

    assert Counter(one.status for one in sender.deliveries(webhook)) == {
        WebhookDeliveryStatus.DELIVERED: 2,
        WebhookDeliveryStatus.PENDING: 1,
    }
