"""A job's own questions in the console, and the job's funnel."""

import re
from html import unescape
from typing import Any

from greenroom.clock import utc_now
from greenroom.models.interview import Decision, HiringDecision, InterviewStatus
from greenroom.models.organisation import Role
from tests.functional.console.members import a_member, signed_in
from tests.functional.console.test_needs import follow
from tests.functional.console.test_plans import form_in
from tests.functional.own_list import Browser, SignInMailbox, hidden_fields
from tests.functional.recruiter_requests import (
    a_booked_interview,
    a_new_candidate,
    a_new_interview,
    a_new_job,
    a_new_slot,
    an_enabled_candidate,
    done,
)
from tests.world import Founder, Tenant, app

STEPS = ("Candidates", "Shortlisted", "Booked", "In progress", "Done", "Decided", "To hire", "No-show")
QUESTION = "How would you lay out our warehouse?"


def funnel_in(page: str) -> dict[str, int]:
    return {name: int(count) for count, name in re.findall(r"<strong>(\d+)</strong> ([\w -]+)<", page)}


def page_of(job: dict[str, Any]) -> str:
    return f"/console/jobs/{job['job_id']}/questions"


def test_questions_are_set_read_by_the_api_and_taken_away(recruiter: Browser, organisation: Tenant) -> None:
    job = a_new_job(organisation.admin)
    page = page_of(job)
    fields = {
        "text": QUESTION,
        "expected_points": "fast-moving goods near the gate\n\nwide aisles",
        "competency": "PLANNING",
        "minutes": "2.5",
        "number_of_questions": "6",
    }
    assert recruiter.post(page, hidden_fields(recruiter.get(page).text, page) | fields).status == 303
    stored = done(organisation.admin, "GET", f"/jobs/{job['job_id']}/questions")
    [question] = stored["questions"]
    assert (question["text"], question["competency"], question["time_limit_seconds"]) == (QUESTION, "PLANNING", 150)
    assert question["expected_points"] == ["fast-moving goods near the gate", "wide aisles"]
    assert stored["number_of_questions"] == 6

    shown = recruiter.get(page).text
    assert QUESTION in shown
    assert 'value="2.5"' in shown
    assert recruiter.post(page, hidden_fields(shown, page) | {"text": ""}).status == 303
    assert done(organisation.admin, "GET", f"/jobs/{job['job_id']}/questions")["questions"] == []


def test_a_problem_is_shown_at_its_question_and_the_typed_text_stays(recruiter: Browser, organisation: Tenant) -> None:
    page = page_of(a_new_job(organisation.admin))
    for fields in ({"text": "Why"}, {"text": QUESTION, "minutes": "soon"}, {"text": QUESTION, "minutes": "1e400"}):
        refused = recruiter.post(page, hidden_fields(recruiter.get(page).text, page) | fields)
        assert refused.status == 400, fields
        assert 'id="wrong-0"' in refused.text, fields
        assert fields["text"] in refused.text


def test_the_second_of_two_members_who_change_the_questions_is_refused(
    recruiter: Browser, organisation: Tenant
) -> None:
    page = page_of(a_new_job(organisation.admin))
    form = hidden_fields(recruiter.get(page).text, page)
    assert recruiter.post(page, form | {"text": QUESTION}).status == 303
    second = recruiter.post(page, form | {"text": "What is a good shift for you?"})
    assert (second.status, "What is a good shift for you?" in second.text) == (412, True)


def test_a_viewer_reads_them_and_another_organisation_finds_none(
    mailbox: SignInMailbox, organisation: Tenant, found: Founder
) -> None:
    page = page_of(a_new_job(organisation.admin))
    a_member(organisation, "v@acme.example.com", Role.VIEWER)
    viewer = signed_in(mailbox, "v@acme.example.com")
    assert "None of your own" in viewer.get(page).text
    assert viewer.post(page, {}).status == 403
    theirs = page_of(a_new_job(found("Beta").admin))
    assert viewer.get(theirs).status == 404


