"""Tokens of mode `test`: separate records, e-mails only to the organisation, and a clock that can be moved."""

import json
from collections.abc import Iterator
from copy import replace
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from typing import Any

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.adapters.language_model import OpenAILanguageModel
from greenroom.adapters.mailer import Mailer
from greenroom.adapters.parameters import Parameters
from greenroom.clock import rfc3339, utc_now
from greenroom.interviewing.interviewer import Failure, ModelFailedError
from greenroom.interviewing.plan_brief import PlanBrief
from greenroom.models.change_to_follow import ChangeToFollow
from greenroom.models.organisation import Role
from greenroom.models.test_mode import test_org_of as records_of
from greenroom.models.usage_record import UsageRecord
from greenroom.observability import INTERVIEW_USAGE
from greenroom.settings import Settings
from local.applications import with_parts
from local.gateway import Client, answered, handler_of, lambda_context, rest_event
from tests.functional.ai_interviews import an_invited_candidate_of
from tests.functional.recruiter_client import RecruiterClient
from tests.functional.recruiter_requests import (
    a_new_candidate,
    a_new_interview,
    a_new_job,
    an_enabled_candidate,
    done,
    made,
)
from tests.usage_lines import batch
from tests.world import Founder, Tenant, app

ACME = "hiring@acme.example.com"


@dataclass
class Ses:
    """A simple SES that keeps the e-mails."""

    sent: list[dict[str, Any]] = field(default_factory=list)

    def send_email(self, **request: Any) -> dict[str, str]:
        self.sent.append(request)
        return {"MessageId": f"message-{len(self.sent)}"}

    @property
    def recipients(self) -> list[str]:
        return [address for one in self.sent for address in one["Destination"]["ToAddresses"]]

    @property
    def subjects(self) -> list[str]:
        messages = [message_from_bytes(one["Content"]["Raw"]["Data"]) for one in self.sent]
        return [str(make_header(decode_header(message["Subject"]))).replace("\r\n", "") for message in messages]


@pytest.fixture
def ses(cloud: Database) -> Iterator[Ses]:
    ses = Ses()
    client: Any = ses
    with with_parts(app, mailer=Mailer(client, "mail", "interviews@example.com", app.organisations.address_of_tests)):
        yield ses


def a_test_client(tenant: Tenant, role: Role = Role.ADMIN) -> Client:
    return Client(made(tenant.admin, "/tokens", {"name": "Trial", "role": role.value, "mode": "test"})["token"])


@pytest.fixture
def acme(found: Founder) -> Tenant:
    return found(reply_to=ACME, min_notice_minutes=0)


def an_interview_in(api: Client, tenant: Tenant, database: Database, wait: timedelta) -> Any:
    """An AI interview of meera@example.com in so much time, with its session and its e-mail."""
    candidate = an_enabled_candidate(api, a_new_job(api)["job_id"])
    starts_at = (utc_now() + wait).replace(microsecond=0)
    interview = a_new_interview(api, candidate, starts_at=rfc3339(starts_at), duration_minutes=30)
    RecruiterClient(api, records_of(tenant.org_id), database).follow(interview)
    return interview


def session_state(interview_link: str) -> Any:
    key = {"X-Session-Key": interview_link.rpartition("=")[2]}
    return answered(rest_event("GET", "/ai/session", None, key))


def test_live_and_test_records_never_meet(acme: Tenant) -> None:
    live, test = acme.admin, a_test_client(acme)
    of_live, of_test = a_new_candidate(live), a_new_candidate(test)

    assert live("GET", f"/candidates/{of_test['candidate_id']}").code == "NOT_FOUND"
    assert test("GET", f"/candidates/{of_live['candidate_id']}").code == "NOT_FOUND"
    for api, own in ((live, of_live), (test, of_test)):
        assert [one["candidate_id"] for one in done(api, "GET", "/candidates")["items"]] == [own["candidate_id"]]
    assert done(test, "GET", "/organisation")["name"] == "Acme"
    done(test, "PATCH", "/organisation", {"policy": {"min_notice_minutes": 30}})
    assert done(live, "GET", "/organisation")["policy"]["min_notice_minutes"] == 0


