"""The candidate's interview through /ai/*, without any page."""

from greenroom.adapters.dynamodb import Database
from greenroom.clock import utc_now
from greenroom.models.interview import ReportStatus
from greenroom.models.resume import ResumeStatus
from greenroom.usecases.join import check_in
from local.gateway import answered, rest_event
from tests import builders
from tests.clocks import Clock
from tests.functional.ai_interviews import (
    AN_OPEN_ROOM,
    InvitedCandidate,
    an_invited_candidate,
    an_invited_candidate_of,
    parts,
    prepare,
)
from tests.functional.recruiter_requests import done
from tests.world import Founder, app

ANSWER = "I would first reproduce it with a test, then fix the cause, and measure again."


def test_a_booking_has_its_questions_before_anybody_comes(invited: InvitedCandidate, cloud: Database) -> None:
    held = parts(cloud, invited)
    plan = held["PLAN"]["plan"]
    assert plan["made_by"] == "BANK"
    assert len(plan["questions"]) >= 3
    assert held["SESSION#FACTS"]["questions"] == len(plan["questions"])
    assert all(question["expected_points"] and question["competency"] for question in plan["questions"])


def test_the_session_also_holds_what_its_questions_were_made_from(found: Founder, cloud: Database) -> None:
    tenant = found(**AN_OPEN_ROOM)
    invited = an_invited_candidate_of(tenant, planned=False, job={"domain": "Finance", "coding_language": "JAVA"})
    resume = builders.a_resume(
        org_id=invited.org_id,
        candidate_id=invited.booking.candidate_id,
        status=ResumeStatus.PARSED,
        parsed_text="Six years of Spring.",
    )
    app.resumes.create(resume)
    prepare(invited.booking)

    brief = parts(cloud, invited)["BRIEF"]

    assert brief["job_description"].splitlines() == [
        "Title: Backend Engineer",
        "Company: Acme",
        "Domain: Finance",
        "Description: Build services.",
    ]
    assert brief["resume_text"] == "Six years of Spring."
    assert brief["keyword_analysis"] == "CODING_LANG=JAVA"
    assert (brief["language_code"], brief["accent_tld"]) == ("en-IN", "co.in")


def test_a_nurse_is_asked_about_nursing_and_never_about_code(found: Founder, cloud: Database) -> None:
    nurse = {
        "job_title": "Nurse, intensive care",
        "job_description": "You care for ventilated patients, give medication and hand over at the end of the shift.",
    }
    invited = an_invited_candidate_of(found(**AN_OPEN_ROOM), job=nurse)
    held = parts(cloud, invited)
    asked = [question["id"] for question in held["PLAN"]["plan"]["questions"]]
    assert sum(one.startswith("nursing-") for one in asked) >= 4
    assert all(one.startswith(("nursing-", "general-")) for one in asked)
    assert held["BRIEF"]["keyword_analysis"] == "CODING_LANG=NONE"


def test_a_plan_is_made_once_however_often_its_record_comes(invited: InvitedCandidate, cloud: Database) -> None:
    before = parts(cloud, invited)["PLAN"]
    prepare(invited.booking)
    assert parts(cloud, invited)["PLAN"] == before


def test_start_gives_the_first_question_and_checks_the_candidate_in(invited: InvitedCandidate, cloud: Database) -> None:
    step = invited.did("start", consent=True)

    question = step["question"]
    assert set(question) >= {
        *("id", "number", "total", "round", "text", "audio_url", "language", "starter_code", "time_limit_seconds"),
    }
    assert (question["number"], question["round"]) == (1, "TECHNICAL")
    assert step["ends_at"]
    interview = app.schedule.interview(invited.org_id, invited.interview_id)
    assert (interview.status, interview.candidate_joined_at is not None) == ("IN_PROGRESS", True)
    assert parts(cloud, invited)["SESSION"]["consented_at"]


