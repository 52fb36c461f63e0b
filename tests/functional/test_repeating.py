"""`Idempotency-Key` on POST and PUT, also if the process died between making a record and storing the answer."""

from typing import Any
from unittest.mock import Mock

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.settings import TABLE_VARIABLES, settings
from local.applications import with_parts
from local.gateway import Client, answered, rest_event
from tests.functional.recruiter_requests import IN_TWO_DAYS, JOB, a_new_job, a_new_slot, an_enabled_candidate, done
from tests.world import Founder, Tenant, app

KEY = {"Idempotency-Key": "once"}


def forget_answers(cloud: Database) -> None:
    """Delete stored answers, as if the process had died after making the record and before storing its answer."""
    table = settings().tables.idempotency
    for item in cloud.client.scan(TableName=table)["Items"]:
        if not item["id"]["S"].startswith("made#"):
            cloud.client.delete_item(TableName=table, Key={"id": item["id"]})


def test_the_same_key_and_body_replays_the_stored_answer(api: Client) -> None:
    first = api("POST", "/jobs", JOB, headers=KEY)
    again = api("POST", "/jobs", JOB, headers=KEY)

    assert (again.status, again.json) == (first.status, first.json)
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(done(api, "GET", "/jobs")["items"]) == 1


def test_the_same_key_with_another_body_is_refused(api: Client) -> None:
    api("POST", "/jobs", JOB, headers=KEY)

    refused = api("POST", "/jobs", {**JOB, "job_title": "Other"}, headers=KEY)

    assert (refused.status, refused.code) == (409, "IDEMPOTENCY_MISMATCH")
    assert len(done(api, "GET", "/jobs")["items"]) == 1


def test_a_refusal_is_not_kept(api: Client) -> None:
    assert api("POST", "/jobs", {**JOB, "job_title": ""}, headers=KEY).status == 400

    assert api("POST", "/jobs", JOB, headers=KEY).status == 201


def test_two_organisations_may_use_the_same_key(api: Client, found: Founder) -> None:
    mine = api("POST", "/jobs", JOB, headers=KEY)
    theirs = found("Other").admin("POST", "/jobs", JOB, headers=KEY)

    assert theirs.status == 201
    assert theirs.json["job_id"] != mine.json["job_id"]


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_a_key_that_is_none_is_refused(api: Client, key: str) -> None:
    assert api("POST", "/jobs", JOB, headers={"Idempotency-Key": key}).code == "VALIDATION"
    assert done(api, "GET", "/jobs")["items"] == []


def test_a_put_is_replayed_and_changes_once(api: Client) -> None:
    job = a_new_job(api)
    body = {**JOB, "domain": "Data"}

    first = api("PUT", f"/jobs/{job['job_id']}", body, headers=KEY)
    again = api("PUT", f"/jobs/{job['job_id']}", body, headers=KEY)

    assert first.json == again.json
    assert done(api, "GET", f"/jobs/{job['job_id']}")["version"] == 2


def creations(api: Client) -> list[tuple[str, dict[str, Any], str]]:
    """Each route that makes a record, with a body and the list of such records."""
    job = a_new_job(api)["job_id"]
    candidate = an_enabled_candidate(api, job)["candidate_id"]
    slot = a_new_slot(api, job)["slot_id"]
    a_slot = {"job_id": job, "start_time": "18:00", "end_time": "18:30"}
    interview = {"candidate_id": candidate, "job_id": job}
    return [
        ("/jobs", JOB, "/jobs"),
        ("/candidates", {"full_name": "Asha", "email": "asha@example.com"}, "/candidates"),
        ("/interviews/slots", {**a_slot, "interview_date": IN_TWO_DAYS}, "/interviews/slots"),
        ("/interviews/slots/bulk", {**a_slot, "dates": [IN_TWO_DAYS]}, "/interviews/slots"),
        ("/interviews", interview, "/interviews"),
        ("/interviews", {**interview, "slot_id": slot}, "/interviews"),
        ("/interviews", {**interview, "starts_at": f"{IN_TWO_DAYS}T20:00:00Z", "duration_minutes": 30}, "/interviews"),
        ("/tokens", {"name": "ATS", "role": "viewer"}, "/tokens"),
    ]


