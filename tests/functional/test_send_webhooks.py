"""From the log to endpoints: at least once, tried for 24 hours, and never lost, whatever dies when."""

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
from tests.functional.application import app
from tests.functional.conftest import Tenant
from tests.functional.endpoints import SECRET, URL, Site, fresh_site
from tests.functional.ground import Ground, fails

SCHEDULED, STARTED = Action.SCHEDULED, Action.STARTED


@pytest.fixture
def ground(cloud: Database, organisation: Tenant) -> Ground:
    fresh_site(cloud)
    ground = Ground(cloud)
    ground.org_id = organisation.org_id
    return ground


def test_a_record_that_comes_ten_times_is_one_delivery_for_each_endpoint_and_event(ground: Ground) -> None:
    first, second = ground.webhook(), ground.webhook(events=(WebhookEvent.STARTED,))
    ground.happens(SCHEDULED, STARTED)

    for _ in range(10):
        ground.follow_log()

    assert sorted(posted.json["type"] for posted in ground.endpoint.posted) == [
        "interview.scheduled",
        "interview.started",
        "interview.started",
    ]
    assert [one.status for one in ground.deliveries(first)] == [WebhookDeliveryStatus.DELIVERED] * 2
    assert ground.delivery(second).attempts == 1
    assert list(ground.webhook_deliveries.due(ground.now + timedelta(days=9))) == [[]]


def test_an_endpoint_that_fails_is_tried_again_and_is_well_once_it_takes_something(ground: Ground) -> None:
    webhook = ground.webhook()
    answers: Iterator[int | Exception] = iter([EndpointError("There was no answer."), 301, 503, 204])
    ground.endpoint.answer = lambda: next(answers)
    began = ground.now
    ground.happens(SCHEDULED)
    ground.follow_log()

    failed = ground.delivery(webhook)
    assert (failed.status, failed.attempts, failed.problem) == (
        WebhookDeliveryStatus.PENDING,
        1,
        "There was no answer.",
    )
    assert failed.next_attempt_at == began + timedelta(minutes=1)
    assert ground.stored(webhook).failing_since == began

    assert ground.attempt_due().failed == 0  # not due yet
    ground.later(minutes=1)
    ground.attempt_due()
    redirected = ground.delivery(webhook)
    assert redirected.problem == "The endpoint answered with status 301. Redirects are not followed."
    ground.later(minutes=5)
    ground.attempt_due()
    ground.later(minutes=15)
    ground.attempt_due()

    delivered = ground.delivery(webhook)
    assert (delivered.status, delivered.attempts, delivered.response_status) == (
        WebhookDeliveryStatus.DELIVERED,
        4,
        204,
    )
    assert delivered.problem is None
    assert ground.stored(webhook).failing_since is None
    assert len({posted.body for posted in ground.endpoint.posted}) == 1
    assert len({posted.headers["Greenroom-Signature"] for posted in ground.endpoint.posted}) == 4


def test_an_endpoint_that_fails_holds_up_no_stream(ground: Ground) -> None:
    webhook = ground.webhook()
    ground.endpoint.answer = fails
    ground.happens(SCHEDULED)
    ground.follow_log()
    ground.endpoint.posted.clear()

    ground.later(seconds=1)
    ground.happens(STARTED)
    assert ground.follow_log().failed == 0
    assert ground.endpoint.posted == []
    assert [one.attempts for one in ground.deliveries(webhook)] == [1, 0]

    ground.endpoint.answer = lambda: 200
    ground.later(minutes=1)
    assert ground.attempt_due().delivered == 2


def test_after_24_hours_of_failures_the_endpoint_is_switched_off_and_somebody_is_told_once(ground: Ground) -> None:
    webhook, other = ground.webhook(), ground.webhook(url="https://other.example.com/")
    began = ground.now
    tried = []

    def answer() -> int:
        tried.append(ground.now - began)
        return 500

    ground.endpoint.answer = answer
    other = ground.webhooks.rewrite(other.changed(enabled=False, version=2), 1, starts_afresh=False)
    ground.happens(SCHEDULED)
    ground.follow_log()
    ground.live_through(hours=20)
    ground.happens(STARTED)
    ground.follow_log()
    ground.live_through(hours=10)

    assert [after / timedelta(minutes=1) for after in tried[:5]] == [0, 1, 6, 21, 51]
    assert max(tried) == timedelta(hours=24)
    by_type = {one.event.type: one for one in ground.deliveries(webhook)}
    assert by_type[WebhookEvent.SCHEDULED].status is WebhookDeliveryStatus.FAILED
    assert by_type[WebhookEvent.SCHEDULED].attempts == 11
    assert by_type[WebhookEvent.STARTED].status is WebhookDeliveryStatus.MISSED
    off = ground.stored(webhook)
    assert (off.enabled, off.disabled_at, off.version) == (False, began + timedelta(hours=24), 2)
    assert off.disabled_reason == "The endpoint answered with status 500."
    [mail] = ground.mailer.taken
    assert (mail.to, mail.subject) == ("ops@example.com", "A webhook was switched off")
    assert URL in mail.message.decode()
    assert list(ground.webhook_deliveries.due(ground.now + timedelta(days=9))) == [[]]

    ground.later(hours=1)
    ground.happens(Action.COMPLETED)
    ground.follow_log()
    assert max(tried) == timedelta(hours=24)
    assert [one.status for one in ground.deliveries(other)] == [WebhookDeliveryStatus.MISSED] * 3


