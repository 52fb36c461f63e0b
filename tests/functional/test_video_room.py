"""The video room's function: admission, the messages that the server passes on, and the stored records."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from greenroom.adapters import meeting_rooms
from greenroom.adapters.dynamodb import Database
from greenroom.clock import rfc3339, utc_now
from greenroom.rules.room_tickets import LIVES, RoomTicket
from greenroom.settings import RelayProvider, RelaySettings, settings
from local.applications import with_parts
from local.gateway import Answer, answered, rest_event
from tests.functional.own_list import Browser, hidden_fields
from tests.functional.recruiter_requests import done, made
from tests.functional.video_rooms import VideoRoom, a_video_room, at
from tests.world import Founder, app

OFFER = {"description": {"type": "offer", "sdp": "v=0"}}


@pytest.fixture
def room(cloud: Database, found: Founder) -> Iterator[VideoRoom]:
    with a_video_room(found) as there:
        yield there


def test_nothing_passes_between_the_two_before_the_candidate_is_let_in(room: VideoRoom) -> None:
    assert (room.connect("interviewer", "i"), room.connect("candidate", "c")) == (200, 200)
    room.relay("c")
    room.relay("i")
    assert [message for _, message in room.sockets.written if message["kind"] == "relayed"] == []
    assert room.sockets.heard_by("c", "refused") == [{"kind": "refused", "because": "NOT_ADMITTED"}]
    assert room.sockets.heard_by("i", "refused") == [{"kind": "refused", "because": "NOT_ADMITTED"}]
    room.say("i", '{"action": "admit"}')
    room.relay("i")
    passed = {"from": "interviewer", "run": "r1", "number": 1, "data": {"description": "v=0"}}
    assert room.sockets.heard_by("c", "relayed") == [{"kind": "relayed", **passed}]


def test_a_candidate_can_not_let_themselves_in(room: VideoRoom) -> None:
    room.connect("candidate", "c")
    room.say("c", '{"action": "admit"}')
    assert room.sockets.heard_by("c", "refused")
    assert not room.sockets.heard_by("c", "people")[-1]["is_admitted"]


@pytest.mark.parametrize("body", ["", "no JSON", "[]", "[" * 31_000, '{"action":' * 3_000, '{"action": ["admit"]}'])
def test_an_invalid_message_is_refused(room: VideoRoom, body: str) -> None:
    room.connect("interviewer", "i")
    room.say("i", body)
    assert room.sockets.heard_by("i", "refused") == [{"kind": "refused", "because": "UNKNOWN_ACTION"}]


def test_each_arrival_is_noted_once_and_the_interview_begins_when_both_are_there(room: VideoRoom) -> None:
    room.connect("interviewer", "i1")
    assert room.shown()["status"] == "SCHEDULED"
    room.connect("candidate", "c1")
    room.connect("candidate", "c2")
    room.connect("interviewer", "i2")
    shown = room.shown()
    assert (shown["status"], bool(shown["candidate_joined_at"]), bool(shown["interviewer_joined_at"])) == (
        "IN_PROGRESS",
        True,
        True,
    )
    for _ in range(2):
        room.say("c2", '{"action": "leave"}')
        room.connect("candidate", "c2")
    actions = room.actions()
    assert [actions.count(("JOINED", who)) for who in ("candidate", "interviewer")] == [1, 1]
    assert [action for action, _ in actions].count("STARTED") == 1
    assert actions.count(("LEFT", "candidate")) == 1
    with at(room, room.now + timedelta(minutes=80)):
        room.socket("DISCONNECT", "i2")
    assert room.actions().count(("LEFT", "interviewer")) == 1


@pytest.mark.parametrize(
    ("came", "status"), [("candidate", "COMPLETED"), ("interviewer", "NO_SHOW"), ("both", "COMPLETED")]
)
def test_an_interview_ends_by_who_was_there(room: VideoRoom, came: str, status: str) -> None:
    for role in ("candidate", "interviewer"):
        if came in {role, "both"}:
            room.connect(role, role)
    with at(room, room.now + timedelta(hours=5)):
        done(room.tenant.admin, "POST", "/interviews/auto-update-status")
    assert room.shown()["status"] == status


def test_each_room_id_opens_the_room_in_its_own_role_alone(room: VideoRoom) -> None:
    interview_id = room.interview["interview_id"]
    ids = {"interviewer": room.interview["room_id"], "candidate": room.interview["candidate_room_id"]}
    assert ids["interviewer"] != ids["candidate"]
    for role, room_id in ids.items():
        for as_whom in ids:
            body = {"room_id": room_id, "as": as_whom}
            answer = answered(rest_event("POST", f"/api/v1/interviews/{interview_id}/join", body))
            assert answer.status == (200 if role == as_whom else 404), (role, as_whom)
    papers = {"room_id": ids["candidate"]}
    assert answered(rest_event("POST", f"{room.path}/papers", papers)).status == 404


def test_the_candidates_page_and_ticket_come_by_the_session_and_never_hold_a_room_id(room: VideoRoom) -> None:
    named = {"interview_id": room.interview["interview_id"]}
    made(room.tenant.admin, "/interviews/schedules/create_interview_session", named)
    browser = Browser()
    browser.get(room.shown()["interview_link"].removeprefix("https://portal.example.com"))
    ready = f"/interview/ready/{room.interview['interview_id']}"
    entered = browser.post(ready, hidden_fields(browser.get(ready).text, ready) | {"mode": "meet"})
    assert entered.headers["Location"] == f"/interview/room/{room.interview['interview_id']}"
    page = browser.get(entered.headers["Location"])
    assert page.status == 200
    assert room.interview["room_id"] not in page.text
    assert "candidate_room_id" not in page.text
    answer = browser.post_json(f"{room.path}/ticket", {"device": "device-1"})
    assert (answer.status, answer.json["role"]) == (200, "candidate")
    assert answer.json["ice_servers"] == []
    assert Browser().post_json(f"{room.path}/ticket", {"device": "device-1"}).status == 401


def test_a_wrong_an_old_and_a_moved_ticket_open_nothing(room: VideoRoom) -> None:
    ticket = room.ticket().json["ticket"]
    assert room.socket("CONNECT", "i", ticket[:-1] + ("0" if ticket[-1] != "0" else "1")) == 401
    assert room.socket("CONNECT", "i") == 401
    with at(room, room.now + LIVES + timedelta(seconds=5)):
        assert room.socket("CONNECT", "i", ticket) == 401
    room.change("POST", "/cancel", {"reason": "Illness"})
    assert room.socket("CONNECT", "i", ticket) == 403
    assert room.ticket().code == "INVALID_STATE"
    assert room.shown()["interviewer_joined_at"] is None


def test_a_ticket_of_another_version_opens_nothing(room: VideoRoom) -> None:
    later = rfc3339((room.now + timedelta(minutes=50)).replace(microsecond=0))
    ticket = room.ticket("candidate").json["ticket"]
    room.change("PUT", "", {"starts_at": later, "duration_minutes": 45})
    assert room.socket("CONNECT", "c", ticket) == 403


@pytest.mark.parametrize(("minutes", "code"), [(-45, "OUTSIDE_WINDOW"), (200, "OUTSIDE_WINDOW")])
def test_no_ticket_is_given_before_the_room_opens_and_after_the_last_entry(
    room: VideoRoom, minutes: int, code: str
) -> None:
    with at(room, room.now + timedelta(minutes=minutes)):
        answer = room.ticket()
    assert (answer.status, answer.code) == (409, code)


def test_a_moved_interview_shows_who_waits_out_and_forgets_that_they_came(room: VideoRoom) -> None:
    room.connect("candidate", "c")
    later = rfc3339((room.now + timedelta(minutes=50)).replace(microsecond=0))
    room.change("PUT", "", {"starts_at": later, "duration_minutes": 45})
    assert room.sockets.heard_by("c", "closed") == [{"kind": "closed", "because": "MOVED"}]
    assert "c" not in room.sockets.open
    room.relay("c")
    assert room.shown()["candidate_joined_at"] is None


def test_a_second_device_takes_the_place_and_the_first_is_told(room: VideoRoom) -> None:
    room.connect("candidate", "laptop", "device-laptop")
    room.connect("candidate", "phone", "device-phone")
    assert room.sockets.heard_by("laptop", "taken_over") == [{"kind": "taken_over"}]
    room.socket("DISCONNECT", "laptop")
    room.connect("interviewer", "i")
    assert room.sockets.heard_by("i", "people")[-1]["here"] == {"candidate": True, "interviewer": True}


def test_the_other_is_told_when_a_connection_ends(room: VideoRoom) -> None:
    room.connect("interviewer", "i")
    room.connect("candidate", "c")
    room.sockets.open.discard("c")
    room.socket("DISCONNECT", "c")
    assert not room.sockets.heard_by("i", "people")[-1]["here"]["candidate"]
    assert ("LEFT", "candidate") not in room.actions()


def test_a_message_that_has_expired_is_not_handed_out_though_it_is_still_stored(room: VideoRoom) -> None:
    room.connect("interviewer", "i")
    room.say("i", '{"action": "admit"}')
    body = {"ticket": room.ticket("candidate").json["ticket"], "messages": [{"action": "hello"}], "arrived": []}
    answered(rest_event("POST", f"{room.path}/messages", body))
    room.relay("i")
    here = app.meeting_rooms.find(room.tenant.org_id, room.interview["interview_id"], 1)
    assert here is not None
    waiting = [app.meeting_rooms.hand_out(here, "candidate", [], room.now + timedelta(minutes=at)) for at in (9, 11)]
    assert [len(messages) for messages in waiting] == [1, 0]


def test_over_http_a_message_comes_until_it_has_arrived(room: VideoRoom) -> None:
    room.connect("interviewer", "i")
    room.say("i", '{"action": "admit"}')
    ticket = room.ticket("candidate").json["ticket"]

    def exchange(messages: list[Any], arrived: list[str] | None = None) -> Any:
        body = {"ticket": ticket, "messages": messages, "arrived": arrived or []}
        return answered(rest_event("POST", f"{room.path}/messages", body)).json

    assert exchange([])["answers"] == [{"kind": "unknown"}]
    assert exchange([{"action": "hello"}])["answers"][0]["kind"] == "people"
    room.relay("i")
    first, again = exchange([]), exchange([])
    assert [one["message"]["kind"] for one in first["waiting"]] == ["relayed"]
    assert first["waiting"] == again["waiting"]
    assert exchange([], [first["waiting"][0]["id"]])["waiting"] == []
    exchange([{"action": "relay", "run": "r1", "number": 1, "data": OFFER}])
    assert room.sockets.heard_by("i", "relayed")[0]["data"] == OFFER


def test_over_http_only_so_many_messages_of_one_person_wait(room: VideoRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages are kept until their reader fetches them: without a limit, a candidate could fill the table."""
    monkeypatch.setattr(meeting_rooms, "MOST_WAITING", 5)
    monkeypatch.setattr(meeting_rooms, "MAILBOX", 3)
    tickets = {who: room.ticket(who).json["ticket"] for who in ("interviewer", "candidate")}

    def exchange(who: str, messages: list[Any], arrived: list[str] | None = None) -> Any:
        body = {"ticket": tickets[who], "messages": messages, "arrived": arrived or []}
        return answered(rest_event("POST", f"{room.path}/messages", body)).json

    def relayed(count: int) -> Any:
        return exchange("candidate", [{"action": "relay", "run": "r1", "number": 1, "data": OFFER}] * count)["answers"]

    def kept() -> int:
        return len(app.database.client.scan(TableName=settings().tables.meeting_rooms)["Items"])

    exchange("interviewer", [{"action": "hello"}])
    exchange("candidate", [{"action": "hello"}])
    exchange("interviewer", [{"action": "admit"}])
    exchange("interviewer", [], [one["id"] for one in exchange("interviewer", [])["waiting"]])
    before, refused = kept(), {"kind": "refused", "because": "TOO_MANY_WAIT"}
    assert [relayed(4), relayed(3)] == [[], [refused] * 2]
    assert exchange("candidate", [{"action": "hello", "fresh": True}])["answers"][0]["kind"] == "people"
    assert kept() - before == 5
    arrived: list[str] = []
    for _ in range(2):
        arrived = [one["id"] for one in exchange("interviewer", [], arrived)["waiting"]]
    assert (len(arrived), relayed(1)) == (2, [])
    assert len(exchange("interviewer", [], arrived)["waiting"]) == 1


