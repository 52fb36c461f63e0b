"""Up to four interviewers of one candidate: each has their own link, place in the room, and arrival."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from greenroom.adapters.dynamodb import Database
from local.applications import with_parts
from local.gateway import answered, rest_event
from tests.functional.own_list import Browser
from tests.functional.recruiter_client import RecruiterClient, entry_in
from tests.functional.recruiter_requests import done
from tests.functional.video_rooms import VideoRoom, a_video_room, at
from tests.world import Founder, Tenant, app

ADA: dict[str, Any] = {"email": "ada@acme.example.com", "name": "Ada"}
BOB: dict[str, Any] = {"email": "bob@acme.example.com", "name": "Bob"}
CYD: dict[str, Any] = {"email": "cyd@acme.example.com", "name": None}


@pytest.fixture
def room(cloud: Database, found: Founder) -> Iterator[VideoRoom]:
    with a_video_room(found, interviewers=[ADA, BOB, CYD]) as there:
        yield there


def offer(to: str) -> str:
    return f'{{"action": "relay", "to": "{to}", "run": "r1", "number": 1, "data": {{"description": "v=0"}}}}'


def test_each_is_mailed_a_way_in_of_their_own_and_the_first_that_of_the_api(
    cloud: Database, organisation: Tenant
) -> None:
    recruiter = RecruiterClient(organisation.admin, organisation.org_id, cloud)
    with with_parts(app, mailer=recruiter.mailer, clock=lambda: recruiter.now):
        interview = recruiter.interview(interviewers=[ADA, BOB, CYD])
        letters = recruiter.mails()
    links = [str(entry_in(letters[one["email"]])[1]["URL"]) for one in (ADA, BOB, CYD)]
    assert links[0] == interview["meeting_link"]
    assert len(set(links)) == 3
    for link in links:
        page = Browser().get(link.removeprefix("https://portal.example.com"))
        assert page.status == 200
        assert "You interview <bdi>Meera Iyer</bdi>" in page.text


def test_several_are_in_the_room_at_once_and_the_candidate_hears_their_names_alone(room: VideoRoom) -> None:
    for who, connection in (("interviewer", "ada"), (BOB["email"], "bob"), (CYD["email"], "cyd"), ("candidate", "c")):
        assert room.connect(who, connection) == 200
    told = room.sockets.heard_by("c", "people")[-1]
    assert told["here"] == dict.fromkeys(["candidate", "interviewer", "interviewer_2", "interviewer_3"], True)
    assert told["names"] == {"interviewer": "Ada", "interviewer_2": "Bob"}
    assert "@" not in str(told)
    assert room.sockets.open == {"ada", "bob", "cyd", "c"}


def test_those_who_interview_speak_among_themselves_before_the_candidate_is_in(room: VideoRoom) -> None:
    for who, connection in (("interviewer", "ada"), (BOB["email"], "bob"), ("candidate", "c")):
        room.connect(who, connection)
    room.say("ada", offer("interviewer_2"))
    room.say("ada", offer("candidate"))
    room.say("bob", offer("candidate"))
    room.say("c", offer("interviewer_2"))
    assert [one["from"] for one in room.sockets.heard_by("bob", "relayed")] == ["interviewer"]
    assert room.sockets.heard_by("c", "relayed") == room.sockets.heard_by("ada", "relayed") == []
    room.say("bob", '{"action": "admit"}')
    assert all(room.sockets.heard_by(one, "people")[-1]["is_admitted"] for one in ("ada", "bob", "c"))
    room.say("c", offer("interviewer_2"))
    assert [one["from"] for one in room.sockets.heard_by("bob", "relayed")] == ["interviewer", "candidate"]
    room.say("c", offer("nobody"))
    assert room.sockets.heard_by("c", "refused")[-1]["because"] == "UNKNOWN_PERSON"


def test_each_of_them_is_noted_once_and_the_interview_begins_with_the_first(room: VideoRoom) -> None:
    room.connect(BOB["email"], "bob")
    assert room.shown()["status"] == "SCHEDULED"
    room.connect("candidate", "c")
    began = room.shown()
    assert began["status"] == "IN_PROGRESS"
    room.connect("interviewer", "ada")
    room.connect(BOB["email"], "bob-again")
    assert room.shown()["interviewer_joined_at"] == began["interviewer_joined_at"]
    joined = [who for action, who in room.actions() if action == "JOINED"]
    assert sorted(joined) == ["candidate", "interviewer", "interviewer_2"]
    for _ in range(2):
        room.say("bob-again", '{"action": "leave"}')
    assert room.actions().count(("LEFT", "interviewer_2")) == 1


def test_a_former_interviewers_link_no_longer_works(room: VideoRoom) -> None:
    interview_id = room.interview["interview_id"]
    ticket = room.ticket(CYD["email"]).json["ticket"]
    done(room.tenant.admin, "PUT", f"/interviews/{interview_id}", {"interviewers": [ADA, BOB]})
    assert room.ticket(CYD["email"]).status == 404
    assert room.socket("CONNECT", "cyd", ticket) == 403
    assert room.ticket(BOB["email"]).status == 200


def test_the_first_who_does_not_interview_any_more_reads_nothing_and_enters_nowhere(room: VideoRoom) -> None:
    def papers(room_id: str) -> int:
        return answered(rest_event("POST", f"{room.path}/papers", {"room_id": room_id})).status

    change = f"/interviews/{room.interview['interview_id']}", {"interviewers": [BOB, CYD]}
    assert papers(room.interview["room_id"]) == 200
    after = done(room.tenant.admin, "PUT", *change)
    assert papers(room.interview["room_id"]) == 404
    assert room.ticket("interviewer").status == 404
    assert papers(after["room_id"]) == 200
    assert room.ticket(BOB["email"]).status == 200, "whose way in stays"
    assert done(room.tenant.admin, "PUT", *change)["room_id"] == after["room_id"], "also when it is sent again"


def test_a_replacing_interviewer_is_mailed_the_new_room(cloud: Database, organisation: Tenant) -> None:
    recruiter = RecruiterClient(organisation.admin, organisation.org_id, cloud)
    with with_parts(app, mailer=recruiter.mailer, clock=lambda: recruiter.now):
        interview = recruiter.interview(interviewers=[ADA])
        recruiter.mails()
        changed = recruiter.change(interview, interviewers=[BOB])
        link = str(entry_in(recruiter.mails()[BOB["email"]])[1]["URL"])
    assert link == changed["meeting_link"] != interview["meeting_link"]


def test_a_panels_way_in_opens_no_other_interview_and_not_as_the_candidate(room: VideoRoom) -> None:
    path = f"/api/v1/interviews/{room.interview['interview_id']}/join"
    for as_whom, status in (("candidate", 404), ("interviewer", 200)):
        body = {"room_id": room.room_id(BOB["email"]), "as": as_whom}
        assert answered(rest_event("POST", path, body)).status == status
    foreign = app.links.interviewer_room_id(room.tenant.org_id, "int_another", BOB["email"])
    assert answered(rest_event("POST", path, {"room_id": foreign, "as": "interviewer"})).status == 404


def test_each_keeps_notes_of_their_own_and_the_report_has_them_all(room: VideoRoom) -> None:
    def papers(who: str, **fields: Any) -> Any:
        return answered(rest_event("POST", f"{room.path}/papers", {"room_id": room.room_id(who), **fields})).json

    papers("interviewer", notes={"In general": "Explains well."})
    papers(BOB["email"], notes={"In general": "Asks back."})
    assert papers("interviewer")["notes"] == {"In general": "Explains well."}
    interview = f"/interviews/{room.interview['interview_id']}"
    notes = done(room.tenant.admin, "GET", f"{interview}/notes")
    assert {one["by"]: one["notes"]["In general"] for one in notes["people"]} == {
        "Ada": "Explains well.",
        "Bob": "Asks back.",
    }
    report = done(room.tenant.admin, "GET", f"{interview}/report")
    assert (report["status"], {one["by"] for one in report["notes"]}) == ("PENDING", {"Ada", "Bob"})
    page = Browser().get(report["report_link"].removeprefix("https://portal.example.com"))
    assert page.status == 200
    assert all(words in page.text for words in ("Explains well.", "Asks back.", "Notes of", "did not join"))
    for who in ("interviewer", "candidate"):
        room.connect(who, who)
    with at(room, room.now + timedelta(hours=5)):
        done(room.tenant.admin, "POST", "/interviews/auto-update-status")
    assert done(room.tenant.admin, "GET", f"{interview}/report")["status"] == "READY"


def test_papers_lie_on_the_page_of_those_who_interview_and_never_on_the_candidates(room: VideoRoom) -> None:
    def page(who: str) -> str:
        found = Browser().get(f"/meeting/{room.interview['interview_id']}?room_id={room.room_id(who)}")
        assert found.status == 200
        return str(found.text)

    assert all("data-papers" in page(who) for who in ("interviewer", BOB["email"]))
    assert "data-papers" not in page("candidate")
