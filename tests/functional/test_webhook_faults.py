"""Webhook deliveries when a process dies or an e-mail fails: nothing is lost, and nothing waits for ever."""

from datetime import timedelta

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.mail.delivery_errors import MailNotSentError, MailOutcomeUnknownError, MailRefusedError
from greenroom.models.audit import Action
from greenroom.models.webhook import WebhookDeliveryStatus
from tests.functional.organisation_webhooks import OrganisationWebhookSender, fails
from tests.functional.webhook_sender import a_fresh_webhook_sender
from tests.world import Tenant

SCHEDULED = Action.SCHEDULED


@pytest.fixture
def sender(cloud: Database, organisation: Tenant) -> OrganisationWebhookSender:
    a_fresh_webhook_sender(cloud)
    sender = OrganisationWebhookSender(cloud)
    sender.org_id = organisation.org_id
    return sender


@pytest.mark.parametrize("calls", range(7))
def test_a_process_that_dies_after_any_call_of_a_first_delivery_loses_nothing(
    sender: OrganisationWebhookSender, calls: int
) -> None:
    webhook = sender.webhook()
    sender.happens(SCHEDULED)
    with sender.dying_after(calls):
        sender.follow_log()

    # The stream delivers the record again, and the schedule runs each minute.
    for _ in range(3):
        sender.follow_log()
        sender.later(minutes=1)
        sender.attempt_due()

    done = sender.delivery(webhook)
    assert done.status is WebhookDeliveryStatus.DELIVERED
    assert 1 <= len(sender.endpoint.posted) <= 2
    assert len({posted.headers["Greenroom-Event-Id"] for posted in sender.endpoint.posted}) == 1
    assert list(sender.webhook_deliveries.due(sender.now + timedelta(days=9))) == [[]]


@pytest.mark.parametrize("calls", range(9))
def test_a_process_that_dies_after_any_call_of_a_later_attempt_loses_nothing(
    sender: OrganisationWebhookSender, calls: int
) -> None:
    webhook = sender.webhook()
    sender.endpoint.answer = fails
    sender.happens(SCHEDULED)
    sender.follow_log()
    sender.endpoint.answer = lambda: 200
    sender.later(minutes=1)
    with sender.dying_after(calls):
        sender.attempt_due()

    sender.live_through(hours=1)

    assert sender.delivery(webhook).status is WebhookDeliveryStatus.DELIVERED
    assert 2 <= len(sender.endpoint.posted) <= 3
    assert sender.stored(webhook).failing_since is None


@pytest.mark.parametrize("calls", range(15))
def test_a_process_that_dies_while_it_switches_an_endpoint_off_still_tells_somebody(
    sender: OrganisationWebhookSender, calls: int
) -> None:
    webhook = sender.webhook()
    sender.endpoint.answer = fails
    sender.happens(SCHEDULED)
    sender.follow_log()
    sender.live_through(hours=23.9)
    assert sender.stored(webhook).enabled
    sender.later(hours=1)
    with sender.dying_after(calls):
        sender.attempt_due()
        sender.later(seconds=1)
        sender.attempt_due()

    sender.live_through(hours=2)

    assert not sender.stored(webhook).enabled
    assert sender.delivery(webhook).status in {WebhookDeliveryStatus.FAILED, WebhookDeliveryStatus.MISSED}
    assert 1 <= len(sender.mailer.taken) <= 2
    assert list(sender.webhook_deliveries.due(sender.now + timedelta(days=9))) == [[]]


def a_switched_off_endpoint(sender: OrganisationWebhookSender) -> None:
    webhook = sender.webhook()
    sender.endpoint.answer = fails
    sender.happens(SCHEDULED)
    sender.follow_log()
    sender.live_through(hours=23.9)
    sender.later(hours=1)
    sender.attempt_due()
    assert not sender.stored(webhook).enabled


@pytest.mark.parametrize("trouble", [MailNotSentError("Not now."), MailOutcomeUnknownError("No answer.")])
def test_a_notice_that_did_not_go_out_is_sent_later(sender: OrganisationWebhookSender, trouble: Exception) -> None:
    sender.mailer.trouble = lambda: trouble
    a_switched_off_endpoint(sender)
    sender.live_through(hours=1)
    assert sender.mailer.taken == []

    sender.mailer.trouble = lambda: None
    sender.live_through(hours=1)

    assert len(sender.mailer.taken) == 1
    assert list(sender.webhook_deliveries.due(sender.now + timedelta(days=9))) == [[]]


@pytest.mark.parametrize("trouble", [MailRefusedError("No such address."), MailNotSentError("Not now.")])
def test_a_notice_that_nobody_takes_is_given_up(sender: OrganisationWebhookSender, trouble: Exception) -> None:
    sender.mailer.trouble = lambda: trouble
    a_switched_off_endpoint(sender)

    sender.live_through(hours=9)

    assert list(sender.webhook_deliveries.due(sender.now + timedelta(days=9))) == [[]]
