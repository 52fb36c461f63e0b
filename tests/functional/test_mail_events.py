"""SES's events change the e-mail's status, the log and webhooks, once and in any order."""

import itertools
import json
from datetime import timedelta

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.clock import utc_now
from greenroom.mail.compose import ComposedMail
from greenroom.rules.mail_events import PERMANENT, MailEventError
from greenroom.usecases.invite import on_booking_changed, send_unsettled_invitation
from tests.faults.counting_mailer import CountingMailer
from tests.functional.mail_events import NO_EMAIL, Mailbox, a_mailbox, arrive
from tests.functional.recruiter_requests import done
from tests.world import Founder, Tenant, round_trips


@pytest.fixture
def mailbox(cloud: Database, organisation: Tenant) -> Mailbox:
    return a_mailbox(cloud, organisation)


def test_a_bounce_reaches_the_interview_its_log_and_a_webhook_without_the_address(mailbox: Mailbox) -> None:
    mail = mailbox.invited()
    assert mailbox.email["status"] == "SENT"

    arrive(mailbox.told(mail, "Bounce", NO_EMAIL))

    assert mailbox.email["status"] == "FAILED"
    assert mailbox.email["reason"] == PERMANENT["NoEmail"]
    entry = mailbox.log[-1]
    assert (entry["action"], entry["reason"]) == ("EMAIL_FAILED", PERMANENT["NoEmail"])
    assert entry["new"] == {"kind": "INVITATION", "version": 1}
    assert mail.to not in str(mailbox.log)
    assert len(mailbox.events()) == 1


@pytest.mark.parametrize("order", list(itertools.permutations(["Send", "Delivery", "Bounce"])), ids="-".join)
def test_the_order_and_number_of_events_make_no_difference(mailbox: Mailbox, order: tuple[str, ...]) -> None:
    mail = mailbox.invited()
    at = utc_now()
    messages = [mailbox.told(mail, kind, NO_EMAIL if kind == "Bounce" else None, at=at) for kind in order]

    arrive(*messages, *messages, *reversed(messages))

    assert (mailbox.email["status"], mailbox.email["reason"]) == ("FAILED", PERMANENT["NoEmail"])
    assert mailbox.actions == ["CREATED", "SCHEDULED", "SESSION_CREATED", "EMAIL_SENT", "EMAIL_FAILED"]
    assert len(mailbox.events()) == 1


def test_a_complaint_after_the_delivery_is_a_failure_too(mailbox: Mailbox) -> None:
    mail = mailbox.invited()

    arrive(mailbox.told(mail, "Delivery"), mailbox.told(mail, "Complaint", {"complaintFeedbackType": "abuse"}))

    assert mailbox.email["status"] == "FAILED"
    assert "spam" in mailbox.email["reason"]


def test_an_automatic_reply_changes_nothing(mailbox: Mailbox) -> None:
    mail = mailbox.invited()
    away = {"bounceType": "Transient", "bounceSubType": "General", "bouncedRecipients": [{"emailAddress": mail.to}]}

    arrive(mailbox.told(mail, "Bounce", away))

    assert mailbox.email["status"] == "SENT"
    assert mailbox.events() == []


@pytest.mark.parametrize("kind", ["Send", "Delivery"])
def test_an_email_that_ses_accepted_is_settled_and_not_sent_again_although_its_sender_died(
    mailbox: Mailbox, kind: str
) -> None:
    mail = mailbox.invited_by_one_who_dies(0)
    assert mailbox.email["status"] == "PENDING"

    arrive(mailbox.told(mail, kind))
    assert mailbox.email["status"] == "SENT"
    send_unsettled_invitation(mailbox.booking, **mailbox.stores.means, now=utc_now() + timedelta(minutes=16))

    assert len(mailbox.mailer.taken) == 1
    assert mailbox.actions == ["CREATED", "SCHEDULED", "SESSION_CREATED", "EMAIL_SENT"]


@pytest.mark.parametrize("calls", [0, 1])
def test_a_bounce_before_its_sender_noted_anything_is_told_once(mailbox: Mailbox, calls: int) -> None:
    """The sender dies before it stored the e-mail as sent (0), or before it logged it (1)."""
    mail = mailbox.invited_by_one_who_dies(calls)
    bounce = mailbox.told(mail, "Bounce", NO_EMAIL)

    arrive(bounce)
    on_booking_changed(mailbox.booking, **mailbox.stores.means, now=utc_now())
    send_unsettled_invitation(mailbox.booking, **mailbox.stores.means, now=utc_now() + timedelta(minutes=16))
    arrive(bounce, mailbox.told(mail, "Send"))

    assert len(mailbox.mailer.taken) == 1
    assert mailbox.email["status"] == "FAILED"
    assert mailbox.actions == ["CREATED", "SCHEDULED", "SESSION_CREATED", "EMAIL_FAILED"]
    assert len(mailbox.events()) == 1