def test_starting_again_gives_the_same_question_and_the_same_clocks(invited: InvitedCandidate, clock: Clock) -> None:
    first = invited.did("start")
    clock.forward(seconds=40)
    again = invited.did("start")
    assert again["question"] == first["question"]
    assert again["ends_at"] == first["ends_at"]


def test_an_answer_is_stored_before_the_next_question_is_given(invited: InvitedCandidate, cloud: Database) -> None:
    first = invited.did("start")["question"]
    step = invited.did("answer", question_id=first["id"], text=ANSWER)
    assert step["question"]["number"] == 2
    assert step["question"]["id"] != first["id"]
    stored = parts(cloud, invited)["TURN#01"]
    assert (stored["question_id"], stored["text"]) == (first["id"], ANSWER)


def test_the_same_question_twice_keeps_what_was_stored_first(invited: InvitedCandidate, cloud: Database) -> None:
    first = invited.did("start")["question"]
    once = invited.did("answer", question_id=first["id"], text=ANSWER)
    twice = invited.did("answer", question_id=first["id"], text="Something else.")
    assert twice["question"] == once["question"]
    assert parts(cloud, invited)["TURN#01"]["text"] == ANSWER


def test_the_last_answer_ends_the_interview(invited: InvitedCandidate, cloud: Database) -> None:
    asked = invited.sits_through(lambda _question: ANSWER)
    interview = app.schedule.interview(invited.org_id, invited.interview_id)
    assert (interview.status, interview.report) == ("COMPLETED", ReportStatus.PENDING)
    assert parts(cloud, invited)["SESSION"]["status"] == "COMPLETED"
    again = invited.did("answer", question_id=asked[-1]["id"], text=ANSWER)
    assert again["done"] is True
    actions = [
        entry["action"]
        for entry in invited.tenant.admin("GET", f"/interviews/{invited.interview_id}/logs").json["items"]
    ]
    assert actions[-1] == "COMPLETED"


def test_a_question_that_is_not_asked_now_is_refused(invited: InvitedCandidate, cloud: Database) -> None:
    invited.did("start")
    later = parts(cloud, invited)["PLAN"]["plan"]["questions"][2]["id"]
    assert invited("answer", question_id=later, text=ANSWER).code == "INVALID_STATE"
    assert invited("answer", question_id="nowhere", text=ANSWER).code == "VALIDATION"


def test_an_answer_may_be_empty(invited: InvitedCandidate) -> None:
    first = invited.did("start")["question"]
    assert invited.did("answer", question_id=first["id"])["question"]["number"] == 2


def test_finishing_early_ends_it_for_good(invited: InvitedCandidate) -> None:
    first = invited.did("start")["question"]
    invited.did("answer", question_id=first["id"], text=ANSWER)
    assert invited.did("finish")["done"] is True
    assert invited.did("finish")["done"] is True
    assert invited("start").code == "INVALID_STATE"
    assert invited("answer", question_id="nowhere").code == "VALIDATION"
    assert invited.did("answer", question_id=first["id"], text=ANSWER)["done"] is True


def test_nothing_is_finished_that_has_not_begun(invited: InvitedCandidate) -> None:
    assert invited("finish").code == "INVALID_STATE"
    assert invited("answer", question_id=first_question(invited)).code == "INVALID_STATE"


def first_question(invited: InvitedCandidate) -> str:
    found = app.ai_interviews.find(invited.session_hash)
    assert found is not None
    assert found[0].plan is not None
    return found[0].plan.questions[0].id


