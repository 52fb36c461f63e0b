"""Many interviews that are due at once, made from one that was booked through the API."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import batched
from typing import Any

from bench.desk import Desk
from greenroom.adapters.dynamodb import encode, fields_of
from greenroom.adapters.schedule import booking_id, interview_item
from greenroom.adapters.wiring import database, schedule
from greenroom.clock import utc_now
from greenroom.identifiers import new_id

BATCH = 25
"""Items that one BatchWriteItem takes."""


def make_due(desk: Desk, count: int, ago: timedelta) -> None:
    """Interviews with their bookings, whose last entry passed so long ago; nobody came."""
    model_id = desk.scheduled()
    model, booked = schedule().interview(desk.org_id, model_id), schedule().booking(desk.org_id, model_id)
    if booked is None:
        raise LookupError(f"{model_id} has no booking")
    last_entry_at = utc_now() - ago
    starts_at = last_entry_at - timedelta(minutes=10)
    times = {"last_entry_at": last_entry_at}
    for _ in range(count):
        interview_id, session_id = new_id("int"), new_id("ses")
        interview = model.changed(
            **times,
            interview_id=interview_id,
            session_id=session_id,
            started_at=starts_at,
            ended_at=starts_at + timedelta(minutes=45),
            settles_at=starts_at + timedelta(minutes=45),
            due_at=last_entry_at,
        )
        booking = booked.changed(
            **times,
            interview_id=interview_id,
            session_id=session_id,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=45),
        )
        key = {"booking_id": booking_id(desk.org_id, interview_id)}
        _rows.append((desk.place.tables.interviews, interview_item(interview)))
        _rows.append((desk.place.tables.bookings, fields_of(booking) | key))
