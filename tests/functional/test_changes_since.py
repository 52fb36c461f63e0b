"""Lists of records that were made, changed or deleted since a time, in the order of the changes."""

import time
from typing import Any

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.adapters.items import encode
from greenroom.clock import rfc3339, utc_now
from local.gateway import Client, handler_of, lambda_context
from tests.functional.recruiter_requests import (
    a_booked_interview,
    a_new_candidate,
    a_new_interview,
    a_new_job,
    a_new_slot,
    an_enabled_candidate,
    done,
)
from tests.world import Founder, app

LONG_AGO = "2020-01-01T00:00:00Z"


def ids(answer: Any, name: str) -> list[str]:
    return [item[name] for item in answer["items"]]


def test_changed_things_come_in_the_order_of_their_changes_page_by_page(api: Client) -> None:
    made = [a_new_job(api)["job_id"] for _ in range(3)]
    done(api, "PATCH", f"/jobs/{made[0]}", {"domain": "Data"})

    first = done(api, "GET", f"/jobs?updated_since={LONG_AGO}&limit=2")
    second = done(api, "GET", f"/jobs?updated_since={LONG_AGO}&limit=2&cursor={first['next_cursor']}")

    assert ids(first, "job_id") + ids(second, "job_id") == [made[1], made[2], made[0]]
    assert (second["next_cursor"], first["deleted"]) == (None, [])
    assert "deleted" not in second
    assert "deleted" not in done(api, "GET", "/jobs")


def test_records_changed_before_the_given_time_are_left_out(api: Client) -> None:
    a_new_job(api)
    later = rfc3339(utc_now().replace(year=utc_now().year + 1))
    assert done(api, "GET", f"/jobs?updated_since={later}")["items"] == []


def test_deleted_jobs_and_erased_candidates_are_told(api: Client, found: Founder) -> None:
    job, other = a_new_job(api, external_id="j-1"), a_new_job(api)
    candidate = a_new_candidate(api, other["job_id"])
    kept = a_new_candidate(api, other["job_id"], email="kept@example.com")
    api("DELETE", f"/jobs/{job['job_id']}")
    api("DELETE", f"/candidates/{candidate['candidate_id']}")

    jobs, candidates = (done(api, "GET", f"/{kind}?updated_since={LONG_AGO}") for kind in ("jobs", "candidates"))

    assert [one["id"] for one in jobs["deleted"]] == [job["job_id"]]
    assert [one["id"] for one in candidates["deleted"]] == [candidate["candidate_id"]]
    assert ids(jobs, "job_id") == [other["job_id"]]
    assert ids(candidates, "candidate_id") == [kept["candidate_id"]]
    later = rfc3339(utc_now().replace(year=utc_now().year + 1))
    assert done(api, "GET", f"/jobs?updated_since={later}")["deleted"] == []
    stranger = found("Other").admin
    assert done(stranger, "GET", f"/jobs?updated_since={LONG_AGO}")["deleted"] == []


def test_a_removal_is_forgotten_after_thirty_days(api: Client, cloud: Database) -> None:
    job = a_new_job(api)
    api("DELETE", f"/jobs/{job['job_id']}")
    table = app.settings.tables.jobs
    [removal] = [
        one
        for one in cloud.client.scan(TableName=table)["Items"]
        if one["job_id"]["S"] == job["job_id"] and one["org_id"]["S"].endswith("#REMOVED")
    ]
    days = (int(removal["expiration"]["N"]) - time.time()) / 86_400
    assert 29.9 < days < 30.1


def test_a_seat_that_is_taken_or_freed_changes_the_slot(api: Client) -> None:
    job = a_new_job(api)
    slot = a_new_slot(api, job["job_id"])
    interview = a_new_interview(api, an_enabled_candidate(api, job["job_id"]), slot_id=slot["slot_id"])
    path = f"/interviews/slots/{slot['slot_id']}"
    taken = done(api, "GET", path)
    done(api, "POST", f"/interviews/{interview['interview_id']}/cancel", {"reason": "Filled."})
    freed = done(api, "GET", path)

    assert slot["updated_at"] < taken["updated_at"] < freed["updated_at"]
    assert slot["version"] == taken["version"] == freed["version"]


def test_closed_and_private_slots_are_among_the_changes(api: Client) -> None:
    interview = a_booked_interview(api)
    closed = a_new_slot(api, interview["job_id"], start_time="08:00", end_time="08:30")
    api("DELETE", f"/interviews/slots/{closed['slot_id']}")
    changes = done(api, "GET", f"/interviews/slots?updated_since={LONG_AGO}")
    assert [(one["slot_id"], one["status"]) for one in changes["items"]] == [
        (interview["slot_id"], "BOOKED"),
        (closed["slot_id"], "CANCELLED"),
    ]
    of_job = done(api, "GET", f"/interviews/slots?updated_since={LONG_AGO}&job_id=job_other")
    assert of_job["items"] == []


def test_an_opened_gate_changes_the_candidate(api: Client) -> None:
    job = a_new_job(api)
    candidate = a_new_candidate(api, job["job_id"])
    path = f"/candidates/{candidate['candidate_id']}"
    done(api, "POST", f"{path}/shortlist", {"shortlisted": True})
    shortlisted = done(api, "GET", path)
    done(api, "POST", f"{path}/shortlist", {"shortlisted": True})

    assert shortlisted["updated_at"] > candidate["updated_at"]
    assert done(api, "GET", path) == shortlisted
    changes = done(api, "GET", f"/candidates?updated_since={LONG_AGO}&shortlisted=true")
    assert ids(changes, "candidate_id") == [candidate["candidate_id"]]


@pytest.mark.parametrize(("action", "moves"), [("EMAIL_SENT", True), ("EMAIL_FAILED", True), ("JOINED", False)])
def test_an_email_that_went_out_changes_the_interview(api: Client, *, action: str, moves: bool) -> None:
    interview = a_booked_interview(api)
    org_id = done(api, "GET", "/organisation")["org_id"]
    at = rfc3339(utc_now())
    entry = {"org_id": org_id, "interview_id": interview["interview_id"], "action": action, "at": at, "actor": "x"}
    image = {"interview_key": f"{org_id}#{interview['interview_id']}", "entry_key": at, "entries": [entry]}
    record = {"eventID": "1", "eventName": "INSERT", "dynamodb": {"NewImage": encode(image), "SequenceNumber": "1"}}
    handler_of("functions.follow_interviews.handler.lambda_handler")({"Records": [record]}, lambda_context())

    after = done(api, "GET", f"/interviews/{interview['interview_id']}")
    assert (after["updated_at"] > interview["updated_at"]) is moves
    assert after["version"] == interview["version"]
    changes = done(api, "GET", f"/interviews?updated_since={LONG_AGO}")
    assert ids(changes, "interview_id") == [interview["interview_id"]]