@pytest.mark.parametrize("number", range(8))
def test_a_repetition_after_a_death_makes_no_second_one(api: Client, cloud: Database, number: int) -> None:
    path, body, listing = creations(api)[number]
    first = api("POST", path, body, headers=KEY)
    assert first.status == 201, first.text
    before = done(api, "GET", listing)["items"]

    forget_answers(cloud)
    again = api("POST", path, body, headers=KEY)

    assert again.status == 201, again.text
    assert again.json == first.json | ({"token": None} if "token" in first.json else {})
    assert done(api, "GET", listing)["items"] == before


def test_while_the_first_is_at_work_the_second_is_asked_to_wait(api: Client) -> None:
    answers = []

    def meanwhile(*_: object, **__: object) -> None:
        answers.append(api("POST", "/jobs", JOB, headers=KEY))
        raise RuntimeError

    with with_parts(app, jobs=Mock(create=meanwhile)):
        assert api("POST", "/jobs", JOB, headers=KEY).status == 500

    assert (answers[0].status, answers[0].code) == (503, "BUSY")
    assert answers[0].headers["Retry-After"] == "1"


def test_a_replayed_answer_shows_the_link_again_though_it_is_stored_nowhere(api: Client, cloud: Database) -> None:
    job = a_new_job(api)
    candidate, slot = an_enabled_candidate(api, job["job_id"]), a_new_slot(api, job["job_id"])
    booking = {"candidate_id": candidate["candidate_id"], "job_id": job["job_id"], "slot_id": slot["slot_id"]}

    def twice(key: str, method: str, path: str, body: object) -> str:
        first, again = (api(method, path, body, headers={"Idempotency-Key": key}) for _ in range(2))
        assert again.headers["Idempotency-Replayed"] == "true"
        assert again.json == first.json
        return str(first.json["interview_link"])

    made = twice("make", "POST", "/interviews", booking)
    interview = done(api, "GET", "/interviews")["items"][0]
    asked = {"interview_id": interview["interview_id"]}
    shown = twice("session", "POST", "/interviews/schedules/create_interview_session", asked)
    noted = twice("note", "PUT", f"/interviews/{interview['interview_id']}", {"booking_notes": "Bring water."})
    assert made == shown == noted == interview["interview_link"]

    key = made.partition("session_key=")[2]
    assert len(key) == 64
    assert tables_with(key, cloud) == []


def test_a_replayed_answer_shows_the_room_ids_again_which_stand_nowhere(organisation: Tenant, cloud: Database) -> None:
    api = organisation.admin
    job = a_new_job(api)
    candidate = an_enabled_candidate(api, job["job_id"], online=True)
    meeting = {"candidate_id": candidate["candidate_id"], "job_id": job["job_id"], "interview_type": "ONLINE"}
    first, again = (api("POST", "/interviews", meeting, headers={"Idempotency-Key": "room"}) for _ in range(2))
    assert (first.status, again.headers["Idempotency-Replayed"]) == (201, "true")
    assert again.json == first.json
    assert again.json["room_id"] in again.json["meeting_link"]
    stored = app.interviews.get(organisation.org_id, first.json["interview_id"]).room_id
    assert stored
    for room_id in (first.json["room_id"], first.json["candidate_room_id"]):
        assert room_id.startswith(f"{organisation.org_id}-")
        assert tables_with(room_id, cloud) == []
        assert tables_with(room_id.partition("-")[2], cloud) == []
    # The stored value is no valid room id, with or without its dot or the organisation's id.
    for guess in (stored, stored.replace(".", ""), stored.partition(".")[2]):
        body = {"room_id": guess, "as": "interviewer"}
        answer = answered(rest_event("POST", f"/api/v1/interviews/{first.json['interview_id']}/join", body))
        assert answer.status == 404


def tables_with(text: str, cloud: Database) -> list[str]:
    """The tables in which a text stands."""
    tables = {name: getattr(settings().tables, name) for name in TABLE_VARIABLES}
    return [name for name, table in tables.items() if text in str(cloud.client.scan(TableName=table)["Items"])]
