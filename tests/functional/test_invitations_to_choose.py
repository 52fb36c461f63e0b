"""A recruiter invites candidates to choose a time: one or many, again, until when, and what ends it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes
from typing import Any

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.clock import rfc3339
from greenroom.mail.compose import ComposedMail
from greenroom.mail.delivery_errors import MailRefusedError
from greenroom.models.organisation import Role
from local.gateway import Client
from tests.functional.recruiter_client import CANDIDATE, RecruiterClient, a_recruiter
from tests.functional.recruiter_requests import (
    a_booked_interview,
    a_new_interview,
    a_new_job,
    a_new_slot,
    an_enabled_candidate,
    done,
)
from tests.world import Founder, Tenant, app


@pytest.fixture
def recruiter(cloud: Database, found: Founder) -> Iterator[RecruiterClient]:
    tenant = found(min_notice_minutes=0, reply_to="hr@acme.example.com", sender_name="Acme Hiring")
    with a_recruiter(cloud, tenant) as there:
        yield there


def pending(api: Client, email: str = CANDIDATE) -> Any:
    """An interview without a time, for a candidate whose gates are open."""
    return a_new_interview(api, an_enabled_candidate(api, a_new_job(api)["job_id"], email=email))


def invite(api: Client, interview: Any, **body: Any) -> Any:
    """Invite the candidate. Returns the interview, and fails unless the status is 202."""
    answer = api("POST", f"/interviews/{interview['interview_id']}/invite", body or None)
    assert answer.status == 202, answer.text
    return answer.json


def read(api: Client, interview: Any) -> Any:
    return done(api, "GET", f"/interviews/{interview['interview_id']}")


def log_of(api: Client, interview: Any) -> list[str]:
    return [one["action"] for one in done(api, "GET", f"/interviews/{interview['interview_id']}/logs")["items"]]


def words_of(mail: ComposedMail) -> str:
    [plain] = [one for one in message_from_bytes(mail.message).walk() if one.get_content_type() == "text/plain"]
    return " ".join(bytes(plain.get_payload(decode=True)).decode().split())


def followed(recruiter: RecruiterClient, interview: Any) -> None:
    """Call the function with the newest stream record, a second later."""
    recruiter.now += timedelta(seconds=1)
    recruiter.follow(interview)


def swept(recruiter: RecruiterClient) -> None:
    done(recruiter.api, "POST", "/interviews/auto-update-status")


def test_an_invitation_stands_at_the_interview_which_stays_without_a_time(api: Client) -> None:
    interview = pending(api)
    assert interview["choice"] is None

    invited = invite(api, interview)

    assert (invited["status"], invited["slot_id"], invited["version"]) == ("PENDING", None, 1)
    assert set(invited["choice"]) == {"status", "invited_at", "expires_at", "wishes"}
    assert (invited["choice"]["status"], invited["choice"]["wishes"]) == ("INVITED", None)
    assert invited["email"]["status"] == "PENDING"
    assert read(api, interview) | {"readiness": None} == invited
    assert log_of(api, interview) == ["CREATED", "INVITED"]


def test_the_candidate_gets_one_mail_with_a_link_and_no_time(recruiter: RecruiterClient) -> None:
    interview = pending(recruiter.api)
    invited = invite(recruiter.api, interview)
    followed(recruiter, interview)
    followed(recruiter, interview)

    mail = recruiter.mails()[CANDIDATE]

    assert mail.subject == "Choose a time - Backend Engineer at Acme"
    assert (mail.reply_to, mail.sender.partition(" <")[0]) == ("hr@acme.example.com", "Acme Hiring")
    assert b"text/calendar" not in mail.message
    words = words_of(mail)
    assert "Acme would like to talk with you about Backend Engineer at Acme" in words
    assert "An AI asks the questions, not a person." in words
    assert "hr@acme.example.com reads it" in words
    shown = read(recruiter.api, interview)
    assert shown["email"]["status"] == "SENT"
    assert shown["interview_link"] == invited["interview_link"]
    assert invited["interview_link"] in "".join(words.split())
    assert log_of(recruiter.api, interview)[-1] == "EMAIL_SENT"


def test_a_refused_mail_is_a_state_with_a_reason(recruiter: RecruiterClient) -> None:
    interview = pending(recruiter.api)
    invite(recruiter.api, interview)
    recruiter.mailer.trouble = lambda: MailRefusedError("The mailbox is not there.")
    followed(recruiter, interview)

    assert read(recruiter.api, interview)["email"] == {
        "status": "FAILED",
        "sent_at": None,
        "reason": "The mailbox is not there.",
    }


def test_asked_twice_within_a_minute_one_invitation_goes_out_and_later_another(recruiter: RecruiterClient) -> None:
    interview = pending(recruiter.api)
    first = invite(recruiter.api, interview)
    recruiter.now += timedelta(seconds=50)
    assert invite(recruiter.api, interview) == first
    recruiter.now += timedelta(seconds=20)

    again = invite(recruiter.api, interview)
    followed(recruiter, interview)

    assert again["version"] == first["version"] + 1
    assert again["choice"]["invited_at"] > first["choice"]["invited_at"]
    assert again["interview_link"] != first["interview_link"]
    assert len(recruiter.mails()) == 1
    assert log_of(recruiter.api, interview) == ["CREATED", "INVITED", "INVITED", "EMAIL_SENT"]


def test_an_end_may_be_named_and_must_be_one(recruiter: RecruiterClient) -> None:
    interview = pending(recruiter.api)
    until = rfc3339((recruiter.now + timedelta(days=2)).replace(microsecond=0))
    assert invite(recruiter.api, interview, expires_at=until)["choice"]["expires_at"] == until
    for wrong in (timedelta(0), timedelta(days=-1), timedelta(days=61)):
        answer = recruiter.api(
            "POST", f"/interviews/{interview['interview_id']}/invite", {"expires_at": rfc3339(recruiter.now + wrong)}
        )
        assert (answer.status, answer.code, answer.json["details"][0]["field"]) == (400, "VALIDATION", "expires_at")


def test_the_policy_says_how_long_a_choice_is_open(found: Founder) -> None:
    api = found(choice_days=3).admin
    choice = invite(api, pending(api))["choice"]
    invited_at, expires_at = (datetime.fromisoformat(choice[name]) for name in ("invited_at", "expires_at"))
    assert expires_at - invited_at == timedelta(days=3)


def test_closed_gates_refuse_an_invitation_by_their_name(api: Client) -> None:
    interview = pending(api)
    path = f"/interviews/{interview['interview_id']}/invite"
    candidate = f"/candidates/{interview['candidate_id']}"
    done(api, "POST", f"{candidate}/toggle-interview", {"interview_enabled": False})
    assert (api("POST", path).status, api("POST", path).code) == (409, "INTERVIEW_DISABLED")
    done(api, "POST", f"{candidate}/shortlist", {"shortlisted": False})
    assert (api("POST", path).status, api("POST", path).code) == (409, "NOT_SHORTLISTED")
    online = a_new_interview(api, an_enabled_candidate(api, a_new_job(api)["job_id"]), interview_type="ONLINE")
    refused = api("POST", f"/interviews/{online['interview_id']}/invite")
    assert (refused.status, refused.code) == (409, "ONLINE_DISABLED")
    assert read(api, online)["choice"] is None


def test_a_candidate_with_a_time_is_not_invited_to_choose_one(api: Client) -> None:
    booked = a_booked_interview(api)
    refused = api("POST", f"/interviews/{booked['interview_id']}/invite")
    assert (refused.status, refused.code) == (409, "INVALID_STATE")


def test_an_older_version_is_refused(api: Client) -> None:
    interview = pending(api)
    path = f"/interviews/{interview['interview_id']}"
    done(api, "PUT", path, {"booking_notes": "Ask about Kafka."})
    stale = api("POST", f"{path}/invite", headers={"If-Match": "0"})
    assert (stale.status, stale.code) == (412, "STALE_VERSION")
    assert api("POST", f"{path}/invite", headers={"If-Match": "1"}).status == 202


def test_a_recruiters_own_booking_settles_the_choice(recruiter: RecruiterClient) -> None:
    interview = pending(recruiter.api)
    invite(recruiter.api, interview)
    followed(recruiter, interview)
    slot = a_new_slot(recruiter.api, interview["job_id"])
    recruiter.mails()

    booked = recruiter.api(
        "POST", f"/interviews/slots/{slot['slot_id']}/book_slot", {"interview_id": interview["interview_id"]}
    )
    followed(recruiter, interview)

    assert booked.status == 201, booked.text
    shown = read(recruiter.api, interview)
    assert (shown["status"], shown["choice"]["status"], shown["email"]["status"]) == ("SCHEDULED", "CHOSEN", "SENT")
    assert recruiter.mails()[CANDIDATE].subject.startswith("Interview Scheduled")


def test_a_cancelled_interview_sends_no_invitation_that_is_still_on_its_way(recruiter: RecruiterClient) -> None:
    interview = pending(recruiter.api)
    invite(recruiter.api, interview)
    path = f"/interviews/{interview['interview_id']}/cancel"
    done(recruiter.api, "POST", path, {"reason": "The position was filled."})

    followed(recruiter, interview)

    assert recruiter.mails() == {}
    assert read(recruiter.api, interview)["interview_link"] is None


def test_an_erased_candidate_gets_no_invitation_and_leaves_nothing(recruiter: RecruiterClient, cloud: Database) -> None:
    interview = pending(recruiter.api)
    invite(recruiter.api, interview)
    followed(recruiter, interview)
    assert recruiter.api("DELETE", f"/candidates/{interview['candidate_id']}").status in {200, 204}

    shown = read(recruiter.api, interview)
    assert (shown["status"], shown["choice"]["wishes"]) == ("CANCELLED", None)
    for table in (app.settings.tables.bookings, app.settings.tables.sessions):
        left = cloud.client.scan(TableName=table)["Items"]
        assert not [one for one in left if interview["interview_id"] in str(one)]


def test_a_corrected_address_gets_a_link_of_its_own(recruiter: RecruiterClient) -> None:
    interview = pending(recruiter.api)
    before = invite(recruiter.api, interview)
    followed(recruiter, interview)
    recruiter.mails()
    recruiter.now += timedelta(hours=1)

    done(recruiter.api, "PATCH", f"/candidates/{interview['candidate_id']}", {"email": "meera.iyer@example.com"})
    followed(recruiter, interview)

    assert list(recruiter.mails()) == ["meera.iyer@example.com"]
    after = read(recruiter.api, interview)
    assert after["interview_link"] != before["interview_link"]
    assert after["choice"]["expires_at"] == before["choice"]["expires_at"]
    done(recruiter.api, "PATCH", f"/candidates/{interview['candidate_id']}", {"full_name": "Meera S. Iyer"})
    followed(recruiter, interview)
    assert recruiter.mails() == {}


def test_a_mail_that_leaves_late_says_what_the_job_is_called_by_then(recruiter: RecruiterClient) -> None:
    interview = pending(recruiter.api)
    invite(recruiter.api, interview)
    renamed = {"job_title": "Site Engineer", "company_name": "Acme Labs"}
    done(recruiter.api, "PATCH", f"/jobs/{interview['job_id']}", renamed)
    recruiter.now += timedelta(minutes=5)
    recruiter.follow(interview)

    mail = recruiter.mails()[CANDIDATE]
    assert "Site Engineer at Acme Labs" in words_of(mail)
    assert "Backend Engineer" not in mail.subject + words_of(mail)


def test_a_mail_that_leaves_late_goes_to_nobody_whose_job_is_gone(recruiter: RecruiterClient) -> None:
    interview = pending(recruiter.api)
    invite(recruiter.api, interview)
    app.jobs.remove(recruiter.org_id, interview["job_id"], 1, now=recruiter.now)
    recruiter.now += timedelta(minutes=5)
    recruiter.follow(interview)
    assert recruiter.mails() == {}


def test_a_claim_whose_sender_died_is_sent_a_quarter_of_an_hour_later(recruiter: RecruiterClient) -> None:
    interview = pending(recruiter.api)
    invite(recruiter.api, interview)
    recruiter.now += timedelta(minutes=16)

    swept(recruiter)
    swept(recruiter)

    assert list(recruiter.mails()) == [CANDIDATE]
    assert read(recruiter.api, interview)["email"]["status"] == "SENT"


def test_a_viewer_reads_the_choice_and_not_the_link(organisation: Tenant) -> None:
    interview = pending(organisation.admin)
    invite(organisation.admin, interview)
    seen = read(organisation.with_role(Role.VIEWER), interview)
    assert (seen["choice"]["status"], seen["interview_link"]) == ("INVITED", None)
