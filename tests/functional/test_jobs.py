"""Jobs through the API."""

from local.gateway import Client
from tests.functional.recruiter_requests import (
    JOB,
    a_booked_interview,
    a_new_candidate,
    a_new_interview,
    a_new_job,
    done,
)
from tests.world import Founder


def test_a_job_is_answered_as_it_was_sent_with_its_defaults(api: Client) -> None:
    job = a_new_job(api, tech_stack_details="COBOL")

    assert job["coding_language"] == "PYTHON"
    assert job["tech_stack_details"] == "COBOL"
    assert job["version"] == 1
    assert "org_id" not in job
    assert done(api, "GET", f"/jobs/{job['job_id']}") == job


def test_jobs_are_listed_newest_first_over_several_pages(api: Client) -> None:
    ids = [a_new_job(api)["job_id"] for _ in range(5)]

    first = done(api, "GET", "/jobs?limit=2")
    second = done(api, "GET", f"/jobs?limit=2&cursor={first['next_cursor']}")
    third = done(api, "GET", f"/jobs?limit=2&cursor={second['next_cursor']}")

    assert [job["job_id"] for page in (first, second, third) for job in page["items"]] == ids[::-1]
    assert third["next_cursor"] is None


def test_a_page_that_ends_with_the_list_has_no_cursor(api: Client) -> None:
    a_new_job(api)
    a_new_job(api)

    assert done(api, "GET", "/jobs?limit=2")["next_cursor"] is None


def test_a_patch_changes_what_it_names_and_nothing_else(api: Client) -> None:
    job = a_new_job(api, domain="Backend")

    changed = done(api, "PATCH", f"/jobs/{job['job_id']}", {"coding_language": "RUBY"})

    assert changed == {**job, "coding_language": "RUBY", "version": 2, "updated_at": changed["updated_at"]}


def test_a_patch_with_null_empties_an_optional_field_and_refuses_a_needed_one(api: Client) -> None:
    job = a_new_job(api, domain="Backend")

    assert done(api, "PATCH", f"/jobs/{job['job_id']}", {"domain": None})["domain"] is None
    assert api("PATCH", f"/jobs/{job['job_id']}", {"job_title": None}).code == "VALIDATION"


def test_a_put_sets_what_it_leaves_out_back_to_its_default(api: Client) -> None:
    job = a_new_job(api, domain="Backend", coding_language="SQL")

    replaced = done(api, "PUT", f"/jobs/{job['job_id']}", {**JOB, "job_title": "Architect"})

    assert (replaced["job_title"], replaced["domain"], replaced["coding_language"]) == ("Architect", None, "PYTHON")


def test_a_change_that_changes_nothing_keeps_the_version(api: Client) -> None:
    job = a_new_job(api)

    assert done(api, "PATCH", f"/jobs/{job['job_id']}", {"job_title": job["job_title"]}) == job


def test_a_stale_version_is_refused_and_changes_nothing(api: Client) -> None:
    job = a_new_job(api)
    done(api, "PATCH", f"/jobs/{job['job_id']}", {"domain": "Data"})

    refused = api("PATCH", f"/jobs/{job['job_id']}", {"domain": "Finance"}, headers={"If-Match": "1"})

    assert (refused.status, refused.code) == (412, "STALE_VERSION")
    assert done(api, "GET", f"/jobs/{job['job_id']}")["domain"] == "Data"
    current = api("PATCH", f"/jobs/{job['job_id']}", {"domain": "Finance"}, headers={"If-Match": '"2"'})
    assert current.json["domain"] == "Finance"


def test_a_deleted_job_is_gone_from_reading_and_lists(api: Client) -> None:
    job = a_new_job(api)

    deleted = api("DELETE", f"/jobs/{job['job_id']}")

    assert (deleted.status, deleted.text) == (204, "")
    assert api("GET", f"/jobs/{job['job_id']}").status == 404
    assert done(api, "GET", "/jobs")["items"] == []


def test_a_job_with_interviews_to_come_is_not_deleted(api: Client) -> None:
    interview = a_booked_interview(api)

    refused = api("DELETE", f"/jobs/{interview['job_id']}")

    assert (refused.status, refused.code) == (409, "INVALID_STATE")
    assert api("GET", f"/jobs/{interview['job_id']}").status == 200


def test_a_job_whose_interviews_are_over_is_deleted(api: Client) -> None:
    job = a_new_job(api)
    interview = a_new_interview(api, a_new_candidate(api, job["job_id"]))
    done(api, "POST", f"/interviews/{interview['interview_id']}/cancel", {"reason": "The position is filled."})

    assert api("DELETE", f"/jobs/{job['job_id']}").status == 204
    assert done(api, "GET", f"/interviews/{interview['interview_id']}")["job_title"] == "Backend Engineer"


def test_another_organisations_job_can_not_be_read_changed_or_deleted(api: Client, found: Founder) -> None:
    job = a_new_job(api)
    stranger = found("Other").admin

    path = f"/jobs/{job['job_id']}"
    answers = [
        stranger("GET", path),
        stranger("PUT", path, JOB),
        stranger("PATCH", path, {"domain": "Data"}),
        stranger("DELETE", path),
    ]

    assert [(answer.status, answer.json["error"]) for answer in answers] == [(404, "Job not found")] * 4
    assert done(api, "GET", path) == job
    assert done(stranger, "GET", "/jobs")["items"] == []


def test_a_job_that_is_not_about_software_has_a_coding_language_only_where_one_was_chosen(api: Client) -> None:
    nurse = a_new_job(api, job_title="Nurse, intensive care", job_description="You care for patients.")
    assert nurse["coding_language"] is None
    path = f"/jobs/{nurse['job_id']}"
    chosen = done(api, "PATCH", path, {"coding_language": "SQL"})
    assert chosen["coding_language"] == "SQL"
    assert done(api, "PATCH", path, {"job_description": "Night shifts."})["coding_language"] == "SQL"
    assert done(api, "PATCH", path, {"coding_language": None})["coding_language"] is None


def test_a_default_language_follows_what_the_job_is_about_and_a_chosen_one_stays(api: Client) -> None:
    engineer = a_new_job(api, job_title="Backend Engineer")
    assert engineer["coding_language"] == "PYTHON"
    path = f"/jobs/{engineer['job_id']}"
    assert done(api, "PATCH", path, {"job_title": "Accountant"})["coding_language"] is None
    assert done(api, "PATCH", path, {"job_title": "Backend Engineer"})["coding_language"] == "PYTHON"
    python = a_new_job(api, job_title="Backend Engineer", coding_language="PYTHON")
    renamed = done(api, "PATCH", f"/jobs/{python['job_id']}", {"job_title": "Accountant"})
    assert renamed["coding_language"] == "PYTHON"
