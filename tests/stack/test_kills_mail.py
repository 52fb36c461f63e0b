"""E-mails whose sender dies at any call: none is lost, none sent twice unless nobody can know, each is settled."""

import json
from contextlib import suppress
from datetime import timedelta

import pytest

from greenroom.clock import rfc3339, utc_now
from greenroom.mail.delivery_errors import MailNotSentError
from tests.faults.deaths import Death, Life, killed_at_every_call, living
from tests.faults.office import ProcessDiedError
from tests.faults.premises import Premises
from tests.faults.stage import Stage, a_stage, calendar_of

SENT = "SendEmail"


def assert_sent_once(stage: Stage, death: Death, *, at_most: int | None = None) -> None:
    """One mail; two that calendars take for one only where the process died on SES's yes, before it noted it."""
    mails = stage.mails()
    unknown = death.after == SENT
    assert 1 <= len(mails) <= (at_most or (2 if unknown else 1))
    if stage.booking.status == "ACTIVE" or len(mails) > 1:
        assert len({tuple(calendar_of(mail).items()) for mail in mails}) == 1
    assert set(stage.mail_states().values()) == {"SENT"}


def test_one_session_and_one_invitation_follow_a_booking_whoever_dies_over_it(house: Premises) -> None:
    def judge(stage: Stage, death: Death) -> None:
        stage.again(stage.stream)
        stage.time_passes()
        assert_sent_once(stage, death)
        assert stage.mail_states() == {"INVITATION": "SENT"}
        assert sorted(stage.parts()) == ["MAIL#INVITATION", "SESSION"]
        assert stage.log() == {"SCHEDULED": 1, "SESSION_CREATED": 1, "EMAIL_SENT INVITATION": 1}

    deaths = killed_at_every_call(lambda: a_stage(house), Stage.stream, judge, house.most_deaths)
    assert {"PutItem", SENT, "UpdateItem"} <= set(deaths[-1].calls)


def test_where_ses_told_that_it_took_an_invitation_nobody_sends_a_second(house: Premises) -> None:
    def judge(stage: Stage, death: Death) -> None:
        if death.had(SENT):
            for happened in ("Send", "Delivery", "Send"):
                stage.ses_tells("INVITATION", happened)
        stage.again(stage.stream)
        stage.time_passes()
        assert_sent_once(stage, death, at_most=1)
        assert stage.log() == {"SCHEDULED": 1, "SESSION_CREATED": 1, "EMAIL_SENT INVITATION": 1}

    killed_at_every_call(lambda: a_stage(house), Stage.stream, judge, house.most_deaths)


def a_letter_that_nobody_noted(house: Premises) -> Stage:
    """SES took it, and its sender died."""
    stage, life = a_stage(house), Life(last=SENT)
    with living(life), pytest.raises(ProcessDiedError):
        stage.stream()
    return stage


def test_what_ses_tells_is_noted_whoever_dies_over_it(house: Premises) -> None:
    def tell(stage: Stage) -> None:
        stage.ses_tells("INVITATION")

    def judge(stage: Stage, death: Death) -> None:
        stage.again(lambda: tell(stage))
        stage.again(stage.stream)
        stage.time_passes()
        assert len(stage.mails()) == 1
        assert stage.mail_states() == {"INVITATION": "SENT"}
        assert stage.log()["EMAIL_SENT INVITATION"] == 1

    assert killed_at_every_call(lambda: a_letter_that_nobody_noted(house), tell, judge, house.most_deaths)


def test_a_bounce_fails_a_letter_once_whoever_dies_over_it(house: Premises) -> None:
    def begin() -> Stage:
        stage = a_stage(house)
        stage.stream()
        return stage

    def bounce(stage: Stage) -> None:
        stage.ses_tells("INVITATION", "Bounce", bounceType="Permanent", bounceSubType="NoEmail")

    def judge(stage: Stage, death: Death) -> None:
        stage.again(lambda: bounce(stage))
        stage.ses_tells("INVITATION", "Delivery")
        stage.again(stage.stream)
        stage.time_passes()
        assert len(stage.mails()) == 1
        assert stage.mail_states() == {"INVITATION": "FAILED"}
        assert stage.log()["EMAIL_FAILED INVITATION"] == 1

    assert killed_at_every_call(begin, bounce, judge, house.most_deaths)


