"""The main job, handler by handler."""

from local.gateway import Client
from tests.functional.recruiter_requests import a_new_interview, a_new_job, a_new_slot, an_enabled_candidate, done


def test_a_recruiter_books_a_shortlisted_candidate_on_a_slot(api: Client) -> None:
    job = a_new_job(api)
    candidate = an_enabled_candidate(api, job["job_id"])
    slot = a_new_slot(api, job["job_id"])
    interview = a_new_interview(api, candidate)
    assert interview["status"] == "PENDING"

    booked = api("POST", f"/interviews/slots/{slot['slot_id']}/book_slot", {"interview_id": interview["interview_id"]})

    assert booked.status == 201
    read = done(api, "GET", f"/interviews/{interview['interview_id']}")
    assert read["status"] == "SCHEDULED"
    assert read["started_at"] == slot["starts_at"]
    assert read["interview_link"].startswith("https://portal.example.com/?session_key=")
    assert read["email"] == {"status": "PENDING", "sent_at": None, "reason": None}
    assert done(api, "GET", f"/interviews/slots/{slot['slot_id']}")["status"] == "BOOKED"
