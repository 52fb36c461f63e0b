"""A change that interviews still have to follow."""

from enum import StrEnum

from greenroom.clock import UtcTime
from greenroom.models.entity import Entity


class JobAsks(StrEnum):
    """Whether questions that are made from the changed job are the same as before."""

    THE_SAME = "THE_SAME"
    OTHERWISE = "OTHERWISE"


class ChangeToFollow(Entity):
    """A change whose interviews still have to follow: those of a job, or all future ones of the organisation."""

    org_id: str
    actor: str
    """The actor of the change, as logs name it."""
    job_id: str | None = None
    job_asks: JobAsks | None = None
    """None if no job was changed."""
    since: UtcTime | None = None
    """Only interviews that were made or changed since then; None for all."""
    position: dict[str, str] | None = None
    """The position in the list of interviews from which to continue; None for its beginning."""
