"""`make replay` repeats the work of dead letters and empties the queue. A repetition is harmless."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from greenroom.adapters.items import decode
from local import chosen_account
from local.recruiting import Recruiter, at, eventually
from local.replay import QUEUES, Replay, main
from local.running import RunningStack
from local.stack import describe
from tests.faults.mapping import Record, StreamMapping
from tests.faults.stream import StreamDriver
from tests.faults.stream_reader import read_stream, stream_of
from tests.pdfs import a_resume
from tests.stack.mails_to import mails_to
from tests.stack.test_webhooks import a_bounce, a_webhook, deliveries_of

BOOKINGS, FAILED, WEBHOOKS = QUEUES


@dataclass
class ReplayOperator:
    """A person who puts dead letters into queues and runs the command."""

    stack: RunningStack
    recruiter: Recruiter
    told: list[str] = field(default_factory=list)

    @property
    def replay(self) -> Replay:
        resources = describe(self.stack.account, self.stack.stack.stack_name)
        return Replay(self.stack.account, resources, self.told.append, patience_seconds=0)

    def arn(self, function: str) -> str:
        found = self.stack.client("lambda").get_function(FunctionName=self.stack.functions[function])
        return f"{found['Configuration']['FunctionArn']}:$LATEST"

    def put(self, queue: str, body: object, **attributes: str) -> None:
        typed = {name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()}
        text = body if isinstance(body, str) else json.dumps(body)
        url = self.replay.resources.of("AWS::SQS::Queue")[queue]
        self.replay.sqs.send_message(QueueUrl=url, MessageBody=text, MessageAttributes=typed)  # type: ignore[arg-type]

    def fails_for_good(self, queue: str, function: str, event: str, table: str, keys: set[str]) -> None:
        """The records of these items, delivered to a function that always fails, as the template's mapping does it."""
        key = {"BookingsTable": "booking_id", "InterviewLogsTable": "interview_key"}[table]
        streams = self.stack.client("dynamodbstreams")
        arn = stream_of(self.stack.account.dynamodb, self.stack.tables[table])

        def is_wanted(record: Record) -> bool:
            return record["dynamodb"]["Keys"][key]["S"] in keys

        def fails(_event: dict[str, Any], _context: object) -> None:
            raise ConnectionError

        def set_aside(letter: dict[str, Any]) -> None:
            letter["requestContext"]["functionArn"] = self.arn(function)
            self.put(queue, letter)

        mapping = StreamMapping.of_template(function, event)
        StreamDriver(fails, mapping, on_failure=set_aside).deliver(read_stream(streams, arn, is_wanted))

    def taken_from(self, queue: str) -> dict[str, Any]:
        """Take the only dead letter out of a queue."""
        url = self.replay.resources.of("AWS::SQS::Queue")[queue]
        (message,) = self.replay.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
        self.replay.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        letter: dict[str, Any] = json.loads(message["Body"])
        return letter

    def empties(self, queue: str, *, letters: int) -> None:
        """Run the command, which does everything, and run it again, which finds nothing."""
        first = self.replay.empty(queue)
        assert (first.done, first.left) == (letters, []), self.told
        second = self.replay.empty(queue)
        assert (second.done, second.left) == (0, [])

    def booked(self) -> tuple[str, str]:
        """An interview with its session, and its key in the table of bookings."""
        interview_id, job_id = self.recruiter.pending()
        self.recruiter.book(interview_id, self.recruiter.slot(job_id, at(9)))
        self.recruiter.link_of(interview_id)
        keys = [item["booking_id"]["S"] for item in self.stack.items("BookingsTable")]
        return interview_id, next(key for key in keys if key.endswith(f"#{interview_id}"))

    def parts(self, interview_id: str) -> list[dict[str, Any]]:
        """The parts of an interview's sessions."""
        items = [decode(one) for one in self.stack.items("SessionsTable")]
        hashes = {one["session_hash"] for one in items if one.get("interview_id") == interview_id}
        return [one for one in items if one["session_hash"] in hashes]

    def forget(self, interview_id: str, *prefixes: str) -> None:
        """Delete the results, as if the function had never succeeded."""
        for part in self.parts(interview_id):
            if part["part"].startswith(prefixes):
                key = {"session_hash": {"S": part["session_hash"]}, "part": {"S": part["part"]}}
                self.stack.account.dynamodb.delete_item(TableName=self.stack.tables["SessionsTable"], Key=key)


