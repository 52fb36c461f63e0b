"""A recruiter invites many candidates of a job to choose a time, in one request that may be repeated."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from greenroom.adapters.dynamodb import Database
from local.gateway import Client
from tests.functional.recruiter_client import RecruiterClient, a_recruiter
from tests.functional.recruiter_requests import (
    a_new_candidate,
    a_new_interview,
    a_new_job,
    a_new_slot,
    an_enabled_candidate,
    done,
)
from tests.world import Founder


@pytest.fixture
def recruiter(cloud: Database, found: Founder) -> Iterator[RecruiterClient]:
    with a_recruiter(cloud, found(min_notice_minutes=0)) as there:
        yield there


@pytest.fixture
def job(api: Client) -> Any:
    return a_new_job(api)


def invite_all(api: Client, job: Any, *candidates: Any, **fields: Any) -> list[Any]:
    body = {"candidate_ids": [one["candidate_id"] for one in candidates], **fields}
    answer = api("POST", f"/jobs/{job['job_id']}/invitations", body)
    assert answer.status == 202, answer.text
    items: list[Any] = answer.json["items"]
    return items


def test_many_are_invited_each_by_itself(api: Client, job: Any) -> None:
    ready = an_enabled_candidate(api, job["job_id"])
    closed = a_new_candidate(api, job["job_id"])
    unknown = {"candidate_id": "cand_none"}

    lines = invite_all(api, job, ready, closed, unknown, ready)

    assert [(one["candidate_id"], one["status"]) for one in lines] == [
        (ready["candidate_id"], "OK"),
        (closed["candidate_id"], "NOT_SHORTLISTED"),
        ("cand_none", "NOT_FOUND"),
    ]
    assert lines[0]["choice"]["status"] == "INVITED"
    assert lines[1]["error"]
    assert done(api, "GET", f"/interviews?candidate_id={closed['candidate_id']}")["items"] == []
    shown = done(api, "GET", f"/interviews/{lines[0]['interview_id']}")
    assert (shown["job_id"], shown["status"], shown["choice"]) == (job["job_id"], "PENDING", lines[0]["choice"])


def test_all_of_it_may_be_repeated_and_invites_nobody_twice(recruiter: RecruiterClient) -> None:
    job = a_new_job(recruiter.api)
    candidate = an_enabled_candidate(recruiter.api, job["job_id"])
    first = invite_all(recruiter.api, job, candidate)
    recruiter.now += timedelta(hours=3)

    assert invite_all(recruiter.api, job, candidate) == first
    assert len(done(recruiter.api, "GET", f"/interviews?job_id={job['job_id']}")["items"]) == 1
    recruiter.now += timedelta(days=8)
    again = invite_all(recruiter.api, job, candidate)
    assert again[0]["interview_id"] == first[0]["interview_id"]
    assert again[0]["choice"]["invited_at"] > first[0]["choice"]["invited_at"]


def test_only_one_of_two_simultaneous_requests_invites(api: Client, job: Any, cloud: Database) -> None:
    candidate, events, other = an_enabled_candidate(api, job["job_id"]), cloud.client.meta.events, list[Any]()

    def overtake(**_call: Any) -> None:
        events.unregister("before-call.dynamodb.TransactWriteItems", unique_id="overtaking")
        other.extend(invite_all(api, job, candidate))

    events.register("before-call.dynamodb.TransactWriteItems", overtake, unique_id="overtaking")
    assert invite_all(api, job, candidate) == other
    assert len(done(api, "GET", f"/interviews?job_id={job['job_id']}")["items"]) == 1


def test_a_pending_interview_is_used_and_one_with_a_time_is_left_alone(api: Client, job: Any) -> None:
    waiting = a_new_interview(api, an_enabled_candidate(api, job["job_id"]))
    slot = a_new_slot(api, job["job_id"])
    booked = a_new_interview(
        api, an_enabled_candidate(api, job["job_id"], email="b@example.com"), slot_id=slot["slot_id"]
    )

    lines = invite_all(api, job, waiting, booked)

    assert [(one["interview_id"], one["status"]) for one in lines] == [
        (waiting["interview_id"], "OK"),
        (booked["interview_id"], "OK"),
    ]
    assert (lines[1]["choice"], lines[1]["slot_id"]) == (None, slot["slot_id"])


def test_a_key_replays_the_answer(api: Client, job: Any) -> None:
    candidate = an_enabled_candidate(api, job["job_id"])
    body = {"candidate_ids": [candidate["candidate_id"]]}
    answers = [
        api("POST", f"/jobs/{job['job_id']}/invitations", body, headers={"Idempotency-Key": "one"}) for _ in range(2)
    ]
    assert answers[0].json == answers[1].json
    assert answers[1].headers["Idempotency-Replayed"] == "true"
