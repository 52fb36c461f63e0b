"""A person's calendar that cannot be read is not free: nothing is booked on it until it is repaired."""

from datetime import timedelta
from typing import Any

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.clock import rfc3339, utc_now
from greenroom.models.calendar import calendar_key
from greenroom.settings import settings
from local.gateway import Answer, Client
from tests.functional.own_pages import everything
from tests.functional.recruiter_requests import a_new_job, an_enabled_candidate, made
from tests.world import Tenant

ADA = "ada@acme.example.com"
STARTS_AT = (utc_now() + timedelta(days=2)).replace(microsecond=0)
ADDRESS = {"interviewer_email": ADA}


def key_of(organisation: Tenant, email: str = ADA) -> str:
    return calendar_key(organisation.org_id, email)


def stored(cloud: Database, key: str) -> dict[str, Any]:
    found = cloud.get(settings().tables.calendars, {"calendar_key": key})
    assert found is not None
    return found


def put(cloud: Database, item: dict[str, Any]) -> None:
    cloud.put(settings().tables.calendars, item)


def an_interview_of_ada(api: Client, email: str) -> Answer:
    """The answer to the request for an interview by the same interviewer at the same time."""
    candidate = an_enabled_candidate(api, a_new_job(api)["job_id"], online=True, email=email)
    body = {"candidate_id": candidate["candidate_id"], "job_id": candidate["job_id"], "interview_type": "ONLINE"}
    time = {"starts_at": rfc3339(STARTS_AT), "duration_minutes": 45}
    return api("POST", "/interviews", {**body, **time, "interviewers": [{"email": ADA}]})


def named(caplog: pytest.LogCaptureFixture, key: str) -> set[str]:
    """The attributes that the log names as wrong in this calendar."""
    told = [vars(record) for record in caplog.records if record.message == "unreadable"]
    return {name for one in told if one["key"] == {"calendar_key": key} for name in one["attributes"]}


@pytest.mark.parametrize("lost", ["busy", "version"])
def test_an_interviewer_whose_calendar_lost_an_attribute_is_not_booked_twice(
    cloud: Database, organisation: Tenant, caplog: pytest.LogCaptureFixture, lost: str
) -> None:
    assert an_interview_of_ada(organisation.admin, "first@example.com").status == 201
    key = key_of(organisation)
    whole = stored(cloud, key)
    put(cloud, {name: value for name, value in whole.items() if name != lost})

    refused = an_interview_of_ada(organisation.admin, "second@example.com")

    assert (refused.status, refused.code) == (500, "INTERNAL")
    assert named(caplog, key) == {lost}
    put(cloud, whole)
    assert an_interview_of_ada(organisation.admin, "third@example.com").code == "CALENDAR_CONFLICT"


def test_a_calendar_that_lost_its_times_gets_no_address(
    cloud: Database, organisation: Tenant, caplog: pytest.LogCaptureFixture
) -> None:
    key = key_of(organisation)
    put(cloud, {"calendar_key": key, "version": 3})
    before = everything(cloud)

    refused = organisation.admin("POST", "/calendar-addresses", ADDRESS)

    assert (refused.status, refused.code) == (500, "INTERNAL")
    assert named(caplog, key) == {"busy"}
    assert everything(cloud) == before


@pytest.mark.parametrize("is_revoked", [False, True], ids=["kept", "revoked"])
@pytest.mark.parametrize("is_of_earlier_release", [False, True], ids=["this release", "an earlier release"])
def test_an_interviewer_who_had_an_address_before_any_booking_is_booked(
    cloud: Database, organisation: Tenant, *, is_of_earlier_release: bool, is_revoked: bool
) -> None:
    api, key = organisation.admin, key_of(organisation)
    made(api, "/calendar-addresses", ADDRESS)
    if is_of_earlier_release:
        put(cloud, {name: value for name, value in stored(cloud, key).items() if name != "busy"})
    if is_revoked:
        assert api("POST", "/calendar-addresses/revoke", ADDRESS).status == 200

    assert an_interview_of_ada(api, "first@example.com").status == 201
    assert an_interview_of_ada(api, "second@example.com").code == "CALENDAR_CONFLICT"


def test_an_erasure_leaves_a_calendar_that_lost_its_times_until_it_is_repaired(
    cloud: Database, organisation: Tenant, caplog: pytest.LogCaptureFixture
) -> None:
    api = organisation.admin
    candidate = an_enabled_candidate(api, a_new_job(api)["job_id"])
    key = key_of(organisation, candidate["email"])
    put(cloud, {"calendar_key": key, "version": 3})

    assert api("DELETE", f"/candidates/{candidate['candidate_id']}").status == 500
    assert named(caplog, key) == {"busy"}
    assert stored(cloud, key)["version"] == 3

    put(cloud, {"calendar_key": key, "version": 3, "busy": {}})
    assert api("DELETE", f"/candidates/{candidate['candidate_id']}").status == 204
    assert cloud.get(settings().tables.calendars, {"calendar_key": key}) is None