def gone(operator: ReplayOperator, table: str) -> dict[str, str]:
    """A batch whose records the stream does not have any more."""
    arn = stream_of(operator.stack.account.dynamodb, operator.stack.tables[table])
    first, last = "1".zfill(21), "2".zfill(21)
    shard = f"shardId-{'0' * 20}-gone"
    return {"streamArn": arn, "shardId": shard, "startSequenceNumber": first, "endSequenceNumber": last}


@pytest.fixture
def operator(stack: RunningStack) -> Iterator[ReplayOperator]:
    operator = ReplayOperator(
        stack, Recruiter(stack, stack.new_organisation("Replayed", {"min_notice_minutes": 0}).token)
    )

    def emptied() -> None:
        for queue in QUEUES:
            operator.replay.sqs.purge_queue(QueueUrl=operator.replay.resources.of("AWS::SQS::Queue")[queue])

    emptied()
    yield operator
    emptied()


def test_a_booking_whose_record_failed_has_its_session_and_its_letter(operator: ReplayOperator) -> None:
    interview_id, key = operator.booked()
    before = len(mails_to(operator.recruiter, interview_id))
    operator.forget(interview_id, "SESSION", "MAIL#")
    operator.fails_for_good(BOOKINGS, "CreateSessionFunction", "BookingChanged", "BookingsTable", {key})

    operator.empties(BOOKINGS, letters=1)

    operator.recruiter.link_of(interview_id)
    assert len(mails_to(operator.recruiter, interview_id)) == before + 1


def test_a_booking_that_was_cancelled_and_erased_meanwhile_has_no_session_again(operator: ReplayOperator) -> None:
    interview_id, key = operator.booked()
    candidate_id = operator.recruiter.made("GET", f"/interviews/{interview_id}")["candidate_id"]
    assert operator.recruiter.call("DELETE", f"/candidates/{candidate_id}").status == 204
    operator.forget(interview_id, "MAIL#")
    operator.fails_for_good(BOOKINGS, "CreateSessionFunction", "BookingChanged", "BookingsTable", {key})

    operator.empties(BOOKINGS, letters=2)  # the booking, and its cancellation

    assert [part for part in operator.parts(interview_id) if part["part"] == "SESSION"] == []


def test_records_that_the_stream_has_forgotten_are_left_to_the_sweeper(operator: ReplayOperator) -> None:
    _, key = operator.booked()
    operator.fails_for_good(BOOKINGS, "CreateSessionFunction", "BookingChanged", "BookingsTable", {key})
    operator.put(BOOKINGS, operator.taken_from(BOOKINGS) | {"DDBStreamBatchInfo": gone(operator, "BookingsTable")})

    operator.empties(BOOKINGS, letters=1)

    assert "StatusSweeperFunction invoked" in " ".join(operator.told)


def test_events_that_the_stream_has_forgotten_are_left_and_say_so(operator: ReplayOperator) -> None:
    context = {"functionArn": operator.arn("SendWebhooksFunction")}
    operator.put(WEBHOOKS, {"requestContext": context, "DDBStreamBatchInfo": gone(operator, "InterviewLogsTable")})

    replayed = operator.replay.empty(WEBHOOKS)

    assert (replayed.done, len(replayed.left)) == (0, 1)
    assert "Its events are gone from the stream" in " ".join(operator.told)


def test_an_interview_whose_plan_failed_has_its_questions(operator: ReplayOperator) -> None:
    interview_id, key = operator.booked()
    eventually(lambda: [one for one in operator.parts(interview_id) if one["part"] == "SESSION#FACTS"], "the plan", 60)
    operator.forget(interview_id, "PLAN", "SESSION#FACTS", "BRIEF")
    operator.fails_for_good(FAILED, "PrepareQuestionsFunction", "Booked", "BookingsTable", {key})

    operator.empties(FAILED, letters=1)

    assert {"PLAN", "SESSION#FACTS", "BRIEF"} <= {one["part"] for one in operator.parts(interview_id)}