def test_the_interviewers_notes_are_kept_and_are_gone_when_the_candidate_is_erased(room: VideoRoom) -> None:
    def papers(**fields: Any) -> Answer:
        body = {"room_id": room.interview["room_id"], **fields}
        return answered(rest_event("POST", f"{room.path}/papers", body))

    found = papers().json
    assert (found["notes"], found["criteria"][-1], found["resume_text"]) == ({}, "In general", None)
    assert found["candidate_email"] == "meera@example.com"
    papers(notes={"In general": "Explains well."})
    assert papers().json["notes"] == {"In general": "Explains well."}
    path = f"/interviews/{room.interview['interview_id']}/notes"
    assert done(room.tenant.admin, "GET", path)["notes"] == {"In general": "Explains well."}
    candidate = f"/candidates/{room.interview['candidate_id']}"
    room.change("POST", "/cancel", {"reason": "Illness"})
    assert room.tenant.admin("DELETE", candidate).status in {200, 204}
    rooms = app.database.client.scan(TableName=settings().tables.meeting_rooms)["Items"]
    assert "Explains" not in str(rooms)


@pytest.mark.parametrize(
    ("data", "is_passed"),
    [
        ("1.5", True),
        ("1e308", True),
        (f"1{'0' * 60}", True),
        ("[" * 60 + "]" * 60, True),
        ("1e400", False),
        ('"' + "x" * 40_000 + '"', False),
    ],
    ids=["fraction", "large", "long", "deep", "infinite", "too long"],
)
def test_over_http_whatever_json_is_relayed_arrives_or_is_refused(room: VideoRoom, data: str, is_passed: bool) -> None:
    tickets = {who: room.ticket(who).json["ticket"] for who in ("interviewer", "candidate")}

    def exchange(who: str, messages: str = "[]") -> Any:
        body = f'{{"ticket": "{tickets[who]}", "messages": {messages}}}'
        answer = answered(rest_event("POST", f"{room.path}/messages", body))
        assert answer.status == 200, answer.text
        return answer.json

    for who, action in (("interviewer", "hello"), ("candidate", "hello"), ("interviewer", "admit")):
        exchange(who, f'[{{"action": "{action}"}}]')
    told = exchange("candidate", f'[{{"action": "relay", "run": "r1", "number": 1, "data": {data}}}]')
    relayed = [one["message"] for one in exchange("interviewer")["waiting"] if one["message"]["kind"] == "relayed"]
    if is_passed:
        assert relayed[0]["data"] == json.loads(data)
    else:
        assert (relayed, told["answers"]) == ([], [{"kind": "refused", "because": "NOT_PASSED_ON"}])


