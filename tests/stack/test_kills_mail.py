"""Senders of e-mails die at each call: none is lost, each is settled, and none is sent twice unless its result is
unknown."""

import json
from contextlib import suppress
from datetime import timedelta

import pytest

from greenroom.clock import rfc3339, utc_now
from greenroom.mail.delivery_errors import MailNotSentError
from tests.faults.counting_mailer import ProcessDiedError
from tests.faults.deaths import Death, Life, killed_at_every_call, living
from tests.faults.functions_in_process import FunctionsInProcess
from tests.faults.stored_interview import StoredInterview, a_stored_interview, calendar_of

SENT = "SendEmail"


def assert_sent_once(stored: StoredInterview, death: Death, *, at_most: int | None = None) -> None:
    """Assert that one e-mail was sent, or two with the same calendar entry if the process died between SES's answer and
    storing it."""
    mails = stored.mails()
    unknown = death.after == SENT
    assert 1 <= len(mails) <= (at_most or (2 if unknown else 1))
    if stored.booking.status == "ACTIVE" or len(mails) > 1:
        assert len({tuple(calendar_of(mail).items()) for mail in mails}) == 1
    assert set(stored.mail_states().values()) == {"SENT"}


def test_one_session_and_one_invitation_follow_a_booking_whoever_dies_over_it(functions: FunctionsInProcess) -> None:
    def judge(stored: StoredInterview, death: Death) -> None:
        stored.again(stored.stream)
        stored.time_passes()
        assert_sent_once(stored, death)
        assert stored.mail_states() == {"INVITATION": "SENT"}
        assert sorted(stored.parts()) == ["MAIL#INVITATION", "SESSION"]
        assert stored.log() == {"SCHEDULED": 1, "SESSION_CREATED": 1, "EMAIL_SENT INVITATION": 1}

    deaths = killed_at_every_call(
        lambda: a_stored_interview(functions), StoredInterview.stream, judge, functions.most_deaths
    )
    assert {"PutItem", SENT, "UpdateItem"} <= set(deaths[-1].calls)


def test_an_invitation_that_ses_has_accepted_is_not_sent_again(functions: FunctionsInProcess) -> None:
    def judge(stored: StoredInterview, death: Death) -> None:
        if death.had(SENT):
            for happened in ("Send", "Delivery", "Send"):
                stored.ses_tells("INVITATION", happened)
        stored.again(stored.stream)
        stored.time_passes()
        assert_sent_once(stored, death, at_most=1)
        assert stored.log() == {"SCHEDULED": 1, "SESSION_CREATED": 1, "EMAIL_SENT INVITATION": 1}

    killed_at_every_call(lambda: a_stored_interview(functions), StoredInterview.stream, judge, functions.most_deaths)


def a_letter_that_nobody_noted(functions: FunctionsInProcess) -> StoredInterview:
    """SES took it, and its sender died."""
    stored, life = a_stored_interview(functions), Life(last=SENT)
    with living(life), pytest.raises(ProcessDiedError):
        stored.stream()
    return stored


def test_an_event_of_ses_is_stored_whichever_process_dies(functions: FunctionsInProcess) -> None:
    def tell(stored: StoredInterview) -> None:
        stored.ses_tells("INVITATION")

    def judge(stored: StoredInterview, death: Death) -> None:
        stored.again(lambda: tell(stored))
        stored.again(stored.stream)
        stored.time_passes()
        assert len(stored.mails()) == 1
        assert stored.mail_states() == {"INVITATION": "SENT"}
        assert stored.log()["EMAIL_SENT INVITATION"] == 1

    assert killed_at_every_call(lambda: a_letter_that_nobody_noted(functions), tell, judge, functions.most_deaths)


def test_a_bounce_fails_a_letter_once_whoever_dies_over_it(functions: FunctionsInProcess) -> None:
    def begin() -> StoredInterview:
        stored = a_stored_interview(functions)
        stored.stream()
        return stored

    def bounce(stored: StoredInterview) -> None:
        stored.ses_tells("INVITATION", "Bounce", bounceType="Permanent", bounceSubType="NoEmail")

    def judge(stored: StoredInterview, death: Death) -> None:
        stored.again(lambda: bounce(stored))
        stored.ses_tells("INVITATION", "Delivery")
        stored.again(stored.stream)
        stored.time_passes()
        assert len(stored.mails()) == 1
        assert stored.mail_states() == {"INVITATION": "FAILED"}
        assert stored.log()["EMAIL_FAILED INVITATION"] == 1

    assert killed_at_every_call(begin, bounce, judge, functions.most_deaths)


