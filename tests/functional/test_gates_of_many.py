"""Gates of many candidates in one request: each line is handled on its own, and the request may be repeated."""

from local.gateway import Client
from tests.functional.recruiter_requests import a_booked_interview, a_new_candidate, a_new_job, done
from tests.world import Founder


def test_each_candidate_is_answered_apart_and_all_may_be_repeated(api: Client, found: Founder) -> None:
    job = a_new_job(api)["job_id"]
    one, other = (a_new_candidate(api, job, email=f"{name}@example.com")["candidate_id"] for name in ("a", "b"))
    stranger = found("Other").admin
    foreign = a_new_candidate(stranger)["candidate_id"]
    body = {"candidate_ids": [one, foreign, other], "shortlisted": True, "interview_enabled": True}

    answers = [done(api, "POST", f"/jobs/{job}/gates", body) for _ in range(2)]

    assert [line["status"] for line in answers[0]["items"]] == ["OK", "NOT_FOUND", "OK"]
    assert answers[0] == answers[1]
    for candidate in (one, other):
        assert done(api, "GET", f"/candidates/{candidate}/interview-status")["interview_enabled"]
    assert not done(stranger, "GET", f"/candidates/{foreign}/interview-status")["shortlisted"]


def test_a_gate_is_not_closed_over_a_booked_interview(api: Client) -> None:
    interview = a_booked_interview(api)
    listed = a_new_candidate(api, interview["job_id"], email="b@example.com")["candidate_id"]
    path = f"/jobs/{interview['job_id']}/gates"
    off = {"candidate_ids": [interview["candidate_id"], listed], "shortlisted": False}

    assert [line["status"] for line in done(api, "POST", path, off)["items"]] == ["INVALID_STATE", "OK"]

    online = {"candidate_ids": [listed], "online_interview_enabled": True}
    assert [line["status"] for line in done(api, "POST", path, online)["items"]] == ["NOT_SHORTLISTED"]
    assert api("POST", path, {"candidate_ids": [listed]}).code == "VALIDATION"
