"""The events of events/, filled with real ids as by `make sam`, work with the deployed functions."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from local.inbox import read_mail
from local.job import expect
from local.paths import CONTAINERS_NAME
from local.running import RunningStack
from local.sam import events_of
from local.sample_events import EVENTS, filled_event
from local.sample_records import POLICY, Records
from local.web import WebClient

FUNCTIONS = {folder: logical_id for logical_id, folder in events_of().items()}
STATUS = {
    "recruiter_api": 200,
    "book_slot": 201,
    "create_session_api": 200,
    "portal": 303,
    "interviewer": 409,
    "console": 200,
    "status_sweeper_api": 200,
    "meeting_room": 401,
}
"""The answers to events that are requests."""

Recorded = Callable[[Records], bool]
RECORDED: dict[str, Recorded] = {
    "interviewer_report": lambda made: seen(made, f"/interviews/{made.held}/report")["status"] == "READY",
    "mail_events": lambda made: "EMAIL_FAILED" in json.dumps(seen(made, f"/interviews/{made.booked}/logs")),
    "match_candidates": lambda made: seen(made, f"/candidates/{made.candidate}/matches")["items"][0]["score"] > 0,
    "parse_resume": lambda made: seen(made, f"/candidates/{made.candidate}/resume")["status"] == "PARSED",
    "record_usage": lambda made: seen(made, f"/interviews/{made.booked}/cost")["recorded_from"] is not None,
    "send_sign_in": lambda made: any(
        mail["To"] == made.address and mail["Subject"] == "Your link to your interviews"
        for mail in read_mail(Path(made.stack.inbox))
    ),
}
"""The results of events whose answer is empty."""


def seen(records: Records, path: str) -> Any:
    return expect(records.api("GET", path), 200)


@pytest.fixture(scope="module")
def records(stack: RunningStack) -> Records:
    founded = stack.new_organisation("Samples", POLICY)
    return Records(stack.stack.with_organisation(founded.org_id, founded.token))


@pytest.mark.parametrize("name", sorted(path.stem for path in EVENTS.glob("*.json")))
def test_a_function_does_what_its_event_asks_for(stack: RunningStack, records: Records, name: str) -> None:
    logical_id = FUNCTIONS[name if name in FUNCTIONS else name.removesuffix("_api").removesuffix("_report")]
    event = filled_event(name, records)

    called = stack.account.lambda_.invoke(
        FunctionName=stack.stack.functions[logical_id], Payload=json.dumps(event).encode()
    )

    answer: Any = json.loads(called["Payload"].read() or b"null")
    assert not called.get("FunctionError"), answer
    if name in STATUS:
        assert answer["statusCode"] == STATUS[name], answer
    elif name == "authorizer":
        assert answer["policyDocument"]["Statement"][0]["Effect"] == "Allow"
    else:
        assert not (answer or {}).get("batchItemFailures")
        if name in RECORDED:
            assert RECORDED[name](records)


def test_every_service_answers_by_the_name_that_a_container_has_for_this_machine(stack: RunningStack) -> None:
    """By a longer name the local cloud answers as S3, to whichever service a function calls."""
    url = f"http://{CONTAINERS_NAME}:{urlsplit(stack.endpoint_url).port}/"
    asks_dynamodb = {"X-Amz-Target": "DynamoDB_20120810.DescribeTable", "Content-Type": "application/x-amz-json-1.0"}

    wanted = {"TableName": stack.tables["BookingsTable"]}
    answer = WebClient().request("POST", url, json.dumps(wanted).encode(), asks_dynamodb)

    assert answer.status == 200, answer.text
    assert answer.json["Table"]["TableName"] == wanted["TableName"]
