"""Invitations to choose a time, their e-mails and the choice itself, in processes that die at any call."""

from urllib.parse import urlencode

from greenroom.api.choosing_candidate import COOKIE, choosing_candidate
from greenroom.models.choice import ChoiceStatus
from greenroom.models.interview import InterviewStatus, TimeInvitation
from local.gateway import rest_event
from tests.faults.deaths import Death, killed_at_every_call
from tests.faults.functions_in_process import FunctionsInProcess
from tests.faults.stored_interview import StoredInterview, a_stored_interview

SENT = "SendEmail"


def invite(stored: StoredInterview) -> None:
    answer = stored.asks("recruiter_api", "POST", f"/interviews/{stored.interview_id}/invite")
    assert answer.status == 202, answer.text


def invitation_of(stored: StoredInterview) -> TimeInvitation:
    found = stored.functions.app.schedule.time_invitation(stored.organisation.org_id, stored.interview_id)
    assert found is not None
    return found


def waiting(functions: FunctionsInProcess) -> StoredInterview:
    return a_stored_interview(functions, is_booked=False)


def invited(functions: FunctionsInProcess) -> StoredInterview:
    stored = waiting(functions)
    invite(stored)
    return stored


def test_one_invitation_is_made_whoever_dies_over_it(functions: FunctionsInProcess) -> None:
    def judge(stored: StoredInterview, _death: Death) -> None:
        stored.again(lambda: invite(stored))
        interview = stored.interview
        assert (interview.status, interview.booking_version) == (InterviewStatus.PENDING, 1)
        assert interview.choice is not None
        assert interview.choice.status is ChoiceStatus.INVITED
        assert stored.log() == {"INVITED": 1}
        assert sorted(stored.parts(invitation_of(stored))) == ["CHOICE"]

    deaths = killed_at_every_call(lambda: waiting(functions), invite, judge, functions.most_deaths)
    assert "TransactWriteItems" in deaths[-1].calls


def test_one_mail_follows_an_invitation_whoever_dies_over_it(functions: FunctionsInProcess) -> None:
    def send(stored: StoredInterview) -> None:
        stored.stream("create_session", invitation_of(stored))

    def judge(stored: StoredInterview, death: Death) -> None:
        stored.again(lambda: send(stored))
        stored.time_passes()
        invitation = invitation_of(stored)
        mails = stored.functions.mails_to(invitation.candidate_email)
        assert 1 <= len(mails) <= (2 if death.after == SENT else 1)
        assert stored.parts(invitation)["MAIL#INVITATION"]["status"] == "SENT"
        assert stored.log() == {"INVITED": 1, "EMAIL_SENT INVITATION": 1}

    deaths = killed_at_every_call(lambda: invited(functions), send, judge, functions.most_deaths)
    assert {"PutItem", SENT, "UpdateItem"} <= set(deaths[-1].calls)


def test_a_time_is_taken_once_whoever_dies_over_it(functions: FunctionsInProcess) -> None:
    def take(stored: StoredInterview) -> None:
        app, interview = functions.app, stored.interview
        key = app.links.key_of(interview.session_id or "", 1)
        found = choosing_candidate(key, app.sessions)
        assert found is not None
        event = rest_event(
            "POST",
            f"/interview/choose/{stored.interview_id}/take",
            urlencode({"csrf_token": found.csrf_token, "slot_id": stored.slots[0]}),
            {"Cookie": f"{COOKIE}={key}", "Content-Type": "application/x-www-form-urlencoded"},
        )
        answer = functions.invoke("portal", event)
        assert answer["statusCode"] == 303, answer["body"][:300]

    def judge(stored: StoredInterview, _death: Death) -> None:
        stored.again(lambda: take(stored))
        interview, booking = stored.interview, stored.booking
        assert (interview.status, booking.version, booking.actor) == (InterviewStatus.SCHEDULED, 2, "candidate")
        assert interview.choice is not None
        assert interview.choice.status is ChoiceStatus.CHOSEN
        assert stored.log() == {"INVITED": 1, "SCHEDULED": 1}
        slot = functions.app.slots.get(stored.organisation.org_id, stored.slots[0])
        assert slot.current_bookings == 1

    killed_at_every_call(lambda: invited(functions), take, judge, functions.most_deaths)
