"""A meeting at a provider such as Zoom: what is wanted, what was made, and how a provider can refuse."""

from datetime import datetime

from greenroom.clock import UtcTime
from greenroom.models.entity import Entity


class WantedMeeting(Entity):
    """A meeting as a booking wants it. It names no candidate, so that erasing one has nothing to do at a provider."""

    key: str
    """Whose meeting it is: the same for each attempt, and nobody else's."""
    generation: int = 1
    """Raised when the provider lost the one before: some ids stay taken after a deletion."""
    topic: str
    starts_at: UtcTime
    ends_at: UtcTime
    preferred_hosts: tuple[str, ...] = ()
    """Addresses of those who would host it best, where the provider knows them."""

    @property
    def minutes(self) -> int:
        """How long it takes, rounded up."""
        return max(1, -int(-(self.ends_at - self.starts_at).total_seconds() // 60))


class HostedMeeting(Entity):
    """A meeting that a provider made."""

    meeting_id: str
    join_url: str
    host: str
    """The address of the account that holds it."""


class Attendee(Entity):
    """Somebody who was in a meeting, as the provider tells it afterwards."""

    name: str
    is_signed_in: bool
    came_at: UtcTime


class ConnectionCheck(Entity):
    """One thing that a connection to a provider needs, and what to do where it is missing."""

    name: str
    is_ok: bool
    what_to_do: str | None = None


class MeetingProviderError(Exception):
    """A provider did not do what it was asked for. The reason is a sentence for a recruiter."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ProviderRefusedError(MeetingProviderError):
    """Nothing was done, and nothing will be before somebody changes something."""


class ProviderBusyError(MeetingProviderError):
    """Nothing was done; the same may go through later."""

    def __init__(self, reason: str, again_at: datetime | None = None) -> None:
        super().__init__(reason)
        self.again_at = again_at


class OutcomeUnknownError(MeetingProviderError):
    """No usable answer came: what was asked for may have been done."""


class MeetingGoneError(MeetingProviderError):
    """The provider has no such meeting, or not any more."""
