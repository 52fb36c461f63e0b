"""The e-mail after an AI interview: what was handed in, what happens next and by when; sent once, whatever fails."""

import email
import email.policy
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from greenroom.mail.delivery_errors import MailNotSentError, MailOutcomeUnknownError
from greenroom.mail.message import ComposedMail
from greenroom.models.interview import Interview
from greenroom.usecases.sweep import Swept
from greenroom.usecases.thank_candidate import thank_candidate
from greenroom.wording import local_day
from local.gateway import answered, rest_event
from tests.clocks import Clock
from tests.functional.ai_interviews import (
    AN_OPEN_ROOM,
    InvitedCandidate,
    an_invited_candidate_of,
    make_report,
)
from tests.functional.own_list import SignInMailbox
from tests.functional.recruiter_requests import done
from tests.functional.story import audit_log_in_story
from tests.functional.sweeps import swept_at
from tests.world import Founder, app

LATER = timedelta(minutes=21)


@dataclass(frozen=True)
class Broken:
    """A mailer that fails in this way."""

    error: Exception
    sender_address: str = "interviews@example.com"

    def send(self, _mail: ComposedMail) -> str:
        raise self.error


@pytest.fixture
def invited(mailbox: SignInMailbox, found: Founder, clock: Clock) -> InvitedCandidate:
    return an_invited_candidate_of(found(**AN_OPEN_ROOM, decision_days=5, retention_days=90))


def swept(invited: InvitedCandidate, now: datetime, mailer: object = None) -> Swept:
    """Run the sweeper with the arguments that its handler gives it."""
    sends: Any = mailer or app.mailer

    def thank(interview: Interview) -> bool:
        return thank_candidate(
            interview,
            schedule=app.schedule,
            sessions=app.sessions,
            ai_interviews=app.ai_interviews,
            organisations=app.organisations,
            mailer=sends,
            links=app.links,
            now=now,
        )

    return swept_at(now, invited.org_id, thank=thank)


def finished(invited: InvitedCandidate) -> None:
    first = invited.did("start")["question"]
    invited.did("answer", question_id=first["id"], text="I measure first.")
    invited.did("finish")


def closing_mails(mailbox: SignInMailbox) -> list[str]:
    texts = []
    for _to, raw in mailbox.mails():
        message = email.message_from_string(raw, policy=email.policy.default)
        if str(message["Subject"]).startswith("Interview finished"):
            body = message.get_body(("plain",))
            assert body
            texts.append(" ".join(body.get_content().split()))
    return texts


def test_the_candidate_reads_what_was_handed_in_and_by_when_a_decision_comes(
    invited: InvitedCandidate, mailbox: SignInMailbox, clock: Clock
) -> None:
    finished(invited)
    assert closing_mails(mailbox) == []
    swept(invited, clock() + timedelta(minutes=2))
    [text] = closing_mails(mailbox)
    questions = len(done(invited.tenant.admin, "GET", f"/interviews/{invited.interview_id}/plan")["questions"])
    assert f"1 of {questions} answers" in text
    assert "reads your answers and decides about the next step. You hear from them by" in text
    assert "They are erased 90 days after the interview." in text
    assert invited.key in text
    logged = done(invited.tenant.admin, "GET", f"/interviews/{invited.interview_id}/logs")["items"]
    assert [entry["new"]["kind"] for entry in logged if entry["action"] == "EMAIL_SENT"][-1] == "CLOSING"
    story = audit_log_in_story(invited.tenant.org_id, invited.interview_id)
    assert "EMAIL_SENT by greenroom: kind CLOSING, version 1" in story


def test_a_job_may_promise_another_day_also_to_who_is_booked_already(
    invited: InvitedCandidate, mailbox: SignInMailbox, clock: Clock
) -> None:
    job_id = done(invited.tenant.admin, "GET", f"/interviews/{invited.interview_id}")["job_id"]
    assert done(invited.tenant.admin, "PATCH", f"/jobs/{job_id}", {"decision_days": 20})["decision_days"] == 20
    finished(invited)
    swept(invited, clock() + timedelta(minutes=2))
    heard_by = local_day(clock() + timedelta(days=20), "Asia/Kolkata")
    [text] = closing_mails(mailbox)
    assert f"You hear from them by {heard_by}." in text
    page = answered(
        rest_event("GET", f"/interview/start/{invited.interview_id}", None, {"X-Session-Key": invited.key})
    ).text
    assert f"You hear from them by {heard_by}." in page


def test_it_goes_out_once_however_often_anybody_looks(
    invited: InvitedCandidate, mailbox: SignInMailbox, clock: Clock
) -> None:
    finished(invited)
    for after in (timedelta(minutes=2), timedelta(minutes=3), timedelta(hours=3)):
        swept(invited, clock() + after)
    make_report(invited)
    swept(invited, clock() + timedelta(hours=4))
    assert len(closing_mails(mailbox)) == 1
    stored = app.schedule.interview(invited.org_id, invited.interview_id)
    assert stored.due_at == stored.erase_at  # nothing else is left to do


def test_one_that_could_not_be_sent_goes_out_when_delivery_is_checked(
    invited: InvitedCandidate, mailbox: SignInMailbox, clock: Clock
) -> None:
    finished(invited)
    looked = swept(invited, clock() + timedelta(minutes=1), Broken(MailNotSentError("not now")))
    assert looked.failed == []
    make_report(invited)
    assert closing_mails(mailbox) == []
    swept(invited, clock() + LATER)
    assert len(closing_mails(mailbox)) == 1


def test_one_whose_sender_died_is_sent_by_who_comes_later(
    invited: InvitedCandidate, mailbox: SignInMailbox, clock: Clock
) -> None:
    finished(invited)
    now = clock() + timedelta(minutes=1)
    swept(invited, now, Broken(MailOutcomeUnknownError("no answer")))
    make_report(invited)
    assert closing_mails(mailbox) == []
    swept(invited, now + LATER)
    assert len(closing_mails(mailbox)) == 1