def test_an_endpoint_that_takes_other_events_stays_on_when_one_is_given_up(ground: Ground) -> None:
    webhook = ground.webhook()
    ground.happens(SCHEDULED)
    ground.endpoint.answer = fails
    ground.follow_log()

    for hour in range(26):
        ground.live_through(hours=1)
        if hour == 12:
            ground.endpoint.answer = lambda: 200
            ground.happens(STARTED, interview_id="int_other")
            # Only the new one is delivered now; the old one is due later.
            ground.follow_log()
            due = [one for page in ground.webhook_deliveries.due(ground.now) for one in page]
            assert [one.event.interview_id for one in due if isinstance(one, WebhookDelivery)] == ["int_other"]
            ground.attempt_due()
            ground.endpoint.answer = fails

    statuses = Counter(one.status for one in ground.deliveries(webhook))
    assert statuses == {WebhookDeliveryStatus.FAILED: 1, WebhookDeliveryStatus.DELIVERED: 1}
    assert ground.stored(webhook).enabled
    assert ground.mailer.taken == []


def test_what_is_on_its_way_to_a_deleted_endpoint_is_dropped(ground: Ground) -> None:
    webhook = ground.webhook()
    ground.endpoint.answer = fails
    ground.happens(SCHEDULED)
    ground.follow_log()
    ground.webhooks.remove(webhook.org_id, webhook.webhook_id, 1)
    ground.later(minutes=1)

    ground.attempt_due()

    assert ground.deliveries(webhook) == []
    assert len(ground.endpoint.posted) == 1


def test_an_endpoint_that_fails_is_left_alone_for_the_rest_of_a_round_and_others_get_theirs(ground: Ground) -> None:
    broken, good = ground.webhook(url="https://broken.example.com/"), ground.webhook()
    for number in range(40):
        ground.happens(SCHEDULED, interview_id=f"int_{number}")
    # All due by the round: a first attempt at once would be made for both.
    for webhook in (broken, good):
        ground.webhooks.note_failure(webhook, ground.now)
    ground.follow_log()
    assert ground.endpoint.posted == []
    real_post = ground.endpoint.post

    def post(target: Any, headers: Any, body: str) -> int:
        real_post(target, headers, body)
        return 500 if target.host == "broken.example.com" else 200

    with patch.object(ground.endpoint, "post", post):
        ground.attempt_due()

    asked = Counter(posted.target.host for posted in ground.endpoint.posted)
    assert asked["hooks.example.com"] == 40
    assert 3 <= asked["broken.example.com"] < 20


def test_of_two_rounds_at_once_one_makes_each_attempt(ground: Ground) -> None:
    webhook = ground.webhook()
    ground.webhooks.note_failure(webhook, ground.now)
    ground.happens(SCHEDULED)
    ground.follow_log()
    [[work]] = ground.webhook_deliveries.due(ground.now)

    def claimed() -> bool:
        mine = work.changed(attempts=1, claim_id=new_id("claim"), next_attempt_at=ground.now + timedelta(minutes=1))
        return ground.webhook_deliveries.store(mine, work.claim_id)

    assert [claimed(), claimed(), claimed()] == [True, False, False]


def test_a_claim_whose_answer_got_lost_is_still_ours(ground: Ground) -> None:
    webhook = ground.webhook()
    ground.webhooks.note_failure(webhook, ground.now)
    ground.happens(SCHEDULED)
    ground.follow_log()
    [[work]] = ground.webhook_deliveries.due(ground.now)
    mine = work.changed(attempts=1, claim_id=new_id("claim"), next_attempt_at=ground.now + timedelta(minutes=1))

    assert [
        ground.webhook_deliveries.store(mine, work.claim_id),
        ground.webhook_deliveries.store(mine, work.claim_id),
    ] == [True, True]