def test_test_tokens_are_listed_and_revoked_by_the_live_admin_and_make_no_live_ones(acme: Tenant) -> None:
    issued = made(acme.admin, "/tokens", {"name": "Trial", "role": "admin", "mode": "test"})
    assert issued["mode"] == "test"
    test = Client(issued["token"])
    assert test("POST", "/tokens", {"name": "X", "role": "admin", "mode": "live"}).code == "FORBIDDEN"
    assert made(test, "/tokens", {"name": "Second", "role": "viewer"})["mode"] == "test"

    assert [one["mode"] for one in done(acme.admin, "GET", "/tokens")["items"]] == ["live"]
    listed = done(acme.admin, "GET", "/tokens?mode=test")["items"]
    assert [one["name"] for one in listed] == ["Trial", "Second"]
    [live] = done(acme.admin, "GET", "/tokens")["items"]
    assert test("DELETE", f"/tokens/{live['token_id']}").code == "NOT_FOUND"

    assert acme.admin("DELETE", f"/tokens/{issued['token_id']}").status == 204
    assert test("GET", "/jobs").status == 401
    assert acme.admin("DELETE", "/tokens/tok_none").code == "NOT_FOUND"


def test_test_tokens_count_towards_the_organisations_own_usage_plan(acme: Tenant) -> None:
    token = made(acme.admin, "/tokens", {"name": "Trial", "role": "admin", "mode": "test"})["token"]
    event = {
        "headers": {"Authorization": f"Token {token}"},
        "methodArn": "arn:aws:execute-api:us-east-1:123456789012:api/live/GET/api/v1/jobs",
    }
    answer = handler_of("functions.authorizer.handler.lambda_handler")(event, lambda_context())
    assert answer["usageIdentifierKey"] == f"key-of-{acme.org_id}"
    assert answer["context"]["org_id"] == records_of(acme.org_id)


def test_mails_of_test_records_go_to_the_organisation_and_say_for_whom(acme: Tenant, cloud: Database, ses: Ses) -> None:
    test = a_test_client(acme)
    # Settings of test records send no e-mail to others.
    done(test, "PATCH", "/organisation", {"policy": {"reply_to": "elsewhere@example.com"}})
    interview = an_interview_in(test, acme, cloud, timedelta(days=2))

    assert ses.recipients == [ACME]
    assert ses.subjects[0].startswith("[Test, for meera@example.com] ")
    message = message_from_bytes(ses.sent[0]["Content"]["Raw"]["Data"])
    assert message.get_all("To") == [ACME]
    assert len(message.get_all("Subject") or []) == 1
    assert done(test, "GET", f"/interviews/{interview['interview_id']}")["email"]["status"] == "SENT"


def test_without_an_address_of_the_organisation_nothing_is_sent_and_the_reason_says_so(
    found: Founder, cloud: Database, ses: Ses
) -> None:
    tenant = found(min_notice_minutes=0)
    test = a_test_client(tenant)

    interview = an_interview_in(test, tenant, cloud, timedelta(days=2))

    email = done(test, "GET", f"/interviews/{interview['interview_id']}")["email"]
    assert (email["status"], ses.sent) == ("FAILED", [])
    assert "reply_to" in email["reason"]


