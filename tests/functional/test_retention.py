"""Personal data is kept for a year, unless the organisation's policy has another time or none."""

from datetime import timedelta
from typing import Any

import pytest

from bench.sizes import WRITE_UNIT_BYTES, item_size
from greenroom.adapters.dynamodb import Database
from greenroom.models.organisation import Policy
from greenroom.settings import settings
from tests.functional.recruiter_requests import a_booked_interview, done
from tests.world import Founder, Tenant, app

PATH = "/organisation"


def erase_after(tenant: Tenant, interview: Any) -> timedelta | None:
    stored = app.interviews.get(tenant.org_id, interview["interview_id"])
    return stored.erase_at - stored.ends_at if stored.erase_at and stored.ends_at else None


def test_an_organisation_that_says_nothing_keeps_for_a_year_and_says_so(organisation: Tenant) -> None:
    assert done(organisation.admin, "GET", PATH)["policy"]["retention_days"] == 365
    assert erase_after(organisation, a_booked_interview(organisation.admin)) == timedelta(days=365)


def test_keeping_for_ever_is_stored_when_it_is_said(organisation: Tenant, found: Founder) -> None:
    done(organisation.admin, "PATCH", PATH, {"policy": {"retention_days": None}})
    done(organisation.admin, "PATCH", PATH, {"policy": {"min_notice_minutes": 1}})
    for tenant in (organisation, found("For ever", retention_days=None, min_notice_minutes=0)):
        assert done(tenant.admin, "GET", PATH)["policy"]["retention_days"] is None
        assert erase_after(tenant, a_booked_interview(tenant.admin)) is None
    done(organisation.admin, "PATCH", PATH, {"policy": {"retention_days": 30}})
    assert done(organisation.admin, "GET", PATH)["policy"]["retention_days"] == 30


@pytest.mark.parametrize("wrong", [0, -1, 3_651, "30", True, 30.5])
def test_other_times_are_refused(organisation: Tenant, wrong: object) -> None:
    refused = organisation.admin("PATCH", PATH, {"policy": {"retention_days": wrong}})
    assert (refused.status, refused.code) == (400, "VALIDATION")
    assert done(organisation.admin, "GET", PATH)["policy"] == Policy(min_notice_minutes=0).model_dump(mode="json")


def test_an_interview_of_two_people_with_its_day_of_erasure_stays_within_a_write_unit(
    organisation: Tenant, cloud: Database
) -> None:
    interview = a_booked_interview(
        organisation.admin, interview_type="ONLINE", interviewer_email="dev.iyer@example.com"
    )
    key = {"org_id": {"S": organisation.org_id}, "interview_id": {"S": interview["interview_id"]}}
    item = cloud.client.get_item(TableName=settings().tables.interviews, Key=key)["Item"]
    assert "erase_at" in item
    assert item_size(item) <= WRITE_UNIT_BYTES
