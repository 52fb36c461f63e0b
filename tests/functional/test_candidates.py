"""Candidates through the API, and the gates that are opened for them."""

from urllib.parse import quote

import pytest

from local.gateway import Client
from tests.functional.recruiter_requests import (
    a_booked_interview,
    a_new_candidate,
    a_new_interview,
    a_new_job,
    a_new_slot,
    an_enabled_candidate,
    done,
)
from tests.world import Founder


def test_a_candidate_may_stand_for_no_job(api: Client) -> None:
    candidate = a_new_candidate(api)

    assert candidate["job_id"] is None
    assert (candidate["status"], candidate["extra_time_percent"]) == ("NEW", 0)
    assert "calendar_key" not in candidate
    assert done(api, "GET", f"/candidates/{candidate['candidate_id']}") == candidate


@pytest.mark.parametrize("experience", [9, 2.5, 0, "Nine years of ships"])
def test_work_experience_is_years_or_words(api: Client, experience: object) -> None:
    candidate = a_new_candidate(api, work_experience=experience)

    assert done(api, "GET", f"/candidates/{candidate['candidate_id']}")["work_experience"] == experience


def test_years_that_are_hardly_any_are_none(api: Client) -> None:
    assert a_new_candidate(api, work_experience=5e-324)["work_experience"] == 0


def test_a_candidate_for_a_job_that_is_not_there_is_refused(api: Client) -> None:
    refused = api("POST", "/candidates", {"full_name": "A", "email": "a@example.com", "job_id": "job_none"})

    assert (refused.status, refused.json["error"]) == (404, "Job not found")
    assert done(api, "GET", "/candidates")["items"] == []


@pytest.mark.parametrize(
    "email",
    ["nobody", "a@b", "a b@example.com", "a@example..com", "@example.com", "a@exa mple.com", "x" * 65 + "@a.co"],
)
def test_an_invalid_address_is_refused(api: Client, email: str) -> None:
    refused = api("POST", "/candidates", {"full_name": "A", "email": email})

    assert refused.code == "VALIDATION"
    assert refused.json["details"][0]["field"] == "email"


@pytest.mark.parametrize(
    "email", ["a@example.test", "o'neill+jobs@sub.example.co.in", "A.B@EXAMPLE.COM", "zoë@bücher.example"]
)
def test_addresses_of_all_usual_kinds_are_taken(api: Client, email: str) -> None:
    assert a_new_candidate(api, email=email)["email"] == email


def test_candidates_are_found_by_job_status_and_words(api: Client) -> None:
    job = a_new_job(api)["job_id"]
    asha = a_new_candidate(api, job, full_name="Asha Raman", email="asha@example.com", status="SCREENED")
    bela = a_new_candidate(api, job, full_name="Bela Shah", email="bela@example.com")
    cara = a_new_candidate(api, full_name="Cara Rao", email="cara@elsewhere.com", status="SCREENED")

    def ids(query: str) -> list[str]:
        return [one["candidate_id"] for one in done(api, "GET", f"/candidates?{query}")["items"]]

    a, b, c = (one["candidate_id"] for one in (asha, bela, cara))
    assert ids("") == [c, b, a]
    assert ids(f"job_id={job}") == [b, a]
    assert ids("status=SCREENED") == [c, a]
    assert ids(f"job_id={job}&status=SCREENED") == [a]
    assert ids("q=RAMAN") == [a]
    assert ids("q=elsewhere") == [c]
    assert ids("job_id=job_unknown") == []


def test_a_filtered_list_goes_on_where_its_page_ended(api: Client) -> None:
    wanted = [
        a_new_candidate(api, full_name=f"Asha {number}", email=f"asha.{number}@example.com")["candidate_id"]
        for number in range(3)
    ]
    a_new_candidate(api, full_name="Bela")

    first = done(api, "GET", "/candidates?q=asha&limit=2")
    second = done(api, "GET", f"/candidates?q=asha&limit=2&cursor={first['next_cursor']}")

    assert [one["candidate_id"] for page in (first, second) for one in page["items"]] == wanted[::-1]
    assert second["next_cursor"] is None


def test_a_changed_status_moves_the_candidate_between_lists(api: Client) -> None:
    candidate = a_new_candidate(api)

    done(api, "PATCH", f"/candidates/{candidate['candidate_id']}", {"status": "HIRED"})

    assert done(api, "GET", "/candidates?status=NEW")["items"] == []
    assert len(done(api, "GET", "/candidates?status=HIRED")["items"]) == 1


def test_gates_are_closed_until_they_are_opened(api: Client) -> None:
    candidate = a_new_candidate(api, a_new_job(api)["job_id"])

    status = done(api, "GET", f"/candidates/{candidate['candidate_id']}/interview-status")

    assert status["interviews"] == []
    assert not any(status[gate] for gate in ("shortlisted", "interview_enabled", "online_interview_enabled"))


def test_an_interview_is_enabled_only_for_the_shortlisted(api: Client) -> None:
    candidate = a_new_candidate(api, a_new_job(api)["job_id"])

    refused = api("POST", f"/candidates/{candidate['candidate_id']}/toggle-interview", {"interview_enabled": True})

    assert (refused.status, refused.code) == (409, "NOT_SHORTLISTED")


