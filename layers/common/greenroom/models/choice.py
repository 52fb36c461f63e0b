"""A candidate's choice of a time: the invitation to choose, and the answer."""

from datetime import datetime
from enum import StrEnum

from greenroom.clock import UtcTime
from greenroom.models.entity import Entity


class ChoiceStatus(StrEnum):
    INVITED = "INVITED"
    TIMES_REQUESTED = "TIMES_REQUESTED"
    """The candidate asked for other times; one that is offered can still be chosen."""
    DECLINED = "DECLINED"
    CHOSEN = "CHOSEN"
    """A time was chosen: the interview is booked."""


OPEN = frozenset({ChoiceStatus.INVITED, ChoiceStatus.TIMES_REQUESTED})


class Choice(Entity):
    """Part of an interview whose candidate was invited to choose its time."""

    status: ChoiceStatus = ChoiceStatus.INVITED
    invited_at: UtcTime
    """The time of the latest invitation."""
    expires_at: UtcTime
    wishes: str | None = None
    """The times that would suit the candidate, in their own words."""

    def is_open(self, now: datetime) -> bool:
        """Whether the candidate may choose, or ask for other times."""
        return self.status in OPEN and now < self.expires_at

    def is_over(self, now: datetime) -> bool:
        """Whether the time to choose has passed without a choice or a refusal."""
        return self.status in OPEN and not self.is_open(now)


class ChoiceLink(Entity):
    """The interview that a link to choose a time belongs to, and the address that it was sent to.

    It is stored under the SHA-256 of the link's key.
    """

    session_hash: str
    org_id: str
    interview_id: str
    calendar_key: str
    """The candidate's at that time: made from the address, so that a link dies with a corrected one."""
