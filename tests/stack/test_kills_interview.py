"""An interview whose functions die at any call: one plan, one answer for each question, one end, one report."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

import pytest

from greenroom.models.interview import InterviewStatus, ReportStatus
from greenroom.models.resume import ResumeStatus
from local.template import template
from tests import builders
from tests.faults.deaths import Death, killed_at_every_call
from tests.faults.premises import Premises
from tests.faults.stage import Stage, a_stage
from tests.functional.test_interview_model import FOLLOW_UP, a_model, helpful
from tests.pdfs import a_resume

ANSWER = "First I write a test that fails. Then I find the cause, fix it, and keep the test."
WINDOW = "window-1"

type Behind = Callable[[Premises], AbstractContextManager[object]]
BANK_OR_MODEL = pytest.mark.parametrize(
    "behind", [nullcontext, lambda house: a_model(helpful(), house.app)], ids=["bank", "model"]
)


def begun(house: Premises) -> Stage:
    """An interview at its time, with session and plan."""
    stage = a_stage(house)
    stage.stream()
    stage.stream("prepare_questions")
    house.clock.to(stage.booking.starts_at)
    return stage


def started(house: Premises) -> Stage:
    stage = begun(house)
    stage.candidate_does("start", client_id=WINDOW, consent=True)
    return stage


def finished(house: Premises) -> Stage:
    stage = started(house)
    hand_in(stage)
    stage.candidate_does("finish")
    return stage


def hand_in(stage: Stage) -> None:
    """The first answer, however far the interview is."""
    first = stage.parts()["PLAN"]["plan"]["questions"][0]["id"]
    stage.candidate_asks("answer", question_id=first, text=ANSWER, client_id=WINDOW)


def turns(stage: Stage) -> dict[str, str]:
    """What was answered, by part."""
    return {part: str(item.get("text")) for part, item in stage.parts().items() if part.startswith("TURN#")}


def test_an_uploaded_file_is_read_whoever_dies_over_it(house: Premises) -> None:
    retries = template()["Resources"]["ParseResumeFunction"]["Properties"]["EventInvokeConfig"]["MaximumRetryAttempts"]

    def begin() -> Stage:
        stage = a_stage(house, is_booked=False)
        resume = builders.a_resume(org_id=stage.world.org_id, candidate_id=stage.interview.candidate_id)
        stage.premises.app.resumes.create(resume)
        house.s3.put_object(Bucket=house.bucket, Key=resume.file_key, Body=a_resume())
        return stage

    def upload(stage: Stage) -> None:
        key = f"resumes/{stage.world.org_id}/{stage.interview.candidate_id}/res_1.pdf"
        house.invoke("parse_resume", {"Records": [{"s3": {"object": {"key": key}}}]})

    def judge(stage: Stage, death: Death) -> None:
        for _ in range(retries):
            upload(stage)
        found = stage.premises.app.resumes.latest(stage.world.org_id, stage.interview.candidate_id)
        assert found is not None
        assert (found.status, found.pages) == (ResumeStatus.PARSED, 3)
        assert "Ten years of serverless systems" in (found.parsed_text or "")

    deaths = killed_at_every_call(begin, upload, judge, house.most_deaths)
    assert "child process" in deaths[-1].calls


@BANK_OR_MODEL
def test_one_plan_is_kept_whoever_dies_over_it(house: Premises, behind: Behind) -> None:
    def plan(stage: Stage) -> None:
        stage.stream("prepare_questions")

    def judge(stage: Stage, death: Death) -> None:
        first = stage.parts().get("PLAN")
        stage.again(lambda: plan(stage))
        stage.stream()
        kept = stage.parts()
        assert first is None or kept["PLAN"] == first
        questions = kept["PLAN"]["plan"]["questions"]
        assert kept["SESSION#FACTS"]["questions"] == len(questions) >= 3
        assert kept["PLAN"]["plan"]["made_by"] == ("BANK" if behind is nullcontext else "MODEL")
        assert kept["BRIEF"]["job_description"]

    with behind(house):
        deaths = killed_at_every_call(lambda: a_stage(house), plan, judge, house.most_deaths)
    assert ("model" in deaths[-1].calls) == (behind is not nullcontext)


@pytest.mark.parametrize("is_planned", [True, False])
def test_an_interview_begins_once_whoever_dies_over_it(house: Premises, is_planned: bool) -> None:
    def begin() -> Stage:
        stage = a_stage(house)
        stage.stream()
        if is_planned:
            stage.stream("prepare_questions")
        house.clock.to(stage.booking.starts_at)
        return stage

    def judge(stage: Stage, death: Death) -> None:
        asked: list[str] = []
        stage.again(
            lambda: asked.append(stage.candidate_does("start", client_id=WINDOW, consent=True)["question"]["id"])
        )
        stage.stream()
        stage.stream("prepare_questions")
        assert set(asked) == {stage.parts()["PLAN"]["plan"]["questions"][0]["id"]}
        assert stage.interview.status is InterviewStatus.IN_PROGRESS
        assert stage.parts()["SESSION"]["consented_at"]
        assert (stage.log()["JOINED"], stage.log()["STARTED"]) == (1, 1)
        stage.time_passes(minutes=65)
        assert (stage.interview.status, stage.log()["COMPLETED"]) == (InterviewStatus.COMPLETED, 1)

    def start(stage: Stage) -> None:
        stage.candidate_asks("start", client_id=WINDOW, consent=True)

    assert killed_at_every_call(begin, start, judge, house.most_deaths)


@BANK_OR_MODEL
def test_an_answer_is_stored_once_and_the_interview_goes_on_whoever_dies_over_it(
    house: Premises, behind: Behind
) -> None:
    def judge(stage: Stage, death: Death) -> None:
        first = stage.parts()["PLAN"]["plan"]["questions"][0]["id"]
        asked: list[str] = []

        def repeat() -> None:
            step = stage.candidate_does("answer", question_id=first, text=ANSWER, client_id=WINDOW)
            asked.append(step["question"]["text"])

        stage.again(repeat)
        assert turns(stage)["TURN#01"] == ANSWER
        assert len(set(asked)) == 1
        # Who comes back does not wait for a follow-up that was still being asked for: there is none then.
        decided = stage.parts().get("TURN#01#FOLLOW", {}).get("question")
        assert (asked[0] == FOLLOW_UP) == (decided is not None)
        assert [part for part in turns(stage) if not part.endswith("FOLLOW")] == ["TURN#01"]

    with behind(house):
        deaths = killed_at_every_call(lambda: started(house), hand_in, judge, house.most_deaths)
    assert ("model" in deaths[-1].calls) == (behind is not nullcontext)


def test_an_interview_ends_once_whoever_dies_over_it(house: Premises) -> None:
    def begin() -> Stage:
        stage = started(house)
        hand_in(stage)
        return stage

    def judge(stage: Stage, death: Death) -> None:
        stage.again(lambda: stage.candidate_does("finish"))
        assert stage.interview.status is InterviewStatus.COMPLETED
        assert stage.parts()["SESSION"]["status"] == "COMPLETED"
        assert (stage.log()["COMPLETED"], turns(stage)["TURN#01"]) == (1, ANSWER)
        assert stage.interview.due_at is not None

    assert killed_at_every_call(begin, lambda stage: stage.candidate_asks("finish"), judge, house.most_deaths)


@BANK_OR_MODEL
def test_one_report_is_made_whoever_dies_over_it(house: Premises, behind: Behind) -> None:
    def make(stage: Stage) -> None:
        body = json.dumps({"org_id": stage.world.org_id, "interview_id": stage.interview_id})
        message = {"body": body, "attributes": {"ApproximateReceiveCount": "1"}}
        house.invoke("interviewer", {"Records": [message]})

    def judge(stage: Stage, death: Death) -> None:
        first = stage.parts().get("REPORT")
        stage.again(lambda: make(stage))
        report = stage.parts()["REPORT"]
        assert first is None or report == first
        assert (report["status"], stage.interview.report) == ("READY", ReportStatus.READY)
        assert bool(report["evaluations"]) == (behind is not nullcontext)
        assert stage.log()["REPORT_READY"] == 1
        # The closing e-mail is looked at once more.
        assert stage.interview.due_at is not None

    with behind(house):
        deaths = killed_at_every_call(lambda: finished(house), make, judge, house.most_deaths)
    assert ("model" in deaths[-1].calls) == (behind is not nullcontext)
