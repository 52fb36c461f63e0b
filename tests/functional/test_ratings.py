"""Ratings, which are blind, and decisions, which have a reason. Both are erased with the candidate."""

from typing import Any

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.models.organisation import Role
from local.gateway import Client
from tests.clocks import Clock
from tests.functional.ai_interviews import (
    AN_OPEN_ROOM,
    InvitedCandidate,
    an_invited_candidate,
    an_invited_candidate_of,
    parts,
)
from tests.functional.recruiter_requests import a_new_interview, a_new_job, an_enabled_candidate, done
from tests.world import Founder


@pytest.fixture
def over(found: Founder, clock: Clock) -> InvitedCandidate:
    """An interview that its candidate finished."""
    invited = an_invited_candidate(found)
    invited.answers_some("First I write a test that fails. Then I find the cause.")
    return invited


def path_of(invited: InvitedCandidate, what: str = "ratings") -> str:
    return f"/interviews/{invited.interview_id}/{what}"


def criteria(invited: InvitedCandidate) -> list[str]:
    return [one["criterion"] for one in done(invited.tenant.admin, "GET", path_of(invited))["criteria"]]


def rated(who: Client, invited: InvitedCandidate, criterion: str, score: int, **more: Any) -> Any:
    answer = who("POST", path_of(invited), {"criterion": criterion, "score": score, **more})
    assert answer.status in {200, 201}, answer.text
    return answer


def decided(invited: InvitedCandidate, decision: str, reason: str) -> Any:
    return done(invited.tenant.admin, "POST", path_of(invited, "decision"), {"decision": decision, "reason": reason})


def log_of(invited: InvitedCandidate) -> list[Any]:
    return list(done(invited.tenant.admin, "GET", path_of(invited, "logs"))["items"])


def test_the_criteria_are_what_the_questions_are_about(over: InvitedCandidate) -> None:
    plan = done(over.tenant.admin, "GET", path_of(over, "plan"))["questions"]
    assert criteria(over) == list(dict.fromkeys(question["competency"] for question in plan))


def test_nobody_sees_the_others_ratings_of_a_criterion_before_their_own_is_in(over: InvitedCandidate) -> None:
    first, second, *_ = criteria(over)
    admin, recruiter = over.tenant.admin, over.tenant.with_role(Role.RECRUITER)
    rated(admin, over, first, 5, note="Knew why.")
    rated(admin, over, second, 4)

    before = done(recruiter, "GET", path_of(over))
    assert before["items"] == []
    assert [one["hidden"] for one in before["criteria"][:2]] == [1, 1]
    assert before["criteria"][0]["lowest"] is None

    mine = rated(recruiter, over, first, 2).json
    assert (mine["mine"], mine["reviewer"]) == (True, "token:recruiter")
    after = done(recruiter, "GET", path_of(over))
    assert [(one["criterion"], one["score"], one["note"], one["mine"]) for one in after["items"]] == [
        (first, 5, "Knew why.", False),
        (first, 2, None, True),
    ]
    assert (after["criteria"][0]["lowest"], after["criteria"][0]["highest"]) == (2, 5)
    assert after["criteria"][1] == before["criteria"][1]


def test_the_log_gives_no_rating_away(over: InvitedCandidate) -> None:
    rated(over.tenant.admin, over, criteria(over)[0], 5, note="Knew why.")
    assert "Knew why" not in str(log_of(over))
    assert not any("score" in str(entry["new"]) for entry in log_of(over))


def test_the_same_rating_again_is_one_rating(over: InvitedCandidate, cloud: Database) -> None:
    (first, *_), admin = criteria(over), over.tenant.admin
    once = rated(admin, over, first, 4, note="Clear.")
    again = rated(admin, over, first, 4, note="Clear.")
    assert (once.status, again.status, again.json) == (201, 200, once.json)
    assert [part for part in parts(cloud, over) if part.startswith("RATING#")] != []
    assert len(done(admin, "GET", path_of(over))["items"]) == 1


def test_a_rating_that_is_changed_tells_what_it_was_at_first(over: InvitedCandidate) -> None:
    (first, *_), admin = criteria(over), over.tenant.admin
    for score in (2, 3, 4):
        rated(admin, over, first, score)
    (only,) = done(admin, "GET", path_of(over))["items"]
    assert (only["score"], only["first_score"]) == (4, 2)


def test_viewers_rate_where_the_organisation_allows_it(found: Founder, clock: Clock) -> None:
    for allowed, status in ((False, 403), (True, 201)):
        invited = an_invited_candidate_of(found(**AN_OPEN_ROOM, viewers_may_rate=allowed))
        invited.answers_some("I ask for the log first.")
        body = {"criterion": criteria(invited)[0], "score": 3}
        viewer = invited.tenant.with_role(Role.VIEWER)
        assert viewer("POST", path_of(invited), body).status == status
        assert len(done(viewer, "GET", path_of(invited))["items"]) == allowed
        assert viewer("POST", path_of(invited, "decision"), {"decision": "NO", "reason": "A"}).status == 403


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"criterion": "EXPERIENCE", "score": 0}, "score"),
        ({"criterion": "EXPERIENCE", "score": 6}, "score"),
        ({"criterion": "EXPERIENCE", "score": "4"}, "score"),
        ({"criterion": "LUCK", "score": 4}, "criterion"),
        ({"criterion": "EXPERIENCE", "score": 4, "note": " "}, "note"),
    ],
)
def test_a_rating_that_is_none_is_refused_by_its_field(
    over: InvitedCandidate, body: dict[str, Any], field: str
) -> None:
    refused = over.tenant.admin("POST", path_of(over), body)
    assert (refused.status, refused.code) == (400, "VALIDATION")
    assert [problem["field"] for problem in refused.json["details"]] == [field]


