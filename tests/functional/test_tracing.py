"""A request's trace id is in each log line of its stream records, e-mails and model calls."""

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest
from boto3.dynamodb.conditions import Key

from greenroom.adapters.changes_queue import ChangesQueue
from greenroom.adapters.dynamodb import Database
from greenroom.adapters.items import encode
from greenroom.adapters.match_queue import MatchQueue
from greenroom.adapters.organisation_exports import ExportsQueue
from greenroom.adapters.reports_queue import ReportsQueue
from greenroom.adapters.tracing import trace
from greenroom.clock import utc_now
from greenroom.models.change_to_follow import ChangeToFollow
from greenroom.models.webhook import Target
from greenroom.observability import logger
from greenroom.settings import settings
from local.applications import with_parts
from local.gateway import handler_of, lambda_context, rest_event
from local.story import told_in_logs
from tests.functional.ai_interviews import a_clock, an_invited_candidate
from tests.functional.recruiter_client import CANDIDATE, RecruiterClient
from tests.functional.recruiter_requests import a_booked_interview, made
from tests.world import Founder, Tenant, app

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

type Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def tenant(found: Founder) -> Tenant:
    return found()


class LogLines(logging.Handler):
    """All log lines as text."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(logger.registered_formatter)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(self.format(record))

    def taken(self) -> list[dict[str, Any]]:
        """The lines since the last call."""
        texts, self.texts = self.texts, []
        return [json.loads(text) for text in texts]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """The lines of the log since the last call."""
    kept = LogLines()
    logger.addHandler(kept)
    yield kept.taken
    logger.handlers.remove(kept)


def test_an_error_names_the_trace_under_which_it_is_logged(tenant: Tenant, lines: Lines) -> None:
    lines()
    refused = tenant.admin("GET", "/jobs/job_unknown").json
    told = [line["trace_id"] for line in lines() if line["message"] == "refused"]
    assert told == [refused["request_id"]]


def test_the_work_that_follows_a_booking_continues_its_trace(tenant: Tenant, cloud: Database, lines: Lines) -> None:
    booked = a_booked_interview(tenant.admin)
    interview_id = booked["interview_id"]
    stored = cloud.get(settings().tables.bookings, {"booking_id": f"{tenant.org_id}#{interview_id}"})
    assert stored is not None
    lines()
    record = {"dynamodb": {"SequenceNumber": "1", "NewImage": encode(stored)}, "eventName": "INSERT"}
    answer = handler_of("functions.prepare_questions.handler.lambda_handler")({"Records": [record]}, lambda_context())
    assert answer == {"batchItemFailures": []}
    [planned] = [line for line in lines() if line["message"] == "planned"]
    assert (planned["interview_id"], planned["trace_id"], planned["org_id"]) == (
        interview_id,
        stored["trace_id"],
        tenant.org_id,
    )


def test_the_audit_log_carries_the_trace_of_the_request_that_wrote_it(tenant: Tenant, cloud: Database) -> None:
    booked = a_booked_interview(tenant.admin)
    found = cloud.client.scan(TableName=settings().tables.logs)["Items"]
    mine = [one for one in found if one["interview_key"]["S"].endswith(booked["interview_id"])]
    assert mine
    assert all(one["trace_id"]["S"] for one in mine)


def test_a_record_that_fails_names_its_interview_and_trace(tenant: Tenant, lines: Lines) -> None:
    image = {"booking_id": f"{tenant.org_id}#int_broken", "trace_id": "the-request-that-booked"}
    record = {"dynamodb": {"SequenceNumber": "1", "NewImage": encode(image)}, "eventName": "INSERT"}
    lines()
    handler_of("functions.create_session.handler.lambda_handler")({"Records": [record]}, lambda_context())
    [failed] = [line for line in lines() if line["message"] == "record failed"]
    assert (failed["org_id"], failed["interview_id"], failed["trace_id"]) == (
        tenant.org_id,
        "int_broken",
        "the-request-that-booked",
    )


def test_an_event_of_ses_is_logged_under_the_trace_that_the_mail_was_sent_under(tenant: Tenant, lines: Lines) -> None:
    tags = {"org_id": [tenant.org_id], "interview_id": ["int_1"], "version": ["1"], "trace_id": ["the-trace"]}
    mail = {"messageId": "m-1", "timestamp": "2026-11-27T09:00:00Z", "tags": tags}
    event = {"Records": [{"Sns": {"Message": json.dumps({"eventType": "Send", "mail": mail, "send": {}})}}]}
    lines()
    handler_of("functions.mail_events.handler.lambda_handler")(event, lambda_context())
    [told] = [line for line in lines() if line["message"] == "mail event"]
    assert told["trace_id"] == "the-trace"


class Endpoint:
    """An endpoint that fails at first, and the requests that it got."""

    def __init__(self) -> None:
        self.statuses = iter((500, 200))
        self.headers: list[Mapping[str, str]] = []

    def post(self, _target: Target, headers: Mapping[str, str], _body: str) -> int:
        self.headers.append(headers)
        return next(self.statuses)


def test_a_webhook_that_is_tried_again_goes_on_under_the_trace_of_what_it_tells(
    tenant: Tenant, cloud: Database, lines: Lines
) -> None:
    api, endpoint = tenant.admin, Endpoint()
    made(api, "/webhooks", {"url": "https://hooks.example.com/in", "notify_email": "ops@acme.example.com"})
    key = f"{tenant.org_id}#{a_booked_interview(api)['interview_id']}"
    [*_, item] = [
        one for one in cloud.client.scan(TableName=settings().tables.logs)["Items"] if one["interview_key"]["S"] == key
    ]
    send, record = handler_of("functions.send_webhooks.handler.lambda_handler"), {"SequenceNumber": "1"}
    lines()
    with with_parts(app, public_https=endpoint):
        send({"Records": [{"eventName": "INSERT", "dynamodb": {**record, "NewImage": item}}]}, lambda_context())
        with with_parts(app, clock=lambda: utc_now() + timedelta(minutes=2)):
            send({}, lambda_context())
    trace_id = item["trace_id"]["S"]
    tried = [line for line in lines() if line["message"] == "webhook"]
    assert [(line["trace_id"], line["attempt"], line["is_delivered"]) for line in tried] == [
        (trace_id, 1, False),
        (trace_id, 2, True),
    ]
    assert [headers["Greenroom-Request-Id"] for headers in endpoint.headers] == [trace_id, trace_id]


class Queue:
    """A queue and its messages."""

    def __init__(self) -> None:
        self.bodies: list[Any] = []

    def send_message(self, *, MessageBody: str, **_: Any) -> None:  # noqa: N803 (as boto3 names it)
        self.bodies.append(json.loads(MessageBody))

    def send_message_batch(self, *, Entries: list[Any], **_: Any) -> dict[str, Any]:  # noqa: N803 (as boto3 names it)
        self.bodies += [json.loads(entry["MessageBody"]) for entry in Entries]
        return {}


@pytest.fixture
def queue() -> Queue:
    return Queue()


def test_a_report_that_the_sweep_asks_for_goes_on_under_the_trace_of_its_booking(
    found: Founder, cloud: Database, queue: Queue, lines: Lines
) -> None:
    with a_clock() as clock:
        invited = an_invited_candidate(found)
        invited.answers_some("First I write a test that fails.")
        invited.did("finish")
        clock.forward(days=1)
        booking_id = f"{invited.org_id}#{invited.interview_id}"
        stored = cloud.get(settings().tables.bookings, {"booking_id": booking_id})
        assert stored is not None
        with with_parts(app, reports_queue=ReportsQueue(cast("SQSClient", queue), "https://queue")):
            handler_of("functions.status_sweeper.handler.lambda_handler")({}, lambda_context())
        [asked] = [body for body in queue.bodies if body["interview_id"] == invited.interview_id]
        assert asked["trace_id"] == stored["trace_id"]
        lines()
        record = {"body": json.dumps(asked), "attributes": {"ApproximateReceiveCount": "1"}}
        handler_of("functions.interviewer.handler.lambda_handler")({"Records": [record]}, lambda_context())
        assert [line["trace_id"] for line in lines() if line["message"] == "report"] == [stored["trace_id"]]


def test_a_reminder_goes_on_under_the_trace_of_its_booking(tenant: Tenant, cloud: Database) -> None:
    mails = RecruiterClient(tenant.admin, tenant.org_id, cloud)
    with with_parts(app, mailer=mails.mailer, clock=lambda: mails.now):
        interview = mails.interview()
        mails.mails()
        mails.now += timedelta(days=1, minutes=1)
        handler_of("functions.status_sweeper.handler.lambda_handler")({}, lambda_context())
        assert mails.mails().keys() == {CANDIDATE}
    stored = cloud.get(settings().tables.bookings, {"booking_id": f"{tenant.org_id}#{interview['interview_id']}"})
    of_interview = Key("interview_key").eq(f"{tenant.org_id}#{interview['interview_id']}")
    entries = list(cloud.query_all(settings().tables.logs, of_interview))
    [reminded] = [one for one in entries if "REMINDER" in one["entry_key"]]
    assert stored is not None
    assert reminded["trace_id"] == stored["trace_id"]


def test_messages_of_the_other_queues_go_on_under_the_trace_of_who_left_them(
    tenant: Tenant, queue: Queue, lines: Lines
) -> None:
    client = cast("SQSClient", queue)
    with trace.following("trace-1"):
        MatchQueue(client, "https://queue").ask_for(tenant.org_id, "job_1", ["cand_1"])
        ChangesQueue(client, "https://queue").leave(ChangeToFollow(org_id=tenant.org_id, actor="token:first"))
        ExportsQueue(client, "https://queue").ask_for(tenant.org_id)
    lines()
    for function, body in zip(("match_candidates", "follow_changes", "export_organisation"), queue.bodies, strict=True):
        event = {"Records": [{"body": json.dumps(body)}]}
        handler_of(f"functions.{function}.handler.lambda_handler")(event, lambda_context())
    told = [line for line in lines() if line["message"] in {"matches", "followed", "export"}]
    assert [line["trace_id"] for line in told] == ["trace-1"] * 3


def test_a_request_about_no_interview_names_none(tenant: Tenant, lines: Lines) -> None:
    a_booked_interview(tenant.admin)
    lines()
    handler_of("functions.recruiter_api.handler.lambda_handler")(
        rest_event("GET", "/api/v1/jobs/job_unknown"), lambda_context()
    )
    told = lines()
    assert [line["message"] for line in told] == ["refused"]
    assert "interview_id" not in told[0]


def test_the_story_takes_lines_of_the_interview_and_of_its_traces_alone() -> None:
    def line(message: str, **named: str) -> tuple[int, str]:
        return 1_795_000_000_000, json.dumps({"message": message, "function_name": "f", **named})

    lines = [
        line("booked", interview_id="int_1", trace_id="t1", org_id="org_1"),
        line("refused", trace_id="t1", code="SLOT_FULL"),
        line("booked", interview_id="int_2", trace_id="t1"),
        line("of nobody"),
        (0, "START RequestId: 1"),
    ]
    assert [one.what for _, one in told_in_logs(lines, "int_1", {"t1"})] == ["booked", "refused: code SLOT_FULL"]