def test_unknown_keys_open_nothing(found: Founder, clock: Clock, cloud: Database) -> None:
    found()
    for route in ("start", "answer", "finish", "heartbeat", "upload", "transcribe"):
        body = {"question_id": "q", "content_type": "audio/webm", "audio_key": "k"}
        needed = {
            "answer": ["question_id"],
            "upload": ["question_id", "content_type"],
            "transcribe": ["question_id", "audio_key"],
        }
        sent = {name: body[name] for name in needed.get(route, [])}
        assert answered(rest_event("POST", f"/ai/{route}", sent)).status == 401, route
        assert answered(rest_event("POST", f"/ai/{route}", sent, {"X-Session-Key": "f" * 64})).status == 401, route
        assert (
            answered(rest_event("POST", f"/ai/{route}", {**sent, "more": 1}, {"X-Session-Key": "f" * 64})).status == 400
        )


def test_a_plan_that_was_not_made_ahead_is_made_at_the_start(found: Founder, clock: Clock, cloud: Database) -> None:
    invited = an_invited_candidate(found, planned=False)
    step = invited.did("start")
    assert step["question"]["number"] == 1
    assert parts(cloud, invited)["PLAN"]["plan"]["made_by"] == "BANK"
    assert invited.did("start")["question"] == step["question"]


def test_a_coding_interview_ends_with_tasks_in_the_language_of_the_job(found: Founder, clock: Clock) -> None:
    invited = an_invited_candidate_of(found(**AN_OPEN_ROOM), job={"coding_language": "RUBY"}, coding=True)
    step = invited.did("start")
    tasks = []
    while not step["done"]:
        question = step["question"]
        if question["round"] == "CODING":
            tasks.append(question)
            step = invited.did("answer", question_id=question["id"], code="def solve\n  42\nend", text="Simple.")
        else:
            assert question["starter_code"] is None
            step = invited.did("answer", question_id=question["id"], text=ANSWER)
    assert tasks
    assert all(task["language"] == "RUBY" and task["starter_code"] for task in tasks)


def test_the_session_says_how_far_the_candidate_is(invited: InvitedCandidate) -> None:
    assert invited("session", "GET").json["progress"]["answered"] == 0
    total = invited.did("start")["question"]["total"]
    invited.did("answer", question_id=first_question(invited), text=ANSWER)
    state = invited("session", "GET").json
    assert state["state"] == "IN_PROGRESS"
    assert (state["progress"]["answered"], state["progress"]["total"]) == (1, total)


def test_control_characters_and_long_texts_never_cost_an_answer(invited: InvitedCandidate, cloud: Database) -> None:
    first = invited.did("start")["question"]
    invited.did("answer", question_id=first["id"], text="a\x00b\r\nc\x1b[31m" + "x" * 49_000)
    assert parts(cloud, invited)["TURN#01"]["text"].startswith("ab\nc[31mxxx")
    second = invited.did("start")["question"]
    refused = invited("answer", question_id=second["id"], text="x" * 50_001)
    assert refused.code == "VALIDATION"
    assert invited.did("start")["question"]["id"] == second["id"]


def test_a_cancelled_interview_is_not_begun_through_its_link(invited: InvitedCandidate) -> None:
    cancelled = invited.tenant.admin("POST", f"/interviews/{invited.interview_id}/cancel", {"reason": "Not needed."})
    assert cancelled.status == 200
    assert invited("start").code == "INVALID_STATE"


def test_an_interview_that_has_begun_can_not_be_cancelled(invited: InvitedCandidate) -> None:
    invited.did("start")
    path = f"/interviews/{invited.interview_id}"
    before = done(invited.tenant.admin, "GET", path)
    assert before["status"] == "IN_PROGRESS"
    refused = invited.tenant.admin("POST", f"{path}/cancel", {"reason": "Not needed."})
    assert (refused.status, refused.code) == (409, "INVALID_STATE")
    assert done(invited.tenant.admin, "GET", path) == before


def test_the_ready_room_stores_consent(invited: InvitedCandidate, cloud: Database) -> None:
    session = app.sessions.session(invited.session_hash)
    assert session is not None
    check_in(session, schedule=app.schedule, now=utc_now(), consented=True)
    assert parts(cloud, invited)["SESSION"]["consented_at"]
