"""`make replay QUEUE=FailedWorkQueue`: repeats work that failed for good, and deletes messages that succeeded.

The message itself shows which work it is. Each replay may be repeated, as every event may, and a message is deleted
only after its replay succeeded: an interrupted replay is done once more.
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from greenroom.adapters.log_stream import LogStream, RecordsGoneError
from greenroom.adapters.tracing import TRACE_ID
from local.aws import Account
from local.chosen_account import chosen_stack
from local.say import LocalError, run_main, say
from local.stack import Resources, describe
from local.stream_events import as_event

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_sqs import SQSClient

QUEUES = ("BookingEventsQueue", "FailedWorkQueue", "WebhookEventsQueue")
BATCH = ("streamArn", "shardId", "startSequenceNumber", "endSequenceNumber")
LONGEST_SECONDS = 900
"""The longest timeout of a function. A message is hidden from other readers for a little longer."""


class LeftError(Exception):
    """A message that stays in its queue. The text says why."""


@dataclass(frozen=True)
class DeadLetter:
    """A message of a dead-letter queue."""

    message_id: str
    receipt: str
    body: dict[str, Any]
    attributes: Mapping[str, str]


@dataclass
class Replayed:
    """The results of replaying a queue."""

    done: int = 0
    left: list[DeadLetter] = field(default_factory=list)


@dataclass(frozen=True)
class Replay:
    """Replays messages in a deployed stack."""

    account: Account
    resources: Resources
    tell: Callable[[str], None] = say
    patience_seconds: int = 1
    """The time without a message after which a queue counts as empty.

    Without waiting, SQS asks only some of its servers.
    """

    @cached_property
    def sqs(self) -> "SQSClient":
        return self.account.session.client("sqs", endpoint_url=self.account.endpoint_url, config=self.account.config)

    @cached_property
    def lambda_(self) -> "LambdaClient":
        once = Config(connect_timeout=5, read_timeout=LONGEST_SECONDS + 20, retries={"total_max_attempts": 1})
        return self.account.session.client("lambda", endpoint_url=self.account.endpoint_url, config=once)

    @cached_property
    def streams(self) -> LogStream:
        session, config = self.account.session, self.account.config
        return LogStream(session.client("dynamodbstreams", endpoint_url=self.account.endpoint_url, config=config))

    @cached_property
    def functions(self) -> dict[str, str]:
        """Physical names of the stack's functions -> logical ids."""
        return {name: logical for logical, name in self.resources.of("AWS::Lambda::Function").items()}

    def empty(self, queue: str) -> Replayed:
        """Replay each message of a queue once. Messages that are left become visible to others again."""
        replayed = Replayed()
        url = self._url(queue)
        try:
            for message in self._messages(url, replayed):
                replayed.left.append(message)  # removed from this list once it succeeded, whatever else happens
                try:
                    what = self._replay(message)
                except (LeftError, ClientError, BotoCoreError) as error:
                    self.tell(f"  left      {message.message_id}  {error}")
                    continue
                self.sqs.delete_message(QueueUrl=url, ReceiptHandle=message.receipt)
                replayed.left.remove(message)
                replayed.done += 1
                self.tell(f"  replayed  {message.message_id}  {what}")
        finally:
            for message in replayed.left:
                self.sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=message.receipt, VisibilityTimeout=0)
        self.tell(f"{queue}: replayed {replayed.done}, left {len(replayed.left)}")
        return replayed

    def _url(self, queue: str) -> str:
        return self.resources.of("AWS::SQS::Queue")[queue]

    def _messages(self, url: str, replayed: Replayed) -> Iterator[DeadLetter]:
        """Receive messages one by one, so that no message is hidden while another is replayed."""
        while True:
            received = self.sqs.receive_message(
                QueueUrl=url,
                MaxNumberOfMessages=1,
                VisibilityTimeout=LONGEST_SECONDS + 60,
                WaitTimeSeconds=self.patience_seconds,
                MessageAttributeNames=["All"],
            ).get("Messages", [])
            if not received or received[0]["MessageId"] in {one.message_id for one in replayed.left}:
                return
            message = received[0]
            attributes = message.get("MessageAttributes", {})
            yield DeadLetter(
                message["MessageId"],
                message["ReceiptHandle"],
                _read(message["Body"]),
                {name: value.get("StringValue", "") for name, value in attributes.items()},
            )

    def _replay(self, message: DeadLetter) -> str:
        """Replay a message and say what was done. Raises LeftError."""
        body = message.body
        if "TARGET_ARN" in message.attributes:
            return self._invoked(message.attributes["TARGET_ARN"], {})
        if "DDBStreamBatchInfo" in body:
            return self._stream_batch(body)
        if "requestPayload" in body:
            return self._invoked(_text_in(body, "requestContext", "functionArn"), body["requestPayload"])
        named = body.keys() - {TRACE_ID}
        if named == {"org_id", "interview_id"}:
            self.sqs.send_message(QueueUrl=self._url("ReportsQueue"), MessageBody=json.dumps(body))
            return f"the report of {body['interview_id']} is asked for again"
        if named == {"org_id", "job_id", "candidate_ids"}:
            self.sqs.send_message(QueueUrl=self._url("MatchQueue"), MessageBody=json.dumps(body))
            return f"{len(body['candidate_ids'])} candidates are to be scored again"
        if "export_of" in body:
            self.sqs.send_message(QueueUrl=self._url("ExportsQueue"), MessageBody=json.dumps(body))
            return "the export is asked for again"
        if {"org_id", "actor"} <= named:
            self.sqs.send_message(QueueUrl=self._url("ChangesQueue"), MessageBody=json.dumps(body))
            return "interviews are to follow the change again"
        if notification := _notification(body):
            return self._invoked(self._named("MailEventsFunction"), {"Records": [{"Sns": notification}]})
        raise LeftError("It is of no kind that this stack sets aside: look at it in the queue.")

    def _stream_batch(self, body: dict[str, Any]) -> str:
        arn = _text_in(body, "requestContext", "functionArn")
        batch = {name: _text_in(body, "DDBStreamBatchInfo", name) for name in BATCH}
        function = self._logical(arn)
        if not batch["endSequenceNumber"].isdecimal():
            raise LeftError("Its DDBStreamBatchInfo.endSequenceNumber is no number: look at it in the queue.")
        try:
            records = [as_event(record, batch["streamArn"]) for record in self.streams.records(batch)]
        except RecordsGoneError:
            return self._without_records(function)
        if function == "SendWebhooksFunction":
            # The function reads the log's records itself and announces those that were not announced.
            return self._invoked(arn, body)
        wanted = [record for record in records if self._still_counts(record)]
        if not wanted:
            return f"nothing to do: of its {len(records)} records none counts any more"
        return self._invoked(arn, {"Records": wanted})

    def _without_records(self, function: str) -> str:
        """Replay without records, which a stream keeps for 24 hours: the bookings in the tables show the work."""
        if function == "SendWebhooksFunction":
            raise LeftError(
                "Its events are gone from the stream. They are in the interviews' logs: tell the organisation."
            )
        if function == "PrepareQuestionsFunction":
            return "nothing to do: its records are gone, and questions are made when the interview begins"
        if function == "FollowInterviewsFunction":
            return "nothing to do: its records are gone, and lists follow each interview's next change"
        done = self._invoked(self._named("StatusSweeperFunction"), {})
        return f"its records are gone; the sweeper looks after every booking, and found no trouble ({done})"

    def _still_counts(self, record: Mapping[str, Any]) -> bool:
        """Whether a record may be handed to the function.

        A booking that was moved, cancelled or erased since must not get a session again. A record of a cancellation may
        always be handed over. So may a record of the log, because the work after it reads the present state.
        """
        image = record["dynamodb"].get("NewImage")
        if record["eventName"] == "REMOVE" or image is None:
            return False
        if "booking_id" not in image or image.get("status", {}).get("S", "ACTIVE") != "ACTIVE":
            return True
        table = self.resources.of("AWS::DynamoDB::Table")["BookingsTable"]
        key = record["dynamodb"]["Keys"]
        now = self.account.dynamodb.get_item(TableName=table, Key=key, ConsistentRead=True).get("Item", {})
        return (now.get("version"), now.get("status")) == (image.get("version"), image.get("status"))

    def _invoked(self, function: str, event: Mapping[str, Any]) -> str:
        """Invoke a function and say so. Raises LeftError if it fails again."""
        logical = self._logical(function)
        answer = self.lambda_.invoke(FunctionName=_name(function), Payload=json.dumps(event).encode())
        said = json.loads(answer["Payload"].read() or b"null")
        if answer.get("FunctionError"):
            kind = said.get("errorType", "an error") if isinstance(said, dict) else "an error"
            raise LeftError(f"{logical} failed again with {kind}: see its log.")
        if isinstance(said, dict) and said.get("batchItemFailures"):
            raise LeftError(f"{logical} could not handle it: see its log.")
        return f"{logical} invoked"

    def _named(self, logical_id: str) -> str:
        return self.resources.of("AWS::Lambda::Function")[logical_id]

    def _logical(self, function: str) -> str:
        name = _name(function)
        if name not in self.functions:
            raise LeftError(f"It is for the function {name}, which is not of this stack.")
        return self.functions[name]