def test_an_upload_that_failed_is_read(operator: ReplayOperator) -> None:
    stack, table = operator.stack, operator.stack.tables["ResumesTable"]
    candidate_id = operator.recruiter.candidate(operator.recruiter.job())
    asked = {"filename": "cv.pdf", "content_type": "application/pdf"}
    resume_id = operator.recruiter.made("POST", f"/candidates/{candidate_id}/resume", asked)["resume_id"]
    item = next(one for one in stack.items("ResumesTable") if one["resume_id"]["S"] == resume_id)
    bucket = stack.client("lambda").get_function_configuration(FunctionName=stack.functions["ParseResumeFunction"])[
        "Environment"
    ]["Variables"]["DOCUMENTS_BUCKET"]
    key = f"resumes/{item['org_id']['S']}/{candidate_id}/{resume_id}.pdf"
    stack.client("s3").put_object(Bucket=bucket, Key=key, Body=a_resume())

    def is_read() -> bool:
        return bool(operator.recruiter.made("GET", f"/candidates/{candidate_id}/resume")["status"] == "PARSED")

    eventually(is_read, "the résumé", 60)
    stack.account.dynamodb.put_item(TableName=table, Item=item)
    assert not is_read()
    event = {"Records": [{"s3": {"object": {"key": key}}}]}
    context = {"functionArn": operator.arn("ParseResumeFunction"), "condition": "RetriesExhausted"}
    operator.put(FAILED, {"version": "1.0", "requestContext": context, "requestPayload": event})

    operator.empties(FAILED, letters=1)

    assert is_read()


def test_a_report_that_failed_five_times_is_asked_for_again(operator: ReplayOperator) -> None:
    start = (datetime.now(UTC) + timedelta(minutes=30)).replace(second=0, microsecond=0)
    interview_id, key = operator.booked()
    org_id = key.split("#")[0]
    table, own = (
        operator.stack.tables["InterviewsTable"],
        {"org_id": {"S": org_id}, "interview_id": {"S": interview_id}},
    )
    over = "SET #s = :over, report = :failed, completed_at = :now REMOVE due_at, due_shard"
    values = {":over": {"S": "COMPLETED"}, ":failed": {"S": "FAILED"}, ":now": {"S": f"{start:%Y-%m-%dT%H:%M:%SZ}"}}
    operator.stack.account.dynamodb.update_item(
        TableName=table,
        Key=own,
        UpdateExpression=over,
        ExpressionAttributeNames={"#s": "status"},
        ExpressionAttributeValues=values,
    )
    operator.put(FAILED, {"org_id": org_id, "interview_id": interview_id, "trace_id": "1-67dfc6aa-0123456789abcdef"})

    operator.empties(FAILED, letters=1)

    def is_made() -> bool:
        return bool(operator.recruiter.made("GET", f"/interviews/{interview_id}/report")["status"] == "READY")

    eventually(is_made, "the report", 60)


@pytest.mark.parametrize("wrapped", ["by the topic", "by the function's destination", "not at all"])
def test_a_failed_event_of_ses_is_replayed(operator: ReplayOperator, wrapped: str) -> None:
    interview_id, _ = operator.booked()
    message = json.dumps(a_bounce(operator.stack, operator.recruiter, interview_id))
    notification = {"Type": "Notification", "MessageId": "1", "TopicArn": "arn:aws:sns:::mail", "Message": message}
    context = {"functionArn": operator.arn("MailEventsFunction")}
    bodies: dict[str, object] = {
        "by the topic": notification,
        "by the function's destination": {
            "requestContext": context,
            "requestPayload": {"Records": [{"Sns": notification}]},
        },
        "not at all": message,
    }
    operator.put(FAILED, bodies[wrapped])

    operator.empties(FAILED, letters=1)

    assert operator.recruiter.made("GET", f"/interviews/{interview_id}")["email"]["status"] == "FAILED"


