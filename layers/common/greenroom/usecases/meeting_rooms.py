"""The video room: who is in it, who is admitted, and the messages by which browsers connect to each other.

Up to five people are in a room, and each two of them have a direct connection. Before an interviewer admits the
candidate, `relay` passes nothing to or from the candidate that could set up a picture. It checks this in the stored
room for each message.
"""

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from greenroom.models.audit import Action, LogEntry
from greenroom.models.caller import CANDIDATE, INTERVIEWER
from greenroom.models.interview import Booking, BookingStatus
from greenroom.models.meeting_room import (
    ALWAYS_TOLD_OF,
    PEOPLE,
    ClosedBecause,
    MeetingRoom,
    PersonInRoom,
    RoomConnection,
)
from greenroom.rules.room_tickets import RoomTicket
from greenroom.usecases.join import join_by_ticket

if TYPE_CHECKING:
    from greenroom.adapters.meeting_rooms import MeetingRooms
    from greenroom.adapters.room_sockets import RoomSockets
    from greenroom.adapters.schedule import Schedule
    from greenroom.usecases.links import LinkMaker

LARGEST_RELAYED = 32_000
"""The maximum length of a message in characters: one frame of API Gateway's WebSockets."""
AWAY_AFTER = timedelta(seconds=20)
"""A person who polls by HTTP counts as gone after this time without a request.

Pages poll every five seconds or sooner.
"""

type Message = dict[str, Any]


def enter(
    ticket: RoomTicket,
    connection_id: str | None,
    *,
    rooms: "MeetingRooms",
    sockets: "RoomSockets",
    schedule: "Schedule",
    links: "LinkMaker",
    now: datetime,
) -> MeetingRoom:
    """Admit a person with a ticket to the room. Their first arrival is stored, and their other device is disconnected.

    Raises the errors of `join_by_ticket`.
    """
    joined = join_by_ticket(ticket, schedule=schedule, links=links, now=now)
    ids = (ticket.org_id, ticket.interview_id, ticket.booking_version)
    before = rooms.find(*ids)
    if connection_id is not None:
        rooms.connect(
            RoomConnection(
                connection_id=connection_id,
                org_id=ticket.org_id,
                interview_id=ticket.interview_id,
                booking_version=ticket.booking_version,
                who=ticket.who,
                device=ticket.device,
            ),
            now,
        )
    empty = before or MeetingRoom(
        org_id=ids[0],
        interview_id=ids[1],
        booking_version=ids[2],
        ends_at=joined.session.ends_at,
        closes_at=joined.session.last_entry_at,
    )
    one = joined.interview.interviewer(ticket.who)
    place = PersonInRoom(name=one.name if one else None, device=ticket.device, connection_id=connection_id, seen_at=now)
    room = rooms.take_place(empty, ticket.who, place)
    was = before.places.get(ticket.who) if before else None
    if was is not None and was.connection_id not in {None, connection_id}:
        _show_out(was, sockets, {"kind": "taken_over"} if was.device != ticket.device else None)
    return room


def receive(
    connection: RoomConnection | RoomTicket,
    message: Message,
    *,
    rooms: "MeetingRooms",
    sockets: "RoomSockets",
    schedule: "Schedule",
    now: datetime,
) -> list[Message]:
    """Handle a message of a person in the room. Returns the answers to that person."""
    room = rooms.find(connection.org_id, connection.interview_id, connection.booking_version)
    place = room.places.get(connection.who) if room else None
    if room is None or place is None or place.device != connection.device:
        return [{"kind": "taken_over" if place else "unknown"}]
    because = closed_because(room, now)
    if because is not None:
        return [{"kind": "closed", "because": because}]
    return _answer(room, place, connection.who, message, rooms=rooms, sockets=sockets, schedule=schedule, now=now)


def _answer(
    room: MeetingRoom,
    place: PersonInRoom,
    who: str,
    message: Message,
    *,
    rooms: "MeetingRooms",
    sockets: "RoomSockets",
    schedule: "Schedule",
    now: datetime,
) -> list[Message]:
    match message.get("action"):
        case "hello":
            arrived = who if message.get("fresh") is True else None
            _tell_others(who, people(room, now) | {"arrived": arrived}, room, rooms=rooms, sockets=sockets, now=now)
            return [people(room, now)]
        case "present":
            if now - place.seen_at > AWAY_AFTER / 2:
                room = rooms.take_place(room, who, place.changed(seen_at=now))
            return [people(room, now)]
        case "ping":
            return [{"kind": "pong"}]
        case "admit" if who != CANDIDATE:
            room = rooms.admit(room, now)
            _tell_others(who, people(room, now), room, rooms=rooms, sockets=sockets, now=now)
            return [people(room, now)]
        case "relay":
            return _relay(room, who, message, rooms=rooms, sockets=sockets, now=now)
        case "leave":
            leave(room, who, rooms=rooms, sockets=sockets, schedule=schedule, now=now, for_good=True)
            return [{"kind": "left"}]
    return [{"kind": "refused", "because": "UNKNOWN_ACTION"}]


