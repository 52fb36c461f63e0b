"""Slots through the API."""

from typing import Any

import pytest

from greenroom.adapters.dynamodb import Database, ItemUpdate
from greenroom.clock import utc_now
from greenroom.errors import ConditionsFailedError
from greenroom.settings import settings
from local.gateway import Client
from tests.clocks import CLOCKS_GO_BACK, CLOCKS_GO_FORWARD, NEXT_YEAR
from tests.functional.recruiter_requests import (
    IN_TWO_DAYS,
    a_booked_interview,
    a_new_interview,
    a_new_job,
    a_new_slot,
    a_slot_body,
    an_enabled_candidate,
    done,
)
from tests.world import Founder, Tenant, app


def test_a_slot_is_in_the_organisations_zone_unless_it_names_one(api: Client) -> None:
    job = a_new_job(api)["job_id"]

    indian = a_new_slot(api, job)
    german = a_new_slot(api, job, timezone="Europe/Berlin", interview_date=f"{NEXT_YEAR}-01-15")

    assert (indian["timezone"], indian["starts_at"]) == ("Asia/Kolkata", f"{IN_TWO_DAYS}T04:30:00Z")
    assert german["starts_at"] == f"{NEXT_YEAR}-01-15T09:00:00Z"
    assert (indian["start_time"], indian["end_time"], indian["interview_date"]) == ("10:00", "10:45", IN_TWO_DAYS)
    assert (indian["status"], indian["current_bookings"], indian["note"]) == ("AVAILABLE", 0, None)


def test_the_organisations_zone_comes_from_its_policy(found: Founder) -> None:
    api = found("Berlin", timezone="Europe/Berlin").admin

    assert a_new_slot(api, a_new_job(api)["job_id"])["timezone"] == "Europe/Berlin"


def test_bookings_and_status_sent_by_a_client_are_ignored(api: Client) -> None:
    slot = a_new_slot(api, a_new_job(api)["job_id"], current_bookings=7, status="booked")

    assert (slot["current_bookings"], slot["status"]) == (0, "AVAILABLE")


def test_a_slot_in_the_hour_that_spring_skips_is_refused(api: Client) -> None:
    day = CLOCKS_GO_FORWARD.isoformat()
    body = a_slot_body(a_new_job(api)["job_id"], interview_date=day, timezone="Europe/Berlin")

    at_the_start = api("POST", "/interviews/slots", {**body, "start_time": "02:30", "end_time": "03:30"})
    at_the_end = api("POST", "/interviews/slots", {**body, "start_time": "01:30", "end_time": "02:15"})

    assert (at_the_start.status, at_the_start.code) == (400, "VALIDATION")
    assert at_the_start.json["details"][0]["field"] == "start_time"
    assert at_the_end.json["details"][0]["field"] == "end_time"
    assert "does not exist" in at_the_start.json["error"]


def test_a_time_that_autumn_shows_twice_takes_the_earlier_and_lasts_as_long_as_it_says(api: Client) -> None:
    day = CLOCKS_GO_BACK.isoformat()

    slot = a_new_slot(
        api,
        a_new_job(api)["job_id"],
        interview_date=day,
        timezone="Europe/Berlin",
        start_time="02:30",
        end_time="03:30",
    )

    assert (slot["starts_at"], slot["ends_at"]) == (f"{day}T00:30:00Z", f"{day}T01:30:00Z")
    for said in ("earlier", "1 hour", "from 02:30 (UTC+02:00)", "to 02:30 (UTC+01:00)"):
        assert said in slot["note"]
    assert done(api, "GET", f"/interviews/slots/{slot['slot_id']}")["note"] == slot["note"]


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"interview_date": "2020-01-01"}, 409, "IN_THE_PAST"),
        ({"interview_date": "9999-12-31"}, 409, "TOO_FAR_AHEAD"),
        ({"interview_date": "9999-12-31", "timezone": "America/New_York", "end_time": "23:59"}, 400, "VALIDATION"),
        ({"interview_date": "2027-02-30"}, 400, "VALIDATION"),
        ({"interview_date": 20270101}, 400, "VALIDATION"),
        ({"start_time": "24:00"}, 400, "VALIDATION"),
        ({"start_time": "10:00Z"}, 400, "VALIDATION"),
        ({"timezone": "Mars/Olympus"}, 400, "VALIDATION"),
        ({"timezone": "../../etc/passwd"}, 400, "VALIDATION"),
        ({"max_candidates": 0}, 400, "VALIDATION"),
        ({"max_candidates": 501}, 400, "VALIDATION"),
        ({"max_candidates": "5"}, 400, "VALIDATION"),
        ({"max_candidates": 10**30}, 400, "VALIDATION"),
        ({"ai_interview_type": "POETRY"}, 400, "VALIDATION"),
        ({"job_id": "job_none"}, 404, "NOT_FOUND"),
        ({"seats": 3}, 400, "VALIDATION"),
    ],
)
def test_a_slot_that_can_not_be_is_refused_and_not_stored(
    api: Client, fields: dict[str, Any], status: int, code: str
) -> None:
    refused = api("POST", "/interviews/slots", a_slot_body(a_new_job(api)["job_id"]) | fields)

    assert (refused.status, refused.code) == (status, code), refused.text
    assert done(api, "GET", "/interviews/slots")["items"] == []


