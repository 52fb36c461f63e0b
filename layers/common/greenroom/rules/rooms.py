"""Rooms of ONLINE interviews. A room id contains its organisation's id, so that joining needs neither a token nor an
index.

Like links, room ids are derived from a secret and not stored.
"""

import base64
import hashlib
import hmac
import secrets
from urllib.parse import urlencode

from greenroom.errors import NotFoundError

SEPARATOR = "-"
OPENS_NOTHING = "."
"""The character after the separator of a value from which room ids are derived. Room ids, also those that an earlier
release stored, never have it there."""
RANDOM_BYTES = 24
LONGEST_ROOM_ID = 80
"""Room ids of test records have 68 characters: their organisation's id is longer by a suffix."""


def new_room(org_id: str) -> str:
    """The value that the ids of a new room are derived from, with 192 random bits. It admits nobody by itself.

    Like a room id it begins with the organisation, because the previous release expects it there. A candidate's id is
    therefore the same in both releases, also after a rollback.
    """
    return f"{org_id}{SEPARATOR}{OPENS_NOTHING}{secrets.token_urlsafe(RANDOM_BYTES)}"


def is_room_id(org_id: str, room: str) -> bool:
    """Whether an interview holds a room id itself, as an earlier release stored it. It stays valid, because it was
    sent to people."""
    own = f"{org_id}{SEPARATOR}"
    return room.startswith(own) and not room.startswith(f"{own}{OPENS_NOTHING}")


def first_room_id(secret: str, org_id: str, room: str) -> str:
    """The interviewer's id of a room, whoever interviews."""
    return room if is_room_id(org_id, room) else _derived(secret, org_id, f"first interviewer's room|{room}")


def candidate_room_id(secret: str, org_id: str, room: str) -> str:
    """The id by which the candidate enters the same room."""
    return _derived(secret, org_id, f"candidate room|{room}")


def interviewer_room_id(secret: str, org_id: str, interview_id: str, email: str) -> str:
    """The id by which an interviewer enters, derived from the interviewer's address."""
    return _derived(secret, org_id, f"interviewer room|{org_id}|{interview_id}|{email.casefold()}")


def _derived(secret: str, org_id: str, whose: str) -> str:
    """A room id: the organisation's id, and a signature that nobody can make without the secret."""
    signed = hmac.new(secret.encode(), whose.encode(), hashlib.sha256).digest()
    return f"{org_id}{SEPARATOR}{base64.urlsafe_b64encode(signed[:RANDOM_BYTES]).decode()}"


def organisation_of(room_id: str) -> str:
    """The organisation that a room belongs to, or would belong to. Raises NotFoundError for a malformed id."""
    org_id = room_id.partition(SEPARATOR)[0]
    if not org_id or len(room_id) > LONGEST_ROOM_ID:
        raise NotFoundError("Interview")
    return org_id


def room_path(interview_id: str, room_id: str) -> str:
    """The path of the page on which a meeting is entered, wherever it is held."""
    return f"/meeting/{interview_id}?{urlencode({'room_id': room_id})}"


def room_page_path(interview_id: str, room_id: str) -> str:
    """The path of the video room, for people who joined by a room id."""
    return f"/meeting/{interview_id}/room?{urlencode({'room_id': room_id})}"


def meeting_link(portal_url: str, interview_id: str, room_id: str) -> str:
    """The link to a meeting: the portal's page, which leads to the provider's present link.

    E-mails and calendars therefore never contain a provider's link that was replaced.
    """
    return portal_url.rstrip("/") + room_path(interview_id, room_id)
