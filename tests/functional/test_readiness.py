"""The needs of a future interview, in its answer and on its candidate's page."""

from datetime import timedelta
from typing import Any

from functions.prepare_questions import handler as prepare_questions
from greenroom.adapters.dynamodb import Database
from greenroom.adapters.items import decode
from greenroom.mail.addresses import NOT_ASCII
from greenroom.models.organisation import Role
from greenroom.settings import settings
from tests.functional.console.members import a_member, signed_in
from tests.functional.own_list import sign_in_mailbox
from tests.functional.own_pages import words
from tests.functional.recruiter_client import RecruiterClient, a_recruiter
from tests.functional.recruiter_requests import a_new_interview, a_new_job, an_enabled_candidate, done
from tests.world import Founder, Tenant

HR = "hr@acme.example.com"


def plan(recruiter: RecruiterClient, interview: Any) -> None:
    """Make the questions by the stream's function."""
    key = {"booking_id": {"S": f"{recruiter.org_id}#{interview['interview_id']}"}}
    item = recruiter.database.client.get_item(TableName=settings().tables.bookings, Key=key)["Item"]
    prepare_questions._prepare(decode(item))


def readiness_of(recruiter: RecruiterClient, interview: Any) -> Any:
    return done(recruiter.api, "GET", f"/interviews/{interview['interview_id']}")["readiness"]


def check(readiness: Any, name: str) -> Any:
    return next(one for one in readiness["checks"] if one["name"] == name)


def test_an_interview_says_that_nobody_answers_its_candidate_until_somebody_does(recruiter: RecruiterClient) -> None:
    interview = recruiter.interview("AI")
    before = readiness_of(recruiter, interview)
    assert before["status"] == "ATTENTION"
    assert "Name a contact" in check(before, "CONTACT")["what_to_do"]
    done(recruiter.api, "PATCH", f"/jobs/{interview['job_id']}", {"contact": {"email": HR}})
    after = readiness_of(recruiter, interview)
    assert (after["status"], check(after, "CONTACT")["status"], check(after, "CONTACT")["what_to_do"]) == (
        "READY",
        "READY",
        None,
    )
    done(recruiter.api, "PATCH", f"/jobs/{interview['job_id']}", {"contact": None})
    done(recruiter.api, "PATCH", "/organisation", {"policy": {"reply_to": HR}})
    assert readiness_of(recruiter, interview)["status"] == "READY"


def test_an_interview_without_a_time_is_not_ready(recruiter: RecruiterClient) -> None:
    candidate = an_enabled_candidate(recruiter.api, a_new_job(recruiter.api)["job_id"])
    readiness = readiness_of(recruiter, a_new_interview(recruiter.api, candidate))
    assert readiness["status"] == "NOT_READY"
    assert [one["name"] for one in readiness["checks"]] == ["TIME", "CONTACT"]


def test_an_invitation_that_failed_is_not_ready_and_says_why(recruiter: RecruiterClient) -> None:
    interview = recruiter.interview("ONLINE")
    done(recruiter.api, "PATCH", f"/candidates/{interview['candidate_id']}", {"email": "zoë@example.com"})
    recruiter.follow(interview)
    readiness = readiness_of(recruiter, interview)
    assert readiness["status"] == "NOT_READY"
    assert check(readiness, "INVITATION")["what_to_do"] == NOT_ASCII
    assert check(readiness, "INTERVIEWERS")["status"] == "ATTENTION"


def test_questions_in_another_language_than_the_organisations_are_said(cloud: Database, found: Founder) -> None:
    with a_recruiter(cloud, found(min_notice_minutes=0, language_code="de-DE", reply_to=HR)) as recruiter:
        interview = recruiter.interview("AI")
        assert check(readiness_of(recruiter, interview), "QUESTIONS")["status"] == "READY", "they are being made"
        plan(recruiter, interview)
        questions = check(readiness_of(recruiter, interview), "QUESTIONS")
        assert questions["status"] == "ATTENTION"
        assert "The questions are in en, and the organisation's language is de-DE." in questions["what_to_do"]


def test_questions_that_are_not_made_after_a_quarter_of_an_hour_are_said(recruiter: RecruiterClient) -> None:
    interview = recruiter.interview("AI")
    recruiter.now += timedelta(minutes=16)
    assert check(readiness_of(recruiter, interview), "QUESTIONS")["status"] == "ATTENTION"
    plan(recruiter, interview)
    assert check(readiness_of(recruiter, interview), "QUESTIONS")["status"] == "READY"


def test_cancelled_and_listed_interviews_give_no_readiness(recruiter: RecruiterClient) -> None:
    interview = recruiter.interview("AI")
    listed = done(recruiter.api, "GET", f"/interviews?job_id={interview['job_id']}")["items"]
    assert [one["readiness"] for one in listed] == [None]
    recruiter.cancel(interview)
    assert readiness_of(recruiter, interview) is None


def test_the_candidates_page_says_what_is_missing(cloud: Database, organisation: Tenant) -> None:
    with sign_in_mailbox() as mailbox:
        a_member(organisation, role=Role.RECRUITER)
        recruiter = signed_in(mailbox)
        candidate = an_enabled_candidate(organisation.admin, a_new_job(organisation.admin)["job_id"])
        a_new_interview(organisation.admin, candidate)
        page = words(recruiter.get(f"/console/candidates/{candidate['candidate_id']}"))
    assert "Book a time for it." in page
    assert "Nobody is named who answers the candidate" in page
