"""`make replay`: a dead message, as the product's queue wrote it, goes back to that queue as it was."""

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from greenroom.adapters.changes_queue import ChangesQueue
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


def bodies(sqs: "SQSClient", url: str) -> list[dict[str, Any]]:
    """The messages of a queue, taken out of it."""
    messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    for message in messages:
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return [json.loads(message["Body"]) for message in messages]
