"""Matches of a job's candidates: requested, scored from the queue, listed, stale, set aside, erased."""

from typing import Any

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.settings import settings
from local.gateway import Client
from tests.functional.matches import (
    ASKED,
    OTHER,
    RESUME,
    a_candidate_with_resume,
    a_matching_job,
    asked_candidates,
    asked_for,
    delivered,
    listed,
    scored,
    stored,
    waiting,
    with_resume,
)
from tests.functional.recruiter_requests import a_new_candidate, done
from tests.functional.test_resumes import notify, upload
from tests.pdfs import a_resume
from tests.world import Founder, Tenant, app


@pytest.fixture
def api(tenant: Tenant) -> Client:
    return tenant.admin


def test_a_match_says_what_was_found_of_each_requirement_and_where(tenant: Tenant, api: Client) -> None:
    job_id = a_matching_job(api)
    candidate_id = a_candidate_with_resume(tenant, job_id)

    [match] = scored(api, job_id)

    assert (match["candidate_id"], match["status"], match["score"]) == (candidate_id, "SCORED", 73)
    found = {one["requirement"]: one for one in match["requirements"]}
    assert {name: (one["kind"], one["level"], one["points"]) for name, one in found.items()} == {
        "Python": ("YEARS", "USED", 3.0),
        "PostgreSQL": ("MUST", "USED", 3.0),
        "AWS": ("MUST", "USED", 3.0),
        "Terraform": ("MUST", "NOT_FOUND", 0.0),
        "Kubernetes": ("NICE", "NAMED", 0.5),
    }
    assert all(quote in RESUME for one in match["requirements"] for quote in one["quotes"])
    assert all(one["job_quote"] in ASKED for one in match["requirements"])
    assert match["made_by"].startswith("rules ")
    assert match["set_aside"] is None


def test_asking_answers_at_once_and_the_candidates_wait(tenant: Tenant, api: Client) -> None:
    job_id = a_matching_job(api)
    candidate_id = a_candidate_with_resume(tenant, job_id)

    asked = asked_for(api, job_id)

    assert asked == {"job_id": job_id, "candidates": 1, "status": "PENDING", "requirements_version": 0}
    assert [(one["candidate_id"], one["status"], one["score"]) for one in listed(api, job_id)] == [
        (candidate_id, "PENDING", None)
    ]
    assert listed(api, job_id, "?min_score=0") == []


def test_without_a_resume_or_with_too_little_in_it_there_is_no_score(tenant: Tenant, api: Client) -> None:
    job_id = a_matching_job(api)
    nothing = a_new_candidate(api, job_id)["candidate_id"]
    little = a_candidate_with_resume(tenant, job_id, "Asha Raman\nSkills\nPython\n")

    found = {one["candidate_id"]: (one["status"], one["score"]) for one in scored(api, job_id)}

    assert found == {nothing: ("NO_RESUME", None), little: ("TOO_LITTLE", None)}


def test_the_same_again_writes_nothing_and_scores_the_same(tenant: Tenant, api: Client, cloud: Database) -> None:
    job_id = a_matching_job(api)
    a_candidate_with_resume(tenant, job_id)
    asked_for(api, job_id)
    messages = waiting()
    delivered(*messages)
    before = stored(cloud, tenant)

    delivered(*messages, *messages)
    asked_for(api, job_id)
    delivered(*waiting())

    assert stored(cloud, tenant) == before


def test_only_those_who_are_named_are_scored(tenant: Tenant, api: Client) -> None:
    job_id = a_matching_job(api)
    a_candidate_with_resume(tenant, job_id)
    standalone = a_candidate_with_resume(tenant, None)

    assert [one["candidate_id"] for one in scored(api, job_id, standalone, standalone)] == [standalone]


def test_many_are_queued_in_messages_of_25(tenant: Tenant, api: Client) -> None:
    job_id = a_matching_job(api)
    candidates = [a_new_candidate(api, job_id)["candidate_id"] for _ in range(26)]

    assert asked_for(api, job_id)["candidates"] == 26

    bodies = waiting()
    assert sorted(map(len, ([asked_candidates([body]) for body in bodies]))) == [1, 25]
    assert sorted(asked_candidates(bodies)) == sorted(candidates)