def _relay(
    room: MeetingRoom,
    who: str,
    message: Message,
    *,
    rooms: "MeetingRooms",
    sockets: "RoomSockets",
    now: datetime,
) -> list[Message]:
    to = message.get("to") or (INTERVIEWER if who == CANDIDATE else CANDIDATE)
    if to not in PEOPLE or to == who:
        return [{"kind": "refused", "because": "UNKNOWN_PERSON"}]
    if room.admitted_at is None and CANDIDATE in {who, to}:
        return [{"kind": "refused", "because": "NOT_ADMITTED"}]
    passed = {name: message.get(name) for name in ("run", "number", "data")}
    if not _can_be_passed(passed):
        return [{"kind": "refused", "because": "NOT_PASSED_ON"}]
    return _tell(to, who, {"kind": "relayed", "from": who, **passed}, room, rooms=rooms, sockets=sockets, now=now)


def _can_be_passed(message: Message) -> bool:
    """Whether a message fits a frame and is valid JSON, which has no infinite numbers."""
    try:
        return len(json.dumps(message, allow_nan=False)) <= LARGEST_RELAYED
    except (RecursionError, ValueError):
        return False


def disconnect(
    connection: RoomConnection,
    *,
    rooms: "MeetingRooms",
    sockets: "RoomSockets",
    schedule: "Schedule",
    now: datetime,
) -> None:
    """Handle the end of a WebSocket: the person has left the room, unless they have another connection."""
    rooms.disconnect(connection.connection_id)
    room = rooms.find(connection.org_id, connection.interview_id, connection.booking_version)
    place = room.places.get(connection.who) if room else None
    if room is not None and place is not None and place.connection_id == connection.connection_id:
        leave(room, connection.who, rooms=rooms, sockets=sockets, schedule=schedule, now=now, for_good=False)


def leave(
    room: MeetingRoom,
    who: str,
    *,
    rooms: "MeetingRooms",
    sockets: "RoomSockets",
    schedule: "Schedule",
    now: datetime,
    for_good: bool,
) -> None:
    """Take a person out of the room.

    The first departure is logged if the person pressed Leave or left after the booked end. Any other departure may be a
    reload of the page.
    """
    is_noted = who in room.left_at or not (for_good or now >= room.ends_at)
    if not is_noted:
        schedule.log(
            LogEntry(org_id=room.org_id, interview_id=room.interview_id, at=now, action=Action.LEFT, actor=who)
        )
    after = rooms.leave_place(room, who, None if is_noted else now)
    if after is not None:
        _tell_others(
            who, people(after, now) | {"left": who if for_good else None}, after, rooms=rooms, sockets=sockets, now=now
        )


def close_rooms(booking: Booking, *, rooms: "MeetingRooms", sockets: "RoomSockets") -> bool:
    """Close the room of a booking's previous version, because the booking was moved or cancelled.

    People in the room get a message, and their connections end. Returns False where no room was open.
    """
    room = rooms.find(booking.org_id, booking.interview_id, booking.version - 1)
    if room is None or room.closed_because is not None:
        return False
    cancelled = booking.status is BookingStatus.CANCELLED
    room = rooms.close(room, ClosedBecause.CANCELLED if cancelled else ClosedBecause.MOVED)
    message = {"kind": "closed", "because": room.closed_because}
    for place in room.places.values():
        if place.connection_id is not None:
            _show_out(place, sockets, message)
    return True


def closed_because(room: MeetingRoom, now: datetime) -> ClosedBecause | None:
    """Why the room is closed; None while it is open."""
    return room.closed_because or (ClosedBecause.OVER if now > room.closes_at else None)


def people(room: MeetingRoom, now: datetime) -> Message:
    """The people in the room, as a message to each of them."""
    return {
        "kind": "people",
        "revision": room.revision,
        "is_admitted": room.admitted_at is not None,
        "here": {
            who: _is_here(room.places.get(who), now) for who in PEOPLE if who in ALWAYS_TOLD_OF | set(room.places)
        },
        "names": {who: place.name for who, place in room.places.items() if place.name},
    }


def _is_here(place: PersonInRoom | None, now: datetime) -> bool:
    return place is not None and (place.connection_id is not None or now - place.seen_at < AWAY_AFTER)


def _tell_others(
    who: str,
    message: Message,
    room: MeetingRoom,
    *,
    rooms: "MeetingRooms",
    sockets: "RoomSockets",
    now: datetime,
) -> None:
    for other in room.places:
        if other != who:
            _tell(other, who, message, room, rooms=rooms, sockets=sockets, now=now)


def _tell(
    who: str,
    by: str,
    message: Message,
    room: MeetingRoom,
    *,
    rooms: "MeetingRooms",
    sockets: "RoomSockets",
    now: datetime,
) -> list[Message]:
    """Send a message to a person. Returns why it was not sent; a broken connection takes its person out of the room."""
    place = room.places.get(who)
    if place is None or not _is_here(place, now):
        return [{"kind": "absent", "who": who}]
    if place.connection_id is None:
        if rooms.post(room, who, by, message, now):
            return []
        return [{"kind": "refused", "because": "TOO_MANY_WAIT"}]
    if sockets.send(place.connection_id, message):
        return []
    rooms.leave_place(room, who)
    return [{"kind": "absent", "who": who}]


def _show_out(place: PersonInRoom, sockets: "RoomSockets", message: Message | None) -> None:
    if place.connection_id is None:
        return
    if message is not None and not sockets.send(place.connection_id, message):
        return
    sockets.close(place.connection_id)
