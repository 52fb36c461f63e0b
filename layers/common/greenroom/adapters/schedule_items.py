"""The entities of the schedule as they are stored: items, keys, and the conditions that several writers share."""

import hashlib

from greenroom.adapters.items import Item, fields_of
from greenroom.adapters.shapes import Shape
from greenroom.adapters.tracing import TRACE_ID, trace
from greenroom.adapters.unreadable import entity_of, value_in
from greenroom.clock import sortable
from greenroom.models.audit import LogEntry
from greenroom.models.calendar import Calendar
from greenroom.models.candidate import WithNewInterviews
from greenroom.models.choice import ChoiceLink
from greenroom.models.interview import Booking, BookingRecord, BookingStatus, Interview, TimeInvitation
from greenroom.models.session import Session
from greenroom.models.slot import Slot

not_there = "attribute_not_exists({})"
SESSION_PART = "SESSION"
CHOICE_PART = "CHOICE"
PLAN_FACTS = "SESSION#FACTS"
"""Attributes of the plan that can be read without its questions."""

INTERVIEW_SHAPE = Shape.of(("org_id", "interview_id"), Interview, "due_shard", "asked_for_times")
BOOKING_SHAPE = Shape.of(("booking_id",), Booking, TRACE_ID)
CALENDAR_SHAPE = Shape.of(("calendar_key",), Calendar)
SESSION_SHAPE = Shape.of(("session_hash", "part"), Session)

HELD = "(attribute_not_exists(#holds) OR #holds = :holds)"
AS_READ = f"#version = :version AND {HELD}"
"""Neither changed, nor given an interview since it was read."""


def due_shard(interview_id: str, shards: int) -> str:
    """The partition, of so many, of the due index for an interview: by a hash that is the same in every process."""
    return str(int.from_bytes(hashlib.sha256(interview_id.encode()).digest()[:4]) % shards)


def match_id(job_id: str, candidate_id: str) -> str:
    """The key of a match within its organisation; by job first, so that a job's candidates are one query."""
    return f"{job_id}#{candidate_id}"


def interview_item(interview: Interview, due_shards: int) -> Item:
    """An interview with the attributes of its sparse indexes: only where something is still to happen."""
    item = fields_of(interview)
    if interview.asks_for_times:
        item["asked_for_times"] = interview.org_id
    if interview.due_at is not None:
        item |= {"due_at": sortable(interview.due_at), "due_shard": due_shard(interview.interview_id, due_shards)}
    return item


def booking_item(booking: BookingRecord) -> Item:
    """A booking under its key, which says whose it is: said twice, it would pass the kilobyte of a write unit."""
    item = fields_of(booking) | {"booking_id": booking.booking_id} | trace.as_attribute()
    return {name: value for name, value in item.items() if name not in {"org_id", "interview_id"}}


def booking_in(item: Item | None, table: str) -> Booking | None:
    """The booking that an item of the table of bookings holds; None for an invitation to choose a time."""
    return entity_of(Booking, item, table) if item and not is_time_invitation(item) else None


def is_time_invitation(item: Item) -> bool:
    """Whether an item of the table of bookings holds an invitation to choose a time."""
    return item.get("status") == BookingStatus.INVITED


def time_invitation_in(item: Item | None, table: str) -> TimeInvitation | None:
    """The invitation to choose a time that an item of the table of bookings holds; None for a booking."""
    return entity_of(TimeInvitation, item, table) if item and is_time_invitation(item) else None


def calendar_in(item: Item | None, key: str, table: str) -> Calendar:
    """A person's calendar; an empty one where none is stored.

    Raises UnreadableItemError for a stored one without version or busy times, because it would read as free. Releases
    before 29 November 2026 stored no busy times when they gave an address to a calendar without bookings: with an
    address it is read as free, and one whose address they revoked has to be repaired.
    """
    if item is None:
        return Calendar(calendar_key=key)
    value_in(item, "version", table)
    if "address_hash" not in item:
        value_in(item, "busy", table)
    return entity_of(Calendar, item, table)


def slot_item(slot: Slot) -> Item:
    """A slot with the attribute of the index of open slots: only while it has a free seat."""
    item = fields_of(slot)
    if slot.current_bookings < slot.max_candidates and not slot.is_cancelled and not slot.is_private:
        item["open_for"] = slot.job_id
    return item


def session_key(session_hash: str) -> dict[str, str]:
    """The key of a session's own item."""
    return {"session_hash": session_hash, "part": SESSION_PART}


def choice_key(session_hash: str) -> dict[str, str]:
    """The key of the item that names a choosing link's interview."""
    return {"session_hash": session_hash, "part": CHOICE_PART}


def choice_item(link: ChoiceLink) -> Item:
    """The item that names a choosing link's interview, among the other items of the link."""
    return fields_of(link) | {"part": CHOICE_PART}


def session_item(session: Session) -> Item:
    """A session's own item, among the others of its link."""
    return fields_of(session) | {"part": SESSION_PART}


def log_item(*entries: LogEntry) -> Item:
    """The log item of one write, under its interview and in the order of time.

    The key depends on the entries alone, so a repeated write has the key of the first. Two kinds of mail that are noted
    in the same millisecond have different keys.
    """
    first = entries[0]
    kinds = sorted({str(entry.new["kind"]) for entry in entries if entry.new and "kind" in entry.new})
    return {
        "interview_key": f"{first.org_id}#{first.interview_id}",
        "entry_key": "#".join([sortable(first.at), first.action, *kinds]),
        "entries": [fields_of(entry) for entry in entries],
        **trace.as_attribute(),
    }


def as_read(entity: WithNewInterviews) -> Item:
    """The values of AS_READ."""
    return {":version": entity.version, ":holds": entity.holds}
