"""A video room of one version of a booking, with the people in it."""

from enum import StrEnum

from pydantic import Field

from greenroom.clock import UtcTime
from greenroom.models.caller import CANDIDATE, INTERVIEWER, INTERVIEWERS
from greenroom.models.entity import Entity

PEOPLE = (CANDIDATE, *INTERVIEWERS)
ALWAYS_TOLD_OF = frozenset({CANDIDATE, INTERVIEWER})
"""Whether they are here is told even before they ever came."""


class ClosedBecause(StrEnum):
    """Why a room is closed."""

    CANCELLED = "CANCELLED"
    MOVED = "MOVED"
    OVER = "OVER"


class PersonInRoom(Entity):
    """A person's presence in a room, by one device at a time."""

    name: str | None = None
    """An interviewer's name as the others see it; None without one."""
    device: str
    connection_id: str | None = None
    """The id of a WebSocket; None for a person who polls by HTTP."""
    seen_at: UtcTime


class MeetingRoom(Entity):
    """The room of one version of a booking. A moved interview gets another one."""

    org_id: str
    interview_id: str
    booking_version: int
    ends_at: UtcTime
    """The booked end: leaving after it is final."""
    closes_at: UtcTime
    revision: int = 0
    """Rises with each change, so that a page knows the newer of two."""
    admitted_at: UtcTime | None = None
    """The time when an interviewer admitted the candidate."""
    closed_because: ClosedBecause | None = None
    places: dict[str, PersonInRoom] = Field(default_factory=dict)
    """The device and connection of each of `PEOPLE` in the room."""
    left_at: dict[str, UtcTime] = Field(default_factory=dict)
    """The time of each person's first departure that was logged. Later ones are not logged."""
    waiting: dict[tuple[str, str], int] = Field(default_factory=dict)
    """The number of messages that wait for one person (first) from another (second), as it was counted."""


class InterviewerNotes(Entity):
    """One interviewer's notes: a text for each criterion, by its name."""

    by: str | None = None
    """Their name, or their address where they have none; None for an interview that names nobody."""
    notes: dict[str, str]


class RoomMember(Entity):
    """Somebody in a video room, on one device."""

    org_id: str
    interview_id: str
    booking_version: int
    who: str
    """`candidate`, or one of `INTERVIEWERS`."""
    device: str
    """Chosen by the page: the same after a reload, another on another device."""


class RoomConnection(RoomMember):
    """A WebSocket into a room."""

    connection_id: str