def test_online_alone_is_not_enabled(api: Client) -> None:
    candidate = a_new_candidate(api, a_new_job(api)["job_id"])
    path = f"/candidates/{candidate['candidate_id']}"
    done(api, "POST", f"{path}/shortlist", {"shortlisted": True})

    refused = api("POST", f"{path}/toggle-interview", {"online_interview_enabled": True})

    assert refused.code == "INTERVIEW_DISABLED"


def test_taking_a_candidate_off_the_list_closes_all_gates(api: Client) -> None:
    candidate = an_enabled_candidate(api, a_new_job(api)["job_id"], online=True)
    path = f"/candidates/{candidate['candidate_id']}"

    gates = done(api, "POST", f"{path}/shortlist", {"shortlisted": False})

    assert not any(gates[gate] for gate in ("shortlisted", "interview_enabled", "online_interview_enabled"))


def test_disabling_the_interview_disables_online(api: Client) -> None:
    candidate = an_enabled_candidate(api, a_new_job(api)["job_id"], online=True)

    gates = done(api, "POST", f"/candidates/{candidate['candidate_id']}/toggle-interview", {"interview_enabled": False})

    assert (gates["shortlisted"], gates["interview_enabled"], gates["online_interview_enabled"]) == (True, False, False)


def test_a_candidate_without_a_job_needs_one_named(api: Client) -> None:
    candidate = a_new_candidate(api)
    path = f"/candidates/{candidate['candidate_id']}/shortlist"

    assert api("POST", path, {"shortlisted": True}).json["error"] == "job_id is required"
    assert done(api, "POST", path, {"shortlisted": True, "job_id": a_new_job(api)["job_id"]})["shortlisted"]


def test_a_gate_is_not_closed_over_a_booked_interview(api: Client) -> None:
    interview = a_booked_interview(api)
    path = f"/candidates/{interview['candidate_id']}"

    off_the_list = api("POST", f"{path}/shortlist", {"shortlisted": False})
    disabled = api("POST", f"{path}/toggle-interview", {"interview_enabled": False})

    assert (off_the_list.code, disabled.code) == ("INVALID_STATE", "INVALID_STATE")
    assert done(api, "GET", f"{path}/interview-status")["interview_enabled"] is True
    assert done(api, "GET", f"/interviews/{interview['interview_id']}")["status"] == "SCHEDULED"


def test_a_gate_is_closed_with_what_is_booked_where_the_caller_says_so(api: Client) -> None:
    interview = a_booked_interview(api)

    gates = done(
        api,
        "POST",
        f"/candidates/{interview['candidate_id']}/toggle-interview",
        {"interview_enabled": False, "cancel_booked": True},
    )

    assert gates["cancelled_interviews"] == [interview["interview_id"]]
    assert done(api, "GET", f"/interviews/{interview['interview_id']}")["status"] == "CANCELLED"
    assert done(api, "GET", f"/interviews/slots/{interview['slot_id']}")["current_bookings"] == 0


def test_closing_online_leaves_other_interviews_alone(api: Client) -> None:
    job = a_new_job(api)["job_id"]
    candidate = an_enabled_candidate(api, job, online=True)
    interview = a_new_interview(api, candidate, slot_id=a_new_slot(api, job)["slot_id"])
    path = f"/candidates/{candidate['candidate_id']}/toggle-interview"

    gates = done(api, "POST", path, {"online_interview_enabled": False, "cancel_booked": True})

    assert gates["cancelled_interviews"] == []
    assert done(api, "GET", f"/interviews/{interview['interview_id']}")["status"] == "SCHEDULED"


def test_another_organisation_can_not_open_a_gate(api: Client, found: Founder) -> None:
    candidate = a_new_candidate(api, a_new_job(api)["job_id"])
    stranger = found("Other").admin

    refused = stranger("POST", f"/candidates/{candidate['candidate_id']}/shortlist", {"shortlisted": True})

    assert (refused.status, refused.json["error"]) == (404, "Candidate not found")
    status = done(api, "GET", f"/candidates/{candidate['candidate_id']}/interview-status")
    assert status["shortlisted"] is False


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Zoë Müller", "zoe muller"),
        ("İrem Işık", "irem isik"),
        ("Siobhán O’Neill", "o'neill"),
        ("Siobhán O'Neill", "O’NEILL siobhan"),
        ("Meera Iyer", "iyer meera"),
    ],
)
def test_a_search_finds_what_a_person_would_find(api: Client, name: str, words: str) -> None:
    a_new_candidate(api, full_name="Somebody Else", email="else@example.com")
    wanted = a_new_candidate(api, full_name=name, email="a@example.com")
    found = done(api, "GET", f"/candidates?q={quote(words)}")["items"]
    assert [one["candidate_id"] for one in found] == [wanted["candidate_id"]]


def test_factory_is_no_zone(api: Client) -> None:
    refused = api("POST", "/candidates", {"full_name": "A", "email": "a@example.com", "timezone": "Factory"})
    assert (refused.status, refused.json["details"][0]["field"]) == (400, "timezone")
