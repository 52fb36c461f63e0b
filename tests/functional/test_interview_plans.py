"""The plan of an interview and a job's own questions, as a recruiter reads and changes them."""

from typing import Any

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.interviewing.competency import Competency
from greenroom.models.organisation import Role
from local.gateway import Client
from tests.clocks import Clock
from tests.functional.ai_interviews import (
    AN_OPEN_ROOM,
    InvitedCandidate,
    an_invited_candidate_of,
    make_report,
    parts,
    prepare,
)
from tests.functional.recruiter_requests import a_new_interview, a_new_job, an_enabled_candidate, done
from tests.world import Founder, app

OWN = {
    "text": "Why do you want to work with bees?",
    "competency": "CUSTOMER_FOCUS",
    "expected_points": ["a reason of one's own", "knows what the work is"],
    "time_limit_seconds": 120,
}


def path_of(invited: InvitedCandidate) -> str:
    return f"/interviews/{invited.interview_id}/plan"


def plan_of(invited: InvitedCandidate) -> Any:
    return done(invited.tenant.admin, "GET", path_of(invited))


def ids(plan: Any) -> list[str]:
    return [question["id"] for question in plan["questions"]]


def test_a_viewer_reads_what_will_be_asked(invited: InvitedCandidate, cloud: Database) -> None:
    plan = done(invited.tenant.with_role(Role.VIEWER), "GET", path_of(invited))
    stored = parts(cloud, invited)["PLAN"]["plan"]["questions"]
    assert ids(plan) == [question["id"] for question in stored]
    assert plan["questions"][1]["text"] == stored[1]["text"]
    assert plan["questions"][1]["expected_points"] == stored[1]["expected_points"]
    assert (plan["open"], plan["version"], plan["made_by"], plan["language_note"]) == (True, 1, "BANK", None)
    assert not any(question["locked"] for question in plan["questions"])


def test_a_recruiter_replaces_orders_and_locks_and_the_candidate_is_asked_so(
    invited: InvitedCandidate, cloud: Database
) -> None:
    first, second, *_ = ids(plan_of(invited))
    wanted = [{"id": second, "locked": True}, OWN, {"id": first, "time_limit_seconds": 240}]
    changed = done(invited.tenant.admin, "PUT", path_of(invited), {"questions": wanted})
    assert [changed["questions"][at]["id"] for at in (0, 2)] == [second, first]
    assert changed["questions"][0]["locked"] is True
    assert changed["questions"][1]["text"] == OWN["text"]
    assert changed["questions"][1]["competency"] == "CUSTOMER_FOCUS"
    assert changed["questions"][2]["time_limit_seconds"] == 240
    assert changed["version"] == 2
    assert plan_of(invited) == changed
    assert parts(cloud, invited)["SESSION#FACTS"]["questions"] == 3
    assert [one["id"] for one in invited.sits_through(lambda _question: "An answer.")] == ids(changed)
    log = done(invited.tenant.admin, "GET", f"/interviews/{invited.interview_id}/logs")["items"]
    assert [entry["action"] for entry in log].count("PLAN_CHANGED") == 1


def test_a_field_that_is_null_stays_as_it_is(invited: InvitedCandidate) -> None:
    before = plan_of(invited)
    fields = ("text", "competency", "expected_points", "time_limit_seconds", "round", "language", "starter_code")
    wanted = [{"id": one, **dict.fromkeys((*fields, "locked"))} for one in ids(before)]
    assert done(invited.tenant.admin, "PUT", path_of(invited), {"questions": wanted}) == before
    answer = invited.tenant.admin("PUT", path_of(invited), {"questions": [{"id": None, "text": None}]})
    assert (answer.status, answer.json["error"]) == (400, "questions.0.text is required for a new question.")


def test_the_same_change_again_changes_nothing(invited: InvitedCandidate) -> None:
    wanted = {"questions": [{"id": ids(plan_of(invited))[0]}, OWN]}
    once = done(invited.tenant.admin, "PUT", path_of(invited), wanted)
    own = once["questions"][1]["id"]
    assert (
        done(invited.tenant.admin, "PUT", path_of(invited), {"questions": [wanted["questions"][0], {"id": own}]})
        == once
    )


