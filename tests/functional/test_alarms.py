"""Alarms fire: each alarm's settings in the template are applied to the metrics that the functions really emit."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from botocore.stub import Stubber

from functions.meetings.handler import _report
from greenroom.adapters.dynamodb import Database
from greenroom.adapters.items import encode
from greenroom.adapters.mailer import Mailer, mailer
from greenroom.adapters.schedule_items import booking_item
from greenroom.clock import utc_now
from greenroom.models.interview import Provider
from greenroom.models.meeting import Meeting, MeetingStatus
from greenroom.observability import metrics
from local.applications import with_parts
from local.gateway import Client, handler_of, lambda_context
from local.template import template
from tests.functional.own_list import Browser
from tests.functional.recruiter_requests import a_booked_interview
from tests.world import Failing, Founder, Tenant, app

ALARMS = {
    name: one["Properties"] for name, one in template()["Resources"].items() if one["Type"] == "AWS::CloudWatch::Alarm"
}
FUNCTIONS = [name.removesuffix("Errors") for name in ALARMS if name.endswith("Errors")]
TOLD_BY_AWS = {
    "AWS/SQS ApproximateNumberOfMessagesVisible": 1,
    "AWS/Lambda IteratorAge": 3_600_000,
    "AWS/Lambda Throttles": 1,
    "AWS/SES Reputation.BounceRate": 0.05,
    "Greenroom RequestThrottled": 60,
}
"""Metrics that no function emits, with their values during a failure. The last one is counted in the access log."""
BROKEN = {"Records": [{"eventSource": "aws:nobody"}], "requestContext": None}
"""An event that no function understands."""


@dataclass(frozen=True)
class Told:
    """One value of one metric."""

    namespace: str
    dimensions: dict[str, str]
    name: str
    value: float


type Emitted = Callable[[], list[Told]]


@pytest.fixture
def emitted(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Emitted:
    """The metrics that were emitted since the last call, as CloudWatch reads them from the log."""

    def read() -> list[Told]:
        found: list[Told] = []
        for line in capsys.readouterr().out.splitlines():
            with suppress(ValueError):
                told: dict[str, Any] = json.loads(line)
                for metric in told.get("_aws", {}).get("CloudWatchMetrics", []):
                    dimensions = {name: told[name] for name in metric["Dimensions"][0]}
                    for one in metric["Metrics"]:
                        values = told[one["Name"]] if isinstance(told[one["Name"]], list) else [told[one["Name"]]]
                        found += [Told(metric["Namespace"], dimensions, one["Name"], value) for value in values]
        return found

    monkeypatch.delenv("POWERTOOLS_METRICS_DISABLED")
    metrics.clear_metrics()
    read()
    return read


def rings(alarm: str, told: list[Told]) -> bool:
    """Whether these values fire the alarm, if they occur in each of its periods."""
    wanted = ALARMS[alarm]
    dimensions = {one["Name"]: one["Value"] for one in wanted.get("Dimensions", [])}
    values = [
        one.value
        for one in told
        if (one.namespace, one.name) == (wanted["Namespace"], wanted["MetricName"])
        and one.dimensions == {name: str(value) for name, value in dimensions.items()}
    ]
    if not values:
        return bool(wanted["TreatMissingData"] == "breaching")
    found = sum(values) if wanted["Statistic"] == "Sum" else max(values)
    threshold = float(wanted["Threshold"])
    return found > threshold if wanted["ComparisonOperator"] == "GreaterThanThreshold" else found >= threshold


def breaks(name: str) -> Any:
    """Make a part of every application unusable."""
    return with_parts(app, **{name: Failing(RuntimeError("something that nobody thought of"))})


def test_a_failure_that_is_answered_rings_though_lambda_counts_none(api: Client, emitted: Emitted) -> None:
    with breaks("jobs"):
        assert api("GET", "/jobs").status == 500
    assert rings("RequestsFailing", emitted())


@pytest.mark.usefixtures("cloud")
@pytest.mark.parametrize("path", ["/dashboard/jobseeker/link", "/console/sign-in"])
def test_a_page_that_cannot_be_made_rings(emitted: Emitted, path: str) -> None:
    with breaks("limits"):
        assert Browser().post(path, {"email": "asha@example.com"}).status == 500
    assert rings("RequestsFailing", emitted())


def test_refusals_fire_no_alarm(api: Client, emitted: Emitted) -> None:
    assert api("GET", "/jobs/job_unknown").status == 404
    assert not rings("RequestsFailing", emitted())


@pytest.mark.usefixtures("cloud")
@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_that_cannot_go_on_ends_in_an_error_that_lambda_counts(function: str) -> None:
    folder = "".join(f"_{sign.lower()}" if sign.isupper() else sign for sign in function).removeprefix("_")
    handler = handler_of(f"functions.{folder}.handler.lambda_handler")
    # Functions that are started by a schedule fail if the index of due work cannot be read.
    with breaks("organisation_deletions"), pytest.raises(Exception, match=r".*"):
        handler(BROKEN, lambda_context())
    alarm = ALARMS[f"{function}Errors"]
    assert (alarm["MetricName"], alarm["Threshold"], alarm["Dimensions"][0]["Value"].value) == (
        "Errors",
        1,
        f"{function}Function",
    )


@pytest.fixture
def tenant(found: Founder) -> Tenant:
    return found()


def stream_of(tenant: Tenant) -> dict[str, Any]:
    booked = a_booked_interview(tenant.admin)
    booking = app.schedule.booking(tenant.org_id, booked["interview_id"])
    assert booking is not None
    record = {"dynamodb": {"SequenceNumber": "1", "NewImage": encode(booking_item(booking))}, "eventName": "INSERT"}
    return {"Records": [record]}


@pytest.mark.parametrize("function", ["create_session", "prepare_questions"])
def test_a_record_that_fails_each_time_rings(tenant: Tenant, emitted: Emitted, function: str) -> None:
    event, told = stream_of(tenant), list[Told]()
    emitted()
    with breaks("erasures"):
        for _ in range(3):
            failed = handler_of(f"functions.{function}.handler.lambda_handler")(event, lambda_context())
            assert failed["batchItemFailures"] == [{"itemIdentifier": "1"}]
            assert not rings("RecordsFailing", told), "once or twice is the world"
            told += emitted()
    assert rings("RecordsFailing", told)


@pytest.fixture
def suspended() -> Iterator[Mailer]:
    """SES after it has suspended the account."""
    made = mailer(app.settings.mail_configuration_set, app.settings.sender_address)
    with Stubber(made._client) as ses:
        for _ in range(20):
            ses.add_client_error("send_email", "SendingPausedException", "paused", http_status_code=400)
        yield made


def test_a_suspended_account_rings_at_once_and_again_when_letters_are_late(
    tenant: Tenant, suspended: Mailer, emitted: Emitted
) -> None:
    event, told = stream_of(tenant), list[Told]()
    emitted()
    with with_parts(app, mailer=suspended):
        for _ in range(3):
            handler_of("functions.create_session.handler.lambda_handler")(event, lambda_context())
            told += emitted()
        assert rings("MailNotTaken", told)
        with with_parts(app, clock=lambda: utc_now() + timedelta(minutes=31)), suppress(Exception):
            handler_of("functions.status_sweeper.handler.lambda_handler")({}, lambda_context())
    swept = emitted()
    assert rings("MailsLate", swept)
    assert not rings("MailsLate", [one for one in swept if one.name != "OldestMailSeconds"])


def test_a_request_that_sends_an_email_is_refused_as_busy_while_sending_is_suspended(
    tenant: Tenant, suspended: Mailer
) -> None:
    booked = a_booked_interview(tenant.admin)
    asked = {"interview_id": booked["interview_id"]}
    with with_parts(app, mailer=suspended):
        for path, body in (
            ("/interviews/schedules/create_interview_session", asked),
            (f"/interviews/{booked['interview_id']}/resend", {}),
        ):
            answer = tenant.admin("POST", path, body)
            assert (answer.status, answer.code) == (503, "BUSY")
            assert "mail provider" in answer.text
    assert tenant.admin("POST", f"/interviews/{booked['interview_id']}/resend").status == 200


def test_a_refused_address_of_one_candidate_is_no_trouble_of_the_account(tenant: Tenant, emitted: Emitted) -> None:
    made = mailer(app.settings.mail_configuration_set, app.settings.sender_address)
    event = stream_of(tenant)
    emitted()
    with Stubber(made._client) as ses, with_parts(app, mailer=made):
        ses.add_client_error("send_email", "BadRequestException", "Illegal address", http_status_code=400)
        handler_of("functions.create_session.handler.lambda_handler")(event, lambda_context())
    assert "MailNotTaken" not in {one.name for one in emitted()}


@pytest.mark.usefixtures("cloud")
def test_a_schedule_that_is_off_rings_and_a_sweep_with_nothing_to_do_does_not(emitted: Emitted) -> None:
    assert rings("InterviewsOverdue", [])
    handler_of("functions.status_sweeper.handler.lambda_handler")({}, lambda_context())
    swept = emitted()
    assert not rings("InterviewsOverdue", swept)
    assert not rings("MailsLate", swept)


def test_unsettled_due_work_fires_an_alarm(tenant: Tenant, emitted: Emitted) -> None:
    a_booked_interview(tenant.admin)
    emitted()
    with with_parts(app, clock=lambda: utc_now() + timedelta(days=30)):
        handler_of("functions.status_sweeper.handler.lambda_handler")({}, lambda_context())
    assert rings("InterviewsOverdue", emitted())


def test_an_item_that_cannot_be_read_rings(tenant: Tenant, cloud: Database, emitted: Emitted) -> None:
    cloud.put(app.settings.tables.jobs, {"org_id": tenant.org_id, "job_id": "job_broken"})
    emitted()
    assert tenant.admin("GET", "/jobs").status == 200
    assert rings("ItemsUnreadable", emitted())


@pytest.mark.usefixtures("cloud")
def test_a_host_of_zoom_near_its_limit_rings(emitted: Emitted) -> None:
    _report([Meeting.model_construct(provider=Provider.ZOOM, changes_today=80, status=MeetingStatus.READY)])
    metrics.flush_metrics()
    assert rings("ZoomHostNearItsLimit", emitted())


OURS = frozenset(
    ("RequestsFailing", "RecordsFailing", "MailsLate", "MailNotTaken", "InterviewsOverdue", "ItemsUnreadable")
) | {"ZoomHostNearItsLimit"}
"""The alarms that tests above fire by metrics of functions."""


def test_no_alarm_is_left_out() -> None:
    for name, alarm in ALARMS.items():
        told_by = f"{alarm['Namespace']} {alarm['MetricName']}"
        if name in OURS or alarm["MetricName"] == "Errors":
            continue
        threshold = alarm["Threshold"] if isinstance(alarm["Threshold"], int | float) else 1
        assert TOLD_BY_AWS[told_by] >= threshold, name
