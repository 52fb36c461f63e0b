"""A change that interviews still have to follow."""

from enum import StrEnum

from greenroom.clock import UtcTime
from greenroom.models.entity import Entity


class JobAsks(StrEnum):
    """What the questions of a job that was changed are made from now."""

    THE_SAME = "THE_SAME"
    OTHERWISE = "OTHERWISE"


class ChangeToFollow(Entity):
    """Which interviews: those of a job, or else all of the organisation that are to come."""

    org_id: str
    actor: str
    """Who made the change, as it stands in logs."""
    job_id: str | None = None
    job_asks: JobAsks | None = None
    """None where no job was changed."""
    since: UtcTime | None = None
    """Of those, what was made or changed from then on; None for all."""
    position: dict[str, str] | None = None
    """Where to go on in their list; None for its beginning."""
