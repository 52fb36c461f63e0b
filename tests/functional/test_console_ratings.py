"""Ratings and the decision on a report's page in the console."""

from collections.abc import Iterator
from typing import Any

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.models.organisation import Role
from local.gateway import Answer
from tests.functional.ai_interviews import Clock, Seat, a_clock, a_seat
from tests.functional.application import app
from tests.functional.conftest import Founder
from tests.functional.own_list import Browser, PostOffice, hidden_fields, post_office
from tests.functional.steps import done
from tests.functional.test_console_reports import a_completed_interview, a_reader


@pytest.fixture
def clock(cloud: Database) -> Iterator[Clock]:
    with a_clock() as running:
        yield running


@pytest.fixture
def post(cloud: Database) -> Iterator[PostOffice]:
    with post_office() as office:
        yield office


def page_of(seat: Seat) -> str:
    return f"/console/reports/{seat.interview_id}"


def sends(who: Browser, seat: Seat, form: str, **fields: str) -> Answer:
    action = f"{page_of(seat)}/{form}"
    return who.post(action, hidden_fields(who.get(page_of(seat)).text, action) | fields)


def ratings(seat: Seat) -> Any:
    return done(seat.tenant.admin, "GET", f"/interviews/{seat.interview_id}/ratings")


def test_a_member_rates_and_then_sees_what_the_others_gave(post: PostOffice, found: Founder, clock: Clock) -> None:
    seat = a_completed_interview(found)
    first = ratings(seat)["criteria"][0]["criterion"]
    body = {"criterion": first, "score": 2, "note": "Too vague for me."}
    assert seat.tenant.admin("POST", f"/interviews/{seat.interview_id}/ratings", body).status == 201
    recruiter = a_reader(post, seat, Role.RECRUITER)

    before = recruiter.get(page_of(seat)).text
    assert "You see it when yours is in." in before
    assert "Too vague for me." not in before

    sent = {f"score-{first}": "5", f"note-{first}": "Named the cause."}
    assert {sends(recruiter, seat, "ratings", **sent).status for _ in range(2)} == {303}
    after = recruiter.get(page_of(seat)).text
    assert "Too vague for me." in after
    assert "from 2 to 5" in after
    assert [one["score"] for one in ratings(seat)["items"]] == [2, 5]


def test_a_viewer_is_not_asked_to_rate_and_an_interviewer_who_holds_it_is(
    post: PostOffice, found: Founder, clock: Clock
) -> None:
    seat = a_completed_interview(found)
    viewer = a_reader(post, seat, Role.VIEWER)
    assert f'action="{page_of(seat)}/ratings"' not in viewer.get(page_of(seat)).text
    assert f'action="{page_of(seat)}/decision"' not in viewer.get(page_of(seat)).text
    mine = app.interviews.get(seat.org_id, seat.interview_id)
    changed = mine.changed(interviewer_email="lead@acme.example.com", version=mine.version + 1)
    app.interviews.replace(changed, mine.version)
    interviewer = a_reader(post, seat, Role.INTERVIEWER, "lead@acme.example.com")
    first = ratings(seat)["criteria"][0]["criterion"]
    assert sends(interviewer, seat, "ratings", **{f"score-{first}": "4"}).status == 303
    assert ratings(seat)["criteria"][0]["reviewers"] == 1


def test_what_is_refused_is_said_and_nothing_that_was_typed_is_lost(
    post: PostOffice, found: Founder, clock: Clock
) -> None:
    seat = a_completed_interview(found)
    recruiter = a_reader(post, seat, Role.RECRUITER)
    first = ratings(seat)["criteria"][0]["criterion"]
    refused = sends(recruiter, seat, "ratings", **{f"note-{first}": "Clear and calm."})
    assert (refused.status, "at least one criterion" in refused.text) == (400, True)
    assert "Clear and calm." in refused.text
    undecided = sends(recruiter, seat, "decision", decision="", reason="We need one more talk.")
    assert (undecided.status, "We need one more talk." in undecided.text) == (400, True)
    assert ratings(seat)["decision"] is None


def test_a_decision_stands_on_the_report_with_who_made_it_and_why(
    post: PostOffice, found: Founder, clock: Clock
) -> None:
    seat = a_completed_interview(found)
    recruiter = a_reader(post, seat, Role.RECRUITER)
    assert sends(recruiter, seat, "decision", decision="HIRE", reason="Calm on call.").status == 303
    page = recruiter.get(page_of(seat)).text
    assert "Decision: Hire" in page
    assert "Calm on call." in page
    log = done(seat.tenant.admin, "GET", f"/interviews/{seat.interview_id}/logs")["items"]
    assert [entry["new"] for entry in log if entry["action"] == "DECIDED"] == [{"decision": "HIRE"}]


def test_another_organisations_interview_is_not_rated(post: PostOffice, found: Founder, clock: Clock) -> None:
    seat, theirs = a_completed_interview(found), a_seat(found)
    recruiter = a_reader(post, seat, Role.RECRUITER)
    fields = hidden_fields(recruiter.get(page_of(seat)).text, f"{page_of(seat)}/ratings")
    assert recruiter.post(f"{page_of(theirs)}/ratings", fields | {"score-EXPERIENCE": "1"}).status == 404
    assert recruiter.post(f"{page_of(theirs)}/decision", fields | {"decision": "NO", "reason": "A"}).status == 404
