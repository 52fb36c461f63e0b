"""Video rooms: the people in them, their WebSockets, and messages for people without one."""

import hashlib
import json
import secrets
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from boto3.dynamodb.conditions import Key

from greenroom.adapters.dynamodb import Database, ItemUpdate
from greenroom.adapters.items import Item, fields_of
from greenroom.adapters.unreadable import UnreadableItemError, entity_of, readable_ones, value_in
from greenroom.clock import rfc3339, sortable
from greenroom.errors import ConditionsFailedError
from greenroom.models.interview import Interviewer
from greenroom.models.meeting_room import (
    PEOPLE,
    ClosedBecause,
    InterviewerNotes,
    MeetingRoom,
    PersonInRoom,
    RoomConnection,
)
from greenroom.settings import Tables

KEPT_FOR = timedelta(days=2)
"""The time for which a room is stored after it closes. Its attendance is noted by then."""
CONNECTION_LIVES = timedelta(hours=3)
"""The time for which a connection is stored. API Gateway ends each connection after two hours."""
MAIL_LIVES = timedelta(minutes=10)
ROOM_PART, CONNECTION_PART, NOTES_PART = "ROOM", "CONNECTION", "NOTES"
LEFT_AT = "_left_at"
WAITING_FROM = "_waiting_from_"
DIGITS = 16
"""The digits of the hash that replaces an address in a key."""
MAILBOX = 50
"""The most messages that are handed out at once."""
MOST_WAITING = 100
"""The most messages of one person that may wait for another. Setting up a picture takes about 40."""


