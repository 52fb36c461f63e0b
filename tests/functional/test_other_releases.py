"""Attributes that another release stored in an item stay there through every write of this release.

Every item gets an attribute that this release does not know. Then each kind of write is made once, and all changed
items must still have the attribute.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from functions.follow_interviews import handler as follow_interviews
from functions.status_sweeper import handler as sweeper
from greenroom.adapters.dynamodb import Database
from greenroom.clock import utc_now
from greenroom.models.caller import Caller
from greenroom.models.interview import Provider
from greenroom.models.meeting import Meeting
from greenroom.models.organisation import Role
from greenroom.models.webhook import Event, WebhookDelivery, WebhookEvent
from greenroom.settings import TABLE_VARIABLES, settings
from greenroom.usecases.invite import on_booking_changed
from local.applications import with_parts
from local.gateway import lambda_context
from tests.clocks import Clock
from tests.faults.counting_mailer import CountingMailer
from tests.functional import matches
from tests.functional.ai_interviews import (
    AN_OPEN_ROOM,
    InvitedCandidate,
    a_clock,
    an_invited_candidate_of,
    make_report,
)
from tests.functional.own_list import sign_in_mailbox
from tests.functional.recruiter_client import RecruiterClient
from tests.functional.recruiter_requests import (
    IN_TWO_DAYS,
    a_new_interview,
    a_new_job,
    a_new_slot,
    an_enabled_candidate,
    done,
    made,
)
from tests.world import Founder, Tenant, app

ATTRIBUTE = "of_another_release"
NOT_WRITTEN_OVER = {"idempotency", "usage", "erasures", "logs", "sign_ins", "meeting_rooms", "resumes"}
"""Tables whose items are never changed, are changed only attribute by attribute, or live for a day."""
BY_PROVIDERS_AND_ENDPOINTS = {"meetings", "webhook_deliveries"}
"""Tables that are written while another server is called: see below."""


@dataclass
class OtherRelease:
    """Stores an additional attribute in every item, and finds the items that lost it."""

    cloud: Database
    seen: dict[tuple[str, ...], dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._keys = {
            name: [part["AttributeName"] for part in self._described(name)["KeySchema"]] for name in TABLE_VARIABLES
        }
        self.changed_and_lost()

    def changed_and_lost(self) -> tuple[set[str], list[str]]:
        """The tables in which items were changed since the last call, and those that lost the attribute."""
        changed, lost = set(), []
        for name, keys in self._keys.items():
            for item in self.cloud.client.scan(TableName=self._table(name))["Items"]:
                key = (name, *(item[part]["S"] for part in keys))
                before = self.seen.get(key)
                if before is not None and item != before:
                    changed.add(name)
                if before is not None and ATTRIBUTE not in item:
                    lost.append(" ".join(key))
                if ATTRIBUTE not in item:
                    item |= {ATTRIBUTE: {"S": "kept"}}
                    self.cloud.client.put_item(TableName=self._table(name), Item=item)
                self.seen[key] = item
        return changed, lost

    def _described(self, name: str) -> Any:
        return self.cloud.client.describe_table(TableName=self._table(name))["Table"]

    def _table(self, name: str) -> str:
        return str(getattr(settings().tables, name))


@dataclass
class World:
    """One record of each kind, and the client that changes it."""

    tenant: Tenant
    clock: Clock
    recruiter: RecruiterClient
    interview: Any
    slot: Any
    other_slot: Any
    invited: InvitedCandidate
    member: Any
    webhook: Any

    def call(self, method: str, path: str, body: Any = None) -> Any:
        answer = self.tenant.admin(method, path, body)
        assert answer.status < 300, f"{method} {path}: {answer.text}"
        return answer.json if answer.text else None

    @property
    def path(self) -> str:
        return f"/interviews/{self.interview['interview_id']}"

    @property
    def of_ai(self) -> str:
        return f"/interviews/{self.invited.interview_id}"

    @property
    def job(self) -> str:
        return f"/jobs/{self.interview['job_id']}"

    @property
    def candidate(self) -> str:
        return f"/candidates/{self.interview['candidate_id']}"

    def followed(self) -> None:
        self.recruiter.follow(self.interview)

    def log_followed(self) -> None:
        found = app.database.client.scan(TableName=settings().tables.logs)["Items"]
        records = [{"dynamodb": {"SequenceNumber": str(place), "NewImage": one}} for place, one in enumerate(found)]
        follow_interviews.lambda_handler({"Records": records}, lambda_context())

    def invitation_bounces_and_is_sent_again(self) -> None:
        by = Caller(self.tenant.org_id, "token:first", Role.ADMIN)
        booking = app.schedule.booking(by.org_id, self.interview["interview_id"])
        assert booking is not None
        on_booking_changed(
            booking,
            schedule=app.schedule,
            sessions=app.sessions,
            mailer=self.recruiter.mailer,
            links=app.links,
            now=app.now(),
        )
        self.call("POST", f"{self.path}/resend")

    def answers_all(self) -> None:
        self.invited.did("heartbeat")
        self.invited.answers_some("First I write a test that fails. Then I find the cause.")

    def rates(self) -> None:
        criterion = self.call("GET", f"{self.of_ai}/ratings")["criteria"][0]["criterion"]
        for score in (3, 4):
            self.call("POST", f"{self.of_ai}/ratings", {"criterion": criterion, "score": score})

    def plan_is_edited(self) -> None:
        plan = self.call("GET", f"{self.of_ai}/plan")
        names = ("text", "competency", "expected_points", "time_limit_seconds", "round", "locked")
        questions = [{name: one[name] for name in names if name in one} for one in plan["questions"]]
        questions[0]["text"] = "What did you build last?"
        self.call("PUT", f"{self.of_ai}/plan", {"questions": questions})

    def scored(self) -> None:
        candidate_id = self.interview["candidate_id"]
        matches.with_resume(self.tenant, candidate_id)
        matches.scored(self.tenant.admin, self.interview["job_id"], candidate_id)

    def swept_days_later(self) -> None:
        self.clock.forward(days=4)
        sweeper.lambda_handler({}, lambda_context())


def _policy(world: World) -> None:
    world.call("PATCH", "/organisation", {"policy": {"min_notice_minutes": 5}})


WRITES: dict[str, Callable[[World], Any]] = {
    "a session is opened and its e-mail sent": World.followed,
    "the log is followed": World.log_followed,
    "the organisation is changed": _policy,
    "a token is made": lambda w: w.call("POST", "/tokens", {"name": "CI", "role": "viewer"}),
    "a member gets another role": lambda w: w.call("PATCH", f"/members/{w.member['member_id']}", {"role": "viewer"}),
    "a webhook is changed": lambda w: w.call("PATCH", f"/webhooks/{w.webhook['webhook_id']}", {"description": "New"}),
    "a job is patched": lambda w: w.call("PATCH", w.job, {"job_title": "Engineer"}),
    "a job is put": lambda w: w.call(
        "PUT", w.job, {"job_title": "Dev", "company_name": "Acme", "job_description": "Build."}
    ),
    "a job's questions are put": lambda w: [
        w.call("PUT", f"{w.job}/questions", {"questions": [{"text": text, "competency": "LANGUAGE"}]})
        for text in ("Why Python?", "Why SQL?")
    ],
    "a job's requirements are put": lambda w: [
        w.call("PUT", f"{w.job}/requirements", {"requirements": [{"requirement": name, "kind": "MUST"}]})
        for name in ("Python", "SQL")
    ],
    "a candidate is patched": lambda w: w.call("PATCH", w.candidate, {"full_name": "Meera I", "phone": "1"}),
    "a candidate's id is given": lambda w: w.call("PATCH", w.candidate, {"external_id": "ats-1"}),
    "a candidate is scored": World.scored,
    "a candidate is scored again": World.scored,
    "a gate closes and opens": lambda w: [
        w.call("POST", f"{w.candidate}/toggle-interview", {"online_interview_enabled": is_open})
        for is_open in (False, True)
    ],
    "gates of many": lambda w: w.call(
        "POST", f"{w.job}/gates", {"candidate_ids": [w.interview["candidate_id"]], "online_interview_enabled": False}
    ),
    "a slot is put": lambda w: w.call(
        "PUT",
        f"/interviews/slots/{w.other_slot['slot_id']}",
        {
            "job_id": w.interview["job_id"],
            "interview_date": IN_TWO_DAYS,
            "start_time": "12:00",
            "end_time": "12:45",
            "max_candidates": 4,
        },
    ),
    "an interview's details change": lambda w: w.call("PUT", w.path, {"booking_notes": "Ask about SQL."}),
    "an interview moves": lambda w: w.call("PUT", w.path, {"slot_id": w.other_slot["slot_id"]}),
    "a moved interview is followed": World.followed,
    "an invitation is sent again": World.invitation_bounces_and_is_sent_again,
    "an interview is cancelled": lambda w: w.call("POST", f"{w.path}/cancel", {"reason": "Filled."}),
    "a cancelled interview is followed": World.followed,
    "a slot is closed": lambda w: w.call("DELETE", f"/interviews/slots/{w.other_slot['slot_id']}"),
    "a plan is edited": World.plan_is_edited,
    "an AI interview begins": lambda w: w.invited.did("start"),
    "an AI interview is answered": World.answers_all,
    "a report is made": lambda w: make_report(w.invited),
    "an interview is rated twice": World.rates,
    "it is decided": lambda w: w.call("POST", f"{w.of_ai}/decision", {"decision": "HIRE", "reason": "Good."}),
    "a sweep settles what is due": World.swept_days_later,
}


@pytest.fixture
def world(cloud: Database, found: Founder) -> Iterator[World]:
    with a_clock() as clock, sign_in_mailbox():
        tenant = found(**AN_OPEN_ROOM, matching_enabled=True)
        mailer = CountingMailer()
        with with_parts(app, mailer=mailer):
            api, job = tenant.admin, a_new_job(tenant.admin)
            candidate = an_enabled_candidate(api, job["job_id"])
            slot = a_new_slot(api, job["job_id"], max_candidates=2)
            other = a_new_slot(api, job["job_id"], start_time="12:00", end_time="12:45", max_candidates=2)
            yield World(
                tenant,
                clock,
                RecruiterClient(api, tenant.org_id, cloud, mailer),
                a_new_interview(api, candidate, slot_id=slot["slot_id"]),
                slot,
                other,
                an_invited_candidate_of(tenant, email="asha@example.com"),
                made(api, "/members", {"email": "ben@acme.example.com", "role": "recruiter"}),
                made(api, "/webhooks", {"url": "https://hooks.example.com/in", "notify_email": "ops@acme.example.com"}),
            )


def test_no_write_takes_away_what_another_release_stored(cloud: Database, world: World) -> None:
    other, changed, lost = OtherRelease(cloud), set[str](), {}
    for name, write in WRITES.items():
        write(world)
        of_write, lost_by_write = other.changed_and_lost()
        changed |= of_write
        if lost_by_write:
            lost[name] = lost_by_write
    assert lost == {}
    assert changed == set(TABLE_VARIABLES) - NOT_WRITTEN_OVER - BY_PROVIDERS_AND_ENDPOINTS


def test_meetings_and_deliveries_keep_what_another_release_stored(cloud: Database, found: Founder) -> None:
    org_id, now = found().org_id, utc_now()
    meeting = app.meetings.replace(
        None, Meeting(org_id=org_id, interview_id="int_1", provider=Provider.ZOOM, wanted_version=1, ends_at=now)
    )
    assert meeting is not None
    event = Event(
        org_id=org_id,
        interview_id="int_1",
        event_id="evt_1",
        type=WebhookEvent.EMAIL_FAILED,
        created_at=now,
        body="{}",
    )
    delivery = WebhookDelivery(org_id=org_id, webhook_id="wh_1", delivery_id="del_1", event=event, created_at=now)
    assert app.webhook_deliveries.add(delivery)
    other = OtherRelease(cloud)
    assert app.meetings.replace(meeting, meeting.changed(attempts=1)) is not None
    assert app.webhook_deliveries.store(delivery.changed(attempts=1, claim_id="claim_1"), None)
    assert other.changed_and_lost() == (BY_PROVIDERS_AND_ENDPOINTS, [])


def test_a_rule_of_another_release_is_kept_and_not_shown(cloud: Database, organisation: Tenant) -> None:
    key = {"key": {"S": f"ORG#{organisation.org_id}"}}
    cloud.client.update_item(
        TableName=settings().tables.organisations,
        Key=key,
        UpdateExpression="SET #policy.later = :more",
        ExpressionAttributeNames={"#policy": "policy"},
        ExpressionAttributeValues={":more": {"N": "7"}},
    )
    changed = done(organisation.admin, "PATCH", "/organisation", {"policy": {"min_notice_minutes": 5}})
    assert "later" not in changed["policy"]
    stored = cloud.client.get_item(TableName=settings().tables.organisations, Key=key)["Item"]["policy"]["M"]
    assert (stored["later"], stored["min_notice_minutes"]) == ({"N": "7"}, {"N": "5"})
    assert organisation.admin("PATCH", "/organisation", {"policy": {"later": 8}}).code == "VALIDATION"


def test_erasing_somebody_also_erases_what_another_release_knew_of_them(cloud: Database, world: World) -> None:
    OtherRelease(cloud)
    world.call("DELETE", world.candidate)
    kept = cloud.get(
        settings().tables.interviews,
        {"org_id": world.tenant.org_id, "interview_id": world.interview["interview_id"]},
    )
    assert kept is not None
    assert ATTRIBUTE not in kept
