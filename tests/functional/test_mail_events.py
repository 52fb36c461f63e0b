"""What SES tells reaches the interview: e-mail status, log and webhook, once, in whatever order it comes."""

import itertools
import json
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.console.interviews import words_of_resend
from functions.mail_events.handler import lambda_handler
from greenroom.adapters.dynamodb import Database
from greenroom.clock import rfc3339, utc_now
from greenroom.mail.compose import ComposedMail
from greenroom.models.caller import Caller
from greenroom.models.interview import Booking
from greenroom.models.organisation import Role
from greenroom.models.webhook import WebhookEvent
from greenroom.rules.mail_events import PERMANENT, TRANSIENT, MailEventError
from greenroom.rules.webhooks import events_in
from greenroom.usecases.invite import on_booking_changed, resend, send_unsettled_invitation
from local.applications import with_parts
from local.gateway import Client, lambda_context
from tests.faults.counting_mailer import CountingMailer, Lifetime, ProcessDiedError
from tests.faults.invitation_stores import InvitationStores
from tests.functional.recruiter_requests import a_booked_interview, done
from tests.functional.webhook_sender import WebhookSender, a_fresh_webhook_sender
from tests.world import Founder, Tenant, app, round_trips

NO_EMAIL = {"bounceType": "Permanent", "bounceSubType": "NoEmail"}


@dataclass
class Mailbox:
    """A booked interview, the e-mails that went out for it, and what SES tells of them."""

    api: Client
    by: Caller
    interview_id: str
    sender: WebhookSender
    mailer: CountingMailer = field(default_factory=CountingMailer)

    @property
    def stores(self) -> InvitationStores:
        return InvitationStores(app.schedule, app.sessions, self.mailer, app.links)

    @property
    def booking(self) -> Booking:
        booking = app.schedule.booking(self.by.org_id, self.interview_id)
        assert booking is not None
        return booking

    def invited(self) -> ComposedMail:
        on_booking_changed(self.booking, **self.stores.means, now=utc_now())
        return self.mailer.taken[-1]

    def invited_by_one_who_dies(self, calls: int) -> ComposedMail:
        """Its process dies after so many calls of the database, counted after SES took the mail."""

        class Dying(CountingMailer):
            def send(self, mail: ComposedMail) -> str:
                message_id = super().send(mail)
                life.calls = calls
                return message_id

        life = Lifetime()

        def step(**_call: Any) -> None:
            life.step()

        events = self.sender.database.client.meta.events
        events.register("before-call.dynamodb", step, unique_id="mortal")
        real, self.mailer = self.mailer, Dying(taken=self.mailer.taken)
        with suppress(ProcessDiedError):
            on_booking_changed(self.booking, **self.stores.means, now=utc_now())
        events.unregister("before-call.dynamodb", step, unique_id="mortal")
        self.mailer = real
        return self.mailer.taken[-1]

    def told(self, mail: ComposedMail, kind: str, details: Any = None, *, at: datetime | None = None) -> str:
        """SES's event about a mail."""
        name = kind.lower()
        event = {
            "eventType": kind,
            "mail": {
                "timestamp": rfc3339(utc_now()),
                "messageId": f"message-{self.mailer.taken.index(mail) + 1}",
                "destination": [mail.to],
                "tags": {key: [value] for key, value in mail.tags.items()} | {"ses:operation": ["SendEmail"]},
            },
            name: {"timestamp": rfc3339(at or utc_now()), **(details or {})},
        }
        return json.dumps(event)

    @property
    def email(self) -> Any:
        return done(self.api, "GET", f"/interviews/{self.interview_id}")["email"]

    @property
    def log(self) -> list[Any]:
        items: list[Any] = done(self.api, "GET", f"/interviews/{self.interview_id}/logs")["items"]
        return items

    @property
    def actions(self) -> list[str]:
        return [entry["action"] for entry in self.log]

    def events(self) -> list[str]:
        """The events that webhooks get about failed e-mails."""
        found = (event for item in self.sender.log_items() for event in events_in(item))
        return [event.event_id for event in found if event.type is WebhookEvent.EMAIL_FAILED]


def arrive(*messages: str) -> None:
    """The topic hands these to the function, one by one."""
    for message in messages:
        lambda_handler({"Records": [{"Sns": {"MessageId": "m", "Message": message}}]}, lambda_context())


@pytest.fixture
def mailbox(cloud: Database, organisation: Tenant) -> Mailbox:
    sender = a_fresh_webhook_sender(cloud)
    interview = a_booked_interview(organisation.admin)
    by = Caller(organisation.org_id, "token:first", Role.ADMIN)
    return Mailbox(organisation.admin, by, interview["interview_id"], sender)


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
def test_what_ses_took_is_settled_although_its_sender_died_and_is_not_sent_again(mailbox: Mailbox, kind: str) -> None:
    mail = mailbox.invited_by_one_who_dies(0)
    assert mailbox.email["status"] == "PENDING"

    arrive(mailbox.told(mail, kind))
    assert mailbox.email["status"] == "SENT"
    send_unsettled_invitation(mailbox.booking, **mailbox.stores.means, now=utc_now() + timedelta(minutes=16))

    assert len(mailbox.mailer.taken) == 1
    assert mailbox.actions == ["CREATED", "SCHEDULED", "SESSION_CREATED", "EMAIL_SENT"]


