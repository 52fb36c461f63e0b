"""Deliveries to webhooks where a process dies, or mail does not go out: nothing is lost, nothing waits for ever."""

from datetime import timedelta

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.mail.delivery_errors import MailNotSentError, MailOutcomeUnknownError, MailRefusedError
from greenroom.models.audit import Action
from greenroom.models.webhook import WebhookDeliveryStatus
from tests.functional.conftest import Tenant
from tests.functional.endpoints import fresh_site
from tests.functional.ground import Ground, fails

SCHEDULED = Action.SCHEDULED


@pytest.fixture
def ground(cloud: Database, organisation: Tenant) -> Ground:
    fresh_site(cloud)
    ground = Ground(cloud)
    ground.org_id = organisation.org_id
    return ground


@pytest.mark.parametrize("calls", range(7))
def test_a_process_that_dies_after_any_call_of_a_first_delivery_loses_nothing(ground: Ground, calls: int) -> None:
    webhook = ground.webhook()
    ground.happens(SCHEDULED)
    with ground.dying_after(calls):
        ground.follow_log()

    # The stream brings the record again, and the round comes each minute.
    for _ in range(3):
        ground.follow_log()
        ground.later(minutes=1)
        ground.attempt_due()

    done = ground.delivery(webhook)
    assert done.status is WebhookDeliveryStatus.DELIVERED
    assert 1 <= len(ground.endpoint.posted) <= 2
    assert len({posted.headers["Greenroom-Event-Id"] for posted in ground.endpoint.posted}) == 1
    assert list(ground.webhook_deliveries.due(ground.now + timedelta(days=9))) == [[]]


@pytest.mark.parametrize("calls", range(9))
def test_a_process_that_dies_after_any_call_of_a_later_attempt_loses_nothing(ground: Ground, calls: int) -> None:
    webhook = ground.webhook()
    ground.endpoint.answer = fails
    ground.happens(SCHEDULED)
    ground.follow_log()
    ground.endpoint.answer = lambda: 200
    ground.later(minutes=1)
    with ground.dying_after(calls):
        ground.attempt_due()

    ground.live_through(hours=1)

    assert ground.delivery(webhook).status is WebhookDeliveryStatus.DELIVERED
    assert 2 <= len(ground.endpoint.posted) <= 3
    assert ground.stored(webhook).failing_since is None


@pytest.mark.parametrize("calls", range(15))
def test_a_process_that_dies_while_it_switches_an_endpoint_off_still_tells_somebody(ground: Ground, calls: int) -> None:
    webhook = ground.webhook()
    ground.endpoint.answer = fails
    ground.happens(SCHEDULED)
    ground.follow_log()
    ground.live_through(hours=23.9)
    assert ground.stored(webhook).enabled
    ground.later(hours=1)
    with ground.dying_after(calls):
        ground.attempt_due()
        ground.later(seconds=1)
        ground.attempt_due()

    ground.live_through(hours=2)

    assert not ground.stored(webhook).enabled
    assert ground.delivery(webhook).status in {WebhookDeliveryStatus.FAILED, WebhookDeliveryStatus.MISSED}
    assert 1 <= len(ground.mailer.taken) <= 2
    assert list(ground.webhook_deliveries.due(ground.now + timedelta(days=9))) == [[]]


def a_switched_off_endpoint(ground: Ground) -> None:
    webhook = ground.webhook()
    ground.endpoint.answer = fails
    ground.happens(SCHEDULED)
    ground.follow_log()
    ground.live_through(hours=23.9)
    ground.later(hours=1)
    ground.attempt_due()
    assert not ground.stored(webhook).enabled


@pytest.mark.parametrize("trouble", [MailNotSentError("Not now."), MailOutcomeUnknownError("No answer.")])
def test_a_notice_that_did_not_go_out_is_sent_later(ground: Ground, trouble: Exception) -> None:
    ground.mailer.trouble = lambda: trouble
    a_switched_off_endpoint(ground)
    ground.live_through(hours=1)
    assert ground.mailer.taken == []

    ground.mailer.trouble = lambda: None
    ground.live_through(hours=1)

    assert len(ground.mailer.taken) == 1
    assert list(ground.webhook_deliveries.due(ground.now + timedelta(days=9))) == [[]]


@pytest.mark.parametrize("trouble", [MailRefusedError("No such address."), MailNotSentError("Not now.")])
def test_a_notice_that_nobody_takes_is_given_up(ground: Ground, trouble: Exception) -> None:
    ground.mailer.trouble = lambda: trouble
    a_switched_off_endpoint(ground)

    ground.live_through(hours=9)

    assert list(ground.webhook_deliveries.due(ground.now + timedelta(days=9))) == [[]]
