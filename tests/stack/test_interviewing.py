"""An AI interview on the local cloud: planned from the stream, held through the edge, reported through the queue."""

from typing import Any

import pytest

from greenroom.rules.links import session_hash
from local.recruiting import Recruiter, eventually
from local.running import RunningStack
from local.web import upload_form
from tests.stack.candidates import invited

ANSWER = "First I write a test that fails. Then I find the cause, fix it, and keep the test."


@pytest.fixture(scope="module")
def recruiter(stack: RunningStack) -> Recruiter:
    """An organisation whose rooms open a day before, so that an interview can be held at once."""
    policy = {"min_notice_minutes": 0, "room_opens_seconds_before": 86_400}
    return Recruiter(stack, stack.new_organisation("Interviewing", policy).token)


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
    assert candidate.call("GET", "session").json["state"] == "COMPLETED"

    def reported() -> Any:
        recruiter.made("POST", "/interviews/auto-update-status")
        report = recruiter.made("GET", f"/interviews/{interview_id}/report")
        return report if report["status"] == "READY" else None

    report = eventually(reported, "the report", 60)
    assert len(report["questions"]) == total
    assert report["made_by"] == "COVERAGE"
    # The closing e-mail goes out while the report is made.
    actions = recruiter.actions(interview_id)
    ended = actions[actions.index("COMPLETED") :]
    assert [action for action in ended if action != "EMAIL_SENT"] == ["COMPLETED", "REPORT_READY"]


def test_a_recruiter_changes_the_plan_through_the_api_and_the_candidate_is_asked_so(
    stack: RunningStack, recruiter: Recruiter
) -> None:
    interview_id, candidate = invited(stack, recruiter)
    path = f"/interviews/{interview_id}/plan"

    def planned() -> Any:
        answer = recruiter.call("GET", path)
        return answer.json if answer.status == 200 else None

    plan = eventually(planned, "the plan", 30)
    last, first = plan["questions"][-1]["id"], plan["questions"][0]["id"]
    wanted = [{"text": "Why do you want to work with us?", "locked": True}, {"id": first}, {"id": last}]
    changed = recruiter.made("PUT", path, {"questions": wanted})
    assert [one["id"] for one in changed["questions"][1:]] == [first, last]
    step = candidate.did("start", consent=True, client_id="tab")
    assert (step["question"]["text"], step["question"]["total"]) == ("Why do you want to work with us?", 3)
    assert recruiter.call("PUT", path, {"questions": [{"id": first}]}).status == 409


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
