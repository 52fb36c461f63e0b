"""Records of the running local cloud that sample events are about, made by the API when they are first needed."""

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from greenroom.rules.links import session_hash
from local.aws import Account
from local.job import (
    MAIL_WITHIN_SECONDS,
    add_candidate,
    enable,
    expect,
    open_slot,
    upload_resume,
    wait_for,
)
from local.organisation import found_on
from local.say import LocalError
from local.stack import Stack
from local.web import ApiClient, WebClient

POLICY = {"min_notice_minutes": 0, "room_opens_seconds_before": 86_400, "matching_enabled": True}
"""An organisation whose candidates may be scored, and whose rooms are open a day before."""
NEED_POLICY = {"match_candidates", "interviewer_report"}
EXPORT = "export_organisation"


@dataclass(frozen=True)
class Records:
    """One record of each kind in the organisation of `stack`."""

    stack: Stack

    @cached_property
    def api(self) -> ApiClient:
        return ApiClient(self.stack.api_url, self.stack.token)

    @cached_property
    def account(self) -> Account:
        return Account(self.stack.endpoint_url, self.stack.region)

    def run(self, function: str, event: dict[str, Any]) -> None:
        """Have the deployed function handle an event that, with FOLLOW=0, nothing else hands to it."""
        called = self.account.lambda_.invoke(
            FunctionName=self.stack.functions[function], Payload=json.dumps(event).encode()
        )
        if called.get("FunctionError"):
            raise LocalError(f"{function} failed with {called['Payload'].read().decode()[:300]}")

    @cached_property
    def job(self) -> str:
        job = {"job_title": "Backend Engineer", "company_name": "Acme", "job_description": "Python services on AWS."}
        return str(expect(self.api("POST", "/jobs", job), 201)["job_id"])

    @cached_property
    def person(self) -> dict[str, Any]:
        # A new address, because a person has one interview at a time.
        email = f"asha.raman.{secrets.token_hex(4)}@example.com"
        person = add_candidate(self.api, self.job, email)
        enable(self.api, str(person["candidate_id"]))
        return person

    @property
    def candidate(self) -> str:
        return str(self.person["candidate_id"])

    @property
    def address(self) -> str:
        return str(self.person["email"])

    @cached_property
    def resume(self) -> str:
        """A résumé that was uploaded. With FOLLOW=0 no function has read it."""
        upload_resume(self.api, self.candidate)
        return str(expect(self.api("GET", f"/candidates/{self.candidate}/resume"), 200)["resume_id"])

    def ask_for_match(self) -> None:
        """Ask for a match, because an event of the queue needs one to score."""
        expect(self.api("POST", f"/jobs/{self.job}/match", {"candidate_ids": [self.candidate]}), 202)

    @cached_property
    def slot(self) -> str:
        return str(open_slot(self.api, self.job)["slot_id"])

    def interview(self, **times: object) -> str:
        wanted = {"candidate_id": self.candidate, "job_id": self.job, **times}
        return str(expect(self.api("POST", "/interviews", wanted), 201)["interview_id"])

    @cached_property
    def unbooked(self) -> str:
        return self.interview()

    @cached_property
    def booked(self) -> str:
        # At another time, because the open slot is for the event that books it.
        starts_at = f"{datetime.now(UTC) + timedelta(days=3):%Y-%m-%dT%H:00:00Z}"
        return self.interview(starts_at=starts_at, duration_minutes=30)

    @cached_property
    def held(self) -> str:
        """An AI interview that was begun and finished. Its report is to be made."""
        starts_at = f"{datetime.now(UTC) + timedelta(hours=2):%Y-%m-%dT%H:00:00Z}"
        interview_id = self.interview(starts_at=starts_at, duration_minutes=30)
        for step, body in (("start", {"consent": True}), ("finish", {})):
            headers = {
                "X-Session-Key": self.session_of(interview_id)["session_key"],
                "Content-Type": "application/json",
            }
            url = f"{self.stack.api_url}/ai/{step}"
            expect(WebClient().request("POST", url, json.dumps(body).encode(), headers), 200)
        return interview_id

    def session_of(self, interview_id: str) -> dict[str, Any]:
        path = "/interviews/schedules/create_interview_session"
        found: dict[str, Any] = expect(self.api("POST", path, {"interview_id": interview_id}), 200, 201)
        return found

    @cached_property
    def session(self) -> dict[str, Any]:
        return self.session_of(self.booked)

    def invitation(self) -> str:
        """The mail provider's id of the booked interview's invitation, once it was sent."""
        key = {"session_hash": {"S": session_hash(self.session["session_key"])}, "part": {"S": "MAIL#INVITATION"}}
        table = self.stack.tables["SessionsTable"]

        def sent() -> str | None:
            item = self.account.dynamodb.get_item(TableName=table, Key=key, ConsistentRead=True).get("Item", {})
            return item.get("message_id", {}).get("S")

        return wait_for("The invitation", MAIL_WITHIN_SECONDS, sent)

    def of(self, kind: str) -> str:
        """The id of a record, by the prefix of its kind."""
        match kind:
            case "org":
                return self.stack.org_id
            case "job":
                return self.job
            case "cand":
                return self.candidate
            case "slot":
                return self.slot
            case "ses":
                return str(self.session["session_id"])
            case "res":
                return self.resume
            case _:
                return self.booked


def records_for(event: str, stack: Stack) -> Records:
    """Records in the organisation of .local/stack.json, or in a new one if its own rules may prevent them."""
    if event not in NEED_POLICY | {EXPORT}:
        return Records(stack)
    founded = found_on(stack, "Samples", POLICY)
    records = Records(stack.with_organisation(founded.org_id, founded.token))
    if event == EXPORT:
        # Begun here, because a message about an export that nobody asked for is dropped.
        expect(records.api("GET", "/organisation/export"), 200, 202)
    return records