def test_a_list_is_by_age_and_by_score_only_where_a_score_is_asked_for(tenant: Tenant, api: Client) -> None:
    job_id = a_matching_job(api)
    best = a_candidate_with_resume(tenant, job_id, RESUME.replace("Docker,", "Terraform, Docker,"))
    middle = a_candidate_with_resume(tenant, job_id)
    least = a_candidate_with_resume(tenant, job_id, RESUME.replace("AWS Lambda", "paper"))
    newest = a_new_candidate(api, job_id)["candidate_id"]
    scored(api, job_id)

    assert [one["candidate_id"] for one in listed(api, job_id)] == [newest, least, middle, best]
    assert [one["candidate_id"] for one in listed(api, job_id, "?min_score=73")] == [best, middle]
    assert [one["candidate_id"] for one in listed(api, job_id, "?min_score=0")] == [best, middle, least]
    assert listed(api, job_id, "?min_score=100") == []
    first = done(api, "GET", f"/jobs/{job_id}/matches?min_score=0&limit=2")
    rest = done(api, "GET", f"/jobs/{job_id}/matches?min_score=0&limit=2&cursor={first['next_cursor']}")
    assert [one["candidate_id"] for one in (*first["items"], *rest["items"])] == [best, middle, least]
    assert rest["next_cursor"] is None


def test_a_list_of_a_job_goes_on_where_the_page_before_ended(tenant: Tenant, api: Client) -> None:
    job_id, other_id = a_matching_job(api), a_matching_job(api)
    candidates = [a_new_candidate(api, job_id)["candidate_id"] for _ in range(5)]
    scored(api, job_id)
    scored(api, other_id, *candidates)

    items, path = [], f"/jobs/{job_id}/matches?limit=2"
    page = done(api, "GET", path)
    items += page["items"]
    while page["next_cursor"]:
        page = done(api, "GET", f"{path}&cursor={page['next_cursor']}")
        items += page["items"]

    assert [(one["job_id"], one["candidate_id"]) for one in items] == [(job_id, one) for one in reversed(candidates)]


def test_a_candidates_matches_are_those_of_all_jobs(tenant: Tenant, api: Client) -> None:
    jobs = [a_matching_job(api), a_matching_job(api)]
    candidate_id = a_candidate_with_resume(tenant, jobs[0])
    for job_id in jobs:
        scored(api, job_id, candidate_id)

    found = done(api, "GET", f"/candidates/{candidate_id}/matches")["items"]

    assert [(one["job_id"], one["score"]) for one in found] == [(jobs[1], 73), (jobs[0], 73)]


def test_a_new_resume_makes_a_match_stale_until_it_is_scored_again(tenant: Tenant, api: Client) -> None:
    job_id = a_matching_job(api)
    candidate_id = a_candidate_with_resume(tenant, job_id)
    scored(api, job_id)

    begun = api("POST", f"/candidates/{candidate_id}/resume", {"filename": "new.pdf"}).json
    assert [one["status"] for one in listed(api, job_id)] == ["SCORED"]
    notify(upload(begun, a_resume()))

    assert [(one["status"], one["score"]) for one in listed(api, job_id)] == [("STALE", 73)]
    [again] = scored(api, job_id)
    assert again["status"] != "STALE"
    assert again["score"] != 73


