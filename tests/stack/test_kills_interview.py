"""Functions die at each call during an interview: it still has one plan, one answer a question, one end, one report."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

import pytest

from greenroom.models.interview import InterviewStatus, ReportStatus
from greenroom.models.resume import ResumeStatus
from local.template import template
from tests import builders
from tests.faults.deaths import Death, killed_at_every_call
from tests.faults.functions_in_process import FunctionsInProcess
from tests.faults.stored_interview import StoredInterview, a_stored_interview
from tests.functional.test_interview_model import FOLLOW_UP, a_model, helpful
from tests.pdfs import a_resume

ANSWER = "First I write a test that fails. Then I find the cause, fix it, and keep the test."
WINDOW = "window-1"

type Behind = Callable[[FunctionsInProcess], AbstractContextManager[object]]
BANK_OR_MODEL = pytest.mark.parametrize(
    "behind", [nullcontext, lambda functions: a_model(helpful(), functions.app)], ids=["bank", "model"]
)


def begun(functions: FunctionsInProcess) -> StoredInterview:
    """An interview at its time, with session and plan."""
    stored = a_stored_interview(functions)
    stored.stream()
    stored.stream("prepare_questions")
    functions.clock.to(stored.booking.starts_at)
    return stored


def started(functions: FunctionsInProcess) -> StoredInterview:
    stored = begun(functions)
    stored.candidate_does("start", client_id=WINDOW, consent=True)
    return stored


def finished(functions: FunctionsInProcess) -> StoredInterview:
    stored = started(functions)
    hand_in(stored)
    stored.candidate_does("finish")
    return stored


def hand_in(stored: StoredInterview) -> None:
    """Hand in the first answer, whatever the state of the interview."""
    first = stored.parts()["PLAN"]["plan"]["questions"][0]["id"]
    stored.candidate_asks("answer", question_id=first, text=ANSWER, client_id=WINDOW)


def turns(stored: StoredInterview) -> dict[str, str]:
    """The stored answers by part."""
    return {part: str(item.get("text")) for part, item in stored.parts().items() if part.startswith("TURN#")}


def test_an_uploaded_file_is_read_whoever_dies_over_it(functions: FunctionsInProcess) -> None:
    retries = template()["Resources"]["ParseResumeFunction"]["Properties"]["EventInvokeConfig"]["MaximumRetryAttempts"]

    def begin() -> StoredInterview:
        stored = a_stored_interview(functions, is_booked=False)
        resume = builders.a_resume(org_id=stored.organisation.org_id, candidate_id=stored.interview.candidate_id)
        stored.functions.app.resumes.create(resume)
        functions.s3.put_object(Bucket=functions.bucket, Key=resume.file_key, Body=a_resume())
        return stored

    def upload(stored: StoredInterview) -> None:
        key = f"resumes/{stored.organisation.org_id}/{stored.interview.candidate_id}/res_1.pdf"
        functions.invoke("parse_resume", {"Records": [{"s3": {"object": {"key": key}}}]})

    def judge(stored: StoredInterview, death: Death) -> None:
        for _ in range(retries):
            upload(stored)
        found = stored.functions.app.resumes.latest(stored.organisation.org_id, stored.interview.candidate_id)
        assert found is not None
        assert (found.status, found.pages) == (ResumeStatus.PARSED, 3)
        assert "Ten years of serverless systems" in (found.parsed_text or "")

    deaths = killed_at_every_call(begin, upload, judge, functions.most_deaths)
    assert "child process" in deaths[-1].calls


@BANK_OR_MODEL
def test_one_plan_is_kept_whoever_dies_over_it(functions: FunctionsInProcess, behind: Behind) -> None:
    def plan(stored: StoredInterview) -> None:
        stored.stream("prepare_questions")

    def judge(stored: StoredInterview, death: Death) -> None:
        first = stored.parts().get("PLAN")
        stored.again(lambda: plan(stored))
        stored.stream()
        kept = stored.parts()
        assert first is None or kept["PLAN"] == first
        questions = kept["PLAN"]["plan"]["questions"]
        assert kept["SESSION#FACTS"]["questions"] == len(questions) >= 3
        assert kept["PLAN"]["plan"]["made_by"] == ("BANK" if behind is nullcontext else "MODEL")
        assert kept["BRIEF"]["job_description"]

    with behind(functions):
        deaths = killed_at_every_call(lambda: a_stored_interview(functions), plan, judge, functions.most_deaths)
    assert ("model" in deaths[-1].calls) == (behind is not nullcontext)


@pytest.mark.parametrize("is_planned", [True, False])
def test_an_interview_begins_once_whoever_dies_over_it(functions: FunctionsInProcess, is_planned: bool) -> None:
    def begin() -> StoredInterview:
        stored = a_stored_interview(functions)
        stored.stream()
        if is_planned:
            stored.stream("prepare_questions")
        functions.clock.to(stored.booking.starts_at)
        return stored

    def judge(stored: StoredInterview, death: Death) -> None:
        asked: list[str] = []
        stored.again(
            lambda: asked.append(stored.candidate_does("start", client_id=WINDOW, consent=True)["question"]["id"])
        )
        stored.stream()
        stored.stream("prepare_questions")
        assert set(asked) == {stored.parts()["PLAN"]["plan"]["questions"][0]["id"]}
        assert stored.interview.status is InterviewStatus.IN_PROGRESS
        assert stored.parts()["SESSION"]["consented_at"]
        assert (stored.log()["JOINED"], stored.log()["STARTED"]) == (1, 1)
        stored.time_passes(minutes=65)
        assert (stored.interview.status, stored.log()["COMPLETED"]) == (InterviewStatus.COMPLETED, 1)

    def start(stored: StoredInterview) -> None:
        stored.candidate_asks("start", client_id=WINDOW, consent=True)

    assert killed_at_every_call(begin, start, judge, functions.most_deaths)


@BANK_OR_MODEL
def test_an_answer_is_stored_once_and_the_interview_goes_on_whoever_dies_over_it(
    functions: FunctionsInProcess, behind: Behind
) -> None:
    def judge(stored: StoredInterview, death: Death) -> None:
        first = stored.parts()["PLAN"]["plan"]["questions"][0]["id"]
        asked: list[str] = []

        def repeat() -> None:
            step = stored.candidate_does("answer", question_id=first, text=ANSWER, client_id=WINDOW)
            asked.append(step["question"]["text"])

        stored.again(repeat)
        assert turns(stored)["TURN#01"] == ANSWER
        assert len(set(asked)) == 1
        # A candidate who returns does not wait for a pending follow-up: there is none then.
        decided = stored.parts().get("TURN#01#FOLLOW", {}).get("question")
        assert (asked[0] == FOLLOW_UP) == (decided is not None)
        assert [part for part in turns(stored) if not part.endswith("FOLLOW")] == ["TURN#01"]

    with behind(functions):
        deaths = killed_at_every_call(lambda: started(functions), hand_in, judge, functions.most_deaths)
    assert ("model" in deaths[-1].calls) == (behind is not nullcontext)


def test_an_interview_ends_once_whoever_dies_over_it(functions: FunctionsInProcess) -> None:
    def begin() -> StoredInterview:
        stored = started(functions)
        hand_in(stored)
        return stored

    def judge(stored: StoredInterview, death: Death) -> None:
        stored.again(lambda: stored.candidate_does("finish"))
        assert stored.interview.status is InterviewStatus.COMPLETED
        assert stored.parts()["SESSION"]["status"] == "COMPLETED"
        assert (stored.log()["COMPLETED"], turns(stored)["TURN#01"]) == (1, ANSWER)
        assert stored.interview.due_at is not None

    assert killed_at_every_call(begin, lambda stored: stored.candidate_asks("finish"), judge, functions.most_deaths)


@BANK_OR_MODEL
def test_one_report_is_made_whoever_dies_over_it(functions: FunctionsInProcess, behind: Behind) -> None:
    def make(stored: StoredInterview) -> None:
        body = json.dumps({"org_id": stored.organisation.org_id, "interview_id": stored.interview_id})
        message = {"body": body, "attributes": {"ApproximateReceiveCount": "1"}}
        functions.invoke("interviewer", {"Records": [message]})

    def judge(stored: StoredInterview, death: Death) -> None:
        first = stored.parts().get("REPORT")
        stored.again(lambda: make(stored))
        report = stored.parts()["REPORT"]
        assert first is None or report == first
        assert (report["status"], stored.interview.report) == ("READY", ReportStatus.READY)
        assert bool(report["evaluations"]) == (behind is not nullcontext)
        assert stored.log()["REPORT_READY"] == 1
        # The closing e-mail is checked once more.
        assert stored.interview.due_at is not None

    with behind(functions):
        deaths = killed_at_every_call(lambda: finished(functions), make, judge, functions.most_deaths)
    assert ("model" in deaths[-1].calls) == (behind is not nullcontext)
