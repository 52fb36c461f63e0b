"""What happens by itself, with a process that dies at any call: each interview ends once, nobody is kept too long."""

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
from tests.faults.premises import Premises
from tests.faults.stage import Stage, a_stage
from tests.functional.endpoints import URL, Endpoint


def invited(house: Premises) -> Stage:
    stage = a_stage(house)
    stage.stream()
    stage.time_passes()
    return stage


def test_who_never_came_is_a_no_show_once_whoever_dies_over_it(house: Premises) -> None:
    def begin() -> Stage:
        stage = invited(house)
        house.clock.to(stage.booking.last_entry_at + timedelta(seconds=1))
        return stage

    def judge(stage: Stage, death: Death) -> None:
        stage.again(stage.sweeps)
        stage.time_passes()
        assert (stage.interview.status, stage.interview.due_at) == (InterviewStatus.NO_SHOW, None)
        assert stage.parts()["SESSION"]["status"] == "NO_SHOW"
        assert stage.log()["NO_SHOW"] == 1

    assert killed_at_every_call(begin, Stage.sweeps, judge, house.most_deaths)


def test_who_came_and_went_is_completed_and_has_a_report_whoever_dies_over_it(house: Premises) -> None:
    """From the end of the interview to the report: the sweep that ends it, and the one that asks for the report."""

    def begin() -> Stage:
        stage = invited(house)
        house.clock.to(stage.booking.starts_at)
        stage.candidate_does("start", consent=True)
        house.clock.to(stage.booking.ends_at + timedelta(seconds=1))
        return stage

    def end(stage: Stage) -> None:
        stage.sweeps()
        house.clock.forward(minutes=2)
        stage.sweeps()

    def judge(stage: Stage, death: Death) -> None:
        stage.again(stage.sweeps)
        stage.time_passes(minutes=2)
        assert (stage.interview.status, stage.log()["COMPLETED"]) == (InterviewStatus.COMPLETED, 1)
        assert stage.parts()["SESSION"]["status"] == "COMPLETED"
        asked = [one for one in reports_asked_for(house) if stage.interview_id in one]
        assert asked
        for body in asked:
            message = {"body": body, "attributes": {"ApproximateReceiveCount": "1"}}
            house.invoke("interviewer", {"Records": [message]})
        assert (stage.interview.report, stage.log()["REPORT_READY"]) == (ReportStatus.READY, 1)
        stage.time_passes(minutes=25)
        assert (stage.interview.due_at, stage.log()["EMAIL_SENT CLOSING"]) == (None, 1)

    deaths = killed_at_every_call(begin, end, judge, house.most_deaths)
    assert "SendMessage" in deaths[-1].calls