def test_criteria_are_made_with_the_plan_and_weighed_by_recruiters(invited: InvitedCandidate) -> None:
    plan = plan_of(invited)
    asked = [question["competency"] for question in plan["questions"]]
    assert plan["criteria"] == [{"criterion": one, "weight": min(5, asked.count(one))} for one in dict.fromkeys(asked)]
    same = [{"id": one} for one in ids(plan)]
    weighed = done(invited.tenant.admin, "PUT", path_of(invited), {"questions": same, "weights": {asked[0]: 5}})
    assert (weighed["criteria"][0], weighed["version"]) == ({"criterion": asked[0], "weight": 5}, 2)
    # Weights that are left out stay; a repetition changes nothing.
    assert done(invited.tenant.admin, "PUT", path_of(invited), {"questions": same})["version"] == 2
    for wrong in ({"PAYROLL": 3}, {asked[0]: 6}, {asked[0]: 0}):
        refused = invited.tenant.admin("PUT", path_of(invited), {"questions": same, "weights": wrong})
        assert (refused.status, refused.code) == (400, "VALIDATION")
    unasked = next(one for one in Competency if one not in asked)
    refused = invited.tenant.admin("PUT", path_of(invited), {"questions": same, "weights": {unasked: 3}})
    assert refused.json["details"][0]["field"] == f"weights.{unasked}"
    invited.did("start")
    invited.did("finish")
    make_report(invited)
    assert invited.report()["plan"] is not None
    assert plan_of(invited)["criteria"][0]["weight"] == 5


def test_a_jobs_weights_hold_for_the_plans_made_from_then_on(found: Founder, clock: Clock) -> None:
    tenant = found(**AN_OPEN_ROOM)
    job = a_new_job(tenant.admin)
    set_ = done(tenant.admin, "PUT", f"/jobs/{job['job_id']}/questions", {"weights": {"EXPERIENCE": 4}})
    assert set_["weights"] == {"EXPERIENCE": 4}
    criteria = plan_of(an_invited_candidate_of(tenant, made_job=job))["criteria"]
    assert [one["weight"] for one in criteria if one["criterion"] == "EXPERIENCE"] == [4]


def test_a_change_over_a_plan_that_was_changed_since_is_refused(invited: InvitedCandidate) -> None:
    wanted = {"questions": [{"id": ids(plan_of(invited))[0]}]}
    done(invited.tenant.admin, "PUT", path_of(invited), wanted)
    stale = invited.tenant.admin("PUT", path_of(invited), {"questions": [OWN]}, headers={"If-Match": "1"})
    assert (stale.status, stale.code) == (412, "STALE_VERSION")
    assert len(plan_of(invited)["questions"]) == 1


def test_once_the_interview_has_begun_nothing_changes_any_more(invited: InvitedCandidate) -> None:
    before = plan_of(invited)
    invited.did("start")
    refused = invited.tenant.admin("PUT", path_of(invited), {"questions": [OWN]})
    assert (refused.status, refused.code) == (409, "INVALID_STATE")
    assert plan_of(invited) == {**before, "open": False}


@pytest.mark.parametrize(
    ("questions", "field"),
    [
        ([{"id": "nobody-knows"}], "questions.0.id"),
        ([{"competency": "DATA"}], "questions.0.text"),
        ([OWN, OWN], "questions.1.id"),
        ([{**OWN, "round": "CODING"}], "questions.0.language"),
        ([{**OWN, "round": "CODING", "language": "SQL"}, {**OWN, "text": "And why not?"}], "questions.1.round"),
        (
            [{**OWN, "text": f"Question number {number}?", "time_limit_seconds": 1800} for number in range(2)],
            "questions",
        ),
        ([], "questions"),
        ([{"text": "x"}], "questions.0.text"),
    ],
)
def test_a_plan_that_can_not_be_asked_is_refused_by_field(
    invited: InvitedCandidate, questions: list[Any], field: str
) -> None:
    before = plan_of(invited)
    refused = invited.tenant.admin("PUT", path_of(invited), {"questions": questions})
    assert (refused.status, refused.code) == (400, "VALIDATION")
    assert field in [problem["field"] for problem in refused.json["details"]]
    assert plan_of(invited) == before


def test_an_interview_without_questions_has_no_plan(found: Founder) -> None:
    tenant = found()
    job = a_new_job(tenant.admin)
    pending = a_new_interview(tenant.admin, an_enabled_candidate(tenant.admin, job["job_id"]))
    answer = tenant.admin("GET", f"/interviews/{pending['interview_id']}/plan")
    assert (answer.status, answer.json["error"]) == (404, "Plan not found")


def test_a_plan_that_is_still_being_made_says_so(found: Founder, clock: Clock) -> None:
    invited = an_invited_candidate_of(found(**AN_OPEN_ROOM), planned=False)
    answer = invited.tenant.admin("GET", path_of(invited))
    assert (answer.status, answer.code) == (409, "INVALID_STATE")
    assert "being made" in answer.json["error"]


