"""The cost of an interview from the functions' logs and their subscriptions, compared with the bench's meter."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from bench.calls import Call
from bench.configured import ConfiguredProcess, configured_process
from bench.document import DOCUMENT
from bench.interviews import stream_event
from bench.paths import invoked
from bench.recruiter import MeasuredRecruiter
from greenroom.identifiers import new_id
from local.logs import lines_of
from local.recruiting import Recruiter, at, eventually
from local.running import RunningStack
from tests.usage_lines import batch, usage_lines


@pytest.fixture(scope="module")
def recruiter(stack: RunningStack) -> Recruiter:
    return Recruiter(stack, stack.token)


def documented_write_units(path: str) -> float:
    """The write units of a path in docs/costs.md."""
    [row] = re.findall(rf"^\| {re.escape(path)} \|.*\| ([\d.]+) \|$", DOCUMENT.read_text(), re.MULTILINE)
    return float(row)


def quantities(receipt: Any) -> dict[str, float]:
    return {name: amount for one in receipt["services"] for name, amount in one["quantities"].items()}


def records_of(stack: RunningStack, interview_id: str) -> list[Any]:
    """The stored usage records of an interview."""
    items: list[Any] = stack.client("dynamodb").query(
        TableName=stack.tables["UsageTable"],
        KeyConditionExpression="interview_key = :key",
        ExpressionAttributeValues={":key": {"S": f"{stack.org_id}#{interview_id}"}},
    )["Items"]
    return items


def recorded(stack: RunningStack, interview_id: str) -> defaultdict[str, float]:
    """The sum of the stored usage records of an interview."""
    found: defaultdict[str, float] = defaultdict(float)
    for item in records_of(stack, interview_id):
        for name, amount in item["amounts"]["M"].items():
            found[name] += float(amount["N"])
    return found


def usage_in_the_logs(stack: RunningStack, interview_id: str) -> list[str]:
    """All usage lines of an interview in the functions' log groups."""
    groups = stack.account.logs.describe_log_groups()["logGroups"]
    texts = (text for group in groups for _, text in lines_of(stack.account.logs, group["logGroupName"]))
    return [text for text in texts if '"interview_usage"' in text and interview_id in text]


def test_a_booked_and_visited_interview_has_a_receipt_from_the_logs(recruiter: Recruiter, stack: RunningStack) -> None:
    job_id = recruiter.job()
    candidate_id = recruiter.candidate(job_id, email=f"{new_id('cand')}@example.com")
    interview_id = recruiter.interview(job_id, candidate_id)
    assert recruiter.book(interview_id, recruiter.slot(job_id, at(9))).status == 201
    link = recruiter.link_of(interview_id)
    assert stack.visitor().get(link).status == 200

    # Booked and prepared, mailed, and the link opened: a redirect and a page, both by way of CloudFront.
    least = documented_write_units("book") + documented_write_units("session and e-mail")

    def is_all_recorded() -> bool:
        # The table is read and not the route, because each request for a receipt is recorded too.
        used = recorded(stack, interview_id)
        is_all = used["edge_requests"] >= 2 and used["mails"] >= 1 and used["write_units"] >= least
        # Made, booked, looked at, and two pages; and beside these the session and the questions.
        return is_all and used["api_requests"] >= 5 and used["invocations"] >= used["api_requests"] + 2

    eventually(is_all_recorded, "the record of all that happened", seconds=60)
    receipt = recruiter.made("GET", f"/interviews/{interview_id}/cost")
    used = quantities(receipt)
    assert (used["edge_requests"], used["mails"]) == (2, 1)
    assert used["write_units"] >= least
    assert used["api_requests"] >= 5
    assert used["invocations"] >= used["api_requests"] + 2
    assert used["gb_seconds"] > 0
    assert {one["service"]: one["usd"] for one in receipt["services"]}["SES"] == "0.000100000"
    assert 0.0001 < float(receipt["usd"]) < 0.01


def test_lines_of_the_real_logs_that_come_again_change_no_receipt(recruiter: Recruiter, stack: RunningStack) -> None:
    job_id = recruiter.job()
    candidate_id = recruiter.candidate(job_id, email=f"{new_id('cand')}@example.com")
    interview_id = recruiter.interview(job_id, candidate_id)

    def all_of_them() -> list[str] | None:
        """The lines, once what made the interview is among them and there is one record for each."""
        is_made = recorded(stack, interview_id)["write_units"] >= 6
        found = usage_in_the_logs(stack, interview_id)
        return found if is_made and len(records_of(stack, interview_id)) == len(found) else None

    texts = eventually(all_of_them, "one record for each line in the logs")
    before = records_of(stack, interview_id)
    for again in (texts, [*texts, *texts]):
        event = json.dumps(batch(*again)).encode()
        answer = stack.account.lambda_.invoke(FunctionName=stack.functions["RecordUsageFunction"], Payload=event)
        assert json.loads(answer["Payload"].read()) == {"stored": len(again)}
    # A line may have come meanwhile, with a record of its own.
    eventually(all_of_them, "no more records than lines")
    assert [one for one in before if one not in records_of(stack, interview_id)] == []


def test_a_delivery_of_many_lines_is_stored_within_the_time_of_the_function(stack: RunningStack) -> None:
    interview_id = new_id("int")
    line = {"message": "interview_usage", "org_id": stack.org_id, "interview_id": interview_id, "models": {}}
    line |= {"used_at": "2026-12-01T12:00:00.250Z", "amounts": {"write_units": 13.0, "gb_seconds": 0.054}}
    event = json.dumps(
        batch(*(json.dumps(line | {"function_request_id": new_id("req")}) for _ in range(1_400)))
    ).encode()
    answer = stack.account.lambda_.invoke(FunctionName=stack.functions["RecordUsageFunction"], Payload=event)
    assert json.loads(answer["Payload"].read()) == {"stored": 1_400}
    assert len(records_of(stack, interview_id)) == 1_400


@pytest.fixture(scope="module")
def process(stack: RunningStack) -> Iterator[ConfiguredProcess]:
    with configured_process(stack.endpoint_url) as process:
        yield process


def test_a_booking_is_metered_as_the_bench_meters_it(process: ConfiguredProcess) -> None:
    recruiter = MeasuredRecruiter(process).open()
    interview_id, slot_id = recruiter.pending(), recruiter.slot()
    with usage_lines() as lines:
        answer, used = recruiter.measured(recruiter.booking(interview_id, slot_id))
    [line] = lines.told
    assert (answer.status, line["interview_id"]) == (201, interview_id)
    assert line["amounts"]["write_units"] == used.writes == documented_write_units("book")


def test_session_and_mail_are_metered_as_the_bench_meters_them(process: ConfiguredProcess) -> None:
    recruiter = MeasuredRecruiter(process).open()
    interview_id = recruiter.scheduled()
    with usage_lines() as lines:
        used = invoked(recruiter, "create_session", stream_event(recruiter, interview_id))()
    [line] = lines.told
    assert (line["interview_id"], line["amounts"]["mails"]) == (interview_id, 1)
    assert line["amounts"]["write_units"] == used.writes == documented_write_units("session and e-mail")


def test_a_page_is_metered_as_the_bench_meters_it(process: ConfiguredProcess) -> None:
    recruiter = MeasuredRecruiter(process).open()
    interview_id, key = recruiter.invited()
    with usage_lines() as lines:
        _, used = recruiter.measured(Call("GET", "/?", headers={"Cookie": f"__Host-greenroom_session={key}"}))
    [line] = lines.told
    assert line["interview_id"] == interview_id
    assert line["amounts"]["read_units"] == used.reads == 1
