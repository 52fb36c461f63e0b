"""Interviews through the API: moved, changed and cancelled."""

from datetime import timedelta
from typing import Any

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.models.session import SessionStatus
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
from tests.world import Tenant, app


def test_a_reschedule_to_a_slot_moves_the_seat_and_rotates_the_link(api: Client) -> None:
    interview = a_booked_interview(api)
    later = a_new_slot(api, interview["job_id"], start_time="15:00", end_time="15:45")

    moved = done(api, "PUT", f"/interviews/{interview['interview_id']}", {"slot_id": later["slot_id"]})

    assert (moved["status"], moved["slot_id"], moved["started_at"]) == (
        "SCHEDULED",
        later["slot_id"],
        later["starts_at"],
    )
    assert moved["version"] == interview["version"] + 1
    assert moved["interview_link"] != interview["interview_link"]
    assert done(api, "GET", f"/interviews/slots/{interview['slot_id']}")["current_bookings"] == 0
    assert done(api, "GET", f"/interviews/slots/{later['slot_id']}")["current_bookings"] == 1
    log = done(api, "GET", f"/interviews/{interview['interview_id']}/logs")["items"]
    assert log[-1]["action"] == "RESCHEDULED"
    assert (log[-1]["old"]["slot_id"], log[-1]["new"]["slot_id"]) == (interview["slot_id"], later["slot_id"])


def test_a_reschedule_to_a_time_of_its_own_is_repeatable(api: Client) -> None:
    interview = a_booked_interview(api)
    path = f"/interviews/{interview['interview_id']}"
    body = {"starts_at": at(TOMORROW), "duration_minutes": 30}

    moved = done(api, "PUT", path, body)
    again = done(api, "PUT", path, body)
    longer = done(api, "PUT", path, {**body, "duration_minutes": 60})

    assert moved["started_at"] == at(TOMORROW)
    assert again == moved
    assert longer["ended_at"] == at(TOMORROW + timedelta(minutes=60))
    assert done(api, "GET", f"/interviews/slots/{moved['slot_id']}")["status"] == "CANCELLED"


def test_a_stale_version_of_an_interview_is_not_moved(api: Client) -> None:
    interview = a_booked_interview(api)
    later = a_new_slot(api, interview["job_id"], start_time="15:00", end_time="15:45")

    refused = api(
        "PUT", f"/interviews/{interview['interview_id']}", {"slot_id": later["slot_id"]}, headers={"If-Match": "7"}
    )

    assert (refused.status, refused.code) == (412, "STALE_VERSION")
    assert done(api, "GET", f"/interviews/slots/{later['slot_id']}")["current_bookings"] == 0


def test_a_pending_interview_is_booked_and_not_rescheduled(api: Client) -> None:
    interview = a_new_interview(api, a_new_candidate(api, a_new_job(api)["job_id"]))

    refused = api(
        "PUT", f"/interviews/{interview['interview_id']}", {"starts_at": at(TOMORROW), "duration_minutes": 30}
    )

    assert refused.code == "INVALID_STATE"


def test_another_interviewer_gets_the_time_into_the_calendar_and_the_first_loses_it(
    organisation: Tenant, cloud: Database
) -> None:
    api = organisation.admin
    interview = a_booked_interview(api, interviewer_email="vik@example.com")
    path = f"/interviews/{interview['interview_id']}"

    changed = done(api, "PUT", path, {"interviewer_email": "uma@example.com"})

    assert changed["interviewer_email"] == "uma@example.com"
    assert changed["interview_link"] == interview["interview_link"]
    assert busy(cloud, organisation, "vik@example.com") == []
    assert busy(cloud, organisation, "uma@example.com") == [interview["interview_id"]]
    assert done(api, "GET", f"{path}/logs")["items"][-1]["action"] == "CHANGED"


def test_time_and_interviewer_change_together_or_not_at_all(organisation: Tenant, cloud: Database) -> None:
    api = organisation.admin
    interview = a_booked_interview(api, interviewer_email="vik@example.com")
    path = f"/interviews/{interview['interview_id']}"
    other = an_enabled_candidate(api, interview["job_id"], email="other@example.com")
    a_new_interview(api, other, starts_at=at(TOMORROW), duration_minutes=60, interviewer_email="uma@example.com")
    both = {"interviewer_email": "uma@example.com", "duration_minutes": 60}

    refused = api("PUT", path, {**both, "starts_at": at(TOMORROW)})

    assert refused.code == "CALENDAR_CONFLICT"
    assert done(api, "GET", path)["interviewer_email"] == "vik@example.com"
    moved = done(api, "PUT", path, {**both, "starts_at": at(TOMORROW + timedelta(hours=2))})
    assert moved["interviewer_email"] == "uma@example.com"
    assert busy(cloud, organisation, "vik@example.com") == []
    assert interview["interview_id"] in busy(cloud, organisation, "uma@example.com")


def test_another_place_is_news_that_gets_an_invitation_of_its_own(api: Client) -> None:
    interview = a_booked_interview(api, interview_type="OFFLINE", location="Room 5")

    changed = done(api, "PUT", f"/interviews/{interview['interview_id']}", {"location": "Room 6"})

    assert (changed["location"], changed["started_at"]) == ("Room 6", interview["started_at"])
    assert changed["interview_link"] != interview["interview_link"]
    assert done(api, "GET", f"/interviews/slots/{interview['slot_id']}")["current_bookings"] == 1


def test_notes_change_without_disturbing_anybody(api: Client) -> None:
    interview = a_booked_interview(api)

    changed = done(api, "PUT", f"/interviews/{interview['interview_id']}", {"booking_notes": "Be kind."})

    assert changed["booking_notes"] == "Be kind."
    assert changed["interview_link"] == interview["interview_link"]


@pytest.mark.parametrize("body", [{}, {"location": "Room 5"}, {"location": None}, {"slot_id": "slot_none"}, {"x": 1}])
def test_a_change_that_makes_no_sense_is_refused(api: Client, body: dict[str, Any]) -> None:
    interview = a_booked_interview(api)

    refused = api("PUT", f"/interviews/{interview['interview_id']}", body)

    assert refused.status in {400, 404}
    assert done(api, "GET", f"/interviews/{interview['interview_id']}") == interview


def test_a_cancelled_interview_frees_its_seat_and_loses_its_link(organisation: Tenant, cloud: Database) -> None:
    api = organisation.admin
    interview = a_booked_interview(api)
    path = f"/interviews/{interview['interview_id']}"
    booking = app.schedule.booking(organisation.org_id, interview["interview_id"])
    assert booking is not None

    done(api, "POST", f"{path}/cancel", {"reason": "The position is filled."})

    session = app.sessions.session(app.links.hash_of(booking.session_id, booking.version))
    assert session is not None
    assert session.status is SessionStatus.CANCELLED
    read = done(api, "GET", path)
    assert (read["status"], read["interview_link"]) == ("CANCELLED", None)
    assert done(api, "GET", f"/interviews/slots/{interview['slot_id']}")["current_bookings"] == 0
    assert busy(cloud, organisation, "meera@example.com") == []
    entry = done(api, "GET", f"{path}/logs")["items"][-1]
    assert (entry["action"], entry["reason"], entry["actor"]) == (
        "CANCELLED",
        "The position is filled.",
        "token:first",
    )
    assert api("PUT", path, {"booking_notes": "Late."}).code == "INVALID_STATE"
