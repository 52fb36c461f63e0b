"""Slots made in bulk through the API."""

from datetime import date, timedelta
from typing import Any

import pytest

from local.gateway import Client
from tests.clocks import CLOCKS_GO_FORWARD, NEXT_YEAR
from tests.functional.recruiter_requests import a_new_job, a_slot_body, done, made


def test_slots_in_bulk_keep_their_local_time_when_the_clocks_change(api: Client) -> None:
    before, after = CLOCKS_GO_FORWARD - timedelta(days=2), CLOCKS_GO_FORWARD + timedelta(days=1)
    body = a_slot_body(a_new_job(api)["job_id"], timezone="Europe/Berlin")
    body.pop("interview_date")

    items = made(api, "/interviews/slots/bulk", {**body, "dates": [after.isoformat(), before.isoformat()]})["items"]

    assert [slot["start_time"] for slot in items] == ["10:00", "10:00"]
    assert [slot["starts_at"] for slot in items] == [f"{before}T09:00:00Z", f"{after}T08:00:00Z"]
    assert len(done(api, "GET", "/interviews/slots")["items"]) == 2


def test_slots_in_bulk_fall_on_the_weekdays_of_a_range(api: Client) -> None:
    body = a_slot_body(a_new_job(api)["job_id"])
    body.pop("interview_date")
    first = CLOCKS_GO_FORWARD + timedelta(days=1)
    last = first + timedelta(days=13)

    items = made(
        api,
        "/interviews/slots/bulk",
        {**body, "from": first.isoformat(), "to": last.isoformat(), "weekdays": ["MON", "WED"]},
    )["items"]

    assert [date.fromisoformat(slot["interview_date"]).weekday() for slot in items] == [0, 2, 0, 2]


def test_one_day_that_can_not_be_makes_none_and_is_named(api: Client) -> None:
    body = a_slot_body(a_new_job(api)["job_id"], timezone="Europe/Berlin", start_time="02:15", end_time="02:45")
    body.pop("interview_date")
    gap = CLOCKS_GO_FORWARD.isoformat()
    good = (CLOCKS_GO_FORWARD + timedelta(days=1)).isoformat()

    refused = api("POST", "/interviews/slots/bulk", {**body, "dates": [good, gap]})

    assert (refused.status, refused.code) == (400, "VALIDATION")
    assert [problem["field"] for problem in refused.json["details"]] == [gap]
    assert done(api, "GET", "/interviews/slots")["items"] == []


@pytest.mark.parametrize(
    "days",
    [
        {},
        {"dates": []},
        {"dates": ["2027-01-01"], "weekdays": ["MON"]},
        {"from": "2027-01-01", "to": "2027-02-01"},
        {"from": "2027-02-01", "to": "2027-01-01", "weekdays": ["MON"]},
        {"from": "2027-01-01", "to": "9999-01-01", "weekdays": ["MON"]},
        {"from": "2027-01-01", "to": "2027-12-31", "weekdays": ["MON", "TUE", "WED", "THU", "FRI"]},
        {"from": "2027-01-04", "to": "2027-01-04", "weekdays": ["SUN"]},
        {"dates": ["2027-01-01"] * 101},
    ],
)
def test_bulk_days_that_make_no_sense_are_refused(api: Client, days: dict[str, Any]) -> None:
    body = a_slot_body(a_new_job(api)["job_id"])
    body.pop("interview_date")

    refused = api("POST", "/interviews/slots/bulk", {**body, **days})

    assert (refused.status, refused.code) == (400, "VALIDATION"), refused.text


def test_a_hundred_slots_are_made_at_once(api: Client) -> None:
    body = a_slot_body(a_new_job(api)["job_id"], start_time="08:00", end_time="08:30")
    body.pop("interview_date")
    start = date(NEXT_YEAR, 1, 1)
    dates = [(start + timedelta(days=number)).isoformat() for number in range(100)]

    items = made(api, "/interviews/slots/bulk", {**body, "dates": dates})["items"]

    assert [slot["interview_date"] for slot in items] == dates
    assert len({slot["slot_id"] for slot in items}) == 100


def test_slots_in_bulk_have_several_starts_a_day(api: Client) -> None:
    body = a_slot_body(a_new_job(api)["job_id"], start_time="09:00", end_time="09:45")
    body.pop("interview_date")
    days = [(CLOCKS_GO_FORWARD + timedelta(days=n)).isoformat() for n in (1, 2)]
    wanted = {**body, "dates": days, "start_times": ["14:30", "11:00", "09:00"]}

    items = made(api, "/interviews/slots/bulk", wanted)["items"]

    times = [(slot["interview_date"], slot["start_time"], slot["end_time"]) for slot in items]
    each_day = (("09:00", "09:45"), ("11:00", "11:45"), ("14:30", "15:15"))
    assert times == [(day, start, end) for day in days for start, end in each_day]
    many = [f"{hour:02d}:{minute:02d}" for hour in range(10, 20) for minute in range(0, 60, 10)]
    assert api("POST", "/interviews/slots/bulk", wanted | {"start_times": many}).code == "VALIDATION"


def test_a_start_that_can_not_be_is_named_with_its_day(api: Client) -> None:
    body = a_slot_body(a_new_job(api)["job_id"], timezone="Europe/Berlin", start_time="01:00", end_time="01:30")
    body.pop("interview_date")
    day = CLOCKS_GO_FORWARD.isoformat()
    refused = api("POST", "/interviews/slots/bulk", {**body, "dates": [day], "start_times": ["02:15", "04:00"]})
    assert [one["field"] for one in refused.json["details"]] == [f"{day} 02:15"]
    assert done(api, "GET", "/interviews/slots")["items"] == []
