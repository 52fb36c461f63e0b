"""All of an organisation's data is exported part by part from a queue, and a failed export continues."""

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest

from functions.export_organisation.handler import lambda_handler
from greenroom.adapters.dynamodb import Database
from greenroom.settings import settings
from greenroom.usecases import export_organisation
from local.gateway import lambda_context
from tests.clocks import Clock
from tests.faults.counting_mailer import Lifetime, ProcessDiedError
from tests.functional.ai_interviews import AN_OPEN_ROOM, a_clock, an_invited_candidate_of
from tests.functional.own_list import SignInMailbox
from tests.functional.recruiter_requests import a_booked_interview, done, made
from tests.world import Founder, Tenant, app, versions_below

RESUME = b"%PDF-1.7 of Meera"


@pytest.fixture
def clock(cloud: Database) -> Iterator[Clock]:
    with a_clock() as running:
        yield running


@pytest.fixture
def acme(found: Founder, clock: Clock, mailbox: SignInMailbox) -> Iterator[Tenant]:
    tenant = found(**AN_OPEN_ROOM)
    api = tenant.admin
    interview = a_booked_interview(api)
    an_invited_candidate_of(tenant, email="asha@example.com").answers_some("First I write a test that fails.")
    made(api, "/members", {"email": "ben@acme.example.com", "role": "recruiter"})
    key = f"resumes/{tenant.org_id}/{interview['candidate_id']}/res_1.pdf"
    boto3.client("s3").put_object(Bucket=settings().documents_bucket, Key=key, Body=RESUME)
    yield tenant
    taken()


def taken() -> list[str]:
    """Takes all messages out of the queue and returns their bodies."""
    sqs, queue, bodies = boto3.client("sqs"), settings().exports_queue_url, []
    while messages := sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            bodies.append(message["Body"])
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    return bodies


def worked(bodies: list[str], milliseconds: int = 900_000) -> None:
    for body in bodies:
        lambda_handler({"Records": [{"body": body}]}, lambda_context(lambda: milliseconds))


def asked(tenant: Tenant) -> Any:
    return done(tenant.admin, "GET", "/organisation/export")


def content_of(part: Any) -> bytes:
    key = urlsplit(part["url"]).path.lstrip("/")
    found = boto3.client("s3").get_object(
        Bucket=settings().documents_bucket, Key=key.removeprefix(f"{settings().documents_bucket}/")
    )
    return bytes(found["Body"].read())


def lines_of(export: Any) -> list[Any]:
    parts = [part for part in export["parts"] if part["name"].endswith(".jsonl")]
    return [json.loads(line) for part in parts for line in content_of(part).splitlines()]


def test_everything_goes_out_once_it_is_made(acme: Tenant) -> None:
    assert (asked(acme)["status"], asked(acme)["parts"]) == ("PREPARING", [])
    bodies = taken()
    assert len(bodies) == 1, "asked again, nothing more is begun"
    worked(bodies)

    export = asked(acme)
    assert export["status"] == "READY"
    lines = lines_of(export)
    kinds = {line["kind"] for line in lines}
    assert kinds >= {"organisation", "members", "jobs", "candidates", "matches", "slots", "interviews"}
    assert kinds >= {"logs", "bookings", "sessions"}
    text = json.dumps(lines)
    assert "meera@example.com" in text
    assert "First I write a test that fails." in text
    [archive] = [part for part in export["parts"] if part["name"].endswith("-files.zip")]
    with zipfile.ZipFile(io.BytesIO(content_of(archive))) as packed:
        assert [packed.read(name) for name in packed.namelist()] == [RESUME]


def test_head_begins_no_export_and_answers_as_get_would(acme: Tenant) -> None:
    looked = acme.admin("HEAD", "/organisation/export")
    assert (looked.status, looked.text, taken()) == (200, "", [])
    assert app.organisation_exports.newest(acme.org_id) is None
    assert asked(acme)["status"] == "PREPARING"
    assert len(taken()) == 1


def test_no_part_is_begun_once_the_organisation_is_being_deleted(acme: Tenant, clock: Clock) -> None:
    asked(acme)
    bodies = taken()
    assert acme.admin("DELETE", "/organisation").status == 202
    clock.forward(days=8)
    [deletion] = [one for one in app.organisation_deletions.all() if one.org_id == acme.org_id]
    assert app.organisation_deletions.begin(deletion)
    worked(bodies)
    assert versions_below(f"exports/{acme.org_id}/") == []


def test_nothing_goes_out_that_opens_something(acme: Tenant) -> None:
    asked(acme)
    worked(taken())
    names = {name for line in lines_of(asked(acme)) for name in line["item"]}
    assert names & {"token_hash", "session_hash", "room_id", "address_key", "usage_key"} == set()


def test_nothing_of_others_goes_out(acme: Tenant, found: Founder) -> None:
    a_booked_interview(found(**AN_OPEN_ROOM).admin)
    asked(acme)
    worked(taken())
    assert {line["item"].get("org_id", acme.org_id).split("#")[0] for line in lines_of(asked(acme))} == {acme.org_id}


def test_it_comes_in_small_parts_and_goes_on_where_there_was_no_time(
    acme: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_organisation, "LINES_OF_A_PART", 1)
    monkeypatch.setattr(export_organisation, "ITEMS_AT_ONCE", 1)
    asked(acme)
    worked(taken(), milliseconds=1)
    assert asked(acme)["status"] == "PREPARING"
    worked(taken())
    export = asked(acme)
    assert len([part for part in export["parts"] if part["name"].endswith("-candidates.jsonl")]) == 2


@pytest.mark.parametrize("calls", [1, 4, 9, 15, 22])
def test_an_export_that_broke_off_continues_and_exports_nothing_twice(
    acme: Tenant, cloud: Database, calls: int
) -> None:
    asked(acme)
    bodies, life = taken(), Lifetime(calls)
    events = cloud.client.meta.events

    def step(**_call: Any) -> None:
        life.step()

    events.register("before-call.dynamodb", step, unique_id="mortal")
    with suppress(ProcessDiedError):
        worked(bodies)
    events.unregister("before-call.dynamodb", step, unique_id="mortal")
    worked(bodies)
    lines = lines_of(asked(acme))
    assert len([line for line in lines if line["kind"] == "candidates"]) == 2
    assert len({json.dumps(line, sort_keys=True) for line in lines}) == len(lines)


def test_a_message_that_got_lost_is_left_again_and_a_day_later_a_new_one_is_made(acme: Tenant, clock: Clock) -> None:
    asked(acme)
    taken()
    clock.forward(hours=2)
    asked(acme)
    worked(taken())
    assert asked(acme)["status"] == "READY"
    clock.forward(hours=25)
    assert asked(acme)["status"] == "PREPARING"
