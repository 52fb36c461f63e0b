"""Many candidates scored in one run on the local cloud, by its queue and its function; a thousand in a storm."""

from typing import Any

import pytest

from bench.matching import ASKED, RESUME
from greenroom.adapters.candidates import Candidates
from greenroom.adapters.dynamodb import Database
from greenroom.adapters.items import fields_of
from greenroom.adapters.resumes import resume_key
from greenroom.clock import utc_now
from greenroom.identifiers import new_id
from greenroom.models.calendar import calendar_key
from greenroom.models.candidate import Candidate
from greenroom.models.resume import Resume, ResumeStatus, ResumeType
from greenroom.settings import TABLE_VARIABLES, Tables
from local.recruiting import Recruiter, eventually
from local.running import RunningStack
from local.template import template
from tests.faults.tables import as_in_production

SECONDS = 600
"""The local cloud sorts the whole partition of résumés for each candidate (decision 29)."""


def stored_candidates(stack: RunningStack, org_id: str, job_id: str, count: int) -> list[str]:
    """Store this many candidates with a résumé each; every tenth does not mention Terraform."""
    variables = template()["Globals"]["Function"]["Environment"]["Variables"]
    names = {field: stack.tables[variables[variable].value] for field, variable in TABLE_VARIABLES.items()}
    tables, [client] = Tables(**names), as_in_production(stack.endpoint_url, 1)
    database, now = Database(client), utc_now()
    candidates = [
        Candidate(
            org_id=org_id,
            candidate_id=new_id("cand"),
            full_name="Meera Subramaniam",
            email=f"meera.{number}@example.com",
            job_id=job_id,
            calendar_key=calendar_key(org_id, f"meera.{number}@example.com"),
            created_at=now,
            updated_at=now,
        )
        for number in range(count)
    ]
    resumes = [
        Resume(
            org_id=org_id,
            candidate_id=candidate.candidate_id,
            resume_id=new_id("res"),
            filename="cv.pdf",
            content_type=ResumeType.PDF,
            status=ResumeStatus.PARSED,
            parsed_text=RESUME if number % 10 else RESUME.replace("Terraform", "scripts"),
            created_at=now,
        )
        for number, candidate in enumerate(candidates)
    ]
    database.put_many(tables.candidates, map(Candidates(database, tables).as_item, candidates))
    keyed = (fields_of(one) | {"resume_key": resume_key(one.candidate_id, one.resume_id)} for one in resumes)
    database.put_many(tables.resumes, keyed)
    return [candidate.candidate_id for candidate in candidates]


def all_matches(recruiter: Recruiter, job_id: str, query: str = "limit=100") -> list[Any]:
    path = f"/jobs/{job_id}/matches?{query}"
    page = recruiter.made("GET", path)
    found: list[Any] = page["items"]
    while page["next_cursor"]:
        page = recruiter.made("GET", f"{path}&cursor={page['next_cursor']}")
        found += page["items"]
    return found


def is_done(stack: RunningStack) -> bool:
    """Whether the queue is empty and no message is in progress. The long lists are read only afterwards."""
    sqs = stack.client("sqs")
    [url] = [url for url in sqs.list_queues()["QueueUrls"] if "MatchQueue" in url]
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    counted = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return all(counted[name] == "0" for name in names)


def scored(stack: RunningStack, recruiter: Recruiter, job_id: str) -> list[Any]:
    """All matches of a job, when none is pending any more."""
    eventually(lambda: is_done(stack), "a score of each candidate", SECONDS)
    return all_matches(recruiter, job_id)


@pytest.mark.parametrize("many", [100, pytest.param(1_000, marks=pytest.mark.storm)])
def test_candidates_are_scored_in_one_run_and_again_with_the_same_scores(stack: RunningStack, many: int) -> None:
    founded = stack.new_organisation("Northwind", {"matching_enabled": True})
    recruiter = Recruiter(stack, founded.token)
    job_id = recruiter.job(job_description=ASKED)
    candidates = stored_candidates(stack, founded.org_id, job_id, many)

    asked = recruiter.call("POST", f"/jobs/{job_id}/match", {})
    assert (asked.status, asked.json["candidates"]) == (202, many), asked.text
    assert len(all_matches(recruiter, job_id)) == many

    matches = scored(stack, recruiter, job_id)
    assert [one["candidate_id"] for one in matches] == sorted(candidates, reverse=True)
    scores = {one["candidate_id"]: (one["status"], one["score"]) for one in matches}
    assert len(set(scores.values())) == 2
    highest = max(score for _, score in scores.values())
    best = all_matches(recruiter, job_id, f"limit=100&min_score={highest}")
    assert len(best) == many * 9 // 10
    assert {one["score"] for one in best} == {highest}

    wanted = [{"requirement": "Terraform", "kind": "MUST"}]
    proposed = recruiter.made("GET", f"/jobs/{job_id}/requirements")["requirements"]
    same = [{name: one[name] for name in ("requirement", "kind", "years")} for one in proposed]
    some = candidates[:20]
    recruiter.made("PUT", f"/jobs/{job_id}/requirements", {"requirements": wanted})
    assert {one["status"] for one in all_matches(recruiter, job_id)} == {"STALE"}
    for requirements in (wanted, same):
        recruiter.made("PUT", f"/jobs/{job_id}/requirements", {"requirements": requirements})
        assert recruiter.call("POST", f"/jobs/{job_id}/match", {"candidate_ids": some}).status == 202
        scored(stack, recruiter, job_id)

    again = {one["candidate_id"]: (one["status"], one["score"]) for one in all_matches(recruiter, job_id)}
    assert again == scores


@pytest.mark.parametrize("policy", [{}, {"matching_enabled": False}])
def test_an_organisation_that_did_not_switch_it_on_is_refused(stack: RunningStack, policy: dict[str, Any]) -> None:
    recruiter = Recruiter(stack, stack.new_organisation("Contoso", policy).token)

    refused = recruiter.call("POST", f"/jobs/{recruiter.job()}/match", {})

    assert (refused.status, refused.json["code"]) == (409, "INVALID_STATE")
