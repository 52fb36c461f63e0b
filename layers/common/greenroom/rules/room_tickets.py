"""Tickets to a video room: signed, short-lived, for one person at one version of a booking. Pure."""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta

from pydantic import ValidationError

from greenroom.models.meeting_room import RoomMember

LIVES = timedelta(seconds=60)
LONGEST = 1_000
"""The maximum length in characters: no valid ticket is longer."""


class RoomTicket(RoomMember):
    """A ticket that admits its bearer to one video room."""

    until: int
    """The expiry in epoch seconds."""


def expiry(now: datetime) -> int:
    """The expiry of a ticket that is made now, in epoch seconds."""
    return int((now + LIVES).timestamp())


def write_ticket(secret: str, ticket: RoomTicket) -> str:
    """The ticket with its signature (HMAC-SHA256)."""
    body = base64.urlsafe_b64encode(ticket.model_dump_json().encode()).decode().rstrip("=")
    return f"{body}.{_signature(secret, body)}"


def read_ticket(secret: str, text: str, now: datetime) -> RoomTicket | None:
    """The ticket in a text; None if its signature is wrong or it has expired."""
    body, _, signature = text.partition(".")
    if len(text) > LONGEST or not text.isascii() or not hmac.compare_digest(_signature(secret, body), signature):
        return None
    try:
        ticket = RoomTicket.model_validate_json(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except (ValidationError, ValueError):
        return None
    return ticket if now.timestamp() <= ticket.until else None


def _signature(secret: str, body: str) -> str:
    return hmac.new(secret.encode(), f"room ticket|{body}".encode(), hashlib.sha256).hexdigest()