def test_a_moved_interview_has_one_letter_for_each_time_also_when_records_come_out_of_order(
    functions: FunctionsInProcess,
) -> None:
    def begin() -> StoredInterview:
        stored = a_stored_interview(functions, slots=2)
        stored.stream()
        body = {"slot_id": stored.slots[1]}
        answer = stored.asks("book_slot", "PUT", f"/interviews/{stored.interview_id}", body)
        assert answer.status == 200, answer.text
        assert stored.booking.version == 2
        return stored

    def judge(stored: StoredInterview, death: Death) -> None:
        first, second = stored.kept
        for _ in range(max(2, functions.deliveries // 2)):
            stored.stream("create_session", second, first)
            stored.stream("create_session", first)
        stored.time_passes()
        moved, *more = [one for one in stored.mails() if "Rescheduled" in one["Subject"]]
        assert len(more) <= (death.after == SENT)
        assert {tuple(calendar_of(one).items()) for one in (moved, *more)} == {tuple(calendar_of(moved).items())}
        assert len(stored.mails()) == 2 + len(more)
        assert (stored.parts(first)["SESSION"]["status"], stored.parts()["SESSION"]["status"]) == ("MOVED", "SCHEDULED")
        assert stored.mail_states() == {"INVITATION": "SENT"}
        assert stored.log() == {
            "SCHEDULED": 1,
            "RESCHEDULED": 1,
            "SESSION_CREATED": 2,
            "EMAIL_SENT INVITATION": 2,
        }

    killed_at_every_call(begin, StoredInterview.stream, judge, functions.most_deaths)


def test_an_invitation_is_sent_again_by_asking_again_whoever_dies_over_it(functions: FunctionsInProcess) -> None:
    def begin() -> StoredInterview:
        stored = a_stored_interview(functions)
        stored.stream()
        # All requests are sent within one minute, in which a repetition sends no second e-mail.
        functions.clock.to(utc_now().replace(second=0, microsecond=0) + timedelta(minutes=1))
        return stored

    def ask(stored: StoredInterview) -> int:
        return stored.asks("create_session", "POST", f"/interviews/{stored.interview_id}/resend").status

    def judge(stored: StoredInterview, death: Death) -> None:
        functions.clock.forward(seconds=35)
        answers: list[int] = []
        stored.again(lambda: answers.append(ask(stored)))
        assert set(answers) == {200}
        assert 2 <= len(stored.mails()) <= 2 + (death.after == SENT)
        assert set(stored.mail_states().values()) == {"SENT"}
        assert len(stored.mail_states()) == 2
        assert [count for told, count in stored.log().items() if "RESEND" in told] == [1]

    assert killed_at_every_call(begin, ask, judge)


def test_a_cancelled_interview_has_one_letter_that_says_so(functions: FunctionsInProcess) -> None:
    def begin() -> StoredInterview:
        stored = a_stored_interview(functions)
        stored.stream()
        answer = stored.asks("book_slot", "POST", f"/interviews/{stored.interview_id}/cancel", {"reason": "Filled."})
        assert answer.status == 200, answer.text
        return stored

    def judge(stored: StoredInterview, death: Death) -> None:
        first, cancelled = stored.kept[0], stored.booking
        for _ in range(max(2, functions.deliveries // 2)):
            stored.stream("create_session", cancelled, first)
            stored.stream("create_session", first, cancelled)
        stored.time_passes()
        mails = [one for one in stored.mails() if "Cancelled" in one["Subject"]]
        assert 1 <= len(mails) <= 1 + (death.after == SENT)
        assert {calendar_of(one)["METHOD"] for one in mails} == {"CANCEL"}
        assert len(stored.mails()) == 1 + len(mails)
        assert stored.mail_states()["CANCELLATION"] == "SENT"
        assert (stored.log()["CANCELLED"], stored.log()["EMAIL_SENT CANCELLATION"]) == (1, 1)
        assert stored.interview.due_at is None

    killed_at_every_call(begin, StoredInterview.stream, judge, functions.most_deaths)


def test_a_request_for_a_link_is_answered_whichever_process_dies(functions: FunctionsInProcess) -> None:
    def begin() -> StoredInterview:
        stored = a_stored_interview(functions, is_booked=False)
        # As the API stores them: found by their address.
        person = stored.functions.app.candidates.get(stored.organisation.org_id, stored.interview.candidate_id)
        stored.functions.app.candidates.remove(person.org_id, person.candidate_id, person.version)
        stored.functions.app.candidates.create(person)
        return stored

    def ask(stored: StoredInterview) -> None:
        asked_at = rfc3339(utc_now())
        request = {"request_id": f"ask_{stored.interview_id}", "address": address(stored), "asked_at": asked_at}
        functions.invoke("send_sign_in", {"Records": [{"body": json.dumps(request)}]})

    def address(stored: StoredInterview) -> str:
        return f"{stored.interview.candidate_id}@example.com"

    def judge(stored: StoredInterview, death: Death) -> None:
        # The queue delivers again after two minutes, sometimes sooner.
        for _ in range(max(2, functions.deliveries // 2)):
            with suppress(MailNotSentError):
                ask(stored)
            functions.clock.forward(minutes=2)
            ask(stored)
        mails = functions.mails_to(address(stored))
        assert 1 <= len(mails) <= 1 + (death.after == SENT)

    assert killed_at_every_call(begin, ask, judge, functions.most_deaths)