@pytest.mark.parametrize("calls", [0, 1])
def test_a_bounce_before_its_sender_noted_anything_is_told_once(mailbox: Mailbox, calls: int) -> None:
    """The sender dies before it noted the e-mail as sent (0), or before it wrote so into the log (1)."""
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


def test_a_resend_mends_the_status_and_its_own_bounce_breaks_it_again(mailbox: Mailbox) -> None:
    first = mailbox.invited()
    bounce = mailbox.told(first, "Bounce", NO_EMAIL)
    arrive(bounce)
    resend(mailbox.interview_id, by=mailbox.by, **mailbox.stores.means, now=utc_now())
    again = mailbox.mailer.taken[-1]
    assert mailbox.email["status"] == "SENT"

    arrive(bounce)  # SNS brings it once more
    assert mailbox.email["status"] == "SENT"

    arrive(mailbox.told(again, "Bounce", {"bounceType": "Transient", "bounceSubType": "MailboxFull"}))
    assert (mailbox.email["status"], mailbox.email["reason"]) == ("FAILED", TRANSIENT["MailboxFull"])
    arrive(bounce, mailbox.told(first, "Delivery"), mailbox.told(again, "Send"))
    assert mailbox.email["reason"] == TRANSIENT["MailboxFull"]
    assert mailbox.actions.count("EMAIL_FAILED") == len(set(mailbox.events())) == 2


def test_a_resend_within_a_minute_of_a_bounce_sends_nothing_and_says_so(mailbox: Mailbox) -> None:
    mailbox.invited()
    now = utc_now().replace(second=10)
    first = resend(mailbox.interview_id, by=mailbox.by, **mailbox.stores.means, now=now)
    assert words_of_resend(first.delivery, "Meera Iyer", now) == ("The invitation was sent to Meera Iyer again.", True)
    sent = len(mailbox.mailer.taken)
    seconds_later = now + timedelta(seconds=20)
    twice = resend(mailbox.interview_id, by=mailbox.by, **mailbox.stores.means, now=seconds_later)
    words, is_sent = words_of_resend(twice.delivery, "Meera Iyer", seconds_later)
    assert (words.endswith("so it was not sent once more."), is_sent) == (True, True)

    arrive(mailbox.told(mailbox.mailer.taken[-1], "Bounce", NO_EMAIL))
    with with_parts(app, mailer=mailbox.mailer, clock=lambda: seconds_later):
        answer = done(mailbox.api, "POST", f"/interviews/{mailbox.interview_id}/resend", {})
    assert (answer["email_sent"], answer["email"]["status"]) == (False, "FAILED")
    assert answer["email"]["reason"] == PERMANENT["NoEmail"]
    again = resend(mailbox.interview_id, by=mailbox.by, **mailbox.stores.means, now=seconds_later)
    words, is_sent = words_of_resend(again.delivery, "Meera Iyer", seconds_later)
    assert (words.startswith("Nothing was sent: an e-mail of this minute failed."), is_sent) == (True, False)
    assert len(mailbox.mailer.taken) == sent


def test_a_late_bounce_of_the_first_letter_does_not_hide_that_the_resend_went_out(mailbox: Mailbox) -> None:
    first = mailbox.invited()
    resend(mailbox.interview_id, by=mailbox.by, **mailbox.stores.means, now=utc_now() + timedelta(minutes=1))
    bounce = mailbox.told(first, "Bounce", NO_EMAIL)

    arrive(bounce, bounce)

    assert mailbox.email["status"] == "SENT"
    assert mailbox.actions.count("EMAIL_FAILED") == 1


def test_a_failed_cancellation_is_seen_where_the_interview_is_cancelled(mailbox: Mailbox) -> None:
    mailbox.invited()
    done(mailbox.api, "POST", f"/interviews/{mailbox.interview_id}/cancel", {"reason": "Filled."})
    mail = mailbox.invited()

    arrive(mailbox.told(mail, "Bounce", NO_EMAIL))

    assert mailbox.email["status"] == "FAILED"
    assert mailbox.log[-1]["new"]["kind"] == "CANCELLATION"


def test_two_letters_that_fail_in_the_same_millisecond_are_both_told(mailbox: Mailbox) -> None:
    first = mailbox.invited()
    resend(mailbox.interview_id, by=mailbox.by, **mailbox.stores.means, now=utc_now())
    second, at = mailbox.mailer.taken[-1], utc_now() + timedelta(seconds=5)

    bounces = [mailbox.told(mail, "Bounce", NO_EMAIL, at=at) for mail in (first, second)]
    arrive(*bounces, *bounces)

    assert mailbox.actions.count("EMAIL_FAILED") == 2


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