def test_a_moved_interview_has_one_letter_for_each_time_also_when_records_come_out_of_order(house: Premises) -> None:
    def begin() -> Stage:
        stage = a_stage(house, slots=2)
        stage.stream()
        body = {"slot_id": stage.slots[1]}
        answer = stage.asks("book_slot", "PUT", f"/interviews/{stage.interview_id}", body)
        assert answer.status == 200, answer.text
        assert stage.booking.version == 2
        return stage

    def judge(stage: Stage, death: Death) -> None:
        first, second = stage.kept
        for _ in range(max(2, house.deliveries // 2)):
            stage.stream("create_session", second, first)
            stage.stream("create_session", first)
        stage.time_passes()
        moved, *more = [one for one in stage.mails() if "Rescheduled" in one["Subject"]]
        assert len(more) <= (death.after == SENT)
        assert {tuple(calendar_of(one).items()) for one in (moved, *more)} == {tuple(calendar_of(moved).items())}
        assert len(stage.mails()) == 2 + len(more)
        assert (stage.parts(first)["SESSION"]["status"], stage.parts()["SESSION"]["status"]) == ("MOVED", "SCHEDULED")
        assert stage.mail_states() == {"INVITATION": "SENT"}
        assert stage.log() == {
            "SCHEDULED": 1,
            "RESCHEDULED": 1,
            "SESSION_CREATED": 2,
            "EMAIL_SENT INVITATION": 2,
        }

    killed_at_every_call(begin, Stage.stream, judge, house.most_deaths)


def test_an_invitation_is_sent_again_by_asking_again_whoever_dies_over_it(house: Premises) -> None:
    def begin() -> Stage:
        stage = a_stage(house)
        stage.stream()
        # Asked twice within one minute it is sent once: so all of it happens within one.
        house.clock.to(utc_now().replace(second=0, microsecond=0) + timedelta(minutes=1))
        return stage

    def ask(stage: Stage) -> int:
        return stage.asks("create_session", "POST", f"/interviews/{stage.interview_id}/resend").status

    def judge(stage: Stage, death: Death) -> None:
        house.clock.forward(seconds=35)
        answers: list[int] = []
        stage.again(lambda: answers.append(ask(stage)))
        assert set(answers) == {200}
        assert 2 <= len(stage.mails()) <= 2 + (death.after == SENT)
        assert set(stage.mail_states().values()) == {"SENT"}
        assert len(stage.mail_states()) == 2
        assert [count for told, count in stage.log().items() if "RESEND" in told] == [1]

    assert killed_at_every_call(begin, ask, judge)


def test_a_cancelled_interview_has_one_letter_that_says_so(house: Premises) -> None:
    def begin() -> Stage:
        stage = a_stage(house)
        stage.stream()
        answer = stage.asks("book_slot", "POST", f"/interviews/{stage.interview_id}/cancel", {"reason": "Filled."})
        assert answer.status == 200, answer.text
        return stage

    def judge(stage: Stage, death: Death) -> None:
        first, cancelled = stage.kept[0], stage.booking
        for _ in range(max(2, house.deliveries // 2)):
            stage.stream("create_session", cancelled, first)
            stage.stream("create_session", first, cancelled)
        stage.time_passes()
        mails = [one for one in stage.mails() if "Cancelled" in one["Subject"]]
        assert 1 <= len(mails) <= 1 + (death.after == SENT)
        assert {calendar_of(one)["METHOD"] for one in mails} == {"CANCEL"}
        assert len(stage.mails()) == 1 + len(mails)
        assert stage.mail_states()["CANCELLATION"] == "SENT"
        assert (stage.log()["CANCELLED"], stage.log()["EMAIL_SENT CANCELLATION"]) == (1, 1)
        assert stage.interview.due_at is None

    killed_at_every_call(begin, Stage.stream, judge, house.most_deaths)


def test_who_asked_for_a_link_to_their_list_gets_one_whoever_dies_over_it(house: Premises) -> None:
    def begin() -> Stage:
        stage = a_stage(house, is_booked=False)
        # As the API stores them: found by their address.
        person = stage.premises.app.candidates.get(stage.world.org_id, stage.interview.candidate_id)
        stage.premises.app.candidates.remove(person.org_id, person.candidate_id, person.version)
        stage.premises.app.candidates.create(person)
        return stage

    def ask(stage: Stage) -> None:
        asked_at = rfc3339(utc_now())
        request = {"request_id": f"ask_{stage.interview_id}", "address": address(stage), "asked_at": asked_at}
        house.invoke("send_sign_in", {"Records": [{"body": json.dumps(request)}]})

    def address(stage: Stage) -> str:
        return f"{stage.interview.candidate_id}@example.com"

    def judge(stage: Stage, death: Death) -> None:
        # The queue delivers again after two minutes, and sometimes sooner.
        for _ in range(max(2, house.deliveries // 2)):
            with suppress(MailNotSentError):
                ask(stage)
            house.clock.forward(minutes=2)
            ask(stage)
        mails = house.mails_to(address(stage))
        assert 1 <= len(mails) <= 1 + (death.after == SENT)

    assert killed_at_every_call(begin, ask, judge, house.most_deaths)