def test_the_command_says_what_it_did_and_whether_anything_is_left(
    operator: ReplayOperator, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(chosen_account, "read_stack", lambda *_: operator.stack.stack)
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    monkeypatch.setenv("QUEUE", FAILED)
    operator.put(FAILED, {"detail-type": "Scheduled Event"}, TARGET_ARN=operator.arn("StatusSweeperFunction"))
    assert main() == 0
    assert "FailedWorkQueue: replayed 1, left 0" in capsys.readouterr().err
    operator.put(FAILED, {"something": "else"})
    assert main() == 1
    assert capsys.readouterr().err.splitlines()[-1] == "FailedWorkQueue: replayed 0, left 1"


def test_a_minute_of_a_schedule_that_failed_is_made_up_for(operator: ReplayOperator) -> None:
    schedule = {"SCHEDULE_ARN": "arn:aws:scheduler:::schedule/default/each-minute", "ERROR_CODE": "InternalError"}
    for function in ("StatusSweeperFunction", "SendWebhooksFunction"):
        operator.put(FAILED, {"detail-type": "Scheduled Event"}, **schedule, TARGET_ARN=operator.arn(function))

    operator.empties(FAILED, letters=2)

    assert {"StatusSweeperFunction invoked", "SendWebhooksFunction invoked"} <= {
        line.partition("  ")[2].split("  ")[-1] for line in operator.told
    }


def test_events_that_were_not_announced_are_announced(operator: ReplayOperator) -> None:
    webhook_id = a_webhook(operator.recruiter, events=["interview.scheduled"])
    _, key = operator.booked()
    (told,) = eventually(lambda: deliveries_of(operator.recruiter, webhook_id), "the delivery", 60)
    table = operator.stack.tables["WebhookDeliveriesTable"]
    own = next(
        one for one in operator.stack.items("WebhookDeliveriesTable") if one["delivery_id"]["S"] == told["delivery_id"]
    )
    place = {name: own[name] for name in ("endpoint_key", "delivery_id")}
    operator.stack.account.dynamodb.delete_item(TableName=table, Key=place)
    assert deliveries_of(operator.recruiter, webhook_id) == []
    operator.fails_for_good(WEBHOOKS, "SendWebhooksFunction", "LogWritten", "InterviewLogsTable", {key})

    replayed = operator.replay.empty(WEBHOOKS)

    assert replayed.done >= 1
    assert replayed.left == []
    assert [one["delivery_id"] for one in deliveries_of(operator.recruiter, webhook_id)] == [told["delivery_id"]]


def test_a_dead_letter_that_fails_again_or_is_unknown_stays_with_the_reason(operator: ReplayOperator) -> None:
    operator.put(FAILED, {"something": "else"})
    operator.put(FAILED, "no JSON")
    other = {"functionArn": "arn:aws:lambda:us-east-1:000000000000:function:of-another-stack"}
    operator.put(FAILED, {"requestContext": other, "requestPayload": {}})
    broken = {"functionArn": operator.arn("ParseResumeFunction")}
    operator.put(FAILED, {"requestContext": broken, "requestPayload": {"Records": "none"}})

    for _ in range(2):
        replayed = operator.replay.empty(FAILED)
        assert (replayed.done, len(replayed.left)) == (0, 4)

    reasons = " ".join(operator.told)
    assert "of no kind that this stack sets aside" in reasons
    assert "of-another-stack, which is not of this stack" in reasons
    assert "ParseResumeFunction failed again" in reasons


def test_a_letter_that_lambda_never_wrote_is_left_and_stops_no_other(operator: ReplayOperator) -> None:
    context = {"functionArn": operator.arn("CreateSessionFunction")}
    batch = gone(operator, "BookingsTable")
    lame: list[dict[str, Any]] = [
        {"requestPayload": {}},
        {"requestPayload": {}, "requestContext": {"functionArn": 7}},
        {"requestPayload": {}, "requestContext": {"functionArn": "arn:aws"}},
        {"DDBStreamBatchInfo": batch},
        {"DDBStreamBatchInfo": None, "requestContext": context},
        *(
            {"requestContext": context, "DDBStreamBatchInfo": {one: batch[one] for one in batch if one != missing}}
            for missing in batch
        ),
        {"requestContext": context, "DDBStreamBatchInfo": batch | {"endSequenceNumber": "last"}},
    ]
    for letter in lame:
        operator.put(BOOKINGS, letter)
    operator.put(BOOKINGS, {}, TARGET_ARN=operator.arn("StatusSweeperFunction"))

    first, second = operator.replay.empty(BOOKINGS), operator.replay.empty(BOOKINGS)

    assert (first.done, len(first.left)) == (1, len(lame))
    assert (second.done, len(second.left)) == (0, len(lame)), "seen again at once"
    reasons = " ".join(operator.told)
    for place in ("requestContext.functionArn", *(f"DDBStreamBatchInfo.{name}" for name in batch)):
        assert f"It lacks {place}, which Lambda writes" in reasons
    assert "It is for the function arn:aws, which is not of this stack" in reasons
    assert "endSequenceNumber is no number" in reasons
