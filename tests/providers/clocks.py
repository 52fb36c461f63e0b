"""A clock that a test sets, and a meeting to be made at its time."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from greenroom.models.meeting import WantedMeeting

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


@dataclass
class Clock:
    """Stands until it is moved; whoever pauses moves it."""

    now: datetime = NOON
    paused: list[float] = field(default_factory=list)

    def __call__(self) -> datetime:
        return self.now

    def pass_seconds(self, seconds: float) -> None:
        """What a pause does to it."""
        self.paused.append(seconds)
        self.now += timedelta(seconds=seconds)


def a_meeting(key: str = "org_1#int_1", **changes: object) -> WantedMeeting:
    """A meeting of 45 minutes on the day after."""
    starts_at = NOON + timedelta(days=1)
    wanted = WantedMeeting(
        key=key, topic="Interview: Data engineer", starts_at=starts_at, ends_at=starts_at + timedelta(minutes=45)
    )
    return wanted.changed(**changes)
