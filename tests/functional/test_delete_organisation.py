"""An organisation is deleted a week after the request, whatever step fails in between."""

from contextlib import suppress
from typing import Any
from unittest.mock import patch

import pytest

from functions.delete_organisations.handler import DeletionFailedError, lambda_handler
from functions.status_sweeper.handler import SweepFailedError
from functions.status_sweeper.handler import lambda_handler as lambda_of_sweeper
from greenroom.adapters.dynamodb import Database
from greenroom.adapters.organisations import Organisations
from greenroom.errors import InvalidStateError
from greenroom.models.caller import Caller
from greenroom.models.interview import Provider
from greenroom.models.meeting import HostedMeeting, Meeting
from greenroom.models.organisation import Mode, Role
from greenroom.models.test_mode import test_org_of as records_of
from greenroom.settings import TABLE_VARIABLES, settings
from greenroom.usecases.tokens import issue_token, tokens_work_on
from local.erasures import erase_again
from local.gateway import Client, lambda_context
from tests.clocks import Clock
from tests.faults.counting_mailer import Lifetime, ProcessDiedError
from tests.functional.ai_interviews import AN_OPEN_ROOM, an_invited_candidate_of
from tests.functional.console.members import a_member, signed_in
from tests.functional.own_list import SignInMailbox
from tests.functional.recruiter_requests import a_booked_interview, done, made
from tests.world import Founder, Tenant, app, aws, restored, versions_below

STAYS = {"erasures", "idempotency", "sign_ins"}
"""Tables that may keep items: tombstones, and items that expire within a day."""


@pytest.fixture
def acme(found: Founder, clock: Clock, mailbox: SignInMailbox) -> Tenant:
    """An organisation with one of each thing."""
    tenant = found(**AN_OPEN_ROOM)
    api = tenant.admin
    a_booked_interview(api)
    invited = an_invited_candidate_of(tenant, email="asha@example.com")
    invited.answers_some("First I write a test that fails.")
    made(api, "/members", {"email": "ben@acme.example.com", "role": "recruiter"})
    made(api, "/webhooks", {"url": "https://hooks.example.com/in", "notify_email": "ops@acme.example.com"})
    for content in (b"x", b"y"):
        aws("s3").put_object(Bucket=settings().documents_bucket, Key=f"imports/{tenant.org_id}/1", Body=content)
    return tenant


def an_hour(clock: Clock, **by: float) -> Any:
    """Run the hourly schedule, that much later."""
    clock.forward(**by)
    return lambda_handler({}, lambda_context(lambda: 900_000))


def left_of(cloud: Database, org_id: str) -> list[str]:
    """The items that still name the organisation, by table."""
    return [
        name
        for name in TABLE_VARIABLES
        if name not in STAYS
        for item in cloud.client.scan(TableName=getattr(settings().tables, name))["Items"]
        if org_id in str(item)
    ]


def files_of(org_id: str) -> list[str]:
    """In whatever version."""
    return [key for key in versions_below("") if org_id in key]


def ask(tenant: Tenant) -> Any:
    answer = tenant.admin("DELETE", "/organisation")
    assert answer.status == 202, answer.text
    return answer.json


def test_asking_deletes_nothing_and_says_when_it_will_be(acme: Tenant, clock: Clock) -> None:
    asked = ask(acme)
    assert ask(acme) == asked, "asked again, nothing changes"
    assert done(acme.admin, "GET", "/organisation")["deletes_at"] == asked["deletes_at"]
    assert an_hour(clock, days=6)["deleted"] == 0
    assert len(done(acme.admin, "GET", "/candidates")["items"]) == 2


def test_only_an_admin_may_ask(acme: Tenant) -> None:
    assert acme.with_role(Role.RECRUITER)("DELETE", "/organisation").status == 403


def test_it_can_be_taken_back_within_the_week(acme: Tenant, clock: Clock) -> None:
    ask(acme)
    kept = done(acme.admin, "PATCH", "/organisation", {"deletes_at": None})
    assert (kept["deletes_at"], kept["deletion_requested_at"]) == (None, None)
    an_hour(clock, days=8)
    assert len(done(acme.admin, "GET", "/candidates")["items"]) == 2