def test_a_criterion_that_nobody_asked_about_is_refused_and_the_others_are_named(over: InvitedCandidate) -> None:
    known = criteria(over)
    other = next(one for one in ("SAFETY", "CUSTOMER_FOCUS", "LEADERSHIP") if one not in known)
    refused = over.tenant.admin("POST", path_of(over), {"criterion": other, "score": 3})
    assert (refused.status, refused.code) == (400, "VALIDATION")
    assert known[0] in refused.json["error"]


def test_before_the_end_there_is_nothing_to_rate_or_to_decide(found: Founder, clock: Clock) -> None:
    invited = an_invited_candidate(found)
    invited.did("start")
    admin = invited.tenant.admin
    for what, body in (
        ("ratings", {"criterion": criteria(invited)[0], "score": 3}),
        ("decision", {"decision": "HIRE", "reason": "A"}),
    ):
        refused = admin("POST", path_of(invited, what), body)
        assert (refused.status, refused.code) == (409, "INVALID_STATE")
    assert done(admin, "GET", path_of(invited))["items"] == []


def test_an_interview_that_is_not_booked_has_criteria_and_no_ratings(found: Founder, clock: Clock) -> None:
    admin = found(min_notice_minutes=0).admin
    person = an_enabled_candidate(admin, a_new_job(admin)["job_id"])
    interview = a_new_interview(admin, person)
    read = done(admin, "GET", f"/interviews/{interview['interview_id']}/ratings")
    assert (read["items"], read["decision"]) == ([], None)
    assert read["criteria"]


def test_a_decision_is_noted_with_its_reason_and_stands_in_the_log(over: InvitedCandidate) -> None:
    made = decided(over, "HOLD", "We wait for the second round.")
    assert (made["decision"], made["decided_by"]) == (
        "HOLD",
        done(over.tenant.admin, "GET", path_of(over))["decision"]["decided_by"],
    )
    decided(over, "HIRE", "The second round was clear.")
    entries = [entry for entry in log_of(over) if entry["action"] == "DECIDED"]
    assert [(entry["old"], entry["new"], entry["reason"]) for entry in entries] == [
        ({"decision": None}, {"decision": "HOLD"}, "We wait for the second round."),
        ({"decision": "HOLD"}, {"decision": "HIRE"}, "The second round was clear."),
    ]
    assert done(over.tenant.admin, "GET", path_of(over))["decision"]["decision"] == "HIRE"


def test_the_same_decision_again_is_logged_once(over: InvitedCandidate) -> None:
    assert decided(over, "NO", "Too little on call.") == decided(over, "NO", "Too little on call.")
    assert [entry["action"] for entry in log_of(over)].count("DECIDED") == 1


def test_a_decision_needs_its_reason(over: InvitedCandidate) -> None:
    refused = over.tenant.admin("POST", path_of(over, "decision"), {"decision": "HIRE"})
    assert (refused.status, refused.json["error"]) == (400, "reason is required")


def test_a_decision_over_an_interview_that_changed_since_is_refused(over: InvitedCandidate) -> None:
    stale = over.tenant.admin(
        "POST", path_of(over, "decision"), {"decision": "NO", "reason": "A"}, headers={"If-Match": "1"}
    )
    assert (stale.status, stale.code) == (412, "STALE_VERSION")


def test_another_organisation_rates_reads_and_decides_nothing(over: InvitedCandidate, found: Founder) -> None:
    stranger = found("Other").admin
    answers = (
        stranger("POST", path_of(over), {"criterion": criteria(over)[0], "score": 1}),
        stranger("GET", path_of(over)),
        stranger("POST", path_of(over, "decision"), {"decision": "NO", "reason": "A"}),
    )
    assert {answer.status for answer in answers} == {404}
    assert done(over.tenant.admin, "GET", path_of(over))["items"] == []


def test_ratings_and_reasons_go_with_an_erased_candidate(over: InvitedCandidate, cloud: Database) -> None:
    rated(over.tenant.admin, over, criteria(over)[0], 4, note="Asha was clear.")
    decided(over, "HIRE", "Asha it is.")
    assert over.tenant.admin("DELETE", f"/candidates/{over.booking.candidate_id}").status == 204
    assert parts(cloud, over) == {}
    assert over.tenant.admin("GET", path_of(over)).status == 404
    assert over.tenant.admin("POST", path_of(over), {"criterion": "EXPERIENCE", "score": 1}).status == 404
    refused = over.tenant.admin("POST", path_of(over, "decision"), {"decision": "NO", "reason": "A"})
    assert refused.status == 404
    assert "Asha" not in str(log_of(over))
    assert "decision" not in str(over.tenant.admin("GET", f"/interviews/{over.interview_id}").json)