def test_times_with_seconds_are_taken_as_older_clients_send_them(api: Client) -> None:
    slot = a_new_slot(api, a_new_job(api)["job_id"], start_time="10:00:00", end_time="10:45:00")

    assert (slot["start_time"], slot["end_time"]) == ("10:00", "10:45")


def test_slots_are_listed_soonest_first_by_job_and_period(api: Client) -> None:
    one, other = (a_new_job(api)["job_id"] for _ in range(2))
    late = a_new_slot(api, one, start_time="15:00", end_time="16:00")["slot_id"]
    early = a_new_slot(api, one, start_time="09:00", end_time="10:00")["slot_id"]
    elsewhere = a_new_slot(api, other)["slot_id"]

    def ids(query: str) -> list[str]:
        return [slot["slot_id"] for slot in done(api, "GET", f"/interviews/slots?{query}")["items"]]

    assert ids("") == [early, elsewhere, late]
    assert ids(f"job_id={one}") == [early, late]
    assert ids(f"job_id={one}&limit=1") == [early]
    assert ids(f"from={IN_TWO_DAYS}&to={IN_TWO_DAYS}") == [early, elsewhere, late]
    assert ids(f"from={IN_TWO_DAYS}T05:00:00Z") == [late]
    assert ids(f"to={IN_TWO_DAYS}T04:30:00Z") == [early]
    assert ids("from=2020-01-01&to=2020-12-31") == []
    assert ids(f"to=2020-12-31&available=true&job_id={one}") == []
    assert api("GET", "/interviews/slots?from=2027-02-01&to=2027-01-01").code == "VALIDATION"


