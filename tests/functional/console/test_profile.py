"""What the console shows and takes of résumés: matches with evidence, profiles, notes, and requirements of jobs."""

from typing import Any

import pytest

from greenroom.models.organisation import Role
from tests.functional.console.members import a_member, signed_in
from tests.functional.matches import (
    a_candidate_with_resume,
    a_matching_job,
    scored,
    with_resume,
)
from tests.functional.own_list import Browser, SignInMailbox, hidden_fields
from tests.functional.recruiter_requests import done
from tests.world import Founder, Tenant, app


@pytest.fixture
def recruiter(mailbox: SignInMailbox, tenant: Tenant) -> Browser:
    a_member(tenant, role=Role.RECRUITER)
    return signed_in(mailbox)


def profile_of(tenant: Tenant, candidate_id: str) -> Any:
    return done(tenant.admin, "GET", f"/candidates/{candidate_id}/profile")


def test_a_candidates_page_shows_scores_with_evidence_and_marks_it_in_the_text(
    recruiter: Browser, tenant: Tenant
) -> None:
    job_id = a_matching_job(tenant.admin)
    candidate_id = a_candidate_with_resume(tenant, job_id)
    scored(tenant.admin, job_id)
    page = recruiter.get(f"/console/candidates/{candidate_id}").text
    assert "4 of 5 requirements shown, not found: Terraform" in page
    assert "Evidence: 73 of 100 points" in page
    assert "Tuned Postgres queries for a table of two billion rows</q>" in page
    assert "<mark>" in page
    with_resume(tenant, candidate_id)
    assert "Out of date" in recruiter.get(f"/console/candidates/{candidate_id}").text


def test_a_profile_is_shown_and_only_what_was_changed_is_entered(recruiter: Browser, tenant: Tenant) -> None:
    candidate_id = a_candidate_with_resume(tenant, None)
    page = recruiter.get(f"/console/candidates/{candidate_id}").text
    assert "Backend Engineer, Acme" in page
    assert "2018-01 to 2025-12" in page
    action = f"/console/candidates/{candidate_id}/profile"
    form = hidden_fields(recruiter.get(action).text, action)
    before = profile_of(tenant, candidate_id)
    sent = form | {
        "name": "Asha Raman",
        "skills": "\r\n".join([*(one["skill"] for one in before["skills"]), "Falconry"]),
        "languages": "German: C1\r\nTamil",
        "links": "",
        "education": "",
        "emails": "",
        "phones": "",
        "job_position": before["jobs"][0]["titles"][0]["value"],
        "job_employer": (before["jobs"][0]["titles"] + [{"value": ""}])[1]["value"],
        "job_starts": before["jobs"][0]["starts"],
        "job_ends": before["jobs"][0]["ends"],
    }
    assert recruiter.post(action, sent).status == 303
    after = profile_of(tenant, candidate_id)
    assert after["edited"] == ["skills", "languages"]
    assert after["skills"][-1]["skill"] == "Falconry"
    assert [one["language"] for one in after["languages"]] == ["German", "Tamil"]
    assert "corrected: skills, languages" in recruiter.get(f"/console/candidates/{candidate_id}").text

    stale = recruiter.post(action, sent | {"name": "Somebody else"})
    assert (stale.status, 'value="Somebody else"' in stale.text) == (412, True)

    again = hidden_fields(recruiter.get(action).text, action) | sent | {"version": "1", "restore_skills": "yes"}
    assert recruiter.post(action, again).status == 303
    assert profile_of(tenant, candidate_id)["edited"] == ["languages"]

    wrong = recruiter.post(action, sent | {"version": "2", "emails": "nobody", "job_starts": "soon"})
    assert (wrong.status, wrong.text.count('class="problem"'), 'value="soon"' in wrong.text) == (400, 2, True)


def test_a_resumes_note_and_hidden_text_are_told(recruiter: Browser, tenant: Tenant) -> None:
    candidate_id = a_candidate_with_resume(tenant, None)
    resume = app.resumes.latest(tenant.org_id, candidate_id)
    assert resume is not None
    app.resumes.note_reading(
        (tenant.org_id, candidate_id, resume.resume_id),
        status=resume.status,
        reason=None,
        pages=1,
        text=resume.parsed_text,
        note="Two pages are pictures: their words are missing.",
        hidden_text=True,
        now=resume.created_at,
    )
    page = recruiter.get(f"/console/candidates/{candidate_id}").text
    assert "Two pages are pictures: their words are missing." in page
    assert "The file holds text that nobody sees. It was left out." in page


def test_requirements_are_edited_and_whoever_is_second_is_told(recruiter: Browser, tenant: Tenant) -> None:
    job_id = a_matching_job(tenant.admin)
    path = f"/console/jobs/{job_id}/requirements"
    assert path in recruiter.get(f"/console/jobs/{job_id}/matches").text
    page = recruiter.get(path).text
    assert 'value="Terraform"' in page
    form = hidden_fields(page, path)
    sent = {"requirement": "Python", "kind": "YEARS", "years": "4"}
    assert recruiter.post(path, form | sent).status == 303
    [required] = done(tenant.admin, "GET", f"/jobs/{job_id}/requirements")["requirements"]
    assert (required["requirement"], required["kind"], required["years"]) == ("Python", "YEARS", 4)

    second = recruiter.post(path, form | {"requirement": "Rust", "kind": "MUST", "years": ""})
    assert (second.status, 'value="Rust"' in second.text) == (412, True)
    wrong = recruiter.post(path, form | {"version": "1", "requirement": "Rust", "kind": "MUST", "years": "3"})
    assert (wrong.status, "Line 1: years is given for the kind YEARS" in wrong.text) == (400, True)


def test_a_viewer_sees_the_evidence_and_no_form(mailbox: SignInMailbox, tenant: Tenant) -> None:
    job_id = a_matching_job(tenant.admin)
    candidate_id = a_candidate_with_resume(tenant, job_id)
    scored(tenant.admin, job_id)
    a_member(tenant, role=Role.VIEWER)
    viewer = signed_in(mailbox)
    page = viewer.get(f"/console/candidates/{candidate_id}").text
    assert "Evidence: 73 of 100 points" in page
    assert 'method="post"' not in page
    for path in (f"/console/candidates/{candidate_id}/profile", f"/console/jobs/{job_id}/requirements"):
        assert path not in page
        assert viewer.get(path).status == 403
        assert viewer.post(path, {}).status == 403


def test_another_organisations_profile_and_requirements_are_not_there(
    recruiter: Browser, tenant: Tenant, found: Founder
) -> None:
    other = found("Other", matching_enabled=True)
    job_id = a_matching_job(other.admin)
    candidate_id = a_candidate_with_resume(other, job_id)
    own = a_matching_job(tenant.admin)
    path = f"/console/jobs/{own}/requirements"
    csrf = hidden_fields(recruiter.get(path).text, path)
    for theirs in (f"/console/candidates/{candidate_id}/profile", f"/console/jobs/{job_id}/requirements"):
        assert recruiter.get(theirs).status == 404
        assert recruiter.post(theirs, csrf).status == 404