def test_the_time_of_test_records_is_moved_on_to_reminder_room_and_no_show(
    acme: Tenant, cloud: Database, ses: Ses
) -> None:
    test, live = a_test_client(acme), acme.admin
    interview = an_interview_in(test, acme, cloud, timedelta(days=2))
    path = f"/interviews/{interview['interview_id']}"
    link = done(test, "GET", path)["interview_link"]
    assert session_state(link).json["state"] == "EARLY"
    ses.sent.clear()

    moved = done(test, "POST", "/test/clock", {"advance_minutes": 24 * 60 + 10})
    assert (moved["reminded"], moved["no_show"]) == (1, 0)
    assert ses.recipients == [ACME]

    moved = done(test, "POST", "/test/clock", {"to": interview["started_at"]})
    starts_at = datetime.fromisoformat(interview["started_at"])
    assert datetime.fromisoformat(moved["now"]) >= starts_at
    told = session_state(link).json
    assert told["state"] == "OPEN"
    assert datetime.fromisoformat(told["server_time"]) >= starts_at

    moved = done(test, "POST", "/test/clock", {"advance_minutes": 11})
    assert (moved["no_show"], moved["is_finished"]) == (1, True)
    assert done(test, "GET", path)["status"] == "NO_SHOW"
    ends = [one["at"] for one in done(test, "GET", f"{path}/logs")["items"] if one["action"] == "NO_SHOW"]
    assert datetime.fromisoformat(ends[0]) > starts_at

    # A booking in the past of the test clock is refused, while live records use the real time.
    soon = {"starts_at": rfc3339(datetime.now(UTC) + timedelta(hours=5)), "duration_minutes": 30}
    for api, status in ((test, 409), (live, 201)):
        candidate = an_enabled_candidate(api, a_new_job(api)["job_id"])
        ids = {"candidate_id": candidate["candidate_id"], "job_id": candidate["job_id"]}
        assert api("POST", "/interviews", {**ids, **soon}).status == status


def test_the_room_of_a_test_interview_is_entered_by_both(acme: Tenant) -> None:
    test = a_test_client(acme)
    candidate = an_enabled_candidate(test, a_new_job(test)["job_id"], online=True)
    starts_at = (utc_now() + timedelta(minutes=2)).replace(microsecond=0)
    interview = a_new_interview(
        test, candidate, interview_type="ONLINE", starts_at=rfc3339(starts_at), duration_minutes=30
    )
    path = f"/api/v1/interviews/{interview['interview_id']}/join"
    for as_whom, name in (("interviewer", "room_id"), ("candidate", "candidate_room_id")):
        joined = answered(rest_event("POST", path, {"room_id": interview[name], "as": as_whom}))
        assert joined.status == 200, joined.text
    page = answered(rest_event("GET", interview["meeting_link"].removeprefix("https://portal.example.com")))
    assert page.status == 200


def test_the_clock_is_for_test_tokens_and_never_goes_back(acme: Tenant) -> None:
    test = a_test_client(acme, Role.RECRUITER)
    done(test, "POST", "/test/clock", {"advance_minutes": 60})

    assert acme.admin("POST", "/test/clock", {"advance_minutes": 60}).code == "FORBIDDEN"
    assert test("POST", "/test/clock", {"to": rfc3339(utc_now())}).code == "INVALID_STATE"
    both = {"advance_minutes": 60, "to": rfc3339(utc_now() + timedelta(days=1))}
    assert [test("POST", "/test/clock", body).code for body in ({}, both)] == ["VALIDATION"] * 2


def test_a_move_of_the_clock_that_comes_twice_under_its_key_is_made_once(acme: Tenant) -> None:
    test = a_test_client(acme)
    key = {"Idempotency-Key": "two-days"}

    answers = [test("POST", "/test/clock", {"advance_minutes": 2 * 24 * 60}, headers=key).json for _ in range(2)]

    assert answers[0] == answers[1]
    assert done(test, "POST", "/test/clock", {"advance_minutes": 1})["ahead_seconds"] == (2 * 24 * 60 + 1) * 60