def test_after_a_week_nobody_gets_in_and_then_nothing_is_left(acme: Tenant, clock: Clock, cloud: Database) -> None:
    ask(acme)
    an_hour(clock, days=7, minutes=1)
    assert acme.admin("GET", "/organisation").status == 401
    an_hour(clock, minutes=5)
    assert "bookings" not in left_of(cloud, acme.org_id)
    assert "interviews" in left_of(cloud, acme.org_id), "cancellations are still on their way"
    an_hour(clock, hours=1)
    assert left_of(cloud, acme.org_id) == []
    assert files_of(acme.org_id) == []
    deletion = app.organisation_deletions.of(acme.org_id)
    assert deletion is not None
    assert (deletion.requested_by, deletion.deleted_at is not None) == ("token:first", True)


@pytest.mark.parametrize("calls", range(5, 120, 23))
def test_a_deletion_that_broke_off_continues_an_hour_later(
    acme: Tenant, clock: Clock, cloud: Database, calls: int
) -> None:
    ask(acme)
    life = Lifetime()
    events = cloud.client.meta.events

    def step(**_call: Any) -> None:
        life.step()

    events.register("before-call.dynamodb", step, unique_id="mortal")
    for _ in range(2):
        life.calls = calls
        with suppress(ProcessDiedError):
            an_hour(clock, days=8)
    events.unregister("before-call.dynamodb", step, unique_id="mortal")
    for _ in range(3):
        an_hour(clock, hours=1)
    assert left_of(cloud, acme.org_id) == []


def test_another_organisation_keeps_all_it_has(acme: Tenant, found: Founder, clock: Clock) -> None:
    other = found(min_notice_minutes=0)
    interview = a_booked_interview(other.admin)
    ask(acme)
    an_hour(clock, days=8)
    an_hour(clock, hours=1)
    assert done(other.admin, "GET", f"/interviews/{interview['interview_id']}")["status"] == "SCHEDULED"


def a_test_client(tenant: Tenant) -> Client:
    return Client(made(tenant.admin, "/tokens", {"name": "Trial", "role": "admin", "mode": "test"})["token"])


def test_rules_that_come_with_taking_it_back_are_compared_with_one_version(acme: Tenant) -> None:
    version = ask(acme)["version"]
    stale = {"If-Match": f'"{version - 1}"'}
    both = {"deletes_at": None, "name": "Acme Labs"}
    assert acme.admin("PATCH", "/organisation", both, headers=stale).code == "STALE_VERSION"
    assert done(acme.admin, "GET", "/organisation")["deletes_at"] is not None

    kept = acme.admin("PATCH", "/organisation", both, headers={"If-Match": f'"{version}"'})
    assert (kept.status, kept.json["deletes_at"], kept.json["name"]) == (200, None, "Acme Labs")


def test_test_records_go_too_that_were_made_within_the_week(acme: Tenant, clock: Clock, cloud: Database) -> None:
    ask(acme)
    test = a_test_client(acme)
    an_hour(clock, days=8)
    for _ in range(3):
        an_hour(clock, hours=1)
    assert test("GET", "/organisation").status == 401
    assert left_of(cloud, acme.org_id) == []


def test_test_records_go_too_that_a_test_token_kept(acme: Tenant, clock: Clock, cloud: Database) -> None:
    test = a_test_client(acme)
    ask(acme)
    done(test, "PATCH", "/organisation", {"deletes_at": None})
    an_hour(clock, days=8)
    assert test("PATCH", "/organisation", {"deletes_at": None}).code == "INVALID_STATE"
    for _ in range(3):
        an_hour(clock, hours=1)
    assert left_of(cloud, acme.org_id) == []


def test_test_records_go_too_whose_time_was_moved_on(acme: Tenant, clock: Clock, cloud: Database) -> None:
    test = a_test_client(acme)
    done(test, "POST", "/test/clock", {"advance_minutes": 525_600})
    assert test("DELETE", "/organisation").status == 202
    ask(acme)
    an_hour(clock, days=8)
    for _ in range(3):
        an_hour(clock, hours=1)
    assert left_of(cloud, acme.org_id) == []


@pytest.mark.parametrize("of_test_records", [False, True])
def test_a_token_that_is_being_made_does_not_outlive_the_deletion(
    acme: Tenant, clock: Clock, cloud: Database, of_test_records: bool
) -> None:
    ask(acme)
    clock.forward(days=8)
    by = Caller(acme.org_id, "token:first", Role.ADMIN)
    if of_test_records:
        by = tokens_work_on(Mode.TEST, by=by, organisations=app.organisations, now=app.now())

    def overtaken_by_the_deletion(org_id: str) -> Any:
        roster = Organisations.roster(app.organisations, org_id)
        lambda_handler({}, lambda_context(lambda: 900_000))
        return roster

    with patch.object(app.organisations, "roster", overtaken_by_the_deletion), pytest.raises(InvalidStateError):
        issue_token("tok_1", "Late", Role.ADMIN, None, by=by, organisations=app.organisations, now=app.now())
    for _ in range(3):
        an_hour(clock, hours=1)
    assert left_of(cloud, acme.org_id) == []


