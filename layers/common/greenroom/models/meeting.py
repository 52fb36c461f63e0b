"""A meeting at a provider such as Zoom: the wanted one, the existing one, and the errors of a provider."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import Field

from greenroom.clock import UtcTime
from greenroom.errors import NotConnectedError
from greenroom.models.entity import Entity
from greenroom.models.interview import PROVIDER_NAMES, Provider


class WantedMeeting(Entity):
    """A meeting as a booking wants it. It names no candidate, so that erasing one has nothing to do at a provider."""

    key: str
    """The owner of the meeting: the same for each attempt, and unique."""
    generation: int = 1
    """Raised when the provider lost the one before: some ids stay taken after a deletion."""
    topic: str
    starts_at: UtcTime
    ends_at: UtcTime
    preferred_hosts: tuple[str, ...] = ()
    """Addresses of those who would host it best, where the provider knows them."""

    @property
    def minutes(self) -> int:
        """The duration in minutes, rounded up."""
        return max(1, -int(-(self.ends_at - self.starts_at).total_seconds() // 60))


class HostedMeeting(Entity):
    """A meeting that a provider made."""

    meeting_id: str
    join_url: str
    host: str
    """The address of the account that holds it."""


class MeetingStatus(StrEnum):
    PENDING = "PENDING"
    """It is being made."""
    WAITING = "WAITING"
    """The provider is down, or asked for a pause: `next_attempt_at` says when it is tried again."""
    READY = "READY"
    FAILED = "FAILED"
    """A person has to change something first; it is tried again each hour."""
    CANCELLED = "CANCELLED"


class Meeting(Entity):
    """The meeting of an ONLINE interview at a provider, and how far it got. Written under `revision` alone."""

    org_id: str
    interview_id: str
    provider: Provider
    status: MeetingStatus = MeetingStatus.PENDING
    version: int = 0
    """The booking's version that the provider knows of."""
    wanted_version: int
    """The newest known version of the booking."""
    revision: int = 1
    generation: int = 1
    hosted: HostedMeeting | None = None
    may_exist: bool = False
    """An attempt with an unknown outcome may have made a meeting of this generation."""
    is_lost: bool | None = None
    """The provider had it no more; the next generation is to be made."""
    claim_id: str | None = None
    """The claim of the process that works on it. A claim expires at `next_attempt_at`."""
    next_attempt_at: UtcTime | None = None
    """The time when the next attempt is due; None if there is none."""
    attempts: int = 0
    """The number of failed attempts in a row."""
    reason: str | None = None
    """Why it is not READY, as a sentence for a recruiter."""
    ends_at: UtcTime
    """The booking's end."""
    attended_at: UtcTime | None = None
    """The time when the attendance was read."""

    changes_today: int | None = Field(default=None, exclude=True)
    """The number of its host's meetings that were made or moved today; only set right after this one was."""

    def is_done(self, version: int) -> bool:
        """Whether the provider knows of this version of the booking."""
        return self.version >= version and self.status in {MeetingStatus.READY, MeetingStatus.CANCELLED}


class Connection(Entity):
    """The facts about an organisation's account at a provider, without its credentials."""

    provider: Provider
    connected_at: UtcTime
    connected_by: str
    account: dict[str, Any] = Field(default_factory=dict)
    """The entered settings that are no secrets."""


class Connections(Entity):
    """An organisation's accounts, by provider."""

    org_id: str
    version: int = 0
    """Raised by each change: whoever holds credentials knows by it whether they are the present ones."""
    connected: dict[Provider, Connection] = Field(default_factory=dict)
    locked_until: UtcTime | None = None
    """A process may be writing the secret until then."""


class Attendee(Entity):
    """An attendee of a meeting, as the provider lists them afterwards."""

    name: str
    is_signed_in: bool
    came_at: UtcTime


class ConnectionCheck(Entity):
    """One need of a connection to a provider, and the advice where it is missing."""

    name: str
    is_ok: bool
    what_to_do: str | None = None


class MeetingProviderError(Exception):
    """A provider did not do what it was asked for. The reason is a sentence for a recruiter."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ProviderRefusedError(MeetingProviderError):
    """Nothing was done, and a repetition will fail until somebody changes the settings."""


class ProviderBusyError(MeetingProviderError):
    """Nothing was done; the same may go through later."""

    def __init__(self, reason: str, again_at: datetime | None = None) -> None:
        super().__init__(reason)
        self.again_at = again_at


class OutcomeUnknownError(MeetingProviderError):
    """No usable answer came: the request may have been carried out."""


class MeetingGoneError(MeetingProviderError):
    """The provider has no such meeting, or not any more."""


def not_connected(provider: Provider) -> NotConnectedError:
    """The refusal of what needs an account that is not there, with what to do."""
    name = PROVIDER_NAMES[provider]
    return NotConnectedError(f"{name} is not connected. An admin connects it with PUT /providers/{provider.value}.")