def test_a_sender_that_is_slow_to_note_its_letter_does_not_write_over_the_bounce(mailbox: Mailbox) -> None:
    class Slow(CountingMailer):
        def send(self, mail: ComposedMail) -> str:
            message_id = super().send(mail)
            arrive(mailbox.told(mail, "Bounce", NO_EMAIL))
            return message_id

    mailbox.mailer = Slow()
    mailbox.invited()

    assert mailbox.email["status"] == "FAILED"
    assert mailbox.actions[-1] == "EMAIL_FAILED"
    assert len(mailbox.events()) == 1


def test_a_failed_cancellation_is_seen_where_the_interview_is_cancelled(mailbox: Mailbox) -> None:
    mailbox.invited()
    done(mailbox.api, "POST", f"/interviews/{mailbox.interview_id}/cancel", {"reason": "Filled."})
    mail = mailbox.invited()

    arrive(mailbox.told(mail, "Bounce", NO_EMAIL))

    assert mailbox.email["status"] == "FAILED"
    assert mailbox.log[-1]["new"]["kind"] == "CANCELLATION"


@pytest.mark.parametrize("calls", range(5))
def test_an_event_whose_function_dies_after_any_call_ends_the_same(mailbox: Mailbox, calls: int) -> None:
    bounce = mailbox.told(mailbox.invited(), "Bounce", NO_EMAIL)
    with mailbox.sender.dying_after(calls):
        arrive(bounce)

    arrive(bounce)

    assert mailbox.email["status"] == "FAILED"
    assert mailbox.actions == ["CREATED", "SCHEDULED", "SESSION_CREATED", "EMAIL_SENT", "EMAIL_FAILED"]


@pytest.mark.parametrize(
    "message",
    [
        "Successfully validated SNS topic for Amazon SES event publishing.",
        "[]",
        "null",
        "{}",
        '{"eventType": "Bounce", "mail": {"tags": {}}}',
        '{"eventType": "Open", "mail": {"tags": {"org_id": ["x"]}}}',
    ],
)
def test_a_message_that_is_no_event_of_ours_is_passed_over(cloud: Database, message: str) -> None:
    with round_trips() as called:
        arrive(message)
    assert called == []


def test_an_event_that_can_not_be_read_is_set_aside_and_counts_once_it_can(mailbox: Mailbox) -> None:
    bounce = mailbox.told(mailbox.invited(), "Bounce", NO_EMAIL)
    before = mailbox.log
    broken = json.loads(bounce)
    del broken["bounce"]["bounceType"]

    with pytest.raises(MailEventError):  # so that Lambda puts it into the queue of failed work
        arrive(json.dumps(broken))

    assert mailbox.log == before
    assert mailbox.email["status"] == "SENT"
    arrive(bounce)
    assert mailbox.email["status"] == "FAILED"


def test_events_about_what_nobody_knows_change_nothing(mailbox: Mailbox, found: Founder) -> None:
    mail = mailbox.invited()
    before = mailbox.log
    real = json.loads(mailbox.told(mail, "Bounce", NO_EMAIL))
    stranger = found("Other").org_id
    for tags in (
        {"interview_id": ["int_unknown"]},
        {"org_id": [stranger]},
        {"version": ["7"]},
        {"claim_id": ["claim_other"]},
    ):
        changed = {**real, "mail": {**real["mail"], "messageId": "other", "tags": {**real["mail"]["tags"], **tags}}}
        arrive(json.dumps(changed))

    assert mailbox.log == before
    assert mailbox.email["status"] == "SENT"


def test_an_erased_candidates_mail_brings_nothing_back(mailbox: Mailbox) -> None:
    mail = mailbox.invited()
    interview = done(mailbox.api, "GET", f"/interviews/{mailbox.interview_id}")
    assert mailbox.api("DELETE", f"/candidates/{interview['candidate_id']}").status == 204
    before = mailbox.actions

    arrive(mailbox.told(mail, "Bounce", NO_EMAIL), mailbox.told(mail, "Delivery"))

    assert mailbox.actions == before
    assert mail.to not in str(mailbox.sender.database.client.scan(TableName="functional-SessionsTable")["Items"])
