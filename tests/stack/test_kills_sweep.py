"""Automatic work whose process dies at each call: each interview ends once, and personal data is erased in time."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from greenroom.clock import utc_now
from greenroom.identifiers import new_id
from greenroom.models.audit import Action, LogEntry
from greenroom.models.calendar import calendar_key
from greenroom.models.interview import InterviewStatus, ReportStatus
from greenroom.models.resume import ResumeStatus
from greenroom.models.webhook import Webhook, WebhookDeliveryStatus, WebhookEvent
from local.applications import with_parts
from tests import builders
from tests.faults.deaths import Death, killed_at_every_call
from tests.faults.functions_in_process import FunctionsInProcess
from tests.faults.stored_interview import StoredInterview, a_stored_interview
from tests.functional.webhook_sender import URL, Endpoint


def invited(functions: FunctionsInProcess) -> StoredInterview:
    stored = a_stored_interview(functions)
    stored.stream()
    stored.time_passes()
    return stored


def test_an_absent_candidate_is_a_no_show_once_whichever_process_dies(functions: FunctionsInProcess) -> None:
    def begin() -> StoredInterview:
        stored = invited(functions)
        functions.clock.to(stored.booking.last_entry_at + timedelta(seconds=1))
        return stored

    def judge(stored: StoredInterview, death: Death) -> None:
        stored.again(stored.sweeps)
        stored.time_passes()
        assert (stored.interview.status, stored.interview.due_at) == (InterviewStatus.NO_SHOW, None)
        assert stored.parts()["SESSION"]["status"] == "NO_SHOW"
        assert stored.log()["NO_SHOW"] == 1

    assert killed_at_every_call(begin, StoredInterview.sweeps, judge, functions.most_deaths)


def test_an_interview_is_completed_and_reported_whichever_process_dies(functions: FunctionsInProcess) -> None:
    """From the end of the interview to the report: the sweep that ends it, and the one that asks for the report."""

    def begin() -> StoredInterview:
        stored = invited(functions)
        functions.clock.to(stored.booking.starts_at)
        stored.candidate_does("start", consent=True)
        functions.clock.to(stored.booking.ends_at + timedelta(seconds=1))
        return stored

    def end(stored: StoredInterview) -> None:
        stored.sweeps()
        functions.clock.forward(minutes=2)
        stored.sweeps()

    def judge(stored: StoredInterview, death: Death) -> None:
        stored.again(stored.sweeps)
        stored.time_passes(minutes=2)
        assert (stored.interview.status, stored.log()["COMPLETED"]) == (InterviewStatus.COMPLETED, 1)
        assert stored.parts()["SESSION"]["status"] == "COMPLETED"
        asked = [one for one in reports_asked_for(functions) if stored.interview_id in one]
        assert asked
        for body in asked:
            message = {"body": body, "attributes": {"ApproximateReceiveCount": "1"}}
            functions.invoke("interviewer", {"Records": [message]})
        assert (stored.interview.report, stored.log()["REPORT_READY"]) == (ReportStatus.READY, 1)
        stored.time_passes(minutes=25)
        assert (stored.interview.due_at, stored.log()["EMAIL_SENT CLOSING"]) == (None, 1)

    deaths = killed_at_every_call(begin, end, judge, functions.most_deaths)
    assert "SendMessage" in deaths[-1].calls


def reports_asked_for(functions: FunctionsInProcess) -> list[str]:
    """Take the messages out of the reports queue."""
    found: list[str] = []
    while messages := functions.sqs.receive_message(QueueUrl=functions.reports_queue, MaxNumberOfMessages=10).get(
        "Messages"
    ):
        for message in messages:
            functions.sqs.delete_message(QueueUrl=functions.reports_queue, ReceiptHandle=message["ReceiptHandle"])
            found.append(message["Body"])
    return found


def with_resume(stored: StoredInterview) -> StoredInterview:
    """The candidate has a résumé that was read, and its file."""
    resume = builders.a_resume(
        org_id=stored.organisation.org_id,
        candidate_id=stored.interview.candidate_id,
        status=ResumeStatus.PARSED,
        parsed_text="Six years of Spring.",
    )
    stored.functions.app.resumes.create(resume)
    stored.functions.s3.put_object(Bucket=stored.functions.bucket, Key=resume.file_key, Body=b"%PDF-")
    return stored


def assert_forgotten(stored: StoredInterview) -> None:
    """Assert that no personal data and no due work is left, and that the log has the erasure once."""
    person = stored.interview.candidate_id
    assert stored.functions.app.candidates.find(stored.organisation.org_id, person) is None
    assert stored.parts() == {}
    assert stored.functions.app.resumes.latest(stored.organisation.org_id, person) is None
    assert stored.functions.app.schedule.booking(stored.organisation.org_id, stored.interview_id) is None
    assert stored.functions.app.matches.of(stored.organisation.org_id, stored.organisation.job_id, person) is None
    calendar = calendar_key(stored.organisation.org_id, f"{person}@example.com")
    assert (
        stored.functions.app.schedule.database.get(stored.organisation.tables.calendars, {"calendar_key": calendar})
        is None
    )
    below = stored.functions.s3.list_objects_v2(
        Bucket=stored.functions.bucket, Prefix=f"resumes/{stored.organisation.org_id}/"
    )
    assert "Contents" not in below
    assert (stored.interview.candidate_name, stored.interview.due_at) == ("Erased candidate", None)
    assert stored.log()["ERASED"] == 1
    month = f"{utc_now() + timedelta(days=3):%Y-%m}", f"{utc_now():%Y-%m}"
    assert any(one.candidate_id == person for name in month for one in stored.functions.app.erasures.in_month(name))


def test_a_candidate_is_erased_after_the_retention_time_whichever_process_dies(functions: FunctionsInProcess) -> None:
    def begin() -> StoredInterview:
        stored = with_resume(invited(functions))
        functions.clock.to(stored.booking.last_entry_at + timedelta(seconds=1))
        stored.sweeps()
        kept_until = functions.clock() + timedelta(hours=1)
        stored.changed(erase_at=kept_until, due_at=kept_until)
        functions.clock.to(kept_until + timedelta(seconds=1))
        return stored

    def judge(stored: StoredInterview, death: Death) -> None:
        stored.again(stored.sweeps)
        assert_forgotten(stored)

    assert killed_at_every_call(begin, StoredInterview.sweeps, judge, functions.most_deaths)


def test_a_candidate_is_erased_by_asking_again_whoever_dies_over_it(functions: FunctionsInProcess) -> None:
    def erase(stored: StoredInterview) -> int:
        return stored.asks("recruiter_api", "DELETE", f"/candidates/{stored.interview.candidate_id}").status

    def judge(stored: StoredInterview, death: Death) -> None:
        answers: list[int] = []
        stored.again(lambda: answers.append(erase(stored)))
        assert set(answers) <= {204, 404}
        assert_forgotten(stored)
        assert (stored.interview.status, stored.log()["CANCELLED"]) == (InterviewStatus.CANCELLED, 1)

    assert killed_at_every_call(lambda: with_resume(invited(functions)), erase, judge, functions.most_deaths)


@pytest.fixture
def endpoint(functions: FunctionsInProcess) -> Iterator[Endpoint]:
    """A server in place of the webhook's endpoint."""
    answering = Endpoint()
    with with_parts(functions.app, public_https=answering):
        yield answering