def test_queued_work_of_test_records_uses_their_clock(acme: Tenant, cloud: Database, ses: Ses) -> None:
    test, org_id = a_test_client(acme), records_of(acme.org_id)
    interview = an_interview_in(test, acme, cloud, timedelta(days=2))
    moved_to = done(test, "POST", "/test/clock", {"advance_minutes": 60})["now"]
    before = app.organisations.organisation(org_id)
    app.organisations.change(before.changed(name="Acme Labs", version=before.version + 1), before.version)

    change = ChangeToFollow(org_id=org_id, actor="token:Trial")
    handle = handler_of("functions.follow_changes.handler.lambda_handler")
    app.ahead = timedelta(0)  # a process of its own
    handle({"Records": [{"body": change.model_dump_json()}]}, lambda_context())

    assert done(test, "GET", f"/interviews/{interview['interview_id']}")["updated_at"] >= moved_to


def test_usage_of_test_records_is_not_counted(acme: Tenant, cloud: Database, ses: Ses) -> None:
    test = a_test_client(acme)
    interview = an_interview_in(test, acme, cloud, timedelta(days=2))
    record = UsageRecord(
        org_id=records_of(acme.org_id),
        interview_id=interview["interview_id"],
        function_request_id="request",
        used_at=utc_now(),
        amounts={"read_units": 5},
    )
    handle = handler_of("functions.record_usage.handler.lambda_handler")
    for org_id, stored in ((records_of(acme.org_id), 0), (acme.org_id, 1)):
        line = record.changed(org_id=org_id).model_dump(mode="json") | {"message": INTERVIEW_USAGE}
        assert handle(batch(json.dumps(line)), lambda_context()) == {"stored": stored}
    cost = done(test, "GET", f"/interviews/{interview['interview_id']}/cost")
    assert float(cost["usd"]) == 0


def test_a_model_is_asked_about_live_records_only(
    acme: Tenant, cloud: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_about: list[str] = []

    def plan(_: object, brief: PlanBrief, **__: object) -> None:
        asked_about.append(brief.job_title)
        raise ModelFailedError(Failure.MISCONFIGURED, "as good as any answer here")

    monkeypatch.setattr(OpenAILanguageModel, "plan", plan)
    monkeypatch.setattr(Parameters, "model_key", lambda *_: "some-key")
    names = ("OPENAI_MODEL", "OPENAI_KEY_PARAMETER", "OPENAI_TRANSCRIPTION_MODEL")
    chosen = Settings({**app.settings.environment, **dict.fromkeys(names, "some-name")})
    with with_parts(app, settings=chosen):
        for title, tenant in (
            ("Tried", replace(acme, org_id=records_of(acme.org_id), admin=a_test_client(acme))),
            ("Real", acme),
        ):
            invited = an_invited_candidate_of(tenant, job={"job_title": title})
            assert invited("session", method="GET").status == 200
            assert (app.has_model, app.transcriber() is not None) == (title == "Real",) * 2
    assert set(asked_about) == {"Real"}


def test_a_person_in_test_records_has_no_list_of_their_own_and_a_member_no_sign_in(acme: Tenant) -> None:
    test = a_test_client(acme)
    a_new_candidate(test, email="only.in.tests@example.com")
    member = made(test, "/members", {"email": "tester@example.com", "role": "viewer"})

    assert app.own_records.keys_of(app.candidates.address_key("only.in.tests@example.com")) == []
    assert app.members.of_address(app.members.address_key(member["email"])) == []
    assert [one["email"] for one in done(test, "GET", "/members")["items"]] == ["tester@example.com"]


def test_with_an_organisation_its_test_records_are_deleted_or_kept(acme: Tenant) -> None:
    test = a_test_client(acme)

    asked = acme.admin("DELETE", "/organisation").json
    assert asked["deletes_at"] is not None
    assert done(test, "GET", "/organisation")["deletes_at"] == asked["deletes_at"]

    done(acme.admin, "PATCH", "/organisation", {"deletes_at": None})
    assert done(test, "GET", "/organisation")["deletes_at"] is None
