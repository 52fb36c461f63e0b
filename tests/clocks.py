"""Clocks for tests: one with an offset to the real time, and one that stands still."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from greenroom.clock import utc_now

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


@dataclass
class Clock:
    """The real time with an offset."""

    shift: timedelta = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.shift

    def forward(self, **by: float) -> None:
        self.shift += timedelta(**by)

    def to(self, moment: datetime) -> None:
        """Set the clock, forward or back."""
        self.shift = moment - utc_now()


@dataclass
class StandingClock:
    """A clock that stands still until it is moved; each pause moves it."""

    now: datetime = NOON
    paused: list[float] = field(default_factory=list)

    def __call__(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        """The time as a number of seconds, as time.monotonic gives it."""
        return self.now.timestamp()

    def pass_seconds(self, seconds: float) -> None:
        """Move the clock, as a pause does."""
        self.paused.append(seconds)
        self.now += timedelta(seconds=seconds)