def test_notes_that_grow_beyond_what_an_item_holds_are_refused_and_lose_nothing(room: VideoRoom) -> None:
    """Composing can turn one character into three, so a body of the allowed size may become an item of twice the
    size."""

    def papers(**fields: Any) -> Answer:
        body = {"room_id": room.interview["room_id"], **fields}
        return answered(rest_event("POST", f"{room.path}/papers", json.dumps(body, ensure_ascii=False)))

    assert papers(notes={"In general": "Explains well."}).status == 200
    refused = papers(notes={f"Criterion {number}": "\U0001d160" * 1_300 for number in range(45)})
    assert (refused.status, refused.code) == (413, "TOO_LARGE")
    assert papers().json["notes"] == {"In general": "Explains well."}


def test_papers_close_when_the_interviews_links_die_and_when_it_is_cancelled(room: VideoRoom) -> None:
    def papers() -> Answer:
        return answered(rest_event("POST", f"{room.path}/papers", {"room_id": room.interview["room_id"]}))

    booking = app.schedule.booking(room.tenant.org_id, room.interview["interview_id"])
    assert booking
    with with_parts(app, now=lambda: booking.expires_at):
        assert papers().status == 200
    with with_parts(app, now=lambda: booking.expires_at + timedelta(seconds=1)):
        closed = papers()
        assert (closed.status, closed.code) == (410, "LINK_EXPIRED")
    room.change("POST", "/cancel", {"reason": "Illness"})
    assert (papers().status, papers().code) == (409, "INVALID_STATE")


def test_a_ticket_carries_the_relay_with_its_credential(room: VideoRoom) -> None:
    from greenroom.adapters.relay import StaticRelay  # noqa: PLC0415

    chosen = RelaySettings(RelayProvider.STATIC, ("turn:relay.example.com:3478",), "room", "/relay", "")
    app.parameters._parameters.client.put_parameter(Name="/relay", Value="credential", Type="SecureString")
    with with_parts(app, relay=StaticRelay(chosen, app.parameters)):
        servers = room.ticket().json["ice_servers"]
    wanted = {"urls": ["turn:relay.example.com:3478"], "username": "room", "credential": "credential"}
    assert servers == [wanted]


def test_a_ticket_is_bound_to_what_it_was_made_for(room: VideoRoom) -> None:
    ticket = app.links.ticket_in(room.ticket("candidate").json["ticket"], utc_now())
    assert isinstance(ticket, RoomTicket)
    assert (ticket.org_id, ticket.interview_id) == (room.tenant.org_id, room.interview["interview_id"])
    assert (ticket.who, ticket.booking_version, ticket.device) == ("candidate", 1, "device-1")