def test_slots_are_read_page_by_page(api: Client) -> None:
    job = a_new_job(api)["job_id"]
    ids = [a_new_slot(api, job, start_time=f"{hour}:00", end_time=f"{hour}:30")["slot_id"] for hour in range(10, 15)]

    found: list[str] = []
    cursor = ""
    while True:
        page = done(api, "GET", f"/interviews/slots?job_id={job}&limit=2{cursor}")
        found += [slot["slot_id"] for slot in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"

    assert found == ids


def test_available_slots_are_those_with_a_free_seat(api: Client) -> None:
    job = a_new_job(api)["job_id"]
    candidate = an_enabled_candidate(api, job)
    full = a_new_slot(api, job)
    free = a_new_slot(api, job, start_time="12:00", end_time="13:00", max_candidates=2)
    a_new_interview(api, candidate, slot_id=full["slot_id"])

    for query in ("available=true", f"job_id={job}&available=true"):
        items = done(api, "GET", f"/interviews/slots?{query}")["items"]
        assert [slot["slot_id"] for slot in items] == [free["slot_id"]]
    assert len(done(api, "GET", f"/interviews/slots?job_id={job}")["items"]) == 2


def stored_slot(cloud: Database, key: dict[str, str]) -> dict[str, Any]:
    found = cloud.get(settings().tables.slots, key)
    assert found is not None
    return found


def test_a_full_slot_is_stored_without_the_mark_of_open_ones_until_a_seat_is_free(
    organisation: Tenant, cloud: Database
) -> None:
    interview = a_booked_interview(organisation.admin)
    key = {"org_id": organisation.org_id, "slot_id": interview["slot_id"]}
    assert "open_for" not in stored_slot(cloud, key)
    done(organisation.admin, "POST", f"/interviews/{interview['interview_id']}/cancel", {"reason": "Filled."})
    assert stored_slot(cloud, key)["open_for"] == interview["job_id"]


def test_no_seat_is_taken_on_a_slot_that_was_closed_at_the_same_version(organisation: Tenant, cloud: Database) -> None:
    made_slot = a_new_slot(organisation.admin, a_new_job(organisation.admin)["job_id"])
    slot = app.slots.get(organisation.org_id, made_slot["slot_id"])
    key = {"org_id": organisation.org_id, "slot_id": slot.slot_id}
    cloud.update(settings().tables.slots, key, ItemUpdate(set={"is_cancelled": True}))
    write = app.schedule.write()
    write.take_seat(slot, utc_now())
    with pytest.raises(ConditionsFailedError):
        write.commit()
    assert stored_slot(cloud, key)["current_bookings"] == 0


def test_a_slot_without_bookings_is_replaced(api: Client) -> None:
    job = a_new_job(api)["job_id"]
    slot = a_new_slot(api, job)

    moved = done(
        api, "PUT", f"/interviews/slots/{slot['slot_id']}", a_slot_body(job, start_time="12:00", end_time="13:00")
    )

    assert (moved["start_time"], moved["version"]) == ("12:00", 2)
    assert moved["created_at"] == slot["created_at"]


def test_a_booked_slot_keeps_its_time_but_may_get_more_seats(api: Client) -> None:
    interview = a_booked_interview(api)
    path = f"/interviews/slots/{interview['slot_id']}"
    body = a_slot_body(interview["job_id"])

    moved = api("PUT", path, {**body, "start_time": "09:00"})
    grown = done(api, "PUT", path, {**body, "max_candidates": 3})

    assert (moved.status, moved.code) == (409, "INVALID_STATE")
    assert (grown["max_candidates"], grown["current_bookings"], grown["status"]) == (3, 1, "AVAILABLE")
    assert grown["starts_at"] == interview["started_at"]


def test_a_stale_version_of_a_slot_is_refused(api: Client) -> None:
    job = a_new_job(api)["job_id"]
    slot = a_new_slot(api, job)
    path = f"/interviews/slots/{slot['slot_id']}"
    done(api, "PUT", path, a_slot_body(job, max_candidates=2))

    refused = api("PUT", path, a_slot_body(job, max_candidates=3), headers={"If-Match": "1"})

    assert (refused.status, refused.code) == (412, "STALE_VERSION")
    assert done(api, "GET", path)["max_candidates"] == 2


def test_a_closed_slot_leaves_the_lists_and_takes_no_booking(api: Client) -> None:
    job = a_new_job(api)["job_id"]
    slot = a_new_slot(api, job)
    interview = a_new_interview(api, an_enabled_candidate(api, job))

    assert api("DELETE", f"/interviews/slots/{slot['slot_id']}").status == 204
    assert api("DELETE", f"/interviews/slots/{slot['slot_id']}").status == 204
    assert done(api, "GET", f"/interviews/slots/{slot['slot_id']}")["status"] == "CANCELLED"
    assert done(api, "GET", "/interviews/slots")["items"] == []
    refused = api("POST", f"/interviews/slots/{slot['slot_id']}/book_slot", {"interview_id": interview["interview_id"]})
    assert refused.code == "SLOT_CLOSED"


def test_a_booked_slot_is_not_closed(api: Client) -> None:
    interview = a_booked_interview(api)

    refused = api("DELETE", f"/interviews/slots/{interview['slot_id']}")

    assert (refused.status, refused.code) == (409, "INVALID_STATE")
    assert done(api, "GET", f"/interviews/{interview['interview_id']}")["status"] == "SCHEDULED"


def test_another_organisations_slot_is_not_found(api: Client, found: Founder) -> None:
    job = a_new_job(api)["job_id"]
    slot = a_new_slot(api, job)
    stranger = found("Other").admin
    own_job = a_new_job(stranger)["job_id"]
    path = f"/interviews/slots/{slot['slot_id']}"

    answers = [stranger("GET", path), stranger("PUT", path, a_slot_body(own_job)), stranger("DELETE", path)]

    assert [(answer.status, answer.json["error"]) for answer in answers] == [(404, "Slot not found")] * 3
    assert done(stranger, "GET", f"/interviews/slots?job_id={job}")["items"] == []
    assert done(stranger, "GET", f"/interviews/slots?job_id={job}&available=true")["items"] == []
    assert done(api, "GET", path) == slot
