"""The interviewer's page of an OFFLINE interview: papers, notes and attendance."""

from datetime import timedelta
from typing import Any

import pytest

from local.gateway import answered, rest_event
from tests.functional.own_list import Browser
from tests.functional.recruiter_client import RecruiterClient, entry_in
from tests.functional.recruiter_requests import done
from tests.world import app

ADA: dict[str, Any] = {"email": "ada@acme.example.com", "name": "Ada"}
BOB: dict[str, Any] = {"email": "bob@acme.example.com", "name": "Bob"}


@pytest.fixture
def interview(recruiter: RecruiterClient) -> Any:
    return recruiter.interview("OFFLINE", interviewers=[ADA, BOB])


def room_id_of(recruiter: RecruiterClient, interview: Any, email: str) -> str:
    return app.links.interviewer_room_id(recruiter.org_id, interview["interview_id"], email)


def page_of(recruiter: RecruiterClient, interview: Any) -> str:
    return f"/meeting/{interview['interview_id']}?room_id={room_id_of(recruiter, interview, ADA['email'])}"


def says(recruiter: RecruiterClient, interview: Any, attendance: str) -> int:
    sent = {"room_id": room_id_of(recruiter, interview, ADA["email"]), "attendance": attendance}
    return Browser().post(f"/meeting/{interview['interview_id']}", sent).status


def shown(recruiter: RecruiterClient, interview: Any) -> Any:
    return done(recruiter.api, "GET", f"/interviews/{interview['interview_id']}")


def test_each_is_mailed_a_page_with_the_place_and_the_candidate(recruiter: RecruiterClient, interview: Any) -> None:
    mails = recruiter.mails()
    links = [str(entry_in(mails[one["email"]])[1]["URL"]) for one in (ADA, BOB)]
    assert len(set(links)) == 2
    for link in links:
        page = Browser().get(link.removeprefix("https://portal.example.com"))
        assert page.status == 200
        assert all(words in page.text for words in ("Anna Salai 12, Chennai", "Meera Iyer", "Backend Engineer"))
    assert interview["room_id"] is None


def test_papers_and_notes_open_by_the_same_id(recruiter: RecruiterClient, interview: Any) -> None:
    def papers(**fields: Any) -> Any:
        body = {"room_id": room_id_of(recruiter, interview, ADA["email"]), **fields}
        return answered(rest_event("POST", f"/room/{interview['interview_id']}/papers", body))

    assert papers(notes={"In general": "On time."}).json["criteria"][-1] == "In general"
    report = done(recruiter.api, "GET", f"/interviews/{interview['interview_id']}/report")
    assert report["notes"] == [{"by": "Ada", "notes": {"In general": "On time."}}]
    ticket = {"device": "device-1", "room_id": room_id_of(recruiter, interview, ADA["email"])}
    assert answered(rest_event("POST", f"/room/{interview['interview_id']}/ticket", ticket)).status == 404


def test_that_both_came_is_noted_once_and_begins_the_interview(recruiter: RecruiterClient, interview: Any) -> None:
    assert says(recruiter, interview, "came") == 409
    assert "is here</button>" not in Browser().get(page_of(recruiter, interview)).text
    recruiter.now += timedelta(days=2)
    assert "is here</button>" in Browser().get(page_of(recruiter, interview)).text
    assert [says(recruiter, interview, "came") for _ in range(2)] == [303, 303]
    after = shown(recruiter, interview)
    assert (after["status"], bool(after["candidate_joined_at"])) == ("IN_PROGRESS", True)
    logs = done(recruiter.api, "GET", f"/interviews/{interview['interview_id']}/logs")["items"]
    assert [one["actor"] for one in logs if one["action"] == "JOINED"] == ["interviewer", "candidate"]
    assert says(recruiter, interview, "missed") == 409


def test_an_absent_candidate_can_be_reported_as_a_no_show_from_the_start_on(
    recruiter: RecruiterClient, interview: Any
) -> None:
    recruiter.now += timedelta(days=2) - timedelta(minutes=5)
    assert says(recruiter, interview, "missed") == 409
    recruiter.now += timedelta(minutes=10)
    assert [says(recruiter, interview, "missed") for _ in range(2)] == [303, 303]
    assert shown(recruiter, interview)["status"] == "NO_SHOW"
    assert "did not come" in Browser().get(page_of(recruiter, interview)).text


def test_a_strangers_id_opens_nothing(recruiter: RecruiterClient, interview: Any) -> None:
    foreign = app.links.interviewer_room_id(recruiter.org_id, interview["interview_id"], "eve@acme.example.com")
    assert Browser().get(f"/meeting/{interview['interview_id']}?room_id={foreign}").status == 404
