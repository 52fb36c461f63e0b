"""Rooms of ONLINE interviews. A room id names its organisation, so that who joins by it needs no token and no index.

Every room id is derived with a secret and stored nowhere, as links are.
"""

import base64
import hashlib
import hmac
import secrets
from urllib.parse import urlencode

from greenroom.errors import NotFoundError

SEPARATOR = "-"
OPENS_NOTHING = "."
"""Stands behind the separator where the rest is no room id: those that an earlier release stored never contain it."""
RANDOM_BYTES = 24
LONGEST_ROOM_ID = 80
"""Room ids of test records have 68 characters: their organisation's id is longer by a suffix."""


def new_room(org_id: str) -> str:
    """What the ids of a new room are derived from: 192 random bits. It opens nothing by itself.

    The organisation stands before them as in a room id, because the release before reads it there: a candidate's id is
    the same in both, also after a rollback.
    """
    return f"{org_id}{SEPARATOR}{OPENS_NOTHING}{secrets.token_urlsafe(RANDOM_BYTES)}"


def first_room_id(secret: str, org_id: str, room: str) -> str:
    """The interviewer's id that the API shows.

    An earlier release stored that id itself, and it stays as it was sent.
    """
    own = f"{org_id}{SEPARATOR}"
    is_id_itself = room.startswith(own) and not room.startswith(f"{own}{OPENS_NOTHING}")
    return room if is_id_itself else _derived(secret, org_id, f"first interviewer's room|{room}")


def candidate_room_id(secret: str, org_id: str, room: str) -> str:
    """The id by which the candidate enters the same room."""
    return _derived(secret, org_id, f"candidate room|{room}")


def interviewer_room_id(secret: str, org_id: str, interview_id: str, email: str) -> str:
    """The id by which one of several interviewers enters: derived from who they are."""
    return _derived(secret, org_id, f"interviewer room|{org_id}|{interview_id}|{email.casefold()}")


def _derived(secret: str, org_id: str, whose: str) -> str:
    """A room id: the organisation's id, and a signature that nobody can make without the secret."""
    signed = hmac.new(secret.encode(), whose.encode(), hashlib.sha256).digest()
    return f"{org_id}{SEPARATOR}{base64.urlsafe_b64encode(signed[:RANDOM_BYTES]).decode()}"


def organisation_of(room_id: str) -> str:
    """The organisation that a room belongs to, or would belong to. Raises NotFoundError for what can name no room."""
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
    """Where a meeting is entered: the portal's own page, which leads to the present link of a provider.

    So no e-mail and no calendar ever holds a link that a provider has replaced.
    """
    return portal_url.rstrip("/") + room_path(interview_id, room_id)
