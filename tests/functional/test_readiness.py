"""What an interview still needs: told where it is read, and on its candidate's page."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from functions.prepare_questions import handler as prepare_questions
from greenroom.adapters.dynamodb import Database
from greenroom.adapters.items import decode
from greenroom.mail.addresses import NOT_ASCII
from greenroom.models.organisation import Role
from greenroom.settings import settings
from local.applications import with_parts
from tests.functional.application import app
from tests.functional.conftest import Founder, Tenant
from tests.functional.desk import Desk
from tests.functional.own_list import post_office
from tests.functional.own_pages import words
from tests.functional.steps import a_new_interview, a_new_job, an_enabled_candidate, done
from tests.functional.test_console_sign_in import a_member, signed_in

HR = "hr@acme.example.com"


def desk_of(tenant: Tenant, cloud: Database) -> Iterator[Desk]:
    there = Desk(tenant.admin, tenant.org_id, cloud)
    with with_parts(app, mailer=there.mailer, clock=lambda: there.now):
        yield there


@pytest.fixture
def desk(cloud: Database, organisation: Tenant) -> Iterator[Desk]:
    yield from desk_of(organisation, cloud)


def plan(desk: Desk, interview: Any) -> None:
    """The questions are made, as the stream has them made."""
    key = {"booking_id": {"S": f"{desk.org_id}#{interview['interview_id']}"}}
    item = desk.database.client.get_item(TableName=settings().tables.bookings, Key=key)["Item"]
    prepare_questions._prepare(decode(item))


def readiness_of(desk: Desk, interview: Any) -> Any:
    return done(desk.api, "GET", f"/interviews/{interview['interview_id']}")["readiness"]


def check(readiness: Any, name: str) -> Any:
    return next(one for one in readiness["checks"] if one["name"] == name)


def test_an_interview_says_that_nobody_answers_its_candidate_until_somebody_does(desk: Desk) -> None:
    interview = desk.interview("AI")
    before = readiness_of(desk, interview)
    assert before["status"] == "ATTENTION"
    assert "Name a contact" in check(before, "CONTACT")["what_to_do"]
    done(desk.api, "PATCH", f"/jobs/{interview['job_id']}", {"contact": {"email": HR}})
    after = readiness_of(desk, interview)
    assert (after["status"], check(after, "CONTACT")["status"], check(after, "CONTACT")["what_to_do"]) == (
        "READY",
        "READY",
        None,
    )
    done(desk.api, "PATCH", f"/jobs/{interview['job_id']}", {"contact": None})
    done(desk.api, "PATCH", "/organisation", {"policy": {"reply_to": HR}})
    assert readiness_of(desk, interview)["status"] == "READY"


def test_an_interview_without_a_time_is_not_ready(desk: Desk) -> None:
    candidate = an_enabled_candidate(desk.api, a_new_job(desk.api)["job_id"])
    readiness = readiness_of(desk, a_new_interview(desk.api, candidate))
    assert readiness["status"] == "NOT_READY"
    assert [one["name"] for one in readiness["checks"]] == ["TIME", "CONTACT"]


def test_an_invitation_that_failed_is_not_ready_and_says_why(desk: Desk) -> None:
    interview = desk.interview("ONLINE")
    done(desk.api, "PATCH", f"/candidates/{interview['candidate_id']}", {"email": "zoë@example.com"})
    desk.follow(interview)
    readiness = readiness_of(desk, interview)
    assert readiness["status"] == "NOT_READY"
    assert check(readiness, "INVITATION")["what_to_do"] == NOT_ASCII
    assert check(readiness, "INTERVIEWERS")["status"] == "ATTENTION"


def test_questions_in_another_language_than_the_organisations_are_said(cloud: Database, found: Founder) -> None:
    for desk in desk_of(found(min_notice_minutes=0, language_code="de-DE", reply_to=HR), cloud):
        interview = desk.interview("AI")
        assert check(readiness_of(desk, interview), "QUESTIONS")["status"] == "READY", "they are being made"
        plan(desk, interview)
        questions = check(readiness_of(desk, interview), "QUESTIONS")
        assert questions["status"] == "ATTENTION"
        assert "The questions are in en, and the organisation's language is de-DE." in questions["what_to_do"]


def test_questions_that_are_not_made_after_a_quarter_of_an_hour_are_said(desk: Desk) -> None:
    interview = desk.interview("AI")
    desk.now += timedelta(minutes=16)
    assert check(readiness_of(desk, interview), "QUESTIONS")["status"] == "ATTENTION"
    plan(desk, interview)
    assert check(readiness_of(desk, interview), "QUESTIONS")["status"] == "READY"


def test_what_is_over_and_what_is_listed_says_nothing_of_it(desk: Desk) -> None:
    interview = desk.interview("AI")
    listed = done(desk.api, "GET", f"/interviews?job_id={interview['job_id']}")["items"]
    assert [one["readiness"] for one in listed] == [None]
    desk.cancel(interview)
    assert readiness_of(desk, interview) is None


def test_the_candidates_page_says_what_is_missing(cloud: Database, organisation: Tenant) -> None:
    with post_office() as post:
        a_member(organisation, role=Role.RECRUITER)
        recruiter = signed_in(post)
        candidate = an_enabled_candidate(organisation.admin, a_new_job(organisation.admin)["job_id"])
        a_new_interview(organisation.admin, candidate)
        page = words(recruiter.get(f"/console/candidates/{candidate['candidate_id']}"))
    assert "Book a time for it." in page
    assert "Nobody is named who answers the candidate" in page
