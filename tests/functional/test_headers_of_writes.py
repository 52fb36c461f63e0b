"""Writes that compare no version refuse `If-Match`, and a wrong method is answered with the allowed methods.

test_if_match.py tests the writes that compare a version.
"""

import pytest

from greenroom.api.route import Route
from local.gateway import Client
from tests.functional.recruiter_requests import (
    a_new_interview,
    a_new_job,
    a_new_slot,
    an_enabled_candidate,
)
from tests.functional.test_every_route import WRITES, name_of, path_of, refused
from tests.world import Tenant

UNVERSIONED = [route for route in WRITES if not route.takes_version]


@pytest.mark.parametrize("route", UNVERSIONED, ids=name_of)
def test_a_write_that_compares_no_version_refuses_one(api: Client, route: Route) -> None:
    answer = api(route.method, path_of(route), {}, headers={"If-Match": "1"})

    refused(answer, 400, "VALIDATION")
    assert "If-Match" in answer.json["error"]


def test_booking_takes_the_interviews_version(api: Client) -> None:
    job = a_new_job(api)["job_id"]
    interview, slot = a_new_interview(api, an_enabled_candidate(api, job)), a_new_slot(api, job)
    path, body = f"/interviews/slots/{slot['slot_id']}/book_slot", {"interview_id": interview["interview_id"]}

    refused(api("POST", path, body, headers={"If-Match": str(interview["version"] + 1)}), 412, "STALE_VERSION")

    current = {"If-Match": str(interview["version"])}
    answers = [api("POST", path, body, headers=current) for _ in range(2)]
    assert [answer.status for answer in answers] == [201, 200]


@pytest.mark.parametrize("path", ["/interviews", "/interviews/slots"])
def test_a_period_that_ends_before_it_begins_is_refused(api: Client, path: str) -> None:
    refused(api("GET", f"{path}?from=2027-05-02&to=2027-05-01"), 400, "VALIDATION")
    refused(api("GET", f"{path}?from=2027-05-02T10:00:00Z&to=2027-05-02T09:00:00Z"), 400, "VALIDATION")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/jobs", "GET, HEAD, OPTIONS, POST"),
        ("POST", "/jobs/job_1", "DELETE, GET, HEAD, OPTIONS, PATCH, PUT"),
        ("GET", "/candidates/cand_1/shortlist", "OPTIONS, POST"),
        ("DELETE", "/dashboard", "GET, HEAD, OPTIONS"),
    ],
)
def test_a_wrong_method_is_told_which_are_right(organisation: Tenant, method: str, path: str, allowed: str) -> None:
    answer = organisation.admin(method, path)

    refused(answer, 405, "METHOD_NOT_ALLOWED")
    assert answer.headers["Allow"] == allowed


def test_a_path_that_is_nowhere_is_not_found(api: Client) -> None:
    refused(api("PUT", "/nowhere"), 404, "NOT_FOUND")