def reports_asked_for(house: Premises) -> list[str]:
    """What waits in the queue of reports, taken out of it."""
    found: list[str] = []
    while messages := house.sqs.receive_message(QueueUrl=house.reports_queue, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            house.sqs.delete_message(QueueUrl=house.reports_queue, ReceiptHandle=message["ReceiptHandle"])
            found.append(message["Body"])
    return found


def with_resume(stage: Stage) -> Stage:
    """The candidate has a résumé that was read, and its file."""
    resume = builders.a_resume(
        org_id=stage.world.org_id,
        candidate_id=stage.interview.candidate_id,
        status=ResumeStatus.PARSED,
        parsed_text="Six years of Spring.",
    )
    stage.premises.app.resumes.create(resume)
    stage.premises.s3.put_object(Bucket=stage.premises.bucket, Key=resume.file_key, Body=b"%PDF-")
    return stage


def assert_forgotten(stage: Stage) -> None:
    """Nothing personal is left, and nothing waits; the trail says once that it was erased."""
    person = stage.interview.candidate_id
    assert stage.premises.app.candidates.find(stage.world.org_id, person) is None
    assert stage.parts() == {}
    assert stage.premises.app.resumes.latest(stage.world.org_id, person) is None
    assert stage.premises.app.schedule.booking(stage.world.org_id, stage.interview_id) is None
    assert stage.premises.app.matches.of(stage.world.org_id, stage.world.job_id, person) is None
    calendar = calendar_key(stage.world.org_id, f"{person}@example.com")
    assert stage.premises.app.schedule.database.get(stage.world.tables.calendars, {"calendar_key": calendar}) is None
    below = stage.premises.s3.list_objects_v2(Bucket=stage.premises.bucket, Prefix=f"resumes/{stage.world.org_id}/")
    assert "Contents" not in below
    assert (stage.interview.candidate_name, stage.interview.due_at) == ("Erased candidate", None)
    assert stage.log()["ERASED"] == 1
    month = f"{utc_now() + timedelta(days=3):%Y-%m}", f"{utc_now():%Y-%m}"
    assert any(one.candidate_id == person for name in month for one in stage.premises.app.erasures.in_month(name))


def test_who_was_kept_long_enough_is_forgotten_whoever_dies_over_it(house: Premises) -> None:
    def begin() -> Stage:
        stage = with_resume(invited(house))
        house.clock.to(stage.booking.last_entry_at + timedelta(seconds=1))
        stage.sweeps()
        kept_until = house.clock() + timedelta(hours=1)
        stage.changed(erase_at=kept_until, due_at=kept_until)
        house.clock.to(kept_until + timedelta(seconds=1))
        return stage

    def judge(stage: Stage, death: Death) -> None:
        stage.again(stage.sweeps)
        assert_forgotten(stage)

    assert killed_at_every_call(begin, Stage.sweeps, judge, house.most_deaths)


def test_a_candidate_is_erased_by_asking_again_whoever_dies_over_it(house: Premises) -> None:
    def erase(stage: Stage) -> int:
        return stage.asks("recruiter_api", "DELETE", f"/candidates/{stage.interview.candidate_id}").status

    def judge(stage: Stage, death: Death) -> None:
        answers: list[int] = []
        stage.again(lambda: answers.append(erase(stage)))
        assert set(answers) <= {204, 404}
        assert_forgotten(stage)
        assert (stage.interview.status, stage.log()["CANCELLED"]) == (InterviewStatus.CANCELLED, 1)

    assert killed_at_every_call(lambda: with_resume(invited(house)), erase, judge, house.most_deaths)


@pytest.fixture
def endpoint(house: Premises) -> Iterator[Endpoint]:
    """What answers where the functions speak to the outside."""
    answering = Endpoint()
    with with_parts(house.app, public_https=answering):
        yield answering


def a_listener(house: Premises) -> Stage:
    """An organisation with a webhook, to which something has happened."""
    stage = a_stage(house, is_booked=False)
    webhook = Webhook(
        org_id=stage.world.org_id,
        webhook_id=new_id("whk"),
        url=URL,
        events=tuple(WebhookEvent),
        notify_email="ops@example.com",
        created_at=utc_now(),
        updated_at=utc_now(),
    )
    stage.premises.app.webhooks.create(webhook)
    for action in (Action.SCHEDULED, Action.STARTED):
        at = utc_now() + timedelta(milliseconds=action is Action.STARTED)
        entry = LogEntry(org_id=webhook.org_id, interview_id=stage.interview_id, at=at, action=action, actor="test")
        stage.premises.app.schedule.log(entry)
    return stage


def tell(stage: Stage) -> None:
    """The log's stream, as far as it tells of this interview."""
    page: Any = stage.world.client.query(
        TableName=stage.world.tables.logs,
        KeyConditionExpression="interview_key = :key",
        ExpressionAttributeValues={":key": {"S": f"{stage.world.org_id}#{stage.interview_id}"}},
    )
    records = [
        {"eventName": "INSERT", "dynamodb": {"SequenceNumber": str(number), "NewImage": item}}
        for number, item in enumerate(page["Items"], 1)
    ]
    assert stage.premises.invoke("send_webhooks", {"Records": records}) == {"batchItemFailures": []}


def assert_told(stage: Stage, endpoint: Endpoint, *, at_most: int) -> None:
    """Each event reached the endpoint, at least once and under one id, and nothing waits."""
    (webhook,) = stage.premises.app.webhooks.of(stage.world.org_id)
    done = list(stage.premises.app.webhook_deliveries.each(stage.premises.app.webhook_deliveries.newest_first(webhook)))
    assert [one.status for one in done] == [WebhookDeliveryStatus.DELIVERED] * 2
    own = [one for one in endpoint.posted if stage.interview_id in one.body]
    assert {json.loads(one.body)["type"] for one in own} == {"interview.scheduled", "interview.started"}
    assert len({one.headers["Greenroom-Event-Id"] for one in own}) == 2
    assert 2 <= len(own) <= at_most
    assert webhook.failing_since is None


def test_what_happened_is_told_to_an_endpoint_whoever_dies_over_it(house: Premises, endpoint: Endpoint) -> None:
    def judge(stage: Stage, death: Death) -> None:
        stage.again(lambda: tell(stage))
        for _ in range(3):
            house.clock.forward(minutes=1)
            house.invoke("send_webhooks", {})
        assert_told(stage, endpoint, at_most=4)

    deaths = killed_at_every_call(lambda: a_listener(house), tell, judge, house.most_deaths)
    assert "webhook" in deaths[-1].calls


def test_what_an_endpoint_did_not_take_is_told_again_whoever_dies_over_it(house: Premises, endpoint: Endpoint) -> None:
    def begin() -> Stage:
        stage = a_listener(house)
        endpoint.answer = lambda: 500
        tell(stage)
        endpoint.posted.clear()
        endpoint.answer = lambda: 200
        house.clock.forward(minutes=2)
        return stage

    def a_round(_stage: Stage) -> None:
        house.invoke("send_webhooks", {})

    def judge(stage: Stage, death: Death) -> None:
        stage.again(lambda: tell(stage))
        for _ in range(5):
            house.clock.forward(minutes=10)
            a_round(stage)
        assert_told(stage, endpoint, at_most=4)

    assert killed_at_every_call(begin, a_round, judge, house.most_deaths)
