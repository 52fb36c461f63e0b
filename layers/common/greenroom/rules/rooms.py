"""Rooms of ONLINE interviews. A room id names its organisation, so that who joins by it needs no token and no index."""

import secrets
from urllib.parse import urlencode

SEPARATOR = "-"
RANDOM_BYTES = 24


def new_room_id(org_id: str) -> str:
    """A new room id: 192 random bits behind the organisation's id."""
    return f"{org_id}{SEPARATOR}{secrets.token_urlsafe(RANDOM_BYTES)}"


def organisation_of(room_id: str) -> str:
    """The organisation that a room belongs to, or would belong to."""
    return room_id.partition(SEPARATOR)[0]


def room_path(interview_id: str, room_id: str) -> str:
    """The path of the page on which a meeting in an INTERNAL_VIDEO_ROOM is entered."""
    return f"/meeting/{interview_id}?{urlencode({'room_id': room_id})}"


def meeting_link(portal_url: str, interview_id: str, room_id: str) -> str:
    """Where a meeting in an INTERNAL_VIDEO_ROOM is entered."""
    return portal_url.rstrip("/") + room_path(interview_id, room_id)
