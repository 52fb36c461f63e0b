"""`make replay`: a dead message, as the product's queue wrote it, goes back to that queue as it was."""

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from greenroom.adapters.changes_queue import ChangesQueue
from greenroom.adapters.log_stream import RecordsGoneError
from greenroom.adapters.match_queue import MatchQueue
from greenroom.adapters.reports_queue import ReportsQueue
from greenroom.adapters.tracing import trace
from greenroom.models.change_to_follow import ChangeToFollow
from local.aws import Account
from local.paths import REGION
from local.replay import Replay
from local.stack import Resources

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

DEAD = "FailedWorkQueue"

type Write = Callable[["SQSClient", str], None]


@pytest.fixture
def sqs(monkeypatch: pytest.MonkeyPatch) -> "Iterator[SQSClient]":
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    with mock_aws():
        yield boto3.client("sqs", region_name=REGION)


def write_report(sqs: "SQSClient", url: str) -> None:
    ReportsQueue(sqs, url).ask_for("org_1", "int_1")


def write_match(sqs: "SQSClient", url: str) -> None:
    MatchQueue(sqs, url).ask_for("org_1", "job_1", ["cand_1", "cand_2"])


def write_change(sqs: "SQSClient", url: str) -> None:
    ChangesQueue(sqs, url).leave(ChangeToFollow(org_id="org_1", actor="mem_1"))


@pytest.mark.parametrize(
    ("write", "queue"), [(write_report, "ReportsQueue"), (write_match, "MatchQueue"), (write_change, "ChangesQueue")]
)
@pytest.mark.parametrize("trace_id", [None, "1-67dfc6aa-0123456789abcdef"])
def test_a_dead_message_goes_back_to_its_queue_as_it_was(
    sqs: "SQSClient", write: Write, queue: str, trace_id: str | None
) -> None:
    urls = {name: sqs.create_queue(QueueName=name)["QueueUrl"] for name in (DEAD, queue)}
    with trace.following(trace_id):
        write(sqs, urls[DEAD])
        write(sqs, urls[queue])
    (as_written,) = bodies(sqs, urls[queue])
    told: list[str] = []

    resources = Resources({"AWS::SQS::Queue": urls}, {})
    replayed = Replay(Account(None, REGION), resources, told.append, patience_seconds=0).empty(DEAD)

    assert (replayed.done, replayed.left) == (1, []), told
    assert bodies(sqs, urls[queue]) == [as_written]
    assert bodies(sqs, urls[DEAD]) == []


@dataclass
class Functions:
    """The functions of the stack: what they are invoked with."""

    events: list[dict[str, Any]] = field(default_factory=list)

    def invoke(self, FunctionName: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803 (boto3's names)
        assert FunctionName.startswith("stack-")
        self.events.append(json.loads(Payload))
        return {"Payload": io.BytesIO(b'{"batchItemFailures": []}')}


@dataclass
class Stream:
    """A stream that holds one record, or none any more."""

    image: dict[str, Any] | None

    def records(self, _batch: dict[str, str]) -> list[dict[str, Any]]:
        if self.image is None:
            raise RecordsGoneError
        told = {"NewImage": self.image, "Keys": {}, "SequenceNumber": "7", "StreamViewType": "NEW_IMAGE"}
        return [{"eventID": "1", "eventName": "INSERT", "dynamodb": told}]


LOG_ENTRY = {"interview_key": {"S": "org_1#int_1"}, "entry_key": {"S": "2026-12-01T10:00:00.000Z#CREATED"}}
INVITED_ANEW = {"booking_id": {"S": "org_1#int_1"}, "status": {"S": "CANCELLED"}}


@pytest.mark.parametrize(
    ("function", "image", "invoked"),
    [
        ("FollowInterviewsFunction", LOG_ENTRY, 1),
        ("FollowInterviewsFunction", None, 0),
        ("CreateSessionFunction", INVITED_ANEW, 1),
    ],
)
def test_a_batch_of_any_stream_is_handed_to_its_function_again(
    sqs: "SQSClient", function: str, image: dict[str, Any] | None, invoked: int
) -> None:
    url = sqs.create_queue(QueueName=DEAD)["QueueUrl"]
    arn = f"arn:aws:lambda:{REGION}:1:function:stack-{function}"
    batch = {"streamArn": "arn:stream", "shardId": "s", "startSequenceNumber": "7", "endSequenceNumber": "7"}
    letter = {"requestContext": {"functionArn": arn}, "DDBStreamBatchInfo": batch}
    sqs.send_message(QueueUrl=url, MessageBody=json.dumps(letter))
    told, functions = list[str](), Functions()
    physical = {"AWS::SQS::Queue": {DEAD: url}, "AWS::Lambda::Function": {function: f"stack-{function}"}}
    replay = Replay(Account(None, REGION), Resources(physical, {}), told.append, patience_seconds=0)
    vars(replay).update(streams=Stream(image), lambda_=functions)

    replayed = replay.empty(DEAD)

    assert (replayed.done, replayed.left) == (1, []), told
    images = [event["dynamodb"]["NewImage"] for one in functions.events for event in one["Records"]]
    assert images == [image] * invoked


def bodies(sqs: "SQSClient", url: str) -> list[dict[str, Any]]:
    """The messages of a queue, taken out of it."""
    messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    for message in messages:
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return [json.loads(message["Body"]) for message in messages]
