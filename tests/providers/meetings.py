"""A meeting to be made at a provider."""

from datetime import timedelta

from greenroom.models.meeting import WantedMeeting
from tests.clocks import NOON


def a_meeting(key: str = "org_1#int_1", **changes: object) -> WantedMeeting:
    """A meeting of 45 minutes on the day after."""
    starts_at = NOON + timedelta(days=1)
    wanted = WantedMeeting(
        key=key, topic="Interview: Data engineer", starts_at=starts_at, ends_at=starts_at + timedelta(minutes=45)
    )
    return wanted.changed(**changes)