def test_a_resume_that_comes_while_the_older_one_is_scored_is_not_missed(
    tenant: Tenant, api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = a_matching_job(api)
    candidate_id = a_candidate_with_resume(tenant, job_id)
    asked_for(api, job_id)
    read = app.resumes.latest
    came: list[str] = []

    def read_and_overtaken(*args: Any) -> Any:
        older = read(*args)
        if not came:
            came.append(with_resume(tenant, candidate_id, OTHER))
        return older

    monkeypatch.setattr(app.resumes, "latest", read_and_overtaken)
    delivered(*waiting())

    [match] = listed(api, job_id)
    levels = {one["requirement"]: one["level"] for one in match["requirements"]}
    assert (levels["Terraform"], levels["AWS"]) == ("USED", "NOT_FOUND")


def test_other_requirements_make_a_match_stale(tenant: Tenant, api: Client) -> None:
    job_id = a_matching_job(api)
    a_candidate_with_resume(tenant, job_id)
    scored(api, job_id)
    same = [
        {name: one[name] for name in ("requirement", "kind", "years")}
        for one in done(api, "GET", f"/jobs/{job_id}/requirements")["requirements"]
    ]

    done(api, "PUT", f"/jobs/{job_id}/requirements", {"requirements": same[::-1]})
    assert [one["status"] for one in listed(api, job_id)] == ["SCORED"]
    done(api, "PUT", f"/jobs/{job_id}/requirements", {"requirements": same[1:]})
    assert [one["status"] for one in listed(api, job_id)] == ["STALE"]
    assert [one["status"] for one in scored(api, job_id)] == ["SCORED"]


def test_another_description_makes_a_match_stale_where_nobody_edited_the_requirements(
    tenant: Tenant, api: Client
) -> None:
    job_id = a_matching_job(api)
    a_candidate_with_resume(tenant, job_id)
    scored(api, job_id)

    done(api, "PATCH", f"/jobs/{job_id}", {"job_description": "You know Haskell."})

    assert [one["status"] for one in listed(api, job_id)] == ["STALE"]


def test_a_score_opens_no_gate(tenant: Tenant, api: Client) -> None:
    job_id = a_matching_job(api)
    candidate_id = a_candidate_with_resume(tenant, job_id)
    scored(api, job_id)

    gates = done(api, "GET", f"/candidates/{candidate_id}/interview-status")
    assert (gates["shortlisted"], gates["interview_enabled"]) == (False, False)
    done(api, "POST", f"/candidates/{candidate_id}/shortlist", {"shortlisted": True})
    assert [one["score"] for one in listed(api, job_id)] == [73]


def test_setting_aside_keeps_the_score_and_logs_who_and_why(tenant: Tenant, api: Client) -> None:
    job_id = a_matching_job(api)
    candidate_id = a_candidate_with_resume(tenant, job_id)
    scored(api, job_id)
    path = f"/jobs/{job_id}/matches/{candidate_id}"

    done(api, "POST", f"{path}/set-aside", {"reason": "He calls it Infra as code."})
    match = done(api, "POST", f"{path}/set-aside", {"reason": "And once more."})

    assert match == done(api, "GET", path)
    assert match["set_aside"]["reason"] == "And once more."
    assert [(one["action"], one["reason"], one["score"]) for one in match["log"]] == [
        ("SET_ASIDE", "He calls it Infra as code.", 73),
        ("SET_ASIDE", "And once more.", 73),
    ]
    assert {one["actor"] for one in match["log"]} == {match["set_aside"]["by"]}
    with_resume(tenant, candidate_id, OTHER)
    [again] = scored(api, job_id)
    assert again["set_aside"]["reason"] == "And once more."


def test_it_is_off_until_an_organisation_switches_it_on(found: Founder) -> None:
    tenant = found()
    api = tenant.admin
    job_id = a_matching_job(api)
    candidate_id = a_candidate_with_resume(tenant, job_id)

    refused = api("POST", f"/jobs/{job_id}/match", {})

    assert (refused.status, refused.code) == (409, "INVALID_STATE")
    assert "matching_enabled" in refused.json["error"]
    assert waiting() == []
    assert listed(api, job_id) == []
    assert done(api, "GET", f"/candidates/{candidate_id}/matches")["items"] == []
    assert done(api, "GET", f"/jobs/{job_id}/requirements")["is_proposed"]


def test_queued_candidates_are_not_scored_after_matching_is_switched_off(tenant: Tenant, api: Client) -> None:
    job_id = a_matching_job(api)
    a_candidate_with_resume(tenant, job_id)
    asked_for(api, job_id)
    organisation = app.organisations.organisation(tenant.org_id)
    off = organisation.changed(policy=organisation.policy.changed(matching_enabled=False))
    key = {"key": f"ORG#{tenant.org_id}"}
    app.database.put(settings().tables.organisations, off.model_dump(mode="json", exclude_none=True) | key)

    delivered(*waiting())

    match = app.scored_matches.page(app.scored_matches.of_job(tenant.org_id, job_id), limit=1, position=None).items[0]
    assert (match.status, match.score) == ("PENDING", None)