def test_the_funnel_counts_candidates_from_the_shortlist_to_the_decision(
    recruiter: Browser, organisation: Tenant
) -> None:
    interview = a_booked_interview(organisation.admin)
    an_enabled_candidate(organisation.admin, interview["job_id"], full_name="B", email="b@example.com")
    page = recruiter.get(f"/console/jobs/{interview['job_id']}").text
    assert funnel_in(page) == dict.fromkeys(STEPS, 0) | {"Candidates": 2, "Shortlisted": 2, "Booked": 1}
    assert app.jobs.get(organisation.org_id, interview["job_id"]).job_title in page


def test_each_step_of_the_funnel_is_counted_by_itself_and_leads_to_as_many(
    recruiter: Browser, organisation: Tenant
) -> None:
    admin = organisation.admin
    job_id = a_new_job(admin)["job_id"]
    a_new_candidate(admin, job_id, email="new@example.com")
    hired, refused = (
        Decision(decision=decision, reason="Seen.", decided_by="usr_1", decided_at=utc_now())
        for decision in (HiringDecision.HIRE, HiringDecision.NO)
    )
    over: dict[str, Any] = {"status": InterviewStatus.COMPLETED, "due_at": None}
    happened: list[dict[str, Any]] = [
        {},
        {"status": InterviewStatus.IN_PROGRESS},
        {"status": InterviewStatus.NO_SHOW, "due_at": None},
        over,
        over | {"decision": hired},
        over | {"decision": refused},
    ]
    slot = a_new_slot(admin, job_id, max_candidates=len(happened))["slot_id"]
    for number, changes in enumerate(happened):
        candidate = an_enabled_candidate(admin, job_id, email=f"p{number}@example.com")
        an_interview_that(organisation, a_new_interview(admin, candidate, slot_id=slot), **changes)

    page = recruiter.get(f"/console/jobs/{job_id}").text

    numbers = {"Candidates": 7, "Shortlisted": 6, "Booked": 1, "In progress": 1}
    assert funnel_in(page) == numbers | {"Done": 3, "Decided": 2, "To hire": 1, "No-show": 1}
    lists = {name: unescape(href) for href, name in re.findall(r'href="([^"]*)"><strong>\d+</strong> ([\w -]+)<', page)}
    for name, href in lists.items():
        if href.startswith("/console/candidates"):
            assert recruiter.get(href).text.count('<tr id="row-') == funnel_in(page)[name], name


def an_interview_that(tenant: Tenant, made: Any, **changes: Any) -> None:
    """The interview as it stands after what happened to it, and in its candidate's row."""
    interview = app.interviews.get(tenant.org_id, made["interview_id"])
    if changes:
        app.interviews.replace(interview.changed(version=interview.version + 1, **changes), interview.version)
    follow(tenant.org_id, interview.interview_id)


def test_weights_of_criteria_are_set_and_stay_where_only_questions_change(
    recruiter: Browser, organisation: Tenant
) -> None:
    job = a_new_job(organisation.admin)
    page = page_of(job)
    form = hidden_fields(recruiter.get(page).text, page)
    assert recruiter.post(page, form | {"weight-SAFETY": "4"}).status == 303
    shown = form_in(recruiter.get(page).text)
    assert shown["weight-SAFETY"] == ["4"]
    shown["text"][0] = QUESTION
    assert recruiter.post(page, shown).status == 303
    stored = done(organisation.admin, "GET", f"/jobs/{job['job_id']}/questions")
    assert (stored["weights"], stored["questions"][0]["text"]) == ({"SAFETY": 4}, QUESTION)


def test_questions_change_places_before_they_are_saved(recruiter: Browser, organisation: Tenant) -> None:
    job = a_new_job(organisation.admin)
    page = page_of(job)
    form = form_in(recruiter.get(page).text)
    form["text"] = ["Which ward was your last one?", QUESTION]
    arranged = recruiter.post(page, form | {"press": [f"down {form['key'][0]}"]})
    assert recruiter.post(page, form_in(arranged.text)).status == 303
    stored = done(organisation.admin, "GET", f"/jobs/{job['job_id']}/questions")["questions"]
    assert [one["text"] for one in stored] == [QUESTION, "Which ward was your last one?"]