class MeetingRooms:
    """The table of video rooms."""

    def __init__(self, database: Database, tables: Tables) -> None:
        self._database = database
        self._table = tables.meeting_rooms

    def find(self, org_id: str, interview_id: str, booking_version: int) -> MeetingRoom | None:
        """The room of a booking's version; None before the first arrival."""
        key = _key(room_key(org_id, interview_id, booking_version), ROOM_PART)
        item = self._database.get(self._table, key)
        return self._room_in(item) if item else None

    def take_place(self, empty: MeetingRoom, who: str, place: PersonInRoom) -> MeetingRoom:
        """Note a person's device in the room, in place of any other device. The first arrival creates the room."""
        lasting = {
            "org_id": empty.org_id,
            "interview_id": empty.interview_id,
            "booking_version": empty.booking_version,
            "ends_at": rfc3339(empty.ends_at),
            "closes_at": rfc3339(empty.closes_at),
            "expiration": int((empty.closes_at + KEPT_FOR).timestamp()),
        }
        return self._change(empty, ItemUpdate(set={**lasting, who: fields_of(place)}))

    def leave_place(self, room: MeetingRoom, who: str, left_at: datetime | None = None) -> MeetingRoom | None:
        """Remove a person from the room. Returns None if they are not there, or are there with another connection.

        `left_at` is stored if the log has the departure.
        """
        place = room.places.get(who)
        if place is None:
            return None
        change = ItemUpdate(
            set={who: None, **({f"{who}{LEFT_AT}": rfc3339(left_at)} if left_at else {})},
            condition=f"#{who} = :was",
            values={":was": fields_of(place)},
        )
        try:
            return self._change(room, change)
        except ConditionsFailedError:
            return None

    def admit(self, room: MeetingRoom, now: datetime) -> MeetingRoom:
        """Admit the candidate."""
        return self._change(room, ItemUpdate(set={"admitted_at": rfc3339(room.admitted_at or now)}))

    def close(self, room: MeetingRoom, because: ClosedBecause) -> MeetingRoom:
        """Close the room for entry."""
        return self._change(room, ItemUpdate(set={"closed_because": because}))

    def _change(self, room: MeetingRoom, change: ItemUpdate) -> MeetingRoom:
        counted = ItemUpdate(change.set, change.remove, {"revision": 1}, change.condition, change.values)
        return self._room_in(self._database.update(self._table, _room(room), counted))

    def _room_in(self, item: Item) -> MeetingRoom:
        # Each place is an attribute of its own, so that two people who enter at once do not overwrite each other.
        places = {who: item[who] for who in PEOPLE if item.get(who)}
        left_at = {who: item[f"{who}{LEFT_AT}"] for who in PEOPLE if item.get(f"{who}{LEFT_AT}")}
        counted = {(to, by): item.get(f"{to}{WAITING_FROM}{by}", 0) for to in PEOPLE for by in PEOPLE}
        fields = {**item, "places": places, "left_at": left_at, "waiting": counted}
        return entity_of(MeetingRoom, fields, self._table)

    def connect(self, connection: RoomConnection, now: datetime) -> None:
        """Store the person of a WebSocket."""
        expires = int((now + CONNECTION_LIVES).timestamp())
        key = _key(_connection_key(connection.connection_id), CONNECTION_PART)
        self._database.put(self._table, {**fields_of(connection), **key, "expiration": expires})

    def connection(self, connection_id: str) -> RoomConnection | None:
        """The person of a WebSocket, or None."""
        item = self._database.get(self._table, _key(_connection_key(connection_id), CONNECTION_PART))
        return entity_of(RoomConnection, item, self._table) if item else None

    def disconnect(self, connection_id: str) -> None:
        """Forget a WebSocket."""
        self._database.delete(self._table, _key(_connection_key(connection_id), CONNECTION_PART))

    def post(self, room: MeetingRoom, who: str, by: str, message: dict[str, Any], now: datetime) -> bool:
        """Store a message for a person who polls by HTTP. Returns False if too many messages of the sender wait.

        The room counts the messages, so a refusal costs no more than a small write.
        """
        counter = f"{who}{WAITING_FROM}{by}"
        allowed = f"attribute_not_exists(#{counter}) OR #{counter} < :most"
        change = ItemUpdate(add={counter: 1}, condition=allowed, values={":most": MOST_WAITING})
        try:
            self._database.update(self._table, _room(room), change)
        except ConditionsFailedError:
            return False
        item = {
            **_key(_mailbox_key(room, who), f"{sortable(now)}#{secrets.token_hex(4)}"),
            "by": by,
            # As text, because an item does not take every number and every depth.
            "message": json.dumps(message),
            "expiration": int((now + MAIL_LIVES).timestamp()),
        }
        self._database.put(self._table, item)
        return True

    def hand_out(
        self, room: MeetingRoom, who: str, arrived: list[str], now: datetime
    ) -> list[tuple[str, dict[str, Any]]]:
        """The waiting messages, each with its id, oldest first. Messages that have arrived are deleted before.

        The count is corrected here if a process ended after it counted a message and before it stored it.
        """
        for one in arrived:
            self._database.delete(self._table, _key(_mailbox_key(room, who), one))
        # DynamoDB removes expired messages up to some days later.
        whose = Key("room_key").eq(_mailbox_key(room, who)) & Key("part").gt(sortable(now - MAIL_LIVES))
        items, more = self._database.query(self._table, whose, Limit=MAILBOX, ConsistentRead=True)
        if more is None:
            self._count_waiting(room, who, Counter(item["by"] for item in items if "by" in item))
        waiting = ((str(item["part"]), self._message_in(item)) for item in items)
        return [(part, message) for part, message in waiting if message is not None]

    def _message_in(self, item: Item) -> dict[str, Any] | None:
        try:
            message: dict[str, Any] = json.loads(value_in(item, "message", self._table))
        except UnreadableItemError:
            return None
        return message

    def _count_waiting(self, room: MeetingRoom, who: str, waiting: Counter[str]) -> None:
        changed = {
            f"{who}{WAITING_FROM}{by}": waiting[by] for by in PEOPLE if room.waiting.get((who, by), 0) != waiting[by]
        }
        if changed:
            self._database.update(self._table, _room(room), ItemUpdate(set=changed))

    def notes(self, org_id: str, interview_id: str) -> list[InterviewerNotes]:
        """The notes of all interviewers."""
        items, _more = self._database.query(self._table, Key("room_key").eq(f"{org_id}#{interview_id}"))
        return readable_ones(InterviewerNotes, items, self._table)

    def own_notes(self, org_id: str, interview_id: str, author: Interviewer | None) -> dict[str, str]:
        """The notes of one interviewer."""
        item = self._database.get(self._table, _key(f"{org_id}#{interview_id}", _notes_part(author)))
        return entity_of(InterviewerNotes, item, self._table).notes if item else {}

    def note(
        self,
        org_id: str,
        interview_id: str,
        author: Interviewer | None,
        notes: dict[str, str],
        erase_at: datetime | None,
    ) -> None:
        """Store one interviewer's notes over the previous ones, until the candidate is to be erased."""
        item: Item = {**_key(f"{org_id}#{interview_id}", _notes_part(author)), "notes": notes}
        if author is not None:
            item["by"] = author.name or author.email
        if erase_at is not None:
            item["expiration"] = int(erase_at.timestamp())
        self._database.put(self._table, item)

    def erase(self, org_id: str, interview_id: str) -> None:
        """Remove names and notes that describe the candidate."""
        items, _more = self._database.query(
            self._table, Key("room_key").eq(f"{org_id}#{interview_id}"), ConsistentRead=True
        )
        for item in items:
            self._database.delete(self._table, _key(str(item["room_key"]), str(item["part"])))


def _notes_part(author: Interviewer | None) -> str:
    if author is None:
        return NOTES_PART
    return f"{NOTES_PART}#{hashlib.sha256(author.email.casefold().encode()).hexdigest()[:DIGITS]}"


def room_key(org_id: str, interview_id: str, booking_version: int) -> str:
    """The key of a room."""
    return f"{org_id}#{interview_id}#{booking_version}"


def _room(room: MeetingRoom) -> dict[str, str]:
    return _key(room_key(room.org_id, room.interview_id, room.booking_version), ROOM_PART)


def _key(key: str, part: str) -> dict[str, str]:
    return {"room_key": key, "part": part}


def _connection_key(connection_id: str) -> str:
    return f"CONNECTION#{connection_id}"


def _mailbox_key(room: MeetingRoom, who: str) -> str:
    return f"{room_key(room.org_id, room.interview_id, room.booking_version)}#{who}"