def a_listener(functions: FunctionsInProcess) -> StoredInterview:
    """An organisation with a webhook and an event."""
    stored = a_stored_interview(functions, is_booked=False)
    webhook = Webhook(
        org_id=stored.organisation.org_id,
        webhook_id=new_id("whk"),
        url=URL,
        events=tuple(WebhookEvent),
        notify_email="ops@example.com",
        created_at=utc_now(),
        updated_at=utc_now(),
    )
    stored.functions.app.webhooks.create(webhook)
    for action in (Action.SCHEDULED, Action.STARTED):
        at = utc_now() + timedelta(milliseconds=action is Action.STARTED)
        entry = LogEntry(org_id=webhook.org_id, interview_id=stored.interview_id, at=at, action=action, actor="test")
        stored.functions.app.schedule.log(entry)
    return stored


def tell(stored: StoredInterview) -> None:
    """Deliver the log's stream records of this interview."""
    page: Any = stored.organisation.client.query(
        TableName=stored.organisation.tables.logs,
        KeyConditionExpression="interview_key = :key",
        ExpressionAttributeValues={":key": {"S": f"{stored.organisation.org_id}#{stored.interview_id}"}},
    )
    records = [
        {"eventName": "INSERT", "dynamodb": {"SequenceNumber": str(number), "NewImage": item}}
        for number, item in enumerate(page["Items"], 1)
    ]
    assert stored.functions.invoke("send_webhooks", {"Records": records}) == {"batchItemFailures": []}


def assert_told(stored: StoredInterview, endpoint: Endpoint, *, at_most: int) -> None:
    """Assert that each event reached the endpoint at least once with one id, and that nothing is pending."""
    (webhook,) = stored.functions.app.webhooks.of(stored.organisation.org_id)
    done = list(
        stored.functions.app.webhook_deliveries.each(stored.functions.app.webhook_deliveries.newest_first(webhook))
    )
    assert [one.status for one in done] == [WebhookDeliveryStatus.DELIVERED] * 2
    own = [one for one in endpoint.posted if stored.interview_id in one.body]
    assert {json.loads(one.body)["type"] for one in own} == {"interview.scheduled", "interview.started"}
    assert len({one.headers["Greenroom-Event-Id"] for one in own}) == 2
    assert 2 <= len(own) <= at_most
    assert webhook.failing_since is None


def test_an_event_reaches_the_endpoint_whichever_process_dies(
    functions: FunctionsInProcess, endpoint: Endpoint
) -> None:
    def judge(stored: StoredInterview, death: Death) -> None:
        stored.again(lambda: tell(stored))
        for _ in range(3):
            functions.clock.forward(minutes=1)
            functions.invoke("send_webhooks", {})
        assert_told(stored, endpoint, at_most=4)

    deaths = killed_at_every_call(lambda: a_listener(functions), tell, judge, functions.most_deaths)
    assert "webhook" in deaths[-1].calls


def test_a_failed_delivery_is_repeated_whichever_process_dies(
    functions: FunctionsInProcess, endpoint: Endpoint
) -> None:
    def begin() -> StoredInterview:
        stored = a_listener(functions)
        endpoint.answer = lambda: 500
        tell(stored)
        endpoint.posted.clear()
        endpoint.answer = lambda: 200
        functions.clock.forward(minutes=2)
        return stored

    def a_round(_stored: StoredInterview) -> None:
        functions.invoke("send_webhooks", {})

    def judge(stored: StoredInterview, death: Death) -> None:
        stored.again(lambda: tell(stored))
        for _ in range(5):
            functions.clock.forward(minutes=10)
            a_round(stored)
        assert_told(stored, endpoint, at_most=4)

    assert killed_at_every_call(begin, a_round, judge, functions.most_deaths)