def test_where_nobody_has_webhooks_an_event_costs_one_read_and_a_round_another(ground: Ground) -> None:
    ground.happens(SCHEDULED, STARTED)
    calls: list[str] = []

    def note(model: Any, **_: Any) -> None:
        calls.append(model.name)

    ground.database.client.meta.events.register("before-call.dynamodb", note, unique_id="counting")
    items = ground.log_items()
    calls.clear()
    with patch.object(Site, "log_items", lambda _: items):
        ground.follow_log()
    assert calls == ["Query"]
    calls.clear()
    ground.attempt_due()
    assert calls == ["Query"]
    ground.database.client.meta.events.unregister("before-call.dynamodb", note, unique_id="counting")


def a_record(item: dict[str, Any], number: int) -> dict[str, Any]:
    return {"eventName": "INSERT", "dynamodb": {"NewImage": encode(item), "SequenceNumber": str(number)}}


def test_the_function_follows_the_stream_and_its_schedule(ground: Ground) -> None:
    webhook = ground.webhook()
    ground.happens(SCHEDULED)
    ground.later(milliseconds=10)
    ground.happens(STARTED)
    records = [a_record(item, number) for number, item in enumerate(ground.log_items())]
    ground.endpoint.answer = iter([200, 500, 200]).__next__
    with with_parts(app, public_https=ground.endpoint):
        assert handler.lambda_handler({"Records": records}, lambda_context()) == {"batchItemFailures": []}
        assert handler.lambda_handler({}, lambda_context()) == {"delivered": 0, "failed": 0}
        with with_parts(app, clock=lambda: ground.now + timedelta(minutes=2)):
            assert handler.lambda_handler({}, lambda_context()) == {"delivered": 1, "failed": 0}

    assert {one.status for one in ground.deliveries(webhook)} == {WebhookDeliveryStatus.DELIVERED}
    assert all(posted.is_signed_with(posted_secret(webhook)) for posted in ground.endpoint.posted)


def posted_secret(webhook: Webhook) -> str:
    return signing_secret(SECRET, webhook.org_id, webhook.webhook_id, 1)


def test_a_batch_with_a_bad_record_delivers_what_was_before_it_and_reports_where_it_stopped(ground: Ground) -> None:
    webhook = ground.webhook()
    ground.happens(SCHEDULED)
    [good] = ground.log_items()
    later = log_item(
        LogEntry(org_id=ground.org_id, interview_id="int_2", at=ground.now, action=STARTED, actor="greenroom")
    )
    batch = [a_record(good, 1), a_record({**later, "entries": [{"action": "STARTED"}]}, 2), a_record(later, 3)]
    with with_parts(app, public_https=ground.endpoint):
        answer = handler.lambda_handler({"Records": batch}, lambda_context())

    assert answer == {"batchItemFailures": [{"itemIdentifier": "2"}]}
    assert ground.delivery(webhook).status is WebhookDeliveryStatus.DELIVERED


def test_a_dead_letter_is_announced_by_handing_it_to_the_function(ground: Ground) -> None:
    webhook = ground.webhook()
    ground.happens(SCHEDULED)
    letter = {"DDBStreamBatchInfo": {"shardId": "shardId-1"}, "requestContext": {"condition": "RetryAttemptsExhausted"}}

    class Stream:
        def items(self, wanted: dict[str, Any]) -> list[dict[str, Any]]:
            assert wanted == letter["DDBStreamBatchInfo"]
            return ground.log_items()

    with with_parts(app, public_https=ground.endpoint, log_stream=Stream()):
        assert handler.lambda_handler(letter, lambda_context()) == {"log_items": 1, "new_deliveries": 1}
        assert handler.lambda_handler(letter, lambda_context()) == {"log_items": 1, "new_deliveries": 0}

    assert ground.delivery(webhook).status is WebhookDeliveryStatus.DELIVERED
    assert len(ground.endpoint.posted) == 1


def test_one_that_can_not_be_handled_rings_the_alarm_after_all_others_were(ground: Ground) -> None:
    webhook = ground.webhook()
    for number in range(3):
        ground.happens(SCHEDULED, interview_id=f"int_{number}")
    ground.webhooks.note_failure(webhook, ground.now)
    ground.follow_log()
    answers: Iterator[int | Exception] = iter([200, ZeroDivisionError(), 200])
    ground.endpoint.answer = lambda: next(answers)
    with (
        with_parts(app, public_https=ground.endpoint),
        pytest.raises(handler.DeliveriesFailedError),
    ):
        handler.lambda_handler({}, lambda_context())

    assert Counter(one.status for one in ground.deliveries(webhook)) == {
        WebhookDeliveryStatus.DELIVERED: 2,
        WebhookDeliveryStatus.PENDING: 1,
    }
