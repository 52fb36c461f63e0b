"""One person's busy times."""

import hashlib

from pydantic import Field

from greenroom.clock import UtcTime
from greenroom.models.entity import Entity


class BusyTime(Entity):
    starts_at: UtcTime
    ends_at: UtcTime

    def overlaps(self, starts_at: UtcTime, ends_at: UtcTime) -> bool:
        """Half-open: an interview may start when another ends."""
        return self.starts_at < ends_at and starts_at < self.ends_at


class Calendar(Entity):
    """`busy` maps an interview to its time. Written only under `version = :read`, so two writers cannot both win."""

    calendar_key: str
    version: int = 0
    busy: dict[str, BusyTime] = Field(default_factory=dict)
    address_hash: str | None = None
    """SHA-256 of the secret in its address; None for a calendar without an address."""


def calendar_key(org_id: str, email: str) -> str:
    """A person's calendar in an organisation: by address, because one person may be several candidates.

    The address is hashed, so that erasing a candidate leaves no address behind in a key.
    """
    digest = hashlib.sha256(email.strip().casefold().encode()).hexdigest()
    return f"{org_id}#{digest[:32]}"


def job_calendar_key(org_id: str, job_id: str) -> str:
    """The calendar of a job. It holds nothing but its version and its address: a job is never busy."""
    return f"{org_id}#{job_id}"


def changes_key(org_id: str) -> str:
    """The counter of changes to an organisation's interviews, by which open pages know whether to reload."""
    return f"{org_id}#CHANGES"
