"""The contact in e-mails and on pages: the interview's, else the job's, else the organisation's."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.api.invited_candidate import COOKIE
from greenroom.mail.compose import ComposedMail
from greenroom.models.organisation import Role
from greenroom.usecases.join import check_in
from local.gateway import Client
from tests.functional.console.members import a_member, signed_in
from tests.functional.own_list import Browser, hidden_fields, sign_in_mailbox
from tests.functional.recruiter_client import RecruiterClient, a_recruiter, session_of
from tests.functional.recruiter_requests import a_new_interview, a_new_job, an_enabled_candidate, done
from tests.world import Founder, Tenant, app

HR = "hr@acme.example.com"
MEERA = {"email": "meera.nair@acme.example.com", "name": "Meera Nair"}
JON = {"email": "jon.o'hara@acme.example.com", "name": "Jon O'Hara"}


@pytest.fixture
def recruiter(cloud: Database, found: Founder) -> Iterator[RecruiterClient]:
    with a_recruiter(cloud, found(min_notice_minutes=0, reply_to=HR)) as there:
        yield there


def opened(mail: ComposedMail) -> EmailMessage:
    message = message_from_bytes(mail.message, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def early_page(recruiter: RecruiterClient, interview: Any) -> str:
    key = done(recruiter.api, "GET", f"/interviews/{interview['interview_id']}")["interview_link"].rpartition("=")[2]
    return Browser(cookies={COOKIE: key}).get(f"/interview/ready/{interview['interview_id']}").text


def change_job(recruiter: RecruiterClient, interview: Any, contact: dict[str, str] | None) -> None:
    done(recruiter.api, "PATCH", f"/jobs/{interview['job_id']}", {"contact": contact})
    recruiter.follow(interview)


def test_the_mail_goes_back_to_the_person_and_names_them(recruiter: RecruiterClient) -> None:
    recruiter.interview("AI", contact=JON)
    [mail] = recruiter.mails().values()
    message = opened(mail)
    assert f'Reply-To: "Jon O\'Hara" <{JON["email"]}>\r\n'.encode() in mail.message
    body = message.get_body(("plain",))
    assert body is not None
    assert f"Jon O'Hara ({JON['email']}) reads it" in " ".join(body.get_content().split())


def test_the_interviews_contact_counts_before_the_jobs_and_that_before_the_organisations(
    recruiter: RecruiterClient,
) -> None:
    interview = recruiter.interview("AI")
    assert session_of(recruiter, interview).reply_to == HR
    change_job(recruiter, interview, MEERA)
    assert (session_of(recruiter, interview).reply_to, session_of(recruiter, interview).reply_to_name) == tuple(
        MEERA.values()
    )
    recruiter.change(interview, contact=JON)
    assert session_of(recruiter, interview).reply_to == JON["email"]
    recruiter.change(interview, contact=None)
    assert session_of(recruiter, interview).reply_to == MEERA["email"]
    change_job(recruiter, interview, None)
    assert (session_of(recruiter, interview).reply_to, session_of(recruiter, interview).reply_to_name) == (HR, None)


def test_another_contact_sends_no_mail_and_keeps_the_link(recruiter: RecruiterClient) -> None:
    interview = recruiter.interview("AI")
    recruiter.mails()
    before = done(recruiter.api, "GET", f"/interviews/{interview['interview_id']}")
    recruiter.change(interview, contact=MEERA)
    after = done(recruiter.api, "GET", f"/interviews/{interview['interview_id']}")
    assert recruiter.mails() == {}
    assert (after["contact"], after["interview_link"]) == (MEERA, before["interview_link"])
    assert before["contact"] is None
    logged = done(recruiter.api, "GET", f"/interviews/{interview['interview_id']}/logs")["items"]
    assert logged[-1]["new"]["contact"] == "changed"


def test_a_page_offers_the_person_as_a_link(recruiter: RecruiterClient) -> None:
    interview = recruiter.interview("AI", contact=JON)
    page = early_page(recruiter, interview)
    assert 'href="mailto:jon.o%27hara@acme.example.com"' in page
    assert "Jon O&#39;Hara" in page


def test_a_change_reaches_who_waits_in_the_room_and_they_stay_in_it(recruiter: RecruiterClient) -> None:
    interview = recruiter.interview("ONLINE")
    session = session_of(recruiter, interview)
    recruiter.now = session.opens_at
    check_in(session, schedule=app.schedule, now=recruiter.now)
    joined_at = session_of(recruiter, interview).joined_at
    assert joined_at is not None
    recruiter.change(interview, contact=JON)
    done(recruiter.api, "PATCH", f"/jobs/{interview['job_id']}", {"job_title": "Platform Engineer"})
    after = session_of(recruiter, interview)
    assert (after.joined_at, after.reply_to, after.job_title) == (joined_at, JON["email"], "Platform Engineer")


def test_jobs_and_interviews_give_their_contact_back_and_refuse_one_without_an_address(
    recruiter: RecruiterClient,
) -> None:
    job = a_new_job(recruiter.api, contact={"email": MEERA["email"]})
    assert job["contact"] == {"email": MEERA["email"], "name": None}
    assert done(recruiter.api, "GET", f"/jobs/{job['job_id']}")["contact"] == job["contact"]
    for wrong in (
        {"name": "Meera"},
        {"email": "no address"},
        {"email": HR, "name": "\N{ZERO WIDTH SPACE}"},
        {"email": HR, "phone": "1"},
    ):
        refused = recruiter.api("PATCH", f"/jobs/{job['job_id']}", {"contact": wrong})
        assert (refused.status, refused.code) == (400, "VALIDATION")
    candidate = an_enabled_candidate(recruiter.api, job["job_id"])
    assert a_new_interview(recruiter.api, candidate)["contact"] is None
    assert a_new_interview(recruiter.api, candidate, contact=MEERA)["contact"] == MEERA


def test_the_consoles_forms_take_a_contact_and_refuse_a_name_without_an_address(
    cloud: Database, organisation: Tenant
) -> None:
    api: Client = organisation.admin
    with sign_in_mailbox() as mailbox:
        a_member(organisation, role=Role.RECRUITER)
        recruiter = signed_in(mailbox)
        job = a_new_job(api)
        page = f"/console/jobs/{job['job_id']}"
        assert "Nobody is named who answers candidates" in recruiter.get(page).text
        form = hidden_fields(recruiter.get(f"{page}/edit").text, f"{page}/edit")
        typed = {name: job[name] for name in ("job_title", "company_name", "job_description")}
        refused = recruiter.post(f"{page}/edit", form | typed | {"contact_name": MEERA["name"]})
        assert refused.status == 400
        assert "Give the address at which this person answers, too." in refused.text
        named = {"contact_name": MEERA["name"], "contact_email": MEERA["email"]}
        assert recruiter.post(f"{page}/edit", form | typed | named).status == 303
        assert done(api, "GET", f"/jobs/{job['job_id']}")["contact"] == MEERA
        assert f'value="{MEERA["email"]}"' in recruiter.get(f"{page}/edit").text

        candidate = an_enabled_candidate(api, job["job_id"])
        there = f"/console/candidates/{candidate['candidate_id']}"
        form = hidden_fields(recruiter.get(there).text, f"{there}/schedule")
        when = {"job_id": job["job_id"], "day": "2027-01-15", "start": "10:00", "minutes": "45"}
        answer = recruiter.post(
            f"{there}/schedule", form | when | {"contact_name": JON["name"], "contact_email": JON["email"]}
        )
        assert answer.status == 303, answer.text
    [interview] = done(api, "GET", f"/interviews?candidate_id={candidate['candidate_id']}")["items"]
    assert interview["contact"] == JON