def _name(function: str) -> str:
    """A function's name, from its ARN (with or without a qualifier) or from the name itself."""
    parts = function.split(":")
    return parts[6] if parts[0] == "arn" and len(parts) > 6 else function


def _text_in(body: dict[str, Any], *place: str) -> str:
    """The text at a path of a message. Raises LeftError if there is none."""
    found: Any = body
    for name in place:
        found = found.get(name) if isinstance(found, dict) else None
    if not isinstance(found, str):
        raise LeftError(f"It lacks {'.'.join(place)}, which Lambda writes: look at it in the queue.")
    return found


def _read(text: str) -> dict[str, Any]:
    try:
        body = json.loads(text)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _notification(body: dict[str, Any]) -> dict[str, Any] | None:
    """A message of SES's topic, either as SNS delivered it or within an event."""
    if body.get("Type") == "Notification" and isinstance(body.get("Message"), str):
        return body
    return {"Message": json.dumps(body)} if {"eventType", "mail"} <= body.keys() else None


def chosen_queues(named: str) -> tuple[str, ...]:
    """The chosen queues. Raises LocalError for a name that is no dead-letter queue."""
    if named and named not in QUEUES:
        raise LocalError(f"{named} holds no dead letters: choose one of {', '.join(QUEUES)}, or none for all.", 2)
    return (named,) if named else QUEUES


def main() -> int:
    queues = chosen_queues(os.environ.get("QUEUE", ""))
    account, name = chosen_stack()
    replay = Replay(account, describe(account, name))
    left = sum(len(replay.empty(queue).left) for queue in queues)
    return 1 if left else 0


if __name__ == "__main__":
    run_main(main)