def test_a_member_who_is_signed_in_gets_nowhere_once_the_deletion_began(
    acme: Tenant, clock: Clock, mailbox: SignInMailbox
) -> None:
    a_member(acme)
    browser = signed_in(mailbox)
    asked = ask(acme)
    assert browser.get("/console").status == 200
    deletion = app.organisation_deletions.of(acme.org_id)
    assert deletion is not None
    assert app.organisation_deletions.begin(deletion)
    assert browser.get("/console").status == 303, asked


def test_a_meetings_pointer_goes_with_its_interview(acme: Tenant, clock: Clock, cloud: Database) -> None:
    interview_id = done(acme.admin, "GET", "/interviews")["items"][0]["interview_id"]
    hosted = HostedMeeting(meeting_id="zoom-1", join_url="https://zoom.example.com/1", host="ann@acme.example.com")
    made_there = Meeting(
        org_id=acme.org_id,
        interview_id=interview_id,
        provider=Provider.ZOOM,
        wanted_version=1,
        hosted=hosted,
        ends_at=app.now(),
    )
    assert app.meetings.replace(None, made_there) is not None
    app.meetings.note_id(made_there)
    ask(acme)
    an_hour(clock, days=8)
    an_hour(clock, hours=1)
    assert app.meetings.interview_of(acme.org_id, Provider.ZOOM, "zoom-1") is None
    assert left_of(cloud, acme.org_id) == []


def test_a_test_interview_that_runs_is_not_waited_for(acme: Tenant, clock: Clock, cloud: Database) -> None:
    test = Tenant(records_of(acme.org_id), a_test_client(acme))
    an_invited_candidate_of(test, email="yan@example.com").did("start")
    ask(test)
    an_hour(clock, days=8)
    for _ in range(2):
        an_hour(clock, hours=1)
    assert left_of(cloud, test.org_id) == []


def test_an_interview_that_runs_is_waited_for(found: Founder, clock: Clock, cloud: Database) -> None:
    tenant = found(**AN_OPEN_ROOM)
    an_invited_candidate_of(tenant).did("start")
    ask(tenant)
    with pytest.raises(DeletionFailedError):
        an_hour(clock, days=8)
    assert "sessions" in left_of(cloud, tenant.org_id)
    with suppress(SweepFailedError):  # over what other tests' organisations could not send
        lambda_of_sweeper({}, lambda_context(lambda: 55_000))
    an_hour(clock, hours=1)
    an_hour(clock, hours=1)
    assert left_of(cloud, tenant.org_id) == []


def all_tables(cloud: Database) -> dict[str, list[Any]]:
    """The items of all tables that a restore may bring back."""
    tables = (getattr(settings().tables, name) for name in TABLE_VARIABLES if name not in STAYS)
    return {name: cloud.client.scan(TableName=name)["Items"] for name in tables}


def test_a_restore_to_before_the_request_brings_no_deleted_organisation_back(
    acme: Tenant, clock: Clock, cloud: Database
) -> None:
    before, restored_to = all_tables(cloud), app.now().date()
    ask(acme)
    an_hour(clock, days=8)
    an_hour(clock, hours=1)
    assert left_of(cloud, acme.org_id) == []
    restored(cloud, before)
    assert acme.admin("GET", "/organisation").status == 200, "it is back with everything"

    again = erase_again(restored_to, app)
    assert (acme.org_id in again.organisations, again.failed) == (True, [])
    assert left_of(cloud, acme.org_id) == []
    assert acme.admin("GET", "/organisation").status == 401
    an_hour(clock, hours=1)
    assert left_of(cloud, acme.org_id) == []
    assert erase_again(restored_to, app).failed == [], "it may be repeated"


def test_a_request_that_a_restore_forgot_is_carried_out_all_the_same(
    acme: Tenant, clock: Clock, cloud: Database
) -> None:
    before, restored_to = all_tables(cloud), app.now().date()
    asked = ask(acme)
    restored(cloud, before)
    assert done(acme.admin, "GET", "/organisation")["deletes_at"] is None

    assert erase_again(restored_to, app).failed == []
    assert done(acme.admin, "GET", "/organisation")["deletes_at"] == asked["deletes_at"]
    an_hour(clock, days=8)
    an_hour(clock, hours=1)
    assert left_of(cloud, acme.org_id) == []
