"""Jobs in the console: the list, the form, the funnel; a job that somebody else changed is not overwritten."""

from tests.functional.own_list import Browser, hidden_fields
from tests.functional.recruiter_requests import a_booked_interview, a_new_job
from tests.world import Founder, Tenant, app

JOBS = "/console/jobs"
NURSE = {"job_title": "Nurse", "company_name": "St. Mary's", "job_description": "Care for patients."}


def test_a_job_is_made_once_however_often_the_form_is_sent(recruiter: Browser, organisation: Tenant) -> None:
    fields = hidden_fields(recruiter.get(f"{JOBS}/new").text, JOBS) | NURSE
    assert {recruiter.post(JOBS, fields).status for _ in range(2)} == {303}
    [job] = app.jobs.page(app.jobs.newest_first(organisation.org_id), limit=10, position=None).items
    assert (job.job_title, job.coding_language) == ("Nurse", None)
    assert "St. Mary&#39;s" in recruiter.get(JOBS).text


def test_a_form_that_is_wrong_keeps_what_was_typed_and_says_what_is_missing(recruiter: Browser) -> None:
    fields = hidden_fields(recruiter.get(f"{JOBS}/new").text, JOBS)
    answer = recruiter.post(JOBS, fields | {"job_title": "Nurse"})
    assert answer.status == 400
    assert 'value="Nurse"' in answer.text
    assert answer.text.count('aria-invalid="true"') == 2


def test_a_job_shows_its_times_and_how_far_its_candidates_are(recruiter: Browser, organisation: Tenant) -> None:
    interview = a_booked_interview(organisation.admin)
    page = recruiter.get(f"{JOBS}/{interview['job_id']}").text
    assert "1/1 seats" in page
    assert "<strong>1</strong> Booked" in page


def test_the_second_of_two_members_who_change_a_job_is_refused(recruiter: Browser, organisation: Tenant) -> None:
    job = a_new_job(organisation.admin)
    path = f"{JOBS}/{job['job_id']}/edit"
    form = hidden_fields(recruiter.get(path).text, path)
    assert recruiter.post(path, form | NURSE | {"domain": "Care"}).status == 303
    second = recruiter.post(path, form | NURSE | {"domain": "Surgery"})
    assert second.status == 412
    assert "What you typed is still below." in second.text
    assert app.jobs.get(organisation.org_id, job["job_id"]).domain == "Care"


def test_the_form_of_a_job_chooses_no_coding_language_that_stands_there_by_default(
    recruiter: Browser, organisation: Tenant
) -> None:
    by_default, chosen = a_new_job(organisation.admin), a_new_job(organisation.admin, coding_language="RUBY")
    assert '<option value="PYTHON" selected' not in recruiter.get(f"{JOBS}/{by_default['job_id']}/edit").text
    assert '<option value="RUBY" selected' in recruiter.get(f"{JOBS}/{chosen['job_id']}/edit").text
    path = f"{JOBS}/{by_default['job_id']}/edit"
    form = hidden_fields(recruiter.get(path).text, path)
    assert recruiter.post(path, form | NURSE).status == 303
    assert app.jobs.get(organisation.org_id, by_default["job_id"]).coding_language is None


def test_a_job_may_have_days_of_its_own_for_the_decision(recruiter: Browser, organisation: Tenant) -> None:
    job = a_new_job(organisation.admin)
    path = f"{JOBS}/{job['job_id']}/edit"
    form = hidden_fields(recruiter.get(path).text, path)
    assert recruiter.post(path, form | NURSE | {"decision_days": "0"}).status == 400
    assert recruiter.post(path, form | NURSE | {"decision_days": "14"}).status == 303
    assert app.jobs.get(organisation.org_id, job["job_id"]).decision_days == 14
    shown = recruiter.get(path).text
    assert 'name="decision_days" type="number" value="14"' in shown
    assert recruiter.post(path, hidden_fields(shown, path) | NURSE | {"decision_days": ""}).status == 303
    assert app.jobs.get(organisation.org_id, job["job_id"]).decision_days is None


def test_a_job_with_interviews_to_come_stays(recruiter: Browser, organisation: Tenant) -> None:
    interview = a_booked_interview(organisation.admin)
    page = f"{JOBS}/{interview['job_id']}"
    recruiter.post(f"{page}/delete", hidden_fields(recruiter.get(page).text, f"{page}/delete"))
    assert "Cancel them first" in recruiter.get(page).text


def test_another_organisations_job_is_not_found(recruiter: Browser, found: Founder) -> None:
    theirs = a_new_job(found("Beta").admin)["job_id"]
    assert [recruiter.get(f"{JOBS}/{theirs}{tail}").status for tail in ("", "/edit")] == [404, 404]


def test_an_irreversible_action_asks_first_also_without_a_script(recruiter: Browser, organisation: Tenant) -> None:
    job = a_new_job(organisation.admin)
    page = f"/console/jobs/{job['job_id']}"
    form = hidden_fields(recruiter.get(page).text, f"{page}/delete")
    form.pop("asked")
    asked = recruiter.post(f"{page}/delete", form)
    assert asked.status == 200
    assert f"Delete {job['job_title']}? Interviews that are over keep their title." in asked.text
    assert f'href="{page}">No, leave it' in asked.text
    assert app.jobs.find(organisation.org_id, job["job_id"]) is not None
    assert recruiter.post(f"{page}/delete", hidden_fields(asked.text, f"{page}/delete")).status == 303
    assert app.jobs.find(organisation.org_id, job["job_id"]) is None
