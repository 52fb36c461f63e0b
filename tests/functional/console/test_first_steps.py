"""The first day in the console: steps, sample data that goes as it came, and the search over everything."""

from greenroom.models.organisation import Role
from tests.functional.console.members import a_member, sent_form, signed_in
from tests.functional.own_list import Browser, SignInMailbox, hidden_fields
from tests.functional.recruiter_requests import (
    a_booked_interview,
    a_new_candidate,
    a_new_interview,
    a_new_job,
    a_new_slot,
    an_enabled_candidate,
)
from tests.world import Founder, Tenant, app

HOME = "/console"
SAMPLE = "/console/sample"
SEARCH = "/console/search"


def test_an_empty_organisation_is_led_step_by_step_until_something_is_booked(
    recruiter: Browser, organisation: Tenant
) -> None:
    assert ": done" not in recruiter.get(HOME).text
    job = a_new_job(organisation.admin)
    assert recruiter.get(HOME).text.count(": done") == 1
    a_new_slot(organisation.admin, job["job_id"])
    a_new_candidate(organisation.admin)
    assert recruiter.get(HOME).text.count(": done") == 3
    a_booked_interview(organisation.admin)
    assert "First steps" not in recruiter.get(HOME).text


def test_sample_data_is_made_once_and_goes_as_it_came(recruiter: Browser, organisation: Tenant) -> None:
    form = hidden_fields(recruiter.get(HOME).text, SAMPLE)
    job_page, again = (recruiter.post(SAMPLE, form).headers["Location"] for _ in range(2))
    assert job_page == again
    assert "This is sample data." in recruiter.get(job_page).text
    assert "two candidates and three times" not in recruiter.get(HOME).text
    org_id = organisation.org_id
    people = app.candidates.page(app.candidates.newest_first(org_id), limit=10, position=None).items
    assert sorted(one.email for one in people) == [f"asha+sample{number}@acme.example.com" for number in (1, 2)]
    assert recruiter.get(job_page).text.count("0/2 seats") == 3

    removed = sent_form(recruiter, job_page, f"{SAMPLE}/remove")
    assert removed.headers["Location"] == HOME
    assert app.jobs.page(app.jobs.newest_first(org_id), limit=10, position=None).items == []
    assert app.candidates.page(app.candidates.newest_first(org_id), limit=10, position=None).items == []
    assert "The sample data is gone." in recruiter.get(HOME).text


def test_one_search_finds_jobs_candidates_and_interviews(recruiter: Browser, organisation: Tenant) -> None:
    interview = a_booked_interview(organisation.admin)
    by_name = recruiter.get(f"{SEARCH}?q=MEERA").text
    assert by_name.count(f"/console/candidates/{interview['candidate_id']}") == 2
    by_company = recruiter.get(f"{SEARCH}?q=acme").text
    assert f"/console/jobs/{interview['job_id']}" in by_company
    assert "Nothing found" in recruiter.get(f"{SEARCH}?q=%3Cscript%3E").text
    assert "Type a name" in recruiter.get(SEARCH).text


def test_the_search_finds_what_a_person_would_find(recruiter: Browser, organisation: Tenant) -> None:
    api = organisation.admin
    job = a_new_job(api, job_title="Ingénieur système", company_name="Łódź Robotics")
    name = "İpek O\N{RIGHT SINGLE QUOTATION MARK}Brien"
    candidate = an_enabled_candidate(api, job["job_id"], full_name=name)
    a_new_interview(api, candidate)
    page = f"/console/candidates/{candidate['candidate_id']}"
    assert f"/console/jobs/{job['job_id']}" in recruiter.get(f"{SEARCH}?q=systeme%20lodz").text
    assert recruiter.get(f"{SEARCH}?q=obrien%20ipek").text.count(page) == 2, "as a candidate, and by an interview"


def test_the_search_finds_nothing_of_another_organisation(recruiter: Browser, found: Founder) -> None:
    a_booked_interview(found("Beta", min_notice_minutes=0).admin)
    assert "Nothing found" in recruiter.get(f"{SEARCH}?q=meera").text


def test_a_viewer_gets_no_steps_and_no_sample_data(mailbox: SignInMailbox, organisation: Tenant) -> None:
    a_member(organisation, role=Role.VIEWER)
    viewer = signed_in(mailbox)
    assert "First steps" not in viewer.get(HOME).text
    assert viewer.post(SAMPLE, {}).status == 403


def test_every_empty_table_says_what_to_do(mailbox: SignInMailbox, organisation: Tenant) -> None:
    a_member(organisation)
    admin = signed_in(mailbox)
    make_job = 'href="/console/jobs/new">Make the first job'
    without_a_job = {
        "jobs": make_job,
        "calendar": make_job,
        "candidates": 'href="/console/candidates/new">Add the first candidate',
        "candidates/drafts": "Each résumé that is dropped here is read, and waits until you confirm who it is of.",
        "reports": "Book one to get the first.",
        "settings/webhooks": "Make the first one below, and its secret is shown once.",
        "settings/usage": "Look at another one above.",
        "settings/me": "Until you add one, a link by mail signs you in.",
    }
    assert {path for path, words in without_a_job.items() if words not in admin.get(f"{HOME}/{path}").text} == set()
    job = f"jobs/{a_new_job(organisation.admin)['job_id']}"
    apart = f"candidates/{a_new_candidate(organisation.admin)['candidate_id']}"
    with_a_job = {
        job: ">Open the calendar",
        f"{job}/compare": ">To the job",
        f"{job}/matches": ">To the settings",
        "calendar": "Drag over free hours, or fill in the form, to open times.",
        "candidates?q=nobody": ">Show all",
        apart: ">Choose a job",
    }
    assert {path for path, words in with_a_job.items() if words not in admin.get(f"{HOME}/{path}").text} == set()
