"""The events of events/, with ids, tokens and items of the running local cloud."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from local.aws import Account
from local.job import add_candidate, enable, expect, open_slot, send_resume
from local.paths import ROOT
from local.stack import Stack
from local.web import ApiClient

EVENTS = ROOT / "events"
SAMPLE_ID = re.compile(r"\b(org|job|cand|slot|int|ses|res)_01k[a-z0-9]{10,}\b")
SAMPLE_TOKEN = "put-a-token-of-stack.json-here"
SAMPLE_KEY = "0" * 64
NOT_BOOKED = {"book_slot"}
"""Events that book an interview. All others concern an interview that is booked."""


@dataclass(frozen=True)
class Records:
    """One record of each kind, created by the API when it is first needed."""

    stack: Stack

    @cached_property
    def api(self) -> ApiClient:
        return ApiClient(self.stack.api_url, self.stack.token)

    @cached_property
    def job(self) -> str:
        job = {"job_title": "Backend Engineer", "company_name": "Acme", "job_description": "Python services on AWS."}
        return str(expect(self.api("POST", "/jobs", job), 201)["job_id"])

    @cached_property
    def candidate(self) -> str:
        candidate_id = str(add_candidate(self.api, self.job)["candidate_id"])
        enable(self.api, candidate_id)
        return candidate_id

    @cached_property
    def resume(self) -> str:
        send_resume(self.api, self.candidate)
        return str(expect(self.api("GET", f"/candidates/{self.candidate}/resume"), 200)["resume_id"])

    @cached_property
    def slot(self) -> str:
        return str(open_slot(self.api, self.job)["slot_id"])

    @cached_property
    def unbooked(self) -> str:
        interview = {"candidate_id": self.candidate, "job_id": self.job}
        return str(expect(self.api("POST", "/interviews", interview), 201)["interview_id"])

    @cached_property
    def booked(self) -> str:
        # At a time of its own, because the open slot is for the event that books it.
        starts_at = f"{datetime.now(UTC) + timedelta(days=3):%Y-%m-%dT%H:00:00Z}"
        interview = {"candidate_id": self.candidate, "job_id": self.job, "starts_at": starts_at, "duration_minutes": 30}
        return str(expect(self.api("POST", "/interviews", interview), 201)["interview_id"])

    @cached_property
    def session(self) -> dict[str, Any]:
        path = "/interviews/schedules/create_interview_session"
        found: dict[str, Any] = expect(self.api("POST", path, {"interview_id": self.booked}), 200, 201)
        return found

    def of(self, kind: str, *, is_booked: bool) -> str:
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
                return self.booked if is_booked else self.unbooked


def filled_event(name: str, stack: Stack, records: Records) -> dict[str, Any]:
    """The event of events/`name`.json with the ids of real records, which are created where they are needed.

    A stream's record gets the stored item, and a queue's message the present time.
    """
    text = (EVENTS / f"{name}.json").read_text()
    text = SAMPLE_ID.sub(lambda found: records.of(found[1], is_booked=name not in NOT_BOOKED), text)
    text = text.replace(SAMPLE_TOKEN, stack.token)
    if SAMPLE_KEY in text:
        text = text.replace(SAMPLE_KEY, str(records.session["session_key"]))
    event: dict[str, Any] = json.loads(text)
    for record in event.get("Records", []):
        if "dynamodb" in record:
            item = stored_item(record, stack)
            record["dynamodb"] |= {"NewImage": item, "Keys": {key: item[key] for key in record["dynamodb"]["Keys"]}}
        elif isinstance(record.get("body"), str) and "asked_at" in record["body"]:
            asked = json.loads(record["body"]) | {"asked_at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"}
            record["body"] = json.dumps(asked)
    return event


def stored_item(record: dict[str, Any], stack: Stack) -> dict[str, Any]:
    """The newest stored item with the record's partition key."""
    is_log = "/logs/" in record["eventSourceARN"]
    table = stack.tables["InterviewLogsTable" if is_log else "BookingsTable"]
    name, value = next(iter(record["dynamodb"]["Keys"].items()))
    found = Account(stack.endpoint_url, stack.region).dynamodb.query(
        TableName=table,
        KeyConditionExpression="#key = :key",
        ExpressionAttributeNames={"#key": name},
        ExpressionAttributeValues={":key": value},
        ScanIndexForward=False,
        Limit=1,
    )
    return dict(found["Items"][0])
