"""Rooms of ONLINE interviews. A room id names its organisation, so that who joins by it needs no token and no index."""

import secrets
from typing import Protocol
from urllib.parse import urlencode

from greenroom.errors import NotFoundError
from greenroom.identifiers import can_name
from greenroom.models.interview import Provider

SEPARATOR = "-"
RANDOM_BYTES = 24


class MeetingProvider(Protocol):
    """Where people meet: what another provider, such as Zoom, has to bring."""

    def new_room(self, org_id: str) -> str:
        """A new room's id, which nobody can guess and which names its organisation: see `organisation_of`."""

    def link(self, portal_url: str, interview_id: str, room_id: str) -> str:
        """Where the room is entered."""


class InternalVideoRoom:
    """A room of the portal's own."""

    def new_room(self, org_id: str) -> str:
        """192 random bits behind the organisation's id."""
        return f"{org_id}{SEPARATOR}{secrets.token_urlsafe(RANDOM_BYTES)}"

    def link(self, portal_url: str, interview_id: str, room_id: str) -> str:
        """A page of the portal."""
        return portal_url.rstrip("/") + room_path(interview_id, room_id)


PROVIDERS: dict[Provider, MeetingProvider] = {Provider.INTERNAL_VIDEO_ROOM: InternalVideoRoom()}


def new_room_id(org_id: str, provider: Provider) -> str:
    """A new room's id."""
    return PROVIDERS[provider].new_room(org_id)


def organisation_of(room_id: str) -> str:
    """The organisation that a room belongs to, or would belong to. Raises NotFoundError for what can name no room."""
    org_id = room_id.partition(SEPARATOR)[0]
    if not org_id or not can_name(room_id):
        raise NotFoundError("Interview")
    return org_id


def room_path(interview_id: str, room_id: str) -> str:
    """The path of the page on which a meeting in an INTERNAL_VIDEO_ROOM is entered."""
    return f"/meeting/{interview_id}?{urlencode({'room_id': room_id})}"


def meeting_link(portal_url: str, interview_id: str, room_id: str, provider: Provider | None) -> str:
    """Where a meeting is entered; an interview without a provider meets in the portal."""
    return PROVIDERS[provider or Provider.INTERNAL_VIDEO_ROOM].link(portal_url, interview_id, room_id)