def test_the_plan_says_that_its_questions_are_in_another_language_than_the_organisations(
    found: Founder, clock: Clock
) -> None:
    plan = plan_of(an_invited_candidate_of(found(**AN_OPEN_ROOM, language_code="de-DE")))
    assert plan["language_code"] == "en"
    assert "de-DE need a model" in plan["language_note"]


def test_a_jobs_own_questions_are_asked_first_in_every_interview_for_it(found: Founder, clock: Clock) -> None:
    tenant = found(**AN_OPEN_ROOM)
    job = a_new_job(tenant.admin, job_title="Beekeeper")
    path = f"/jobs/{job['job_id']}/questions"
    assert done(tenant.admin, "GET", path)["version"] == 0
    sent = {"questions": [OWN, {"text": "Which season do you like?"}], "number_of_questions": 5}
    stored = done(tenant.admin, "PUT", path, {**sent, "minutes_per_question": 3})
    assert [question["text"] for question in stored["questions"]] == [OWN["text"], "Which season do you like?"]
    assert stored["version"] == 1
    assert done(tenant.admin, "PUT", path, {**sent, "minutes_per_question": 3}) == stored
    assert done(tenant.with_role(Role.VIEWER), "GET", path) == stored

    invited = an_invited_candidate_of(tenant, made_job=job)
    plan = plan_of(invited)
    # Each interview has its own ids for them.
    assert [one.rpartition(".")[0] for one in ids(plan)[:2]] == [question["id"] for question in stored["questions"]]
    assert [question["time_limit_seconds"] for question in plan["questions"]] == [180] * 5


def test_jobs_are_listed_without_their_questions_and_a_deleted_job_leaves_none(found: Founder) -> None:
    tenant = found()
    api, job = tenant.admin, a_new_job(tenant.admin)
    done(api, "PUT", f"/jobs/{job['job_id']}/questions", {"questions": [OWN]})
    assert [one["job_id"] for one in done(api, "GET", "/jobs")["items"]] == [job["job_id"]]
    assert app.jobs.questions(tenant.org_id, job["job_id"]).version == 1
    assert api("DELETE", f"/jobs/{job['job_id']}").status == 204
    assert api("GET", f"/jobs/{job['job_id']}/questions").status == 404
    assert app.jobs.questions(tenant.org_id, job["job_id"]).version == 0


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"questions": [OWN, OWN]}, "questions"),
        ({"questions": [{**OWN, "text": "  "}]}, "questions.0.text"),
        ({"questions": [{**OWN, "expected_points": ["x"] * 9}]}, "questions.0.expected_points"),
        ({"number_of_questions": 0}, "number_of_questions"),
        ({"minutes_per_question": 16}, "minutes_per_question"),
        ({"questions": [{**OWN, "text": f"Question {number}?"} for number in range(11)]}, "questions"),
    ],
)
def test_own_questions_that_can_not_be_asked_are_refused_by_field(api: Client, body: Any, field: str) -> None:
    job = a_new_job(api)
    refused = api("PUT", f"/jobs/{job['job_id']}/questions", body)
    assert (refused.status, refused.code) == (400, "VALIDATION")
    assert field in [problem["field"] for problem in refused.json["details"]]


def test_locked_questions_stay_when_an_interview_moves(invited: InvitedCandidate, clock: Clock) -> None:
    first, second, third, *others = ids(plan_of(invited))
    wanted = [{"id": third}, {**OWN, "locked": True}, *({"id": one} for one in (first, second, *others))]
    locked = done(invited.tenant.admin, "PUT", path_of(invited), {"questions": wanted})["questions"][1]
    later = (
        (invited.booking.starts_at + (invited.booking.ends_at - invited.booking.starts_at))
        .isoformat()
        .replace("+00:00", "Z")
    )
    done(
        invited.tenant.admin, "PUT", f"/interviews/{invited.interview_id}", {"starts_at": later, "duration_minutes": 60}
    )
    booking = app.schedule.booking(invited.org_id, invited.interview_id)
    assert booking is not None
    assert booking.version == invited.booking.version + 1
    prepare(booking)
    moved = app.ai_interviews.plan_of(app.links.hash_of(booking.session_id, booking.version))
    assert moved is not None
    assert moved.questions[1].id == locked["id"]
    assert moved.questions[1].locked
    assert len(moved.questions) == 10
    assert moved.questions[-1].text.startswith("One last question")
