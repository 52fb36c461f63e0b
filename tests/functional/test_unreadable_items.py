"""An unreadable item affects nothing else: it is left out, logged and counted, and the other items are handled."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from functions.send_webhooks import handler as webhooks
from functions.status_sweeper import handler as sweeper
from greenroom.adapters.dynamodb import Database
from greenroom.adapters.unreadable import unreadable_items
from greenroom.clock import utc_now
from greenroom.models.organisation import Role
from greenroom.settings import settings
from local.applications import with_parts
from local.gateway import Client, lambda_context
from tests.functional.ai_interviews import InvitedCandidate
from tests.functional.recruiter_requests import (
    a_booked_interview,
    a_new_candidate,
    a_new_interview,
    a_new_job,
    a_new_slot,
    an_enabled_candidate,
    done,
    made,
)
from tests.world import Tenant, app

LISTS = (
    "/jobs",
    "/candidates",
    "/interviews",
    "/interviews?from=2020-01-01",
    "/interviews/slots",
    "/tokens",
    "/webhooks",
    "/dashboard",
)
KEYS = {
    "jobs": ("org_id", "job_id"),
    "candidates": ("org_id", "candidate_id"),
    "interviews": ("org_id", "interview_id"),
    "slots": ("org_id", "slot_id"),
    "matches": ("org_id", "match_id"),
    "webhooks": ("org_id", "webhook_id"),
}
INDEXED = ("due_shard", "due_at", "started_at", "starts_at", "candidate_id", "job_id", "status")
"""Attributes of indexes are kept, so that the broken item is still found by the indexes."""


@pytest.fixture(autouse=True)
def _nothing_noted_before() -> Iterator[None]:
    unreadable_items.taken()
    yield
    unreadable_items.taken()


def break_items(cloud: Database, table: str, org_id: str, is_meant: Callable[[dict[str, Any]], bool]) -> int:
    """Remove all attributes but keys and those of indexes. Returns the number of items."""
    name, broken = getattr(settings().tables, table), 0
    for item in cloud.client.scan(TableName=name)["Items"]:
        if item.get("org_id", {}).get("S") != org_id or not is_meant(item):
            continue
        kept = {key: item[key] for key in (*KEYS[table], *INDEXED) if key in item}
        cloud.client.put_item(TableName=name, Item=kept)
        broken += 1
    return broken


def of(attribute: str, value: str) -> Callable[[dict[str, Any]], bool]:
    return lambda item: item.get(attribute, {}).get("S") == value


def two_booked(api: Client) -> list[Any]:
    """Two interviews of two candidates, with their own jobs and slots."""
    booked = []
    for email in ("asha@example.com", "ben@example.com"):
        job = a_new_job(api)["job_id"]
        candidate = an_enabled_candidate(api, job, email=email)
        booked.append(a_new_interview(api, candidate, slot_id=a_new_slot(api, job)["slot_id"]))
    return booked


def all_lists(api: Client) -> dict[str, Any]:
    return {path: done(api, "GET", path) for path in LISTS}


def ids_in(answer: Any, name: str) -> set[str]:
    return {item[name] for item in answer["items"]}


@pytest.mark.parametrize(
    ("table", "name", "path"),
    [
        ("jobs", "job_id", "/jobs"),
        ("candidates", "candidate_id", "/candidates"),
        ("interviews", "interview_id", "/interviews"),
        ("slots", "slot_id", "/interviews/slots"),
    ],
)
def test_a_broken_item_is_left_out_of_lists_which_say_so_and_the_others_are_shown(
    cloud: Database, organisation: Tenant, table: str, name: str, path: str
) -> None:
    broken, whole = two_booked(organisation.admin)
    assert break_items(cloud, table, organisation.org_id, of(name, broken[name])) == 1
    answer = all_lists(organisation.admin)[path]
    assert ids_in(answer, name) == {whole[name]}
    assert answer["not_shown"] == 1
    if table != "slots":
        assert organisation.admin("GET", f"{path}/{whole[name]}").status == 200


def test_a_whole_list_says_nothing_of_what_is_not_shown(organisation: Tenant) -> None:
    a_new_job(organisation.admin)
    assert set(done(organisation.admin, "GET", "/jobs")) == {"items", "next_cursor"}


def test_broken_gates_leave_the_candidate_in_the_list(cloud: Database, organisation: Tenant) -> None:
    interview = a_booked_interview(organisation.admin)
    assert break_items(cloud, "matches", organisation.org_id, lambda _item: True) >= 1
    [candidate] = done(organisation.admin, "GET", "/candidates")["items"]
    assert (candidate["candidate_id"], candidate["shortlisted"]) == (interview["candidate_id"], False)


def test_a_sweep_settles_all_but_the_broken_interview(cloud: Database, organisation: Tenant) -> None:
    broken, whole = two_booked(organisation.admin)
    break_items(cloud, "interviews", organisation.org_id, of("interview_id", broken["interview_id"]))
    with with_parts(app, clock=lambda: utc_now() + timedelta(days=4)):
        answer = done(organisation.admin, "POST", "/interviews/auto-update-status")
        assert answer["no_show"] == 1
        sweeper.lambda_handler({}, lambda_context())
    assert done(organisation.admin, "GET", f"/interviews/{whole['interview_id']}")["status"] == "NO_SHOW"


def test_the_log_names_the_item_by_its_ids_and_says_what_is_wrong_with_it(
    cloud: Database, organisation: Tenant, caplog: pytest.LogCaptureFixture
) -> None:
    candidate = a_new_candidate(organisation.admin)
    break_items(cloud, "candidates", organisation.org_id, of("candidate_id", candidate["candidate_id"]))
    done(organisation.admin, "GET", "/candidates")
    [told] = [vars(record) for record in caplog.records if record.message == "unreadable"]
    assert told["key"]["candidate_id"] == candidate["candidate_id"]
    assert told["table"] == settings().tables.candidates
    assert {"email", "full_name"} <= set(told["attributes"])
    assert candidate["email"] not in str(told)


def test_a_broken_endpoint_keeps_no_other_from_being_told(cloud: Database, organisation: Tenant) -> None:
    endpoints = [
        made(
            organisation.admin,
            "/webhooks",
            {"url": f"https://hooks{n}.example.com/", "notify_email": "ops@example.com"},
        )
        for n in range(2)
    ]
    break_items(cloud, "webhooks", organisation.org_id, of("webhook_id", endpoints[0]["webhook_id"]))
    assert ids_in(done(organisation.admin, "GET", "/webhooks"), "webhook_id") == {endpoints[1]["webhook_id"]}
    assert webhooks.lambda_handler({}, lambda_context()) == {"delivered": 0, "failed": 0}


def rating_of(cloud: Database, invited: InvitedCandidate) -> dict[str, Any]:
    found = cloud.client.scan(TableName=settings().tables.sessions)["Items"]
    [rating] = [one for one in found if one["part"]["S"].startswith("RATING#") and invited.session_hash in str(one)]
    return rating


def test_a_broken_rating_leaves_the_others_and_its_link_is_named_by_a_hash(
    cloud: Database, invited: InvitedCandidate, caplog: pytest.LogCaptureFixture
) -> None:
    invited.answers_some("First I write a test that fails.")
    path, admin = f"/interviews/{invited.interview_id}/ratings", invited.tenant.admin
    criterion = done(admin, "GET", path)["criteria"][0]["criterion"]
    made(admin, path, {"criterion": criterion, "score": 4})
    rating = rating_of(cloud, invited)
    key = {name: rating[name] for name in ("session_hash", "part")}
    cloud.client.put_item(TableName=settings().tables.sessions, Item=key)
    made(invited.tenant.with_role(Role.RECRUITER), path, {"criterion": criterion, "score": 2})
    [shown] = [one for one in done(admin, "GET", path)["criteria"] if one["criterion"] == criterion]
    assert shown["criterion"] == criterion
    told = [vars(record) for record in caplog.records if record.message == "unreadable"]
    assert told[-1]["key"] == {"session_hash": invited.session_hash, "part": rating["part"]["S"]}


def test_a_log_without_its_entries_is_shown_without_them(cloud: Database, organisation: Tenant) -> None:
    interview = a_booked_interview(organisation.admin)
    path = f"/interviews/{interview['interview_id']}/logs"
    before = done(organisation.admin, "GET", path)["items"]
    [item] = [
        one
        for one in cloud.client.scan(TableName=settings().tables.logs)["Items"]
        if one["interview_key"]["S"].endswith(interview["interview_id"])
    ]
    bare = {name: item[name] for name in ("interview_key", "entry_key")}
    cloud.client.put_item(TableName=settings().tables.logs, Item=bare)
    assert (len(before) >= 1, done(organisation.admin, "GET", path)["items"]) == (True, [])
    assert organisation.admin("DELETE", f"/candidates/{interview['candidate_id']}").status == 204


def test_an_interview_whose_booking_is_broken_is_named_by_the_sweep_and_counted(
    cloud: Database, organisation: Tenant, caplog: pytest.LogCaptureFixture
) -> None:
    interview = a_booked_interview(organisation.admin)
    key = {"booking_id": {"S": f"{organisation.org_id}#{interview['interview_id']}"}, "status": {"S": "ACTIVE"}}
    cloud.client.put_item(TableName=settings().tables.bookings, Item=key)
    with with_parts(app, clock=lambda: utc_now() + timedelta(days=4)), pytest.raises(sweeper.SweepFailedError):
        sweeper.lambda_handler({}, lambda_context())
    told = [vars(record) for record in caplog.records if record.message == "unreadable"]
    named = {one["table"]: one["key"] for one in told}
    assert named[settings().tables.bookings] == {"booking_id": f"{organisation.org_id}#{interview['interview_id']}"}
