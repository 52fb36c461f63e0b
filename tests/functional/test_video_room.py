"""The video room's function: who gets in, what the server passes on and when, and what is stored of it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.clock import rfc3339, utc_now
from greenroom.rules.room_tickets import LIVES, RoomTicket
from greenroom.settings import RelayProvider, RelaySettings, settings
from local.applications import with_parts
from local.gateway import Answer, answered, rest_event
from tests.functional.application import app
from tests.functional.conftest import Founder
from tests.functional.own_list import Browser, hidden_fields
from tests.functional.steps import done, made
from tests.functional.video_rooms import Stage, a_stage, at

OFFER = {"description": {"type": "offer", "sdp": "v=0"}}


@pytest.fixture
def stage(cloud: Database, found: Founder) -> Iterator[Stage]:
    with a_stage(found) as there:
        yield there


def test_nothing_passes_between_the_two_before_the_candidate_is_let_in(stage: Stage) -> None:
    assert (stage.connect("interviewer", "i"), stage.connect("candidate", "c")) == (200, 200)
    stage.relay("c")
    stage.relay("i")
    assert [message for _, message in stage.sockets.written if message["kind"] == "relayed"] == []
    assert stage.sockets.heard_by("c", "refused") == [{"kind": "refused", "because": "NOT_ADMITTED"}]
    assert stage.sockets.heard_by("i", "refused") == [{"kind": "refused", "because": "NOT_ADMITTED"}]
    stage.say("i", '{"action": "admit"}')
    stage.relay("i")
    passed = {"from": "interviewer", "run": "r1", "number": 1, "data": {"description": "v=0"}}
    assert stage.sockets.heard_by("c", "relayed") == [{"kind": "relayed", **passed}]


def test_a_candidate_can_not_let_themselves_in(stage: Stage) -> None:
    stage.connect("candidate", "c")
    stage.say("c", '{"action": "admit"}')
    assert stage.sockets.heard_by("c", "refused")
    assert not stage.sockets.heard_by("c", "people")[-1]["is_admitted"]


def test_who_came_is_noted_once_and_the_interview_begins_when_both_are_there(stage: Stage) -> None:
    stage.connect("interviewer", "i1")
    assert stage.shown()["status"] == "SCHEDULED"
    stage.connect("candidate", "c1")
    stage.connect("candidate", "c2")
    stage.connect("interviewer", "i2")
    shown = stage.shown()
    assert (shown["status"], bool(shown["candidate_joined_at"]), bool(shown["interviewer_joined_at"])) == (
        "IN_PROGRESS",
        True,
        True,
    )
    for _ in range(2):
        stage.say("c2", '{"action": "leave"}')
        stage.connect("candidate", "c2")
    actions = stage.actions()
    assert [actions.count(("JOINED", who)) for who in ("candidate", "interviewer")] == [1, 1]
    assert [action for action, _ in actions].count("STARTED") == 1
    assert actions.count(("LEFT", "candidate")) == 1
    with at(stage, stage.now + timedelta(minutes=80)):
        stage.socket("DISCONNECT", "i2")
    assert stage.actions().count(("LEFT", "interviewer")) == 1


@pytest.mark.parametrize(
    ("came", "status"), [("candidate", "COMPLETED"), ("interviewer", "NO_SHOW"), ("both", "COMPLETED")]
)
def test_an_interview_ends_by_who_was_there(stage: Stage, came: str, status: str) -> None:
    for role in ("candidate", "interviewer"):
        if came in {role, "both"}:
            stage.connect(role, role)
    with at(stage, stage.now + timedelta(hours=5)):
        done(stage.tenant.admin, "POST", "/interviews/auto-update-status")
    assert stage.shown()["status"] == status


def test_each_room_id_opens_the_room_in_its_own_role_alone(stage: Stage) -> None:
    interview_id = stage.interview["interview_id"]
    ids = {"interviewer": stage.interview["room_id"], "candidate": stage.interview["candidate_room_id"]}
    assert ids["interviewer"] != ids["candidate"]
    for role, room_id in ids.items():
        for as_whom in ids:
            body = {"room_id": room_id, "as": as_whom}
            answer = answered(rest_event("POST", f"/api/v1/interviews/{interview_id}/join", body))
            assert answer.status == (200 if role == as_whom else 404), (role, as_whom)
    papers = {"room_id": ids["candidate"]}
    assert answered(rest_event("POST", f"{stage.path}/papers", papers)).status == 404


def test_the_candidates_page_and_ticket_come_by_the_session_and_never_hold_a_room_id(stage: Stage) -> None:
    named = {"interview_id": stage.interview["interview_id"]}
    made(stage.tenant.admin, "/interviews/schedules/create_interview_session", named)
    browser = Browser()
    browser.get(stage.shown()["interview_link"].removeprefix("https://portal.example.com"))
    ready = f"/interview/ready/{stage.interview['interview_id']}"
    entered = browser.post(ready, hidden_fields(browser.get(ready).text, ready) | {"mode": "meet"})
    assert entered.headers["Location"] == f"/interview/room/{stage.interview['interview_id']}"
    page = browser.get(entered.headers["Location"])
    assert page.status == 200
    assert stage.interview["room_id"] not in page.text
    assert "candidate_room_id" not in page.text
    answer = browser.post_json(f"{stage.path}/ticket", {"device": "device-1"})
    assert (answer.status, answer.json["role"]) == (200, "candidate")
    assert answer.json["ice_servers"] == []
    assert Browser().post_json(f"{stage.path}/ticket", {"device": "device-1"}).status == 401


def test_a_wrong_an_old_and_a_moved_ticket_open_nothing(stage: Stage) -> None:
    ticket = stage.ticket().json["ticket"]
    assert stage.socket("CONNECT", "i", ticket[:-1] + ("0" if ticket[-1] != "0" else "1")) == 401
    assert stage.socket("CONNECT", "i") == 401
    with at(stage, stage.now + LIVES + timedelta(seconds=5)):
        assert stage.socket("CONNECT", "i", ticket) == 401
    stage.change("POST", "/cancel", {"reason": "Illness"})
    assert stage.socket("CONNECT", "i", ticket) == 403
    assert stage.ticket().code == "INVALID_STATE"
    assert stage.shown()["interviewer_joined_at"] is None


def test_a_ticket_of_another_version_opens_nothing(stage: Stage) -> None:
    later = rfc3339((stage.now + timedelta(minutes=50)).replace(microsecond=0))
    ticket = stage.ticket("candidate").json["ticket"]
    stage.change("PUT", "", {"starts_at": later, "duration_minutes": 45})
    assert stage.socket("CONNECT", "c", ticket) == 403


@pytest.mark.parametrize(("minutes", "code"), [(-45, "OUTSIDE_WINDOW"), (200, "OUTSIDE_WINDOW")])
def test_no_ticket_is_given_before_the_room_opens_and_after_the_last_entry(
    stage: Stage, minutes: int, code: str
) -> None:
    with at(stage, stage.now + timedelta(minutes=minutes)):
        answer = stage.ticket()
    assert (answer.status, answer.code) == (409, code)


def test_a_moved_interview_shows_who_waits_out_and_forgets_that_they_came(stage: Stage) -> None:
    stage.connect("candidate", "c")
    later = rfc3339((stage.now + timedelta(minutes=50)).replace(microsecond=0))
    stage.change("PUT", "", {"starts_at": later, "duration_minutes": 45})
    assert stage.sockets.heard_by("c", "closed") == [{"kind": "closed", "because": "MOVED"}]
    assert "c" not in stage.sockets.open
    stage.relay("c")
    assert stage.shown()["candidate_joined_at"] is None


def test_a_second_device_takes_the_place_and_the_first_is_told(stage: Stage) -> None:
    stage.connect("candidate", "laptop", "device-laptop")
    stage.connect("candidate", "phone", "device-phone")
    assert stage.sockets.heard_by("laptop", "taken_over") == [{"kind": "taken_over"}]
    stage.socket("DISCONNECT", "laptop")
    stage.connect("interviewer", "i")
    assert stage.sockets.heard_by("i", "people")[-1]["here"] == {"candidate": True, "interviewer": True}


def test_the_other_is_told_when_a_connection_ends(stage: Stage) -> None:
    stage.connect("interviewer", "i")
    stage.connect("candidate", "c")
    stage.sockets.open.discard("c")
    stage.socket("DISCONNECT", "c")
    assert not stage.sockets.heard_by("i", "people")[-1]["here"]["candidate"]
    assert ("LEFT", "candidate") not in stage.actions()


def test_over_http_a_message_comes_until_it_has_arrived(stage: Stage) -> None:
    stage.connect("interviewer", "i")
    stage.say("i", '{"action": "admit"}')
    ticket = stage.ticket("candidate").json["ticket"]

    def exchange(messages: list[Any], arrived: list[str] | None = None) -> Any:
        body = {"ticket": ticket, "messages": messages, "arrived": arrived or []}
        return answered(rest_event("POST", f"{stage.path}/messages", body)).json

    assert exchange([])["answers"] == [{"kind": "unknown"}]
    assert exchange([{"action": "hello"}])["answers"][0]["kind"] == "people"
    stage.relay("i")
    first, again = exchange([]), exchange([])
    assert [one["message"]["kind"] for one in first["waiting"]] == ["relayed"]
    assert first["waiting"] == again["waiting"]
    assert exchange([], [first["waiting"][0]["id"]])["waiting"] == []
    exchange([{"action": "relay", "run": "r1", "number": 1, "data": OFFER}])
    assert stage.sockets.heard_by("i", "relayed")[0]["data"] == OFFER


def test_the_interviewers_notes_are_kept_and_are_gone_when_the_candidate_is_erased(stage: Stage) -> None:
    def papers(**fields: Any) -> Answer:
        body = {"room_id": stage.interview["room_id"], **fields}
        return answered(rest_event("POST", f"{stage.path}/papers", body))

    found = papers().json
    assert (found["notes"], found["criteria"][-1], found["resume_text"]) == ({}, "In general", None)
    assert found["candidate_email"] == "meera@example.com"
    papers(notes={"In general": "Explains well."})
    assert papers().json["notes"] == {"In general": "Explains well."}
    path = f"/interviews/{stage.interview['interview_id']}/notes"
    assert done(stage.tenant.admin, "GET", path)["notes"] == {"In general": "Explains well."}
    candidate = f"/candidates/{stage.interview['candidate_id']}"
    stage.change("POST", "/cancel", {"reason": "Illness"})
    assert stage.tenant.admin("DELETE", candidate).status in {200, 204}
    rooms = app.database.client.scan(TableName=settings().tables.meeting_rooms)["Items"]
    assert "Explains" not in str(rooms)


def test_a_ticket_carries_the_relay_with_its_credential(stage: Stage) -> None:
    from greenroom.adapters.relay import StaticRelay  # noqa: PLC0415

    chosen = RelaySettings(RelayProvider.STATIC, ("turn:relay.example.com:3478",), "room", "/relay", "")
    app.parameters._parameters.client.put_parameter(Name="/relay", Value="credential", Type="SecureString")
    with with_parts(app, relay=StaticRelay(chosen, app.parameters)):
        servers = stage.ticket().json["ice_servers"]
    wanted = {"urls": ["turn:relay.example.com:3478"], "username": "room", "credential": "credential"}
    assert servers == [wanted]


def test_a_ticket_is_bound_to_what_it_was_made_for(stage: Stage) -> None:
    ticket = app.links.ticket_in(stage.ticket("candidate").json["ticket"], utc_now())
    assert isinstance(ticket, RoomTicket)
    assert (ticket.org_id, ticket.interview_id) == (stage.tenant.org_id, stage.interview["interview_id"])
    assert (ticket.who, ticket.booking_version, ticket.device) == ("candidate", 1, "device-1")
