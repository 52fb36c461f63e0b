"""A video room: who is in it, of one version of a booking."""

from datetime import datetime
from enum import StrEnum

from greenroom.clock import UtcTime
from greenroom.models.caller import CANDIDATE, INTERVIEWER
from greenroom.models.entity import Entity

ROLES = (CANDIDATE, INTERVIEWER)


def other(role: str) -> str:
    """The one whom this one meets."""
    return INTERVIEWER if role == CANDIDATE else CANDIDATE


class ClosedBecause(StrEnum):
    """Why nobody is let in any more."""

    CANCELLED = "CANCELLED"
    MOVED = "MOVED"
    OVER = "OVER"


class Place(Entity):
    """Where somebody is in a room, by one device at a time."""

    device: str
    connection_id: str | None = None
    """Of a WebSocket; None for who asks by HTTP."""
    seen_at: UtcTime


class MeetingRoom(Entity):
    """The room of one version of a booking. A moved interview gets another one."""

    org_id: str
    interview_id: str
    booking_version: int
    ends_at: UtcTime
    """The booked end: whoever goes after it has left for good."""
    closes_at: UtcTime
    revision: int = 0
    """Raised by each change, so that who hears of two knows which is newer."""
    admitted_at: UtcTime | None = None
    """When the interviewer let the candidate in."""
    closed_because: ClosedBecause | None = None
    candidate: Place | None = None
    interviewer: Place | None = None
    candidate_left_at: UtcTime | None = None
    """When the log was told that the candidate left: once, though they may come back."""
    interviewer_left_at: UtcTime | None = None

    def place(self, role: str) -> Place | None:
        """Where somebody is."""
        return self.candidate if role == CANDIDATE else self.interviewer

    def left_at(self, role: str) -> datetime | None:
        """When the log was told that somebody left."""
        return self.candidate_left_at if role == CANDIDATE else self.interviewer_left_at


class RoomConnection(Entity):
    """A WebSocket into a room."""

    connection_id: str
    org_id: str
    interview_id: str
    booking_version: int
    role: str
    device: str
