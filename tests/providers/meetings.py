"""Meetings for providers, and the attempts until one is made."""

from datetime import timedelta

from greenroom.adapters.providers.google_meet import GoogleMeet
from greenroom.adapters.providers.zoom import Zoom
from greenroom.models.meeting import HostedMeeting, MeetingProviderError, OutcomeUnknownError, WantedMeeting
from tests.clocks import NOON


def a_meeting(key: str = "org_1#int_1", **changes: object) -> WantedMeeting:
    """A meeting of 45 minutes on the day after."""
    starts_at = NOON + timedelta(days=1)
    wanted = WantedMeeting(
        key=key, topic="Interview: Data engineer", starts_at=starts_at, ends_at=starts_at + timedelta(minutes=45)
    )
    return wanted.changed(**changes)


def until_made(provider: GoogleMeet | Zoom, wanted: WantedMeeting, *, may_exist: bool = False) -> HostedMeeting:
    """Create the meeting as the function does: try again later, and say that an earlier attempt may have created it."""
    for _ in range(6):
        try:
            return provider.create(wanted, may_exist=may_exist)
        except MeetingProviderError as error:
            may_exist = may_exist or isinstance(error, OutcomeUnknownError)
    raise AssertionError("no meeting was made")
