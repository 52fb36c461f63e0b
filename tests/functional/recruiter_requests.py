"""A recruiter's requests to the API, one function for each."""

from datetime import UTC, datetime, timedelta
from typing import Any

from local.gateway import Client

JOB = {"job_title": "Backend Engineer", "company_name": "Acme", "job_description": "Build services."}
IN_TWO_DAYS = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()


def made(api: Client, path: str, body: dict[str, Any]) -> Any:
    """The answer's body. Fails unless the status is 201."""
    answer = api("POST", path, body)
    assert answer.status == 201, answer.text
    return answer.json


def done(api: Client, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """The answer's body. Fails unless the status is 200."""
    answer = api(method, path, body)
    assert answer.status == 200, answer.text
    return answer.json


def a_new_job(api: Client, **fields: Any) -> Any:
    return made(api, "/jobs", {**JOB, **fields})


def a_new_candidate(api: Client, job_id: str | None = None, **fields: Any) -> Any:
    # The tests create one candidate after another with the same address.
    usual = {"full_name": "Meera Iyer", "email": "meera@example.com", "job_id": job_id, "allow_duplicate": True}
    return made(api, "/candidates", {**usual, **fields})


def an_enabled_candidate(api: Client, job_id: str, *, online: bool = False, **fields: Any) -> Any:
    candidate = a_new_candidate(api, job_id, **fields)
    path = f"/candidates/{candidate['candidate_id']}"
    done(api, "POST", f"{path}/shortlist", {"shortlisted": True})
    done(api, "POST", f"{path}/toggle-interview", {"interview_enabled": True, "online_interview_enabled": online})
    return candidate


def a_slot_body(job_id: str, **fields: Any) -> dict[str, Any]:
    usual = {"job_id": job_id, "interview_date": IN_TWO_DAYS, "start_time": "10:00", "end_time": "10:45"}
    return {**usual, **fields}


def a_new_slot(api: Client, job_id: str, **fields: Any) -> Any:
    return made(api, "/interviews/slots", a_slot_body(job_id, **fields))


def a_new_interview(api: Client, candidate: Any, **fields: Any) -> Any:
    usual = {"candidate_id": candidate["candidate_id"], "job_id": candidate["job_id"]}
    return made(api, "/interviews", {**usual, **fields})


def a_booked_interview(api: Client, **fields: Any) -> Any:
    """Make a job, an enabled candidate and a slot, and book the interview on it."""
    job = a_new_job(api)
    online = fields.get("interview_type") == "ONLINE"
    candidate = an_enabled_candidate(api, job["job_id"], online=online)
    return a_new_interview(api, candidate, slot_id=a_new_slot(api, job["job_id"])["slot_id"], **fields)
