"""Interviews through the API: created, booked in the same request, listed, and their log."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.models.organisation import Role
from local.gateway import Client
from tests.functional.calendars import TOMORROW, at, busy
from tests.functional.recruiter_requests import (
    a_booked_interview,
    a_new_candidate,
    a_new_interview,
    a_new_job,
    a_new_slot,
    an_enabled_candidate,
    done,
)
from tests.world import Founder, Tenant


def test_an_interview_without_a_time_is_pending(api: Client) -> None:
    interview = a_new_interview(api, a_new_candidate(api, a_new_job(api)["job_id"]))

    assert (interview["status"], interview["version"], interview["slot_id"]) == ("PENDING", 0, None)
    assert (interview["interview_link"], interview["room_id"], interview["provider"]) == (None, None, None)
    assert (interview["candidate_name"], interview["job_title"]) == ("Meera Iyer", "Backend Engineer")
    assert done(api, "GET", f"/interviews/{interview['interview_id']}") == interview


def test_an_interview_with_a_slot_is_booked_in_the_same_call(api: Client) -> None:
    interview = a_booked_interview(api, booking_notes="Ask about ships.")

    assert (interview["status"], interview["version"], interview["booking_notes"]) == (
        "SCHEDULED",
        1,
        "Ask about ships.",
    )
    assert done(api, "GET", f"/interviews/slots/{interview['slot_id']}")["current_bookings"] == 1
    log = done(api, "GET", f"/interviews/{interview['interview_id']}/logs")["items"]
    assert [entry["action"] for entry in log] == ["CREATED", "SCHEDULED"]


def test_a_time_of_its_own_makes_a_private_slot_of_one_seat(api: Client) -> None:
    job = a_new_job(api)["job_id"]

    interview = a_new_interview(
        api, an_enabled_candidate(api, job), starts_at=at(TOMORROW), duration_minutes=45, ai_interview_type="CODING"
    )

    assert (interview["status"], interview["started_at"]) == ("SCHEDULED", at(TOMORROW))
    assert interview["ended_at"] == at(TOMORROW + timedelta(minutes=45))
    assert (interview["ai_interview_type"], interview["timezone"]) == ("CODING", "Asia/Kolkata")
    slot = done(api, "GET", f"/interviews/slots/{interview['slot_id']}")
    assert (slot["max_candidates"], slot["current_bookings"], slot["status"]) == (1, 1, "BOOKED")
    assert done(api, "GET", "/interviews/slots")["items"] == []


def test_a_private_slot_closes_when_its_interview_is_cancelled(api: Client) -> None:
    job = a_new_job(api)["job_id"]
    interview = a_new_interview(api, an_enabled_candidate(api, job), starts_at=at(TOMORROW), duration_minutes=45)

    done(api, "POST", f"/interviews/{interview['interview_id']}/cancel", {"reason": "Ill."})

    assert done(api, "GET", f"/interviews/slots/{interview['slot_id']}")["status"] == "CANCELLED"


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"starts_at": "2020-01-01T09:00:00Z", "duration_minutes": 30}, 409, "IN_THE_PAST"),
        ({"starts_at": "9999-12-31T23:59:59Z", "duration_minutes": 720}, 409, "TOO_FAR_AHEAD"),
        ({"starts_at": "9999-12-31T23:59:59-05:00", "duration_minutes": 30}, 400, "VALIDATION"),
        ({"starts_at": at(TOMORROW)}, 400, "VALIDATION"),
        ({"duration_minutes": 30}, 400, "VALIDATION"),
        ({"starts_at": "tomorrow", "duration_minutes": 30}, 400, "VALIDATION"),
        ({"starts_at": 1893456000, "duration_minutes": 30}, 400, "VALIDATION"),
        ({"starts_at": "2027-01-01T09:00:00", "duration_minutes": 30}, 400, "VALIDATION"),
        ({"starts_at": at(TOMORROW), "duration_minutes": -30}, 400, "VALIDATION"),
        ({"starts_at": at(TOMORROW), "duration_minutes": 30, "slot_id": "slot_1"}, 400, "VALIDATION"),
        ({"slot_id": "slot_none"}, 404, "NOT_FOUND"),
        ({"slot_id": ""}, 400, "VALIDATION"),
        ({"slot_id": "x" * 65}, 400, "VALIDATION"),
        ({"interview_type": "OFFLINE"}, 400, "VALIDATION"),
        ({"interview_type": "AI", "location": "Room 5"}, 400, "VALIDATION"),
        ({"interview_type": "AI", "provider": "INTERNAL_VIDEO_ROOM"}, 400, "VALIDATION"),
        ({"interview_type": "ONLINE", "provider": "ZOOM"}, 409, "NOT_CONNECTED"),
        ({"interview_type": "ONLINE", "provider": "TEAMS"}, 400, "VALIDATION"),
        ({"interviewer_email": "nobody"}, 400, "VALIDATION"),
        ({"candidate_id": "cand_none"}, 404, "NOT_FOUND"),
        ({"job_id": "job_none"}, 404, "NOT_FOUND"),
        ({"surprise": True}, 400, "VALIDATION"),
    ],
)
def test_an_interview_that_can_not_be_leaves_nothing_behind(
    api: Client, fields: dict[str, Any], status: int, code: str
) -> None:
    job = a_new_job(api)["job_id"]
    candidate = an_enabled_candidate(api, job)

    refused = api("POST", "/interviews", {"candidate_id": candidate["candidate_id"], "job_id": job, **fields})

    assert (refused.status, refused.code) == (status, code), refused.text
    assert done(api, "GET", "/interviews")["items"] == []


def test_gates_are_asked_when_a_time_is_given_and_nothing_half_done_stays(api: Client) -> None:
    job = a_new_job(api)["job_id"]
    candidate = a_new_candidate(api, job)
    slot = a_new_slot(api, job)
    body = {"candidate_id": candidate["candidate_id"], "job_id": job, "slot_id": slot["slot_id"]}

    not_listed = api("POST", "/interviews", body)
    done(api, "POST", f"/candidates/{candidate['candidate_id']}/shortlist", {"shortlisted": True})
    not_enabled = api("POST", "/interviews", body)
    done(api, "POST", f"/candidates/{candidate['candidate_id']}/toggle-interview", {"interview_enabled": True})
    not_online = api("POST", "/interviews", {**body, "interview_type": "ONLINE"})

    codes = [answer.code for answer in (not_listed, not_enabled, not_online)]
    assert codes == ["NOT_SHORTLISTED", "INTERVIEW_DISABLED", "ONLINE_DISABLED"]
    assert done(api, "GET", "/interviews")["items"] == []
    assert done(api, "GET", f"/interviews/slots/{slot['slot_id']}")["current_bookings"] == 0


def test_the_rules_of_booking_are_those_of_the_organisations_policy(found: Founder) -> None:
    api = found("Strict", min_notice_minutes=2880, max_advance_days=5).admin
    job = a_new_job(api)["job_id"]
    body = {"candidate_id": an_enabled_candidate(api, job)["candidate_id"], "job_id": job, "duration_minutes": 30}

    too_soon = api("POST", "/interviews", {**body, "starts_at": at(TOMORROW)})
    too_far = api("POST", "/interviews", {**body, "starts_at": at(TOMORROW + timedelta(days=6))})

    assert (too_soon.code, too_far.code) == ("TOO_SOON", "TOO_FAR_AHEAD")


def test_an_interviewer_is_not_booked_twice_at_one_time(organisation: Tenant, cloud: Database) -> None:
    api = organisation.admin
    job = a_new_job(api)["job_id"]
    one, other = (an_enabled_candidate(api, job, email=f"{name}@example.com") for name in ("one", "other"))
    with_interviewer = {"interviewer_email": "Vik@example.com", "duration_minutes": 60}
    first = a_new_interview(api, one, starts_at=at(TOMORROW), **with_interviewer)

    refused = api(
        "POST",
        "/interviews",
        {
            "candidate_id": other["candidate_id"],
            "job_id": job,
            "starts_at": at(TOMORROW + timedelta(minutes=30)),
            **with_interviewer,
        },
    )

    assert (refused.status, refused.code) == (409, "CALENDAR_CONFLICT")
    assert busy(cloud, organisation, "vik@example.com") == [first["interview_id"]]


def test_an_online_interview_has_a_room_that_nobody_can_guess(api: Client) -> None:
    one = a_booked_interview(api, interview_type="ONLINE")
    other = a_new_interview(api, a_new_candidate(api, a_new_job(api)["job_id"]), interview_type="ONLINE")

    assert one["provider"] == "INTERNAL_VIDEO_ROOM"
    assert one["room_id"] in one["meeting_link"]
    assert one["room_id"] != other["room_id"]
    assert len(one["room_id"]) <= 64


def test_an_offline_interview_has_a_place(api: Client) -> None:
    interview = a_booked_interview(api, interview_type="OFFLINE", location="Room 5, 2nd floor")

    assert (interview["location"], interview["room_id"], interview["meeting_link"]) == ("Room 5, 2nd floor", None, None)


def test_a_viewer_reads_an_interview_but_not_what_lets_people_in(organisation: Tenant) -> None:
    interview = a_booked_interview(organisation.admin, interview_type="ONLINE")
    viewer = organisation.with_role(Role.VIEWER)

    read = done(viewer, "GET", f"/interviews/{interview['interview_id']}")

    hidden = {"interview_link": None, "meeting_link": None, "room_id": None, "candidate_room_id": None}
    assert read == {**interview, **hidden}
    assert all(interview[name] for name in hidden)


def test_interviews_are_found_by_job_candidate_status_and_period(api: Client) -> None:
    job = a_new_job(api)["job_id"]
    asha, bela = (an_enabled_candidate(api, job, email=f"{name}@example.com") for name in ("asha", "bela"))
    early = a_new_interview(api, asha, starts_at=at(TOMORROW), duration_minutes=30)["interview_id"]
    late = a_new_interview(api, bela, starts_at=at(TOMORROW + timedelta(days=2)), duration_minutes=30)["interview_id"]
    pending = a_new_interview(api, asha)["interview_id"]
    cancelled = a_new_interview(api, a_new_candidate(api, a_new_job(api)["job_id"]))["interview_id"]
    done(api, "POST", f"/interviews/{cancelled}/cancel", {"reason": "No."})

    def ids(query: str) -> list[str]:
        return [one["interview_id"] for one in done(api, "GET", f"/interviews?{query}")["items"]]

    assert ids("") == [cancelled, pending, late, early]
    assert ids(f"job_id={job}") == [pending, late, early]
    assert ids(f"candidate_id={asha['candidate_id']}") == [pending, early]
    assert ids("status=PENDING") == [pending]
    assert ids("status=SCHEDULED") == [late, early]
    assert ids(f"status=SCHEDULED&job_id={job}") == [late, early]
    assert ids(f"candidate_id={asha['candidate_id']}&status=SCHEDULED") == [early]
    assert ids(f"from={at(TOMORROW)}") == [late, early]
    assert ids(f"from={at(TOMORROW)}&to={at(TOMORROW + timedelta(days=1))}") == [early]
    assert ids(f"job_id={job}&from={at(TOMORROW + timedelta(days=1))}") == [late]
    assert ids("status=COMPLETED") == []
    assert ids("candidate_id=cand_none") == []


@pytest.mark.parametrize("query", ["", "status=SCHEDULED", "from=2020-01-01"])
def test_interviews_are_read_page_by_page(api: Client, query: str) -> None:
    job = a_new_job(api)["job_id"]
    candidate = an_enabled_candidate(api, job)
    wanted = [
        a_new_interview(api, candidate, starts_at=at(TOMORROW + timedelta(hours=number)), duration_minutes=30)
        for number in range(3)
    ]

    first = done(api, "GET", f"/interviews?limit=2&{query}")
    second = done(api, "GET", f"/interviews?limit=2&{query}&cursor={first['next_cursor']}")

    found = [one["interview_id"] for page in (first, second) for one in page["items"]]
    assert found == [one["interview_id"] for one in reversed(wanted)]
    assert second["next_cursor"] is None


def test_the_dashboard_shows_the_day_in_the_organisations_zone(found: Founder) -> None:
    # A zone in which it is noon now, so that "in half a minute" is today at any hour of the run.
    api = found("Noon", timezone=f"Etc/GMT{datetime.now(UTC).hour - 12:+d}", min_notice_minutes=0).admin
    job = a_new_job(api)["job_id"]
    candidate = an_enabled_candidate(api, job)
    soon = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=30)
    today = a_new_interview(api, candidate, starts_at=at(soon), duration_minutes=5)
    upcoming = a_new_interview(api, candidate, starts_at=at(TOMORROW + timedelta(days=1)), duration_minutes=30)

    dashboard = done(api, "GET", "/dashboard")

    ids = {name: [one["interview_id"] for one in dashboard[name]] for name in ("today", "upcoming", "completed")}
    assert ids == {"today": [today["interview_id"]], "upcoming": [upcoming["interview_id"]], "completed": []}
    assert dashboard["counts"] == {"today": 1, "upcoming": 1, "completed": 0, "no_show": 0, "cancelled": 0}


def test_another_organisations_interview_is_not_found(api: Client, found: Founder) -> None:
    interview = a_booked_interview(api)
    stranger = found("Other").admin
    path = f"/interviews/{interview['interview_id']}"

    answers = [
        stranger("GET", path),
        stranger("GET", f"{path}/logs"),
        stranger("PUT", path, {"booking_notes": "Mine."}),
        stranger("POST", f"{path}/cancel", {"reason": "Mine."}),
        stranger("POST", f"{path}/resend"),
        stranger("POST", "/interviews/schedules/create_interview_session", {"interview_id": interview["interview_id"]}),
    ]

    assert [(answer.status, answer.json["error"]) for answer in answers] == [(404, "Interview not found")] * 6
    for query in (f"job_id={interview['job_id']}", f"candidate_id={interview['candidate_id']}", ""):
        assert done(stranger, "GET", f"/interviews?{query}")["items"] == []
    assert done(api, "GET", path) == interview


def test_an_interview_of_another_organisations_candidate_is_not_made(api: Client, found: Founder) -> None:
    candidate = a_new_candidate(api, a_new_job(api)["job_id"])
    stranger = found("Other").admin

    refused = stranger(
        "POST", "/interviews", {"candidate_id": candidate["candidate_id"], "job_id": candidate["job_id"]}
    )

    assert (refused.status, refused.json["error"]) == (404, "Candidate not found")
    assert done(api, "GET", "/interviews")["items"] == []
