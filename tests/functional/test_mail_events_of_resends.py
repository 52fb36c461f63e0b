"""SES's events about two e-mails of one interview: the invitation and the one that was sent again."""

from datetime import timedelta

import pytest

from functions.console.interviews import words_of_resend
from greenroom.adapters.dynamodb import Database
from greenroom.clock import utc_now
from greenroom.rules.mail_events import PERMANENT, TRANSIENT
from greenroom.usecases.invite import resend
from local.applications import with_parts
from tests.functional.mail_events import NO_EMAIL, Mailbox, a_mailbox, arrive
from tests.functional.recruiter_requests import done
from tests.world import Tenant, app


@pytest.fixture
def mailbox(cloud: Database, organisation: Tenant) -> Mailbox:
    return a_mailbox(cloud, organisation)


def test_a_resend_mends_the_status_and_its_own_bounce_breaks_it_again(mailbox: Mailbox) -> None:
    first = mailbox.invited()
    bounce = mailbox.told(first, "Bounce", NO_EMAIL)
    arrive(bounce)
    resend(mailbox.interview_id, by=mailbox.by, **mailbox.stores.means, now=utc_now())
    again = mailbox.mailer.taken[-1]
    assert mailbox.email["status"] == "SENT"

    arrive(bounce)  # SNS delivers it a second time
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


def test_two_letters_that_fail_in_the_same_millisecond_are_both_told(mailbox: Mailbox) -> None:
    first = mailbox.invited()
    resend(mailbox.interview_id, by=mailbox.by, **mailbox.stores.means, now=utc_now())
    second, at = mailbox.mailer.taken[-1], utc_now() + timedelta(seconds=5)

    bounces = [mailbox.told(mail, "Bounce", NO_EMAIL, at=at) for mail in (first, second)]
    arrive(*bounces, *bounces)

    assert mailbox.actions.count("EMAIL_FAILED") == 2
