"""An AI interview on the local cloud: planned from the stream, held through the edge, reported through the queue."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from greenroom.rules.links import session_hash
from local.web import Answer, upload_form
from tests.running import RunningStack
from tests.stack.recruiting import Recruiter, eventually

ANSWER = "First I write a test that fails. Then I find the cause, fix it, and keep the test."


@pytest.fixture(scope="module")
def recruiter(stack: RunningStack) -> Recruiter:
    """An organisation whose rooms open a day before, so that an interview can be held at once."""
    policy = {"min_notice_minutes": 0, "room_opens_seconds_before": 86_400}
    return Recruiter(stack, stack.new_organisation("Interviewing", policy).token)


@dataclass(frozen=True)
class Candidate:
    """Somebody with a link who speaks with /ai/* through the portal's address."""

    stack: RunningStack
    key: str

    def call(self, method: str, route: str, **body: Any) -> Answer:
        headers = {"X-Session-Key": self.key, "Content-Type": "application/json"}
        sent = None if method == "GET" else json.dumps(body).encode()
        return self.stack.visitor().request(method, f"{self.stack.portal_url}/ai/{route}", sent, headers)

    def did(self, route: str, **body: Any) -> Any:
        answer = self.call("POST", route, **body)
        assert answer.status == 200, answer.text
        return answer.json()


def invited(stack: RunningStack, recruiter: Recruiter) -> tuple[str, Candidate]:
    """An interview that begins in some minutes, and its candidate."""
    job_id = recruiter.job(domain="Finance")
    starts_at = (datetime.now(UTC) + timedelta(minutes=3)).replace(microsecond=0)
    own_time = {"starts_at": f"{starts_at:%Y-%m-%dT%H:%M:%SZ}", "duration_minutes": 30}
    interview_id = recruiter.interview(job_id, recruiter.candidate(job_id), **own_time)
    made = recruiter.made("POST", "/interviews/schedules/create_interview_session", {"interview_id": interview_id})
    return interview_id, Candidate(stack, str(made["session_key"]))


def test_an_interview_from_the_booking_to_the_report(stack: RunningStack, recruiter: Recruiter) -> None:
    interview_id, candidate = invited(stack, recruiter)
    sessions, hashed = stack.tables["SessionsTable"], session_hash(candidate.key)

    def planned() -> Any:
        part = {"session_hash": {"S": hashed}, "part": {"S": "SESSION#FACTS"}}
        return stack.account.dynamodb.get_item(TableName=sessions, Key=part).get("Item")

    assert eventually(planned, "the plan from the stream", 30)["made_by"] == {"S": "BANK"}
    step = candidate.did("start", consent=True, client_id="tab")
    total = step["question"]["total"]
    while not step["done"]:
        step = candidate.did("answer", question_id=step["question"]["id"], text=ANSWER, client_id="tab")
    assert step["progress"] == {"answered": total, "total": total}
    assert candidate.call("GET", "session").json()["state"] == "COMPLETED"

    def reported() -> Any:
        recruiter.made("POST", "/interviews/auto-update-status")
        report = recruiter.made("GET", f"/interviews/{interview_id}/report")
        return report if report["status"] == "READY" else None

    report = eventually(reported, "the report", 60)
    assert len(report["questions"]) == total
    assert report["made_by"] == "COVERAGE"
    assert recruiter.actions(interview_id)[-2:] == ["COMPLETED", "REPORT_READY"]


def test_sound_goes_to_its_place_by_the_form_alone(stack: RunningStack, recruiter: Recruiter) -> None:
    _, candidate = invited(stack, recruiter)
    question = candidate.did("start")["question"]
    form = candidate.did("upload", question_id=question["id"], content_type="audio/webm")
    sent = upload_form(form["upload"], b"sound", "answer.webm", "audio/webm")
    assert sent.status in {200, 201, 204}, sent.text
    bucket = form["upload"]["url"].rstrip("/").rpartition("/")[2]
    kept = stack.account.s3.get_object(Bucket=bucket, Key=form["audio_key"])["Body"].read()
    assert kept == b"sound"
    assert candidate.did("answer", question_id=question["id"], audio_key=form["audio_key"])["question"]["number"] == 2
