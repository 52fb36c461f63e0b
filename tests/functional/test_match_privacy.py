"""Matches and people: other organisations, roles, the audit of groups, and erasure."""

from typing import Any

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.models.organisation import Role
from local.gateway import Client
from tests.functional.matches import (
    RESUME,
    a_candidate_with_resume,
    a_matching_job,
    asked_for,
    delivered,
    listed,
    scored,
    stored,
    waiting,
)
from tests.functional.recruiter_requests import done
from tests.world import Founder, Tenant, app


@pytest.fixture
def api(tenant: Tenant) -> Client:
    return tenant.admin


def test_candidates_of_others_are_not_found_and_nothing_is_queued(tenant: Tenant, api: Client, found: Founder) -> None:
    stranger = found("Other", matching_enabled=True)
    theirs = a_candidate_with_resume(stranger, None)
    job_id = a_matching_job(api)
    own = a_candidate_with_resume(tenant, job_id)
    scored(api, job_id)

    refused = [
        api("POST", f"/jobs/{job_id}/match", {"candidate_ids": [own, theirs]}),
        api("POST", f"/jobs/{job_id}/matches/audit", {"groups": [{"group": "A", "candidate_ids": [theirs]}]}),
        api("GET", f"/jobs/{job_id}/matches/{theirs}"),
        stranger.admin("GET", f"/jobs/{job_id}/matches"),
        stranger.admin("GET", f"/candidates/{own}/matches"),
        stranger.admin("POST", f"/jobs/{job_id}/matches/{own}/set-aside", {"reason": "A"}),
        stranger.admin("PUT", f"/jobs/{job_id}/requirements", {"requirements": []}),
    ]

    assert {(answer.status, answer.code) for answer in refused} == {(404, "NOT_FOUND")}
    assert waiting() == []


def test_viewers_read_and_recruiters_write_and_the_audit_is_for_admins(tenant: Tenant, api: Client) -> None:
    job_id = a_matching_job(api)
    candidate_id = a_candidate_with_resume(tenant, job_id)
    scored(api, job_id)
    audit = {"groups": [{"group": "A", "candidate_ids": [candidate_id]}]}
    calls: list[tuple[str, str, dict[str, Any] | None, Role]] = [
        ("GET", f"/jobs/{job_id}/matches", None, Role.VIEWER),
        ("GET", f"/candidates/{candidate_id}/matches", None, Role.VIEWER),
        ("POST", f"/jobs/{job_id}/match", {}, Role.RECRUITER),
        ("POST", f"/jobs/{job_id}/matches/{candidate_id}/set-aside", {"reason": "A"}, Role.RECRUITER),
        ("POST", f"/jobs/{job_id}/matches/audit", audit, Role.ADMIN),
    ]

    for role in (Role.VIEWER, Role.RECRUITER, Role.ADMIN):
        client = tenant.with_role(role)
        for method, path, body, needed in calls:
            answer = client(method, path, body)
            assert (answer.status < 300) == role.allows(needed), (role, path, answer.text)
            assert answer.status < 300 or (answer.status, answer.code) == (403, "FORBIDDEN")


def test_the_audit_compares_groups_that_are_kept_nowhere(tenant: Tenant, api: Client, cloud: Database) -> None:
    job_id = a_matching_job(api)
    high = [a_candidate_with_resume(tenant, job_id) for _ in range(2)]
    low = [a_candidate_with_resume(tenant, job_id, RESUME.replace("AWS Lambda", "paper")) for _ in range(2)]
    scored(api, job_id)
    for candidate_id in (*high, low[0]):
        done(api, "POST", f"/candidates/{candidate_id}/shortlist", {"shortlisted": True})
    before = stored(cloud, tenant)
    groups = [{"group": "A", "candidate_ids": high}, {"group": "B", "candidate_ids": low}]

    found = done(api, "POST", f"/jobs/{job_id}/matches/audit", {"groups": groups})["items"]

    assert [(one["group"], one["selection_rate"], one["impact_ratio"]) for one in found] == [
        ("A", 1.0, 1.0),
        ("B", 0.5, 0.5),
    ]
    assert [(one["scored"], one["above_median"], one["scoring_rate"]) for one in found] == [(2, 2, 1.0), (2, 0, 0.0)]
    assert stored(cloud, tenant) == before


def test_an_erased_candidate_leaves_no_match_and_no_reason(tenant: Tenant, api: Client, cloud: Database) -> None:
    jobs = [a_matching_job(api), a_matching_job(api)]
    candidate_id = a_candidate_with_resume(tenant, jobs[0])
    for job_id in jobs:
        scored(api, job_id, candidate_id)
    done(api, "POST", f"/jobs/{jobs[1]}/matches/{candidate_id}/set-aside", {"reason": "Confidential"})
    asked_for(api, jobs[0])
    late = waiting()

    assert api("DELETE", f"/candidates/{candidate_id}").status == 204
    left_by_the_erasure = stored(cloud, tenant)
    delivered(*late)

    for items in (left_by_the_erasure, stored(cloud, tenant)):
        assert [item for item in items if candidate_id in str(item) or "Confidential" in str(item)] == []
    assert listed(api, jobs[0]) == []


def test_a_candidate_who_is_erased_while_queued_leaves_nothing(tenant: Tenant, api: Client, cloud: Database) -> None:
    job_id = a_matching_job(api)
    candidate_id = a_candidate_with_resume(tenant, job_id)
    candidate = app.candidates.get(tenant.org_id, candidate_id)
    asked_for(api, job_id)
    app.candidates.remove(tenant.org_id, candidate_id, candidate.version)

    delivered(*waiting())

    assert [item for item in stored(cloud, tenant) if candidate_id in str(item)] == []
