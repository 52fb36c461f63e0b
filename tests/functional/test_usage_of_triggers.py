"""Functions that streams, queues, schedules and topics start also record usage for interviews."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any
from unittest.mock import Mock

import pytest
from boto3.dynamodb.conditions import Key

from greenroom.adapters.items import encode
from greenroom.adapters.schedule_items import booking_item
from greenroom.clock import rfc3339, utc_now
from greenroom.settings import settings
from local.applications import with_parts
from local.gateway import handler_of, lambda_context
from local.template import template
from tests.functional.ai_interviews import AN_OPEN_ROOM, InvitedCandidate, an_invited_candidate_of, make_report
from tests.unit.test_documents import snake
from tests.unit.test_permissions import ALL
from tests.usage_lines import usage_lines
from tests.world import Founder, app

OF_INTERVIEWS = {"InterviewsTable", "BookingsTable", "SessionsTable", "InterviewLogsTable"}
"""A role with one of these actions belongs to a function that works for interviews."""
FOR_AN_ORGANISATION = {"FollowChanges", "ExportOrganisation", "DeleteOrganisations"}
"""Functions whose work is not for single interviews. Receipts say that they leave it out."""


def functions() -> dict[str, Any]:
    found = template()["Resources"]
    return {name: one["Properties"] for name, one in found.items() if one["Type"] == "AWS::Serverless::Function"}


def working_for_interviews() -> set[str]:
    touching = {
        permission.role
        for permission in ALL
        if OF_INTERVIEWS & {resource.split("/")[0].removesuffix(".StreamArn") for resource in permission.resources}
    }
    return touching - FOR_AN_ORGANISATION


def on_the_bookings_stream(function: str) -> Callable[[InvitedCandidate], None]:
    def arrive(invited: InvitedCandidate) -> None:
        image = encode(booking_item(invited.booking))
        record = {"eventName": "INSERT", "dynamodb": {"SequenceNumber": "1", "NewImage": image}}
        handler_of(f"functions.{function}.handler.lambda_handler")({"Records": [record]}, lambda_context())

    return arrive


def on_the_logs_stream(invited: InvitedCandidate, function: str = "send_webhooks") -> None:
    of_interview = Key("interview_key").eq(f"{invited.org_id}#{invited.interview_id}")
    item = next(app.database.query_all(settings().tables.logs, of_interview))
    record = {"eventName": "INSERT", "dynamodb": {"SequenceNumber": "1", "NewImage": encode(item)}}
    handler_of(f"functions.{function}.handler.lambda_handler")({"Records": [record]}, lambda_context())


def from_a_dead_letter_of_the_logs_stream(invited: InvitedCandidate) -> None:
    of_interview = Key("interview_key").eq(f"{invited.org_id}#{invited.interview_id}")
    letter = {"DDBStreamBatchInfo": {"shardId": "shardId-1"}, "requestContext": {"condition": "RetryAttemptsExhausted"}}
    stream = Mock()
    stream.items.return_value = list(app.database.query_all(settings().tables.logs, of_interview))
    with with_parts(app, log_stream=stream):
        handler_of("functions.send_webhooks.handler.lambda_handler")(letter, lambda_context())


def from_ses(invited: InvitedCandidate) -> None:
    tags = {"org_id": invited.org_id, "interview_id": invited.interview_id, "version": "1", "kind": "INVITATION"}
    mail = {
        "timestamp": rfc3339(utc_now()),
        "messageId": "m",
        "destination": [],
        "tags": {k: [v] for k, v in tags.items()},
    }
    told = {"eventType": "Delivery", "mail": mail, "delivery": {"timestamp": rfc3339(utc_now())}}
    event = {"Records": [{"Sns": {"Message": json.dumps(told)}}]}
    handler_of("functions.mail_events.handler.lambda_handler")(event, lambda_context())


def when_it_is_due(_invited: InvitedCandidate) -> None:
    later = utc_now() + timedelta(days=1)
    with with_parts(app, clock=lambda: later), suppress(Exception):
        handler_of("functions.status_sweeper.handler.lambda_handler")({}, lambda_context())


TRIGGERS: dict[str, Callable[[InvitedCandidate], Any]] = {
    "CreateSession": on_the_bookings_stream("create_session"),
    "PrepareQuestions": on_the_bookings_stream("prepare_questions"),
    "Meetings": on_the_bookings_stream("meetings"),
    "Interviewer": make_report,
    "StatusSweeper": when_it_is_due,
    "SendWebhooks": on_the_logs_stream,
    "FollowInterviews": lambda invited: on_the_logs_stream(invited, "follow_interviews"),
    "MailEvents": from_ses,
}


def test_every_trigger_of_who_works_for_interviews_is_tried_here() -> None:
    triggered = {
        name.removesuffix("Function")
        for name, properties in functions().items()
        if any(event["Type"] != "Api" for event in properties.get("Events", {}).values())
    }
    assert set(TRIGGERS) == triggered & working_for_interviews()


@pytest.mark.parametrize("function", TRIGGERS)
def test_work_that_no_request_asked_for_is_told(found: Founder, function: str) -> None:
    invited = an_invited_candidate_of(found(**AN_OPEN_ROOM), planned=False)
    assert app.schedule.booking(invited.org_id, invited.interview_id) is not None
    with usage_lines() as lines:
        TRIGGERS[function](invited)
    ours = [line for line in lines.told if line["interview_id"] == invited.interview_id]
    assert [line["org_id"] for line in ours] == [invited.org_id], snake(function)
    assert 0 < ours[0]["amounts"]["invocations"] <= 1


def test_a_dead_letter_that_is_replayed_is_told_and_is_no_request(found: Founder) -> None:
    invited = an_invited_candidate_of(found(**AN_OPEN_ROOM), planned=False)
    with usage_lines() as lines:
        from_a_dead_letter_of_the_logs_stream(invited)
    assert [line["interview_id"] for line in lines.told] == [invited.interview_id]
    assert "api_requests" not in lines.told[0]["amounts"]


def test_the_log_of_whoever_works_for_interviews_is_subscribed_to_and_no_other() -> None:
    recorder = functions()["RecordUsageFunction"]
    subscribed = {
        event["Properties"]["LogGroupName"].value.removesuffix("Logs"): event["Properties"]["FilterPattern"]
        for event in recorder["Events"].values()
    }
    assert set(subscribed) == working_for_interviews()
    assert set(subscribed.values()) == {'"interview_usage"'}


def test_a_batch_shares_out_what_is_for_no_one_alone(found: Founder) -> None:
    tenant = found(**AN_OPEN_ROOM)
    invited_candidates = [
        an_invited_candidate_of(tenant, planned=False, email=f"{name}@example.com") for name in ("a", "b")
    ]
    images = [
        {"SequenceNumber": str(n), "NewImage": encode(booking_item(invited.booking))}
        for n, invited in enumerate(invited_candidates)
    ]
    with usage_lines() as lines:
        event = {"Records": [{"eventName": "INSERT", "dynamodb": image} for image in images]}
        handler_of("functions.prepare_questions.handler.lambda_handler")(event, lambda_context())
    assert {line["interview_id"]: line["amounts"]["invocations"] for line in lines.told} == {
        invited.interview_id: 0.5 for invited in invited_candidates
    }
    assert all(line["amounts"]["write_units"] >= 1 for line in lines.told)
